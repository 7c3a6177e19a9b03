//! How far a device has read each of its audiences, and whether it therefore holds a document.

use crate::storage::{Member, ReadTx, StorageError, Tip};
use lianxin_core::sync::{Audience, Class, Cursor};
use lianxin_core::time::Timestamp;
use std::collections::BTreeMap;

/// How far one audience is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reach {
    /// Where its feed ends.
    pub(super) tip: Tip,
    /// How far the device is; it changes as the answer is made.
    pub(super) cursor: Cursor,
    /// The device had read something that does not stand here.
    pub(super) restart: bool,
}

impl Reach {
    /// Finds out where a device stands. A cursor that names another chain, or another era, is not believed.
    pub(super) fn find(
        tx: &dyn ReadTx,
        audience: &Audience,
        cursor: Option<&Cursor>,
        is_same_era: bool,
    ) -> Result<Self, StorageError> {
        let tip = tx.tip(audience)?;
        if let (Some(cursor), true) = (cursor, is_same_era)
            && cursor.pos <= tip.pos
            && tx_chain(tx, audience, cursor.pos, tip)? == Some(cursor.chain)
        {
            // A cursor without `back` has nothing filled; nobody writes one.
            let back = cursor.back.clamp(1, tip.pos + 1);
            return Ok(Self { tip, cursor: Cursor { back, ..*cursor }, restart: false });
        }
        let start = if is_filled_backwards(audience) {
            Cursor { pos: tip.pos, chain: tip.chain, back: tip.pos + 1 }
        } else {
            Cursor { pos: 0, chain: Default::default(), back: 1 }
        };
        Ok(Self { tip, cursor: start, restart: cursor.is_some() })
    }

    /// Whether everything that stands in the feed has been read.
    pub(super) fn is_read(&self) -> bool {
        self.cursor.pos == self.tip.pos
    }

    /// Whether nothing at all is left to bring.
    pub(super) fn is_complete(&self) -> bool {
        self.is_read() && self.cursor.back <= 1
    }

    /// Whether the device has a member through this audience: it entered within what was read and filled.
    fn covers(&self, member: &Member) -> bool {
        self.is_read() && member.entered >= self.cursor.back
    }
}

fn tx_chain(
    tx: &dyn ReadTx,
    audience: &Audience,
    pos: u64,
    tip: Tip,
) -> Result<Option<lianxin_core::id::Hash8>, StorageError> {
    if pos == tip.pos { Ok(Some(tip.chain)) } else { tx.chain_at(audience, pos) }
}

/// Audiences of documents begin with the newest and are filled backwards; verdicts and pages come in their order.
pub(super) fn is_filled_backwards(audience: &Audience) -> bool {
    !matches!(audience.class(), Some(Class::Device | Class::Org | Class::Team))
}

/// Whether another audience of the device than this one holds the document and has brought all of it.
pub(super) fn is_held_elsewhere(
    reaches: &BTreeMap<Audience, Reach>,
    members: &[Member],
    not: &Audience,
    now: Timestamp,
) -> bool {
    members
        .iter()
        .filter(|member| member.audience != *not && member.holds_at(now))
        .any(|member| reaches.get(&member.audience).is_some_and(|reach| reach.covers(member)))
}
