//! The day: whom to call on and why, and what is done.

use crate::failure::Failure;
use crate::page::{Cell, Page};
use crate::phone::Phone;
use crate::shape::{HouseholdShape, VisitShape, dwelling_of, short, title};
use crate::terminal::Report;
use lianxin_core::companion::{Reason, TodayItem};
use lianxin_core::id::DocumentId;
use lianxin_core::role::VisitOutcome;
use lianxin_core::words::{Key, Lang, text};
use serde::Serialize;

/// The day's page.
#[derive(Serialize)]
pub struct TodayReport {
    /// `YYYY-MM-DD`, by the office's time.
    pub day: String,
    /// Households to think of, the most needed first.
    pub items: Vec<ItemShape>,
    /// Own visits of the day.
    pub done: Vec<DoneShape>,
}

/// One household of the day.
#[derive(Clone, Serialize)]
pub struct ItemShape {
    /// The household.
    pub household: HouseholdShape,
    /// Why it is suggested, the strongest first.
    pub reasons: Vec<ReasonShape>,
    /// The day of the last visit.
    pub last_visit: Option<String>,
}

/// Why a household is suggested.
#[derive(Clone, Serialize)]
pub struct ReasonShape {
    /// `follow_up`, `open_need`, `long_unseen` or `never_seen`.
    pub reason: &'static str,
    /// The day a follow-up was agreed for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// Days without a visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<i32>,
    /// In plain words.
    pub words: String,
}

/// An own visit of the day, with its dwelling.
#[derive(Serialize)]
pub struct DoneShape {
    /// The dwelling.
    pub dwelling: String,
    /// The visit.
    #[serde(flatten)]
    pub visit: VisitShape,
}

/// The day's households and what has been done.
pub fn today(phone: &Phone) -> Result<TodayReport, Failure> {
    let today = phone.companion.today()?;
    let done = |id: DocumentId| -> Result<DoneShape, Failure> {
        let visit = VisitShape::from(&phone.companion.visit(id)?);
        Ok(DoneShape { dwelling: dwelling_of(&phone.companion, &id)?, visit })
    };
    Ok(TodayReport {
        day: today.day.to_string(),
        items: today.items.iter().map(|item| ItemShape::new(item, phone.lang)).collect(),
        done: today.done.iter().map(|row| done(row.id)).collect::<Result<_, _>>()?,
    })
}

impl ItemShape {
    /// An item of the day in a language.
    pub fn new(item: &TodayItem, lang: Lang) -> Self {
        Self {
            household: HouseholdShape::from(&item.household),
            reasons: item.reasons.iter().map(|reason| ReasonShape::new(*reason, lang)).collect(),
            last_visit: item.last_visit.map(|day| day.to_string()),
        }
    }

    /// The reasons in one line.
    pub fn why(&self) -> String {
        self.reasons.iter().map(|reason| reason.words.as_str()).collect::<Vec<_>>().join(" · ")
    }
}

impl ReasonShape {
    fn new(reason: Reason, lang: Lang) -> Self {
        let words = |key| text(lang, key, &[]);
        let plain = |reason, key| Self { reason, day: None, days: None, words: words(key) };
        match reason {
            Reason::FollowUp(day) => Self {
                day: Some(day.to_string()),
                words: format!("{} {day}", words(Key::ReasonFollowUp)),
                ..plain("follow_up", Key::ReasonFollowUp)
            },
            Reason::OpenNeed => plain("open_need", Key::ReasonOpenNeed),
            Reason::LongUnseen(days) => Self {
                days: Some(days),
                words: text(lang, Key::ReasonLongUnseen, &[("days", &days.to_string())]),
                ..plain("long_unseen", Key::ReasonLongUnseen)
            },
            Reason::NeverSeen => plain("never_seen", Key::ReasonNeverSeen),
        }
    }
}

impl Report for TodayReport {
    fn show(&self, page: &mut Page) {
        let lang = page.lang();
        page.heading(&self.day);
        if self.items.is_empty() {
            page.say(Key::TodayEmpty, &[]);
        } else {
            page.say(Key::TodaySuggested, &[("n", &self.items.len().to_string())]);
        }
        let item = |item: &ItemShape| {
            let h = &item.household;
            vec![short(&h.id), Cell::from(&h.dwelling), item.why().into(), Cell::from(h.needs.join(" "))]
        };
        page.columns(self.items.iter().map(item).collect());
        if !self.done.is_empty() {
            page.heading(page.words(Key::TodayDone, &[("n", &self.done.len().to_string())]));
        }
        let done = |done: &DoneShape| {
            let undelivered = if done.visit.is_undelivered { Key::Undelivered.template(lang) } else { "" };
            let outcome = title::<VisitOutcome>(done.visit.outcome, lang);
            vec![short(&done.visit.id), Cell::from(&done.dwelling), outcome.into(), Cell::faint(undelivered)]
        };
        page.columns(self.done.iter().map(done).collect());
    }
}
