//! An own reader of change chunks: everything before the operations, and how many of those the columns claim.
//!
//! One pass over the bytes, nothing reserved by what they claim. Format: the Automerge binary format, change chunks,
//! <https://automerge.org/automerge-binary-format-spec/>.

use super::super::change::{Head, Message};
use super::super::{MAX_CHANGE_BYTES, MAX_OPS, MAX_TIME_MS};
use super::Offence;
use crate::id::{ActorId, Hash, sha256};
use crate::time::Timestamp;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// The chunk type of an uncompressed change.
const CHANGE: u8 = 1;

/// Reads the head and counts the operations.
pub(in super::super) fn scan(bytes: &[u8]) -> Result<Head, Offence> {
    if bytes.len() > MAX_CHANGE_BYTES {
        return Err(Offence::TooLarge);
    }
    let (hash, mut body) = open(bytes)?;
    let deps = deps(&mut body)?;
    let actor = actor(&mut body)?;
    let (seq, start_op, time) = (body.unsigned()?, body.unsigned()?, body.signed()?);
    let message = body.prefixed()?;
    let message = (message.len() <= Message::MAX).then(|| Message::parse(message)).flatten().ok_or(Offence::Message)?;
    other_actors(&mut body, &actor)?;
    let ops = columns(&mut body)?;
    if !body.is_empty() {
        return Err(Offence::Extra);
    }
    if !(-MAX_TIME_MS..=MAX_TIME_MS).contains(&time) {
        return Err(Offence::TimeRange);
    }
    // Every earlier change of the actor had an operation, so counters are never behind sequence numbers.
    if seq == 0 || start_op < seq {
        return Err(Offence::Header);
    }
    if ops == 0 || start_op.saturating_add(ops - 1) > MAX_OPS {
        return Err(Offence::Ops);
    }
    Ok(Head { hash, deps, actor, seq, start_op, time: Timestamp(time), message, ops })
}

/// Checks magic, type, length and checksum; gives the hash and what follows the length.
fn open(bytes: &[u8]) -> Result<(Hash, Cursor<'_>), Offence> {
    if bytes.get(..4) != Some(&MAGIC) || bytes.get(8) != Some(&CHANGE) {
        return Err(Offence::Chunk);
    }
    let mut body = Cursor { bytes: &bytes[9..] };
    let len = body.unsigned()?;
    if usize::try_from(len) != Ok(body.bytes.len()) {
        return Err(Offence::Header);
    }
    // The hash covers type, length and body; its first four bytes are the checksum.
    let hash = sha256(&[&bytes[8..]]);
    if hash.0[..4] != bytes[4..8] {
        return Err(Offence::Checksum);
    }
    Ok((hash, body))
}

fn deps(body: &mut Cursor<'_>) -> Result<Vec<Hash>, Offence> {
    let count = body.unsigned()?;
    let mut deps: Vec<Hash> = Vec::new();
    for _ in 0..count {
        let dep = Hash::from_slice(body.take(32)?).ok_or(Offence::Header)?;
        if deps.last().is_some_and(|last| *last >= dep) {
            return Err(Offence::Header);
        }
        deps.push(dep);
    }
    Ok(deps)
}

fn actor(body: &mut Cursor<'_>) -> Result<ActorId, Offence> {
    ActorId::from_slice(body.prefixed()?).ok_or(Offence::Header)
}

fn other_actors(body: &mut Cursor<'_>, own: &ActorId) -> Result<(), Offence> {
    let count = body.unsigned()?;
    let mut last = None;
    for _ in 0..count {
        let other = actor(body)?;
        if other == *own || last.is_some_and(|last| last >= other) {
            return Err(Offence::Header);
        }
        last = Some(other);
    }
    Ok(())
}

/// The columns a flat change has. A specification is an id, a bit for compression, and a type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Key = 0x15,
    Insert = 0x34,
    Action = 0x42,
    ValueMeta = 0x56,
    Value = 0x57,
    PredCount = 0x70,
    PredActor = 0x71,
    PredCounter = 0x73,
}

