//! Few bytes that claim many operations: refused by count, before Automerge sees them.

use super::*;

/// The columns of a change with one put of null, by specification.
fn one_put() -> Vec<(u64, Vec<u8>)> {
    vec![
        (0x15, vec![0x7f, 1, b'a']),
        (0x34, vec![1]),
        (0x42, vec![0x7f, 1]),
        (0x56, vec![0x7f, 0]),
        (0x70, vec![0x7f, 0]),
    ]
}

/// A change of actor 7 with these columns.
fn with_columns(columns: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let mut body = vec![0, 16];
    body.extend([7; 16]);
    body.extend([1, 1]);
    put_signed(&mut body, NOW.0);
    let message = Message::new("bomb", &[7; 16]).unwrap().to_string();
    put_unsigned(&mut body, message.len() as u64);
    body.extend(message.as_bytes());
    body.push(0);
    put_unsigned(&mut body, columns.len() as u64);
    for (spec, data) in columns {
        put_unsigned(&mut body, *spec);
        put_unsigned(&mut body, data.len() as u64);
    }
    columns.iter().for_each(|(_, data)| body.extend(data));
    chunk(1, &body)
}

/// A run of `count` times the item.
fn run(count: i64, item: &[u8]) -> Vec<u8> {
    let mut data = Vec::new();
    put_signed(&mut data, count);
    data.extend(item);
    data
}

/// A run of `count` times nothing.
fn nulls(count: u64) -> Vec<u8> {
    let mut data = vec![0];
    put_unsigned(&mut data, count);
    data
}

fn check(columns: &[(u64, Vec<u8>)]) -> Result<(), Offence> {
    guard::check(&with_columns(columns), &actor(7), NOW).map(|_| ())
}

#[test]
fn the_harmless_form_reaches_the_shape_rules() {
    assert_eq!(check(&one_put()), Err(Offence::Value), "its only fault is the null");
}

#[test]
fn a_hundred_bytes_that_claim_millions_of_operations_are_refused_by_count() {
    for count in [4097, 10_000, 5_000_000, 50_000_000, i64::MAX / 4] {
        let mut insert = Vec::new();
        put_unsigned(&mut insert, count.unsigned_abs());
        let columns = [
            (0x15, run(count, &[1, b'a'])),
            (0x34, insert),
            (0x42, run(count, &[1])),
            (0x56, run(count, &[0])),
            (0x70, run(count, &[0])),
        ];
        assert!(with_columns(&columns).len() < 160);
        assert_eq!(check(&columns), Err(Offence::Rows), "{count}");
    }
}

#[test]
fn a_bomb_in_any_single_column_is_refused_by_count() {
    let huge: i64 = 1 << 61;
    let mut boolean = Vec::new();
    put_unsigned(&mut boolean, huge.unsigned_abs());
    let mut announced = run(1, &[]);
    put_unsigned(&mut announced, huge.unsigned_abs());
    let one_pred = vec![(0x71, vec![0x7f, 0]), (0x73, vec![0x7f, 1])];
    let bombs = [
        ("keys", 0x15, run(huge, &[1, b'a'])),
        ("missing keys", 0x15, nulls(huge.unsigned_abs())),
        ("inserts", 0x34, boolean),
        ("actions", 0x42, run(huge, &[1])),
        ("missing actions", 0x42, nulls(u64::MAX)),
        ("values", 0x56, run(huge, &[0])),
        ("missing values", 0x56, nulls(u64::MAX)),
        ("counts of predecessors", 0x70, run(huge, &[0])),
        ("predecessors announced", 0x70, announced),
        ("predecessors announced many times", 0x70, run(2, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1])),
        ("actors of predecessors", 0x71, run(huge, &[0])),
        ("counters of predecessors", 0x73, run(huge, &[1])),
        ("literals", 0x42, run(-huge, &[1])),
        ("the longest run of literals", 0x42, run(i64::MIN, &[1])),
    ];
    for (name, spec, data) in bombs {
        let mut columns = one_put();
        columns.extend(one_pred.clone());
        for (column, content) in &mut columns {
            if *column == spec {
                content.clone_from(&data);
            }
        }
        assert_eq!(check(&columns), Err(Offence::Rows), "{name}");
    }
}

