//! When a household is better left alone (H8): no proactive visit from 20:30 to 08:30 without an appointment, at most
//! one in 14 days by all departments together, and none where the household asked for none (M10 c).
//!
//! A visit counts however it ended. Where nobody opened, somebody was disturbed or may have been, and mechanisms'
//! own list of a visit's outcomes holds that one too (M28); so the day's list does not send anybody there again within
//! the 14 days. Who means to come again notes a follow-up day, which is suggested when it has come.
//!
//! Cautions inform before a visit. They never block recording one that has taken place.

use crate::role::{ContactWish, VisitPurpose};
use crate::time::{Day, Timestamp};
use crate::words::{self, Key, Lang};

/// Quiet from this minute of the day on: 20:30.
pub const QUIET_FROM_MINUTE: u16 = 20 * 60 + 30;
/// Quiet until this minute of the day, which is no longer quiet: 08:30.
pub const QUIET_UNTIL_MINUTE: u16 = 8 * 60 + 30;
/// From this many days after a proactive visit the next one is fine.
pub const DAYS_BETWEEN_PROACTIVE: u16 = 14;

/// What somebody should know before knocking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caution {
    /// It is late or early, and there is no appointment.
    QuietHours,
    /// Somebody came of their own accord lately.
    VisitedRecently {
        /// Days since then, 0 for today.
        days: u16,
    },
    /// The household wants no visits it has not asked for.
    NoProactiveVisit,
}

impl Caution {
    /// The caution as people read it.
    pub fn text(self, lang: Lang) -> String {
        match self {
            Self::QuietHours => {
                let (from, to) = (clock(QUIET_FROM_MINUTE), clock(QUIET_UNTIL_MINUTE));
                words::text(lang, Key::QuietHours, &[("from", &from), ("to", &to)])
            }
            Self::VisitedRecently { days: 0 } => words::text(lang, Key::VisitedToday, &[]),
            Self::VisitedRecently { days } => words::text(lang, Key::VisitedRecently, &[("days", &days.to_string())]),
            Self::NoProactiveVisit => words::text(lang, Key::NoProactiveVisit, &[]),
        }
    }
}

/// Whether a visit is of our own accord. Following up what was agreed and coming when asked are not; a visit
/// without a purpose is.
pub fn is_proactive(purpose: Option<VisitPurpose>) -> bool {
    match purpose {
        Some(VisitPurpose::FollowUp | VisitPurpose::Requested) => false,
        Some(VisitPurpose::Routine | VisitPurpose::Goodwill | VisitPurpose::Publicity | VisitPurpose::Check) | None => {
            true
        }
    }
}

/// Whether an instant lies in the quiet hours.
pub fn is_quiet(at: Timestamp) -> bool {
    !(QUIET_UNTIL_MINUTE..QUIET_FROM_MINUTE).contains(&at.minute_of_day())
}

/// What to consider before a visit now. An appointment lifts the quiet hours and nothing else.
pub fn advice(
    now: Timestamp,
    last_proactive: Option<Day>,
    wish: Option<ContactWish>,
    purpose: Option<VisitPurpose>,
    appointment: bool,
) -> Vec<Caution> {
    let mut cautions = Vec::new();
    if !is_proactive(purpose) {
        return cautions;
    }
    if is_quiet(now) && !appointment {
        cautions.push(Caution::QuietHours);
    }
    if let Some(days) = recent(now.day(), last_proactive) {
        cautions.push(Caution::VisitedRecently { days });
    }
    if wish == Some(ContactWish::NoProactiveVisit) {
        cautions.push(Caution::NoProactiveVisit);
    }
    cautions
}

/// Whether a day list may suggest a household (M10 b, c): lately visited ones only if they asked or an open need is
/// due, those that want no visits never.
pub fn may_suggest(
    today: Day,
    last_proactive: Option<Day>,
    wish: Option<ContactWish>,
    asked_or_need_due: bool,
) -> bool {
    wish != Some(ContactWish::NoProactiveVisit) && (asked_or_need_due || recent(today, last_proactive).is_none())
}

