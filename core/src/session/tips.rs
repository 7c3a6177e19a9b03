//! Receipts and tips: how far the office has the chains, and whether one of them has forked.

use super::answer::Taking;
use crate::device::ChainState;
use crate::seal::{PublicKey, SigningKey};
use crate::store::Progress;
use crate::sync::{Answer, Receipt, Tip};
use crate::time::Host;

/// Takes receipts and tips, and gives the chain to go on with: a new one if the office's tip is ahead of the
/// phone's or off its chain.
pub(super) fn take(
    taking: &mut Taking<'_>,
    answer: &Answer,
    mut chain: ChainState,
    node: &PublicKey,
    key: &SigningKey,
    install: [u8; 16],
    host: &dyn Host,
) -> ChainState {
    for tip in &answer.tips {
        forget_receipts_beyond(taking, tip);
    }
    for bytes in &answer.receipts {
        let Ok(receipt) = Receipt::open(&bytes.0, node) else { continue };
        if receipt.era == answer.era {
            believe(taking, &receipt, &mut chain);
        }
    }
    let forked = answer.tips.iter().any(|tip| tip.actor == chain.actor && is_off_chain(taking, tip, &chain));
    if forked { chain.next(&key.public(), install, host) } else { chain }
}

/// A receipt for the tip of a chain the phone holds stands for every entry before it.
fn believe(taking: &mut Taking<'_>, receipt: &Receipt, chain: &mut ChainState) {
    let of_chain = taking.own.iter().any(|e| e.actor == receipt.actor && e.n == receipt.n && e.hash == receipt.hash);
    let pruned = chain.actor == receipt.actor && chain.n == receipt.n && chain.tip == receipt.hash;
    if !of_chain && !pruned {
        return;
    }
    for index in 0..taking.own.len() {
        let entry = &taking.own[index];
        if entry.actor == receipt.actor && entry.n <= receipt.n && entry.progress == Progress::Unsent {
            taking.set_progress(index, Progress::Received(receipt.time));
        }
    }
    if chain.actor == receipt.actor && chain.receipt.is_none_or(|(n, _)| n <= receipt.n) {
        chain.receipt = Some((receipt.n, receipt.time));
    }
}

/// An office that has less than it had receipted has lost it: everything beyond its tip counts as unsent again.
fn forget_receipts_beyond(taking: &mut Taking<'_>, tip: &Tip) {
    let on_chain =
        tip.n == 0 || taking.own.iter().any(|e| e.actor == tip.actor && e.n == tip.n && e.hash.short() == tip.hash);
    if !on_chain {
        return;
    }
    for index in 0..taking.own.len() {
        let entry = &taking.own[index];
        if entry.actor == tip.actor && entry.n > tip.n && matches!(entry.progress, Progress::Received(_)) {
            taking.set_progress(index, Progress::Unsent);
        }
    }
}

fn is_off_chain(taking: &Taking<'_>, tip: &Tip, chain: &ChainState) -> bool {
    if tip.n > chain.n {
        return true;
    }
    let same = |n: u64| {
        if n == chain.n {
            return Some(chain.tip.short());
        }
        taking.own.iter().find(|e| e.actor == tip.actor && e.n == n).map(|e| e.hash.short())
    };
    tip.n > 0 && same(tip.n).is_some_and(|hash| hash != tip.hash)
}