impl Column {
    fn of(spec: u64) -> Result<Self, Offence> {
        Ok(match spec {
            0x15 => Self::Key,
            0x34 => Self::Insert,
            0x42 => Self::Action,
            0x56 => Self::ValueMeta,
            0x57 => Self::Value,
            0x70 => Self::PredCount,
            0x71 => Self::PredActor,
            0x73 => Self::PredCounter,
            // Actor and counter of an object or of a list element; expansion and name of a mark.
            0x01 | 0x02 | 0x11 | 0x13 | 0x94 | 0xa5 => return Err(Offence::Nested),
            _ => return Err(Offence::Column),
        })
    }
}

/// Counts the rows of every column and gives the number of operations.
fn columns(body: &mut Cursor<'_>) -> Result<u64, Offence> {
    let count = body.unsigned()?;
    let mut columns: Vec<(Column, u64)> = Vec::with_capacity(8);
    for _ in 0..count {
        let column = Column::of(body.unsigned()?)?;
        if columns.last().is_some_and(|(last, _)| *last >= column) {
            return Err(Offence::Column);
        }
        columns.push((column, body.unsigned()?));
    }
    // Rows of key, insert, action, value and predecessor count; then predecessors announced, their actors, counters.
    let (mut rows, mut preds) = ([0; 5], [0; 3]);
    for (column, len) in columns {
        let data = Cursor { bytes: body.take(len)? };
        match column {
            Column::Key => rows[0] = runs(data, |c| c.prefixed().map(|_| 0))?.0,
            Column::Insert => rows[1] = boolean_runs(data)?,
            Column::Action => rows[2] = runs(data, |c| c.unsigned().map(|_| 0))?.0,
            Column::ValueMeta => rows[3] = runs(data, |c| c.unsigned().map(|_| 0))?.0,
            Column::Value => {}
            Column::PredCount => (rows[4], preds[0]) = runs(data, |c| c.unsigned())?,
            Column::PredActor => preds[1] = runs(data, |c| c.unsigned().map(|_| 0))?.0,
            Column::PredCounter => preds[2] = runs(data, |c| c.signed().map(|_| 0))?.0,
        }
    }
    let agree = rows.iter().all(|n| *n == rows[0]) && preds.iter().all(|n| *n == preds[0]);
    if agree { Ok(rows[0]) } else { Err(Offence::Rows) }
}

/// The rows of a run-length encoded column, and the sum of what `item` reads. Neither goes beyond the limit: a change
/// has at most so many operations, and they replace at most as many, since no key occurs twice.
fn runs(mut data: Cursor<'_>, item: fn(&mut Cursor<'_>) -> Result<u64, Offence>) -> Result<(u64, u64), Offence> {
    let (mut rows, mut sum) = (0u64, 0u64);
    while !data.is_empty() {
        let run = data.signed()?;
        let len = if run == 0 { data.unsigned()? } else { run.unsigned_abs() };
        rows = rows.saturating_add(len);
        if rows > MAX_OPS {
            return Err(Offence::Rows);
        }
        if run > 0 {
            sum = sum.saturating_add(item(&mut data)?.saturating_mul(len));
        } else if run < 0 {
            for _ in 0..len {
                sum = sum.saturating_add(item(&mut data)?);
            }
        }
        if sum > MAX_OPS {
            return Err(Offence::Rows);
        }
    }
    Ok((rows, sum))
}

/// The rows of a boolean column: lengths of alternating runs.
fn boolean_runs(mut data: Cursor<'_>) -> Result<u64, Offence> {
    let mut rows = 0u64;
    while !data.is_empty() {
        rows = rows.saturating_add(data.unsigned()?);
        if rows > MAX_OPS {
            return Err(Offence::Rows);
        }
    }
    Ok(rows)
}