#[test]
fn columns_that_disagree_are_refused() {
    for (index, _) in one_put().iter().enumerate() {
        let mut columns = one_put();
        columns.remove(index);
        assert_eq!(check(&columns), Err(Offence::Rows), "without column {index}");
    }
    let mut columns = one_put();
    columns.push((0x71, vec![0x7f, 0]));
    assert_eq!(check(&columns), Err(Offence::Rows), "a predecessor nobody announced");
    assert_eq!(check(&[]), Err(Offence::Ops));
}

#[test]
fn columns_that_do_not_belong_are_refused() {
    for (spec, offence) in [
        (0x01, Offence::Nested),
        (0x02, Offence::Nested),
        (0x11, Offence::Nested),
        (0x13, Offence::Nested),
        (0x94, Offence::Nested),
        (0xa5, Offence::Nested),
        (0x42 | 8, Offence::Column),
        (0x57 | 8, Offence::Column),
        (0x1234, Offence::Column),
        (u64::MAX, Offence::Column),
    ] {
        let mut columns = one_put();
        columns.push((spec, vec![0x7f, 1]));
        columns.sort();
        assert_eq!(check(&columns), Err(offence), "{spec:#x}");
    }
    let mut columns = one_put();
    columns.swap(0, 1);
    assert_eq!(check(&columns), Err(Offence::Column), "out of order");
    let mut columns = one_put();
    columns.insert(0, columns[0].clone());
    assert_eq!(check(&columns), Err(Offence::Column), "twice");
}

#[test]
fn counts_and_lengths_beyond_the_bytes_reserve_nothing() {
    let honest = with_columns(&one_put());
    let body = body_of(&honest);
    let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
    let message = 1 + 17 + 2 + 6;
    assert_eq!(usize::from(body[message]), "bomb/".len() + 26);
    let others = message + 1 + usize::from(body[message]);
    for (name, at) in
        [("dependencies", 0), ("actor", 1), ("message", message), ("actors", others), ("columns", others + 1)]
    {
        let bytes = chunk(1, &[&body[..at], &huge, &body[at + 1..]].concat());
        let offence = guard::check(&bytes, &actor(7), NOW).unwrap_err();
        assert!(matches!(offence, Offence::Header | Offence::Column), "{name}: {offence}");
    }
}

#[test]
fn columns_written_in_another_way_are_refused() {
    let text = [(0x56, vec![0x7f, 0x16]), (0x57, vec![b'v'])];
    let mut columns = one_put();
    columns.splice(3..4, text);
    assert_eq!(check(&columns), Ok(()), "one put of a text of one byte");
    let with = |index: usize, data: &[u8]| {
        let mut columns = columns.clone();
        columns[index].1 = data.to_vec();
        check(&columns)
    };
    assert_eq!(with(2, &[1, 1]), Err(Offence::NotCanonical), "a run of one that should be a literal");
    assert_eq!(with(2, &[0x7f, 3]), Err(Offence::NotCanonical), "a delete with a value");
    assert_eq!(with(2, &[0x7f, 0]), Err(Offence::NotCanonical), "a map with a value");
    assert_eq!(with(2, &[0x7f, 9]), Err(Offence::Undecodable), "an unknown action");
    assert_eq!(with(2, &[0x7f, 0x81, 0]), Err(Offence::Header), "a number in more bytes than it needs");
    assert_eq!(with(4, b"vw"), Err(Offence::NotCanonical), "a byte nobody owns");
    assert_eq!(with(4, b""), Err(Offence::Undecodable), "a byte too few");
    assert_eq!(with(4, &[0xff]), Err(Offence::Undecodable), "text that is not UTF-8");
    assert_eq!(with(0, &[0x7f, 1, 0xff]), Err(Offence::Undecodable), "a key that is not UTF-8");
    assert_eq!(with(1, &[0, 1]), Err(Offence::Nested), "an insert");
}
