//! Mutated changes: no panic escapes, and whatever is admitted survives saving, loading and further edits.

use super::histories::{edits, history};
use super::*;
use std::collections::BTreeMap;

type Verdicts = BTreeMap<&'static str, usize>;

/// A document with some history, and honest changes upon it.
fn start(random: &mut Random) -> (Document, Vec<Change>) {
    let mut document = Document::new();
    document.admit_all(&history(random, 4, 30)).unwrap();
    let mut samples = Vec::new();
    for who in [1, 2, 9, 10] {
        let written = document.write(&actor(who), NOW, "test.edit", &random.nonce(), &edits(random)).unwrap();
        samples.extend(written);
        let one = [Edit::put("field_1", Value::Int(random.byte().into())), Edit::delete("field_0")];
        samples.extend(document.write(&actor(who), NOW, "test.edit", &random.nonce(), &one).unwrap());
    }
    (document, samples)
}

/// Judges bytes as if their entry had the same actor and time, so that the deeper rules have to decide.
fn judge_any(document: &mut Document, bytes: &[u8]) -> Result<(), Offence> {
    let head = guard::scan(bytes)?;
    document.admit(&guard::check(bytes, &head.actor, head.time)?)
}

/// Judges one mutant and counts the verdict.
fn meet(name: &str, document: &Document, bytes: &[u8], verdicts: &mut Verdicts) {
    let mut after = document.clone();
    let verdict = judge_any(&mut after, bytes);
    match verdict {
        Ok(()) => assert_healthy(name, &after),
        Err(_) => assert_eq!(after.heads(), document.heads(), "{name}"),
    }
    *verdicts.entry(verdict.map_or_else(|offence| offence.code(), |()| "admitted")).or_default() += 1;
}

/// The trial merge is the net below the rules: a change it stops shows that a rule is missing.
#[track_caller]
fn assert_the_trial_found_nothing(verdicts: &Verdicts) {
    let net = ["merge.panic", "merge.apply", "merge.reload"];
    assert!(!net.iter().any(|code| verdicts.contains_key(code)), "{verdicts:?}");
}

/// One to three bytes replaced, and sometimes one added or taken away.
fn mutate_bytes(random: &mut Random, bytes: &[u8]) -> Vec<u8> {
    let mut body = body_of(bytes).to_vec();
    for _ in 0..1 + random.below(3) {
        // Half of them among the columns, which come last.
        let from = if random.below(2) == 0 { 0 } else { body.len().saturating_sub(90) };
        let at = from + random.below(body.len() - from);
        match random.below(9) {
            0 | 1 => body[at] ^= 1 << random.below(8),
            2 | 3 => body[at] = random.byte(),
            4 => body[at] = body[at].wrapping_add(1),
            5 | 6 => body[at] = *random.pick(&[0, 1, 0x7f, 0x80, 0xff]),
            7 => body.insert(at, random.byte()),
            _ => drop(body.remove(at)),
        }
    }
    chunk(1, &body)
}

#[test]
fn bytes_changed_at_random_break_nothing() {
    let random = &mut Random(7);
    let mut verdicts = Verdicts::new();
    quiet(|| {
        for round in 0..40 {
            let (document, samples) = start(random);
            for case in 0..500 {
                let sample = random.pick(&samples);
                let bytes = mutate_bytes(random, sample.bytes());
                meet(&format!("round {round} case {case}"), &document, &bytes, &mut verdicts);
            }
        }
    });
    assert_eq!(verdicts.values().sum::<usize>(), 20_000);
    assert!(verdicts["admitted"] > 500, "{verdicts:?}");
    assert_the_trial_found_nothing(&verdicts);
}

/// One part of a decoded change replaced by something plausible.
fn mutate_parts(random: &mut Random, change: &mut ExpandedChange, known: &[Change]) {
    let count = change.operations.len();
    let any = random.below(count);
    let some = OpId(1 + random.next() % 60, am_actor(u8::try_from(1 + random.below(5)).unwrap()));
    let preds = |op: &Op| op.pred.iter().cloned().collect::<Vec<_>>();
    match random.below(11) {
        0 => change.seq = 1 + random.next() % 12,
        1 => change.start_op = NonZeroU64::new(1 + random.next() % 80).unwrap(),
        2 => {
            let at = random.below(change.deps.len().max(1));
            (at < change.deps.len()).then(|| change.deps.remove(at));
        }
        3 => change.deps.push(ChangeHash(random.pick(known).hash().0)),
        4 => change.deps = vec![ChangeHash(random.pick(known).hash().0)],
        5 => change.operations[any].pred = SortedVec::new(),
        6 => change.operations[any].pred = vec![some].into(),
        7 => change.operations[any].pred = [preds(&change.operations[any]), vec![some]].concat().into(),
        8 => change.operations[any].key = Key::Map(format!("field_{}", random.below(8)).into()),
        9 => change.operations[any].action = OpType::Delete,
        _ => change.actor_id = am_actor(u8::try_from(1 + random.below(12)).unwrap()),
    }
    change.deps.sort();
    change.deps.dedup();
}

#[test]
fn well_formed_changes_with_wrong_parts_break_nothing() {
    let random = &mut Random(11);
    let mut verdicts = Verdicts::new();
    quiet(|| {
        for round in 0..40 {
            let (document, samples) = start(random);
            let known: Vec<Change> = samples.clone();
            let inside: Vec<ChangeHash> =
                document.automerge.get_changes_meta(&[]).iter().map(|meta| meta.hash).collect();
            for case in 0..150 {
                let mut change = random.pick(&samples).inner.decode();
                for _ in 0..1 + random.below(2) {
                    mutate_parts(random, &mut change, &known);
                }
                if random.below(3) == 0 {
                    change.deps = vec![*random.pick(&inside)];
                }
                if random.below(2) == 0 {
                    let max = change.deps.iter().filter_map(|dep| document.automerge.get_change_meta_by_hash(dep));
                    let max = max.map(|meta| meta.max_op).max().unwrap_or(0);
                    change.start_op = NonZeroU64::new(max + 1).unwrap();
                }
                meet(&format!("round {round} case {case}"), &document, &bytes_of(change), &mut verdicts);
            }
        }
    });
    for code in
        ["admitted", "chain.gap", "chain.taken", "chain.indirect", "merge.pred", "merge.start_op", "deps.missing"]
    {
        assert!(verdicts.contains_key(code), "{code} in {verdicts:?}");
    }
    assert_the_trial_found_nothing(&verdicts);
}