/// What is left to read.
struct Cursor<'a> {
    bytes: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    fn byte(&mut self) -> Result<u8, Offence> {
        let (first, rest) = self.bytes.split_first().ok_or(Offence::Header)?;
        self.bytes = rest;
        Ok(*first)
    }

    fn take(&mut self, len: u64) -> Result<&'a [u8], Offence> {
        let len = usize::try_from(len).map_err(|_| Offence::Header)?;
        let (taken, rest) = self.bytes.split_at_checked(len).ok_or(Offence::Header)?;
        self.bytes = rest;
        Ok(taken)
    }

    /// Bytes after their length.
    fn prefixed(&mut self) -> Result<&'a [u8], Offence> {
        let len = self.unsigned()?;
        self.take(len)
    }

    /// An unsigned LEB128 number of at most 64 bits, in no more bytes than it needs.
    fn unsigned(&mut self) -> Result<u64, Offence> {
        let (mut number, mut shift) = (0u64, 0);
        loop {
            let byte = self.byte()?;
            if shift == 63 && byte > 1 || shift > 0 && byte == 0 {
                return Err(Offence::Header);
            }
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
            shift += 7;
        }
    }

    /// A signed LEB128 number of at most 64 bits.
    fn signed(&mut self) -> Result<i64, Offence> {
        let (mut number, mut shift) = (0i64, 0);
        loop {
            let byte = self.byte()?;
            if shift == 63 && byte != 0 && byte != 0x7f {
                return Err(Offence::Header);
            }
            number |= i64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                let is_negative = shift < 64 && byte & 0x40 != 0;
                return Ok(if is_negative { number | (-1 << shift) } else { number });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unsigned(bytes: &[u8]) -> Result<u64, Offence> {
        Cursor { bytes }.unsigned()
    }

    fn signed(bytes: &[u8]) -> Result<i64, Offence> {
        Cursor { bytes }.signed()
    }

    #[test]
    fn numbers_read_up_to_their_limits() {
        assert_eq!(unsigned(&[0xe5, 0x8e, 0x26]), Ok(624_485));
        assert_eq!(unsigned(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]), Ok(u64::MAX));
        assert_eq!(unsigned(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2]), Err(Offence::Header));
        assert_eq!(unsigned(&[0xff; 12]), Err(Offence::Header));
        assert_eq!(unsigned(&[0x80]), Err(Offence::Header));
        assert_eq!(unsigned(&[0x81, 0]), Err(Offence::Header));
        assert_eq!(signed(&[0xc0, 0xbb, 0x78]), Ok(-123_456));
        assert_eq!(signed(&[0x3f]), Ok(63));
        assert_eq!(signed(&[0x40]), Ok(-64));
        assert_eq!(signed(&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]), Ok(i64::MAX));
        assert_eq!(signed(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f]), Ok(i64::MIN));
        assert_eq!(signed(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1]), Err(Offence::Header));
        assert_eq!(signed(&[0xff; 12]), Err(Offence::Header));
    }

    #[test]
    fn runs_are_counted_without_being_expanded() {
        let count = |bytes: &[u8]| runs(Cursor { bytes }, |c| c.unsigned());
        assert_eq!(count(&[]), Ok((0, 0)));
        assert_eq!(count(&[3, 5, 0x7e, 1, 2]), Ok((5, 18)), "three times 5, then 1 and 2");
        assert_eq!(count(&[0, 9]), Ok((9, 0)), "nine times nothing");
        assert_eq!(count(&[0x7e, 1]), Err(Offence::Header), "two literals announced, one there");
        assert_eq!(count(&[0x80, 0xe0, 0, 0]).map(|n| n.0), Err(Offence::Rows));
        assert_eq!(count(&[1, 0x80, 0x80, 4]), Err(Offence::Rows), "the sum is limited too");
        let min = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f];
        assert_eq!(count(&min), Err(Offence::Rows));
        assert_eq!(boolean_runs(Cursor { bytes: &[2, 3] }), Ok(5));
        assert_eq!(boolean_runs(Cursor { bytes: &[0xff, 0x7f] }), Err(Offence::Rows));
    }
}
