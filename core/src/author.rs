//! Writes own entries: the one place where a phone signs its work.

use crate::cbor::encode;
use crate::command::{Command, Object};
use crate::device::ChainState;
use crate::entry::{Acting, Entry};
use crate::id::Hash;
use crate::register::{RegisterId, Registers};
use crate::seal::SigningKey;
use crate::store::{OwnEntry, Progress};
use crate::time::Timestamp;

/// Who signs, knowing what, when.
pub struct Author<'a> {
    /// The registers held; their versions are named in the entry.
    pub registers: &'a Registers,
    /// The device's key.
    pub key: &'a SigningKey,
    /// The phone's clock.
    pub time: Timestamp,
}

impl Author<'_> {
    /// Signs the next entry of the chain and moves the chain on.
    pub fn entry(
        &self,
        chain: &mut ChainState,
        command: &Command,
        objects: Vec<Object>,
        replays: Option<Hash>,
    ) -> OwnEntry {
        let (references, bytes) = objects.into_iter().map(|o| (o.reference, o.bytes)).unzip();
        let n = chain.n + 1;
        let entry = Entry {
            actor: chain.actor,
            n,
            previous: chain.tip,
            time: self.time,
            acting: Acting::Assignment(command.assignment),
            receipt: chain.receipt,
            registers: self.seen(command),
            replays,
            opening: (n == 1).then_some(chain.opening),
            objects: references,
        };
        let signed = entry.sign(self.key, bytes);
        chain.n = n;
        chain.tip = signed.hash;
        OwnEntry {
            hash: signed.hash,
            actor: chain.actor,
            n,
            sealed: signed.sealed,
            objects: signed.objects,
            documents: command.documents(),
            command: encode(command),
            progress: Progress::Unsent,
            settled: false,
            replays: 0,
            made_at: self.time,
        }
    }

    /// The versions of the organisation's register and of the post's.
    fn seen(&self, command: &Command) -> Vec<(RegisterId, u64)> {
        let post = self.registers.assignment(command.assignment).map(|a| RegisterId::of(a.scope));
        let mut seen: Vec<RegisterId> = [Some(RegisterId::Org), post].into_iter().flatten().collect();
        seen.dedup();
        seen.into_iter().map(|id| (id, self.registers.version(id))).filter(|(_, version)| *version > 0).collect()
    }
}
