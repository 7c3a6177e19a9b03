//! The reckoning: every visit a phone made is looked up at the office.

use super::office::Filed;
use super::phone::OwnRecord;
use super::{OfficeRecord, PhoneRecord, Report, ReportError, Traffic, Visits};
use lianxin_core::entry::Verdict;
use lianxin_core::id::{DocumentId, Hash};
use lianxin_core::store::Progress;
use std::path::PathBuf;

/// Something that must not be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A phone's store can be read by whoever finds it.
    #[error("the store of the phone in {0} is not encrypted")]
    NotEncrypted(PathBuf),
    /// Made and not at the office.
    #[error("the office does not have visit {0}")]
    Lost(DocumentId),
    /// At the office and neither taken nor held nor refused.
    #[error("visit {0} has not been judged")]
    NotJudged(DocumentId),
    /// Two phones claim to have made it.
    #[error("visit {0} was made by two phones")]
    Twice(DocumentId),
    /// Admitted and not to be found in the record or in the books.
    #[error("visit {0} was admitted and is not in the record")]
    NotInRecord(DocumentId),
    /// The phone holds a receipt for an entry that the office lacks.
    #[error("entry {0} was receipted and the office does not have it")]
    ReceiptedAndGone(Hash),
    /// The office keeps other bytes than were signed.
    #[error("the office keeps entry {0} with other bytes than its phone")]
    OtherBytes(Hash),
    /// The phone was told that an entry is in the record, and it is not.
    #[error("entry {0} was called admitted and is not")]
    NotAdmitted(Hash),
}

/// What became of one visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Lost,
    NotJudged,
    Refused,
    Held,
    Admitted,
}

/// Compares what the phones made with what the office has.
pub fn reckon(
    office: &OfficeRecord,
    phones: &[PhoneRecord],
    traffic: Option<Traffic>,
) -> Result<(Report, Vec<Problem>), ReportError> {
    let mut problems = Vec::new();
    let mut visits = Visits::default();
    let mut seen = std::collections::BTreeSet::new();
    for phone in phones {
        if !phone.is_encrypted {
            problems.push(Problem::NotEncrypted(phone.directory.clone()));
        }
        for record in &phone.entries {
            problems.extend(compare(record, office.entry(&record.hash())?.as_ref()));
        }
        for (id, entries) in phone.visits() {
            if !seen.insert(id) {
                problems.push(Problem::Twice(id));
                continue;
            }
            let fate = fate(office, &entries)?;
            visits.count(fate);
            problems.extend(match fate {
                Fate::Lost => Some(Problem::Lost(id)),
                Fate::NotJudged => Some(Problem::NotJudged(id)),
                Fate::Admitted if !office.has_visit(&id)? => Some(Problem::NotInRecord(id)),
                Fate::Admitted | Fate::Held | Fate::Refused => None,
            });
        }
        let made = phone.visits();
        visits.needs_attention += count(phone.attention.iter().filter(|id| made.contains_key(id)).count());
    }
    let report = Report {
        seed: traffic.map(|told| told.seed),
        phones: count(phones.len()),
        households: office.households()?,
        visits,
        conflicts: office.conflicts()?,
        flags: office.flags()?,
        bytes_up: traffic.map(|told| told.bytes_up),
        bytes_down: traffic.map(|told| told.bytes_down),
    };
    Ok((report, problems))
}

impl Visits {
    fn count(&mut self, fate: Fate) {
        self.made += 1;
        self.receipted += u64::from(fate != Fate::Lost);
        match fate {
            Fate::Lost => self.lost += 1,
            Fate::NotJudged => {}
            Fate::Refused => self.refused += 1,
            Fate::Held => self.held += 1,
            Fate::Admitted => self.admitted += 1,
        }
    }
}

/// The fate of a visit is the best of the entries that create it: a replay is admitted where its original was not.
fn fate(office: &OfficeRecord, entries: &[&OwnRecord]) -> Result<Fate, ReportError> {
    let mut best = Fate::Lost;
    for record in entries {
        let Some(filed) = office.entry(&record.hash())?.filter(|filed| is_same(record, filed)) else { continue };
        best = best.max(match filed.verdict {
            None => Fate::NotJudged,
            Some(Verdict::Refused(_)) => Fate::Refused,
            Some(Verdict::Held(_)) => Fate::Held,
            Some(Verdict::Admitted { .. }) => Fate::Admitted,
        });
    }
    Ok(best)
}

fn is_same(record: &OwnRecord, filed: &Filed) -> bool {
    filed.sealed == record.signed.sealed && filed.objects == record.signed.objects
}

/// What the phone believes about an entry, against what the office has.
fn compare(record: &OwnRecord, filed: Option<&Filed>) -> Option<Problem> {
    let hash = record.hash();
    let believed_received = record.progress != Progress::Unsent;
    let believed_admitted = matches!(record.progress, Progress::Judged(_, Verdict::Admitted { .. }));
    match filed {
        None => believed_received.then_some(Problem::ReceiptedAndGone(hash)),
        Some(filed) if !is_same(record, filed) => Some(Problem::OtherBytes(hash)),
        Some(filed) => {
            let admitted = matches!(filed.verdict, Some(Verdict::Admitted { .. }));
            (believed_admitted && !admitted).then_some(Problem::NotAdmitted(hash))
        }
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
