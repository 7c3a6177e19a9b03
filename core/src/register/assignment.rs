//! Who holds which post when, and whether it was in force for an act (DESIGN §7, "When").

use crate::code::Scope;
use crate::id::{AssignmentId, PersonId};
use crate::role::Role;
use crate::time::Timestamp;

/// A post held by a person. Names one scope; rights of several posts never add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Derived from person, role, scope and start.
    pub id: AssignmentId,
    /// Who.
    pub person: PersonId,
    /// Which post.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// In force from this instant.
    pub from: Timestamp,
    /// Not in force from this instant on. In a [`super::Register`] never earlier than the time of its page.
    pub to: Option<Timestamp>,
    /// Acts for this person.
    pub substitute_for: Option<PersonId>,
}

/// When an act happened, as far as the office can prove: from the last receipt or register page its author knew of
/// to its own first receipt, with the author's own claim in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Not before.
    pub from: Timestamp,
    /// Not after.
    pub to: Timestamp,
    /// What the device's clock said.
    pub claimed: Timestamp,
}

/// What a person is told about an act whose time is in doubt. Flags change no status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// The device's clock said another time than can be true.
    Clock = 1,
    /// The post had ended when the act reached the office; it may have been made before.
    Late = 2,
}

impl Flag {
    /// The word in JSON and SQL.
    pub fn word(self) -> &'static str {
        match self {
            Self::Clock => "clock",
            Self::Late => "late",
        }
    }
}

impl Interval {
    /// The claimed time, moved into the interval.
    pub fn clamped(self) -> Timestamp {
        self.claimed.clamp(self.from.min(self.to), self.to)
    }
}

impl Assignment {
    /// Whether the post is held at this instant.
    pub fn in_force_at(&self, at: Timestamp) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }

    /// Whether the post allows an act of this interval: it must have been in force at *some* instant of it. Gives
    /// the flag unless it was in force at the claimed time, unmoved.
    pub fn allows(&self, when: Interval) -> Option<Option<Flag>> {
        let touches = self.from <= when.to && self.to.is_none_or(|to| to > when.from.min(when.to) && to > self.from);
        if !touches {
            return None;
        }
        let clamped = when.clamped();
        if self.in_force_at(clamped) {
            Some((clamped != when.claimed).then_some(Flag::Clock))
        } else if self.to.is_some_and(|to| to <= clamped) {
            Some(Some(Flag::Late))
        } else {
            Some(Some(Flag::Clock))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::GridCode;

    fn post(from: i64, to: Option<i64>) -> Assignment {
        let scope = Scope::Grid(GridCode::parse("000000901001001").unwrap());
        Assignment {
            id: AssignmentId::default(),
            person: PersonId::default(),
            role: Role::GridWorker,
            scope,
            from: Timestamp(from),
            to: to.map(Timestamp),
            substitute_for: None,
        }
    }

    fn when(from: i64, to: i64, claimed: i64) -> Interval {
        Interval { from: Timestamp(from), to: Timestamp(to), claimed: Timestamp(claimed) }
    }

    #[test]
    fn a_post_in_force_at_the_claimed_time_allows_without_a_flag() {
        assert_eq!(post(100, None).allows(when(150, 300, 200)), Some(None));
    }

    #[test]
    fn a_clock_a_year_off_is_flagged_and_forgiven() {
        assert_eq!(post(100, None).allows(when(150, 300, 99_000)), Some(Some(Flag::Clock)));
        assert_eq!(post(100, None).allows(when(90, 120, -9_999)), Some(Some(Flag::Clock)));
    }

    #[test]
    fn an_end_inside_the_interval_is_late_and_an_end_before_it_refuses() {
        assert_eq!(post(100, Some(250)).allows(when(150, 300, 280)), Some(Some(Flag::Late)));
        assert_eq!(post(100, Some(250)).allows(when(150, 300, 200)), Some(None));
        assert_eq!(post(100, Some(140)).allows(when(150, 300, 120)), None);
        assert_eq!(post(100, Some(250)).allows(when(250, 300, 280)), None);
    }

    #[test]
    fn a_post_that_begins_after_the_receipt_refuses() {
        assert_eq!(post(301, None).allows(when(150, 300, 280)), None);
        assert_eq!(post(100, Some(100)).allows(when(50, 300, 280)), None);
    }
}
