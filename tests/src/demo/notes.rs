//! What people write on a doorstep: the invented sample texts, by the outcome of the visit.

use super::citizen::citizen_number;
use crate::profile::random::Random;
use lianxin_core::role::VisitOutcome;

const SAMPLES: &str = include_str!("../../data/sample_texts.csv");
/// The columns of kind and text. No text holds a comma of the file's.
const KIND: usize = 1;
const TEXT: usize = 11;

/// A note for a visit; empty where nobody can have told anything, and now and then because nobody typed anything.
pub(super) fn note(outcome: VisitOutcome, random: &mut Random) -> String {
    let kind = match outcome {
        VisitOutcome::Met => "visit_note",
        VisitOutcome::Declined => "visit_refused",
        VisitOutcome::NoAnswer => "visit_no_answer",
        VisitOutcome::Moved | VisitOutcome::Vacant => return String::new(),
    };
    let texts: Vec<&str> = of_kind(kind).collect();
    if texts.is_empty() || random.below(5) == 0 { String::new() } else { (*random.pick(&texts)).to_owned() }
}

/// The bad example with a citizen number in it: what must not be saved.
pub(super) fn note_with_citizen_number(seed: u64) -> String {
    let bad = of_kind("pii_bad_example").find(|text| text.contains("{ID}")).unwrap_or("{ID}");
    bad.replace("{NAME}", "秦知禾（演示）")
        .replace("{PHONE}", "000-0000-0000")
        .replace("{ID}", &citizen_number(seed))
        .replace("{DISEASE}", "感冒")
}

fn of_kind(kind: &str) -> impl Iterator<Item = &'static str> {
    let cells = SAMPLES.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    cells.filter(move |cells| cells.get(KIND) == Some(&kind)).filter_map(|cells| cells.get(TEXT).copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_core::note_check::may_save;

    #[test]
    fn every_note_may_be_saved_but_the_one_with_a_citizen_number() {
        let mut random = Random::new(1, "notes");
        let mut filled = 0;
        for _ in 0..200 {
            for outcome in VisitOutcome::ALL {
                let note = note(*outcome, &mut random);
                assert!(may_save(&note), "{note}");
                filled += usize::from(!note.is_empty());
            }
        }
        assert!(filled > 300, "{filled}");
        assert!((0..50).all(|seed| !may_save(&note_with_citizen_number(seed))));
    }
}
