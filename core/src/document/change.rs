//! A checked and decoded change, and the message every change carries.

use super::value::Value;
use crate::id::{ActorId, Hash, from_base32, to_base32};
use crate::time::Timestamp;
use std::fmt;

/// One key set or deleted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The key; see [`super::Key`].
    pub key: String,
    /// The new value; none deletes.
    pub value: Option<Value>,
}

impl Edit {
    /// Sets a key.
    pub fn put(key: &str, value: Value) -> Self {
        Self { key: key.to_owned(), value: Some(value) }
    }

    /// Deletes a key.
    pub fn delete(key: &str) -> Self {
        Self { key: key.to_owned(), value: None }
    }
}

/// The id of one operation within a document. Of two values in conflict the one with the greater id wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OpId {
    pub(super) counter: u64,
    pub(super) actor: ActorId,
}

/// A change that passed [`super::guard::check`].
#[derive(Clone)]
pub struct Change {
    pub(super) inner: automerge::Change,
    pub(super) head: Head,
    pub(super) edits: Vec<Edit>,
    /// For each edit the operations it replaces, ascending.
    pub(super) preds: Vec<Vec<OpId>>,
}

/// What stands before the operations.
#[derive(Clone)]
pub(super) struct Head {
    pub(super) hash: Hash,
    pub(super) deps: Vec<Hash>,
    pub(super) actor: ActorId,
    pub(super) seq: u64,
    pub(super) start_op: u64,
    pub(super) time: Timestamp,
    pub(super) message: Message,
    pub(super) ops: u64,
}

impl Change {
    /// SHA-256 of the chunk, which names the change.
    pub fn hash(&self) -> Hash {
        self.head.hash
    }

    /// The changes it was made upon, ascending; none for the change that creates the document.
    pub fn deps(&self) -> &[Hash] {
        &self.head.deps
    }

    /// Who made it.
    pub fn actor(&self) -> ActorId {
        self.head.actor
    }

    /// Its number among this actor's changes to this document, from 1.
    pub fn seq(&self) -> u64 {
        self.head.seq
    }

    /// The counter of its first operation.
    pub fn start_op(&self) -> u64 {
        self.head.start_op
    }

    /// The counter of its last operation.
    pub fn max_op(&self) -> u64 {
        self.head.start_op + self.head.ops - 1
    }

    /// When its author says it was made.
    pub fn time(&self) -> Timestamp {
        self.head.time
    }

    /// The code of the command that made it.
    pub fn command(&self) -> &str {
        &self.head.message.command
    }

    /// Its random bytes; those of the creating change make the document's id.
    pub fn nonce(&self) -> &[u8; 16] {
        &self.head.message.nonce
    }

    /// What it sets and deletes; no key twice.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// The bytes as they travel and are kept.
    pub fn bytes(&self) -> &[u8] {
        self.inner.raw_bytes()
    }
}

/// Names the change and its place; what it says may be personal and has no place in a log.
impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = &self.head;
        write!(f, "Change({} by {} seq {} {})", head.hash, head.actor, head.seq, head.message.command)
    }
}

impl PartialEq for Change {
    fn eq(&self, other: &Self) -> bool {
        self.head.hash == other.head.hash
    }
}

impl Eq for Change {}

/// The message of a change: `<command code>/<random bytes>`, so that a hash left behind says nothing of the content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) command: String,
    pub(super) nonce: [u8; 16],
}

/// The longest command code.
const MAX_COMMAND: usize = 16;

impl Message {
    /// The longest message: the command, a slash, 16 bytes in base32.
    pub(super) const MAX: usize = MAX_COMMAND + 1 + 26;

    pub(super) fn new(command: &str, nonce: &[u8; 16]) -> Option<Self> {
        let is_code = (1..=MAX_COMMAND).contains(&command.len())
            && command.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_'));
        is_code.then(|| Self { command: command.to_owned(), nonce: *nonce })
    }

    pub(super) fn parse(message: &[u8]) -> Option<Self> {
        let (command, random) = std::str::from_utf8(message).ok()?.split_once('/')?;
        let nonce: [u8; 16] = from_base32(random)?.try_into().ok()?;
        let message = Self::new(command, &nonce)?;
        // One spelling only: base32 is read forgivingly, and a message must not have two forms.
        (to_base32(&nonce) == random).then_some(message)
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.command, to_base32(&self.nonce))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_reads_back() {
        let message = Message::new("visit.add", &[0xa5; 16]).unwrap();
        let text = message.to_string();
        assert!(text.len() <= Message::MAX);
        assert_eq!(Message::parse(text.as_bytes()), Some(message));
    }

    #[test]
    fn a_message_in_any_other_form_is_refused() {
        let good = Message::new("visit.add", &[0xa5; 16]).unwrap().to_string();
        let (_, random) = good.split_once('/').unwrap();
        for bad in [
            String::new(),
            random.to_owned(),
            format!("/{random}"),
            format!("Visit/{random}"),
            format!("{}/{random}", "x".repeat(17)),
            format!("visit.add/{}", random.to_lowercase()),
            format!("visit.add/{}", &random[1..]),
            format!("{good}/"),
            format!("visit.add /{random}"),
        ] {
            assert_eq!(Message::parse(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(Message::parse(&[0xff, b'/']), None);
    }
}