/// Days since a proactive visit that is too recent for another. A visit dated in the future, by a clock that is
/// wrong, counts as one of today.
fn recent(today: Day, last_proactive: Option<Day>) -> Option<u16> {
    let days = i64::from(today.0) - i64::from(last_proactive?.0);
    u16::try_from(days.max(0)).ok().filter(|days| *days < DAYS_BETWEEN_PROACTIVE)
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTINE: Option<VisitPurpose> = Some(VisitPurpose::Routine);

    fn today() -> Day {
        Day::from_date(2026, 11, 24).unwrap()
    }

    fn at(hour: i64, minute: i64) -> Timestamp {
        today().start().plus_ms((hour * 60 + minute) * 60_000)
    }

    #[test]
    fn quiet_hours_begin_and_end_on_the_half_hour() {
        for (hour, minute, quiet) in [
            (20, 29, false),
            (20, 30, true),
            (23, 59, true),
            (0, 0, true),
            (8, 29, true),
            (8, 30, false),
            (12, 0, false),
        ] {
            assert_eq!(is_quiet(at(hour, minute)), quiet, "{hour}:{minute}");
            let expected = if quiet { vec![Caution::QuietHours] } else { vec![] };
            assert_eq!(advice(at(hour, minute), None, None, ROUTINE, false), expected);
            assert_eq!(advice(at(hour, minute), None, None, ROUTINE, true), [], "there is an appointment");
        }
        assert!(!is_quiet(at(20, 30).plus_ms(-1)) && is_quiet(at(8, 30).plus_ms(-1)));
    }

    #[test]
    fn the_fifteenth_day_is_free_again() {
        let on = |days: i32| advice(at(10, 0), Some(today().plus(-days)), None, ROUTINE, true);
        assert_eq!(on(0), [Caution::VisitedRecently { days: 0 }]);
        assert_eq!(on(13), [Caution::VisitedRecently { days: 13 }]);
        assert_eq!(on(14), []);
        assert_eq!(on(-3), [Caution::VisitedRecently { days: 0 }], "dated in the future");
        assert_eq!(advice(Timestamp(i64::MAX), Some(Day(i32::MIN)), None, ROUTINE, true), []);
    }

    #[test]
    fn days_are_days_of_the_calendar() {
        let just_after_midnight = today().start().plus_ms(60_000);
        let cautions = advice(just_after_midnight, Some(today().plus(-1)), None, ROUTINE, true);
        assert_eq!(cautions, [Caution::VisitedRecently { days: 1 }]);
    }

    #[test]
    fn only_proactive_visits_are_cautioned() {
        let wish = Some(ContactWish::NoProactiveVisit);
        for purpose in VisitPurpose::ALL {
            let asked = matches!(purpose, VisitPurpose::FollowUp | VisitPurpose::Requested);
            let cautions = advice(at(22, 0), Some(today()), wish, Some(*purpose), false);
            assert_eq!(cautions.len(), if asked { 0 } else { 3 }, "{purpose:?}");
        }
        assert_eq!(
            advice(at(22, 0), Some(today()), wish, None, false),
            [Caution::QuietHours, Caution::VisitedRecently { days: 0 }, Caution::NoProactiveVisit]
        );
        assert_eq!(advice(at(10, 0), None, Some(ContactWish::Welcome), None, false), []);
        assert_eq!(advice(at(10, 0), None, Some(ContactWish::CallFirst), None, false), []);
    }

    #[test]
    fn a_day_list_leaves_out_who_was_visited_lately_or_wants_none() {
        let lately = Some(today().plus(-13));
        assert!(!may_suggest(today(), lately, None, false));
        assert!(may_suggest(today(), lately, None, true), "asked, or a need is due");
        assert!(may_suggest(today(), Some(today().plus(-14)), None, false));
        assert!(may_suggest(today(), None, Some(ContactWish::CallFirst), false));
        assert!(!may_suggest(today(), None, Some(ContactWish::NoProactiveVisit), true), "never");
    }

    #[test]
    fn a_caution_says_what_it_is_about() {
        let quiet = Caution::QuietHours.text(Lang::ZhCn);
        assert!(quiet.contains("20:30") && quiet.contains("08:30"));
        assert_eq!(Caution::VisitedRecently { days: 5 }.text(Lang::ZhCn), "距上次主动走访 5 天");
        assert_eq!(Caution::VisitedRecently { days: 0 }.text(Lang::ZhCn), "这户今天已有人主动走访过");
        assert!(!Caution::NoProactiveVisit.text(Lang::En).is_empty());
    }
}
