//! Receipts and tips: how far the office has the chains, and whether the present one has forked.

use super::SessionError;
use super::answer::Taking;
use crate::device::ChainState;
use crate::seal::PublicKey;
use crate::store::Progress;
use crate::sync::{Answer, Receipt, Tip};

/// Where the present chain stands after an answer.
pub(super) enum Found {
    /// It goes on.
    OnChain(ChainState),
    /// The office's tip is ahead of it or off it: somebody else has written it too.
    Forked(ChainState),
}

/// Takes receipts and tips.
pub(super) fn take(
    taking: &mut Taking<'_>,
    answer: &Answer,
    mut chain: ChainState,
    node: &PublicKey,
) -> Result<Found, SessionError> {
    for tip in &answer.tips {
        forget_receipts_beyond(taking, tip)?;
    }
    for bytes in &answer.receipts {
        let Ok(receipt) = Receipt::open(&bytes.0, node) else { continue };
        if receipt.era == answer.era {
            believe(taking, &receipt, &mut chain)?;
        }
    }
    for tip in answer.tips.iter().filter(|tip| tip.actor == chain.actor) {
        if !is_on_chain(taking, tip, &chain)? {
            return Ok(Found::Forked(chain));
        }
    }
    Ok(Found::OnChain(chain))
}

/// A receipt for the tip of a chain the phone holds stands for every entry before it.
fn believe(taking: &mut Taking<'_>, receipt: &Receipt, chain: &mut ChainState) -> Result<(), SessionError> {
    let entry = taking.own(&receipt.hash.short())?;
    if !entry.is_some_and(|e| e.actor == receipt.actor && e.n == receipt.n && e.hash == receipt.hash) {
        return Ok(());
    }
    for mut entry in taking.open.clone() {
        if entry.actor == receipt.actor && entry.n <= receipt.n && entry.progress == Progress::Unsent {
            taking.set_progress(&mut entry, Progress::Received(receipt.time));
        }
    }
    if chain.actor == receipt.actor && chain.receipt.is_none_or(|(n, _)| n <= receipt.n) {
        chain.receipt = Some((receipt.n, receipt.time));
    }
    Ok(())
}

/// An office that has less than it had receipted has lost it: everything beyond its tip counts as unsent again.
fn forget_receipts_beyond(taking: &mut Taking<'_>, tip: &Tip) -> Result<(), SessionError> {
    if tip.n > 0 && !is_own(taking, tip)? {
        return Ok(());
    }
    for mut entry in taking.open.clone() {
        if entry.actor == tip.actor && entry.n > tip.n && matches!(entry.progress, Progress::Received(_)) {
            taking.set_progress(&mut entry, Progress::Unsent);
        }
    }
    Ok(())
}

fn is_on_chain(taking: &Taking<'_>, tip: &Tip, chain: &ChainState) -> Result<bool, SessionError> {
    Ok(tip.n == 0 || (tip.n <= chain.n && is_own(taking, tip)?))
}

/// Whether the office's tip is an entry this phone wrote.
fn is_own(taking: &Taking<'_>, tip: &Tip) -> Result<bool, SessionError> {
    Ok(taking.own(&tip.hash)?.is_some_and(|e| e.actor == tip.actor && e.n == tip.n))
}
