//! A receipt: the office has kept an actor's chain safely up to an entry. It says no more; verdicts come apart.
//! Because entries are chained, one receipt for the tip stands for everything before it.

use crate::cbor::{Cbor, CborError, Reader, Writer, decode, encode};
use crate::id::{ActorId, Era, Hash};
use crate::seal::cose::{Namespace, Sealed, seal};
use crate::seal::{PublicKey, SealError, SigningKey};
use crate::time::Timestamp;

/// What a receipt says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The era of the office's database.
    pub era: Era,
    /// The chain.
    pub actor: ActorId,
    /// Received up to here.
    pub n: u64,
    /// Hash of that entry.
    pub hash: Hash,
    /// The server's time; never below the actor's previous one.
    pub time: Timestamp,
    /// The tip in the oldest backup that may still be restored; entries up to here need not be kept.
    pub backed_up_n: u64,
}

impl Receipt {
    /// Signs the receipt with a node's key.
    pub fn seal(&self, node: &SigningKey) -> Vec<u8> {
        seal(node, Namespace::Receipt, &encode(self))
    }

    /// Reads a receipt and checks the node's signature.
    pub fn open(bytes: &[u8], node: &PublicKey) -> Result<Self, SealError> {
        decode(Sealed::read(bytes)?.verify(node, Namespace::Receipt)?).map_err(|_| SealError::Malformed)
    }
}

impl Cbor for Receipt {
    fn write(&self, w: &mut Writer) {
        w.array(7).uint(1).value(&self.era).value(&self.actor).uint(self.n).value(&self.hash).value(&self.time);
        w.uint(self.backed_up_n);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.version(1, 7)?;
        Ok(Self {
            era: r.value()?,
            actor: r.value()?,
            n: r.uint()?,
            hash: r.value()?,
            time: r.value()?,
            backed_up_n: r.uint()?,
        })
    }
}
