//! One household, the search, and what its keepers may change.

use crate::args::{EditArgs, HouseholdArgs, SearchArgs};
use crate::failure::Failure;
use crate::find;
use crate::page::{Cell, Page, Tone};
use crate::phone::Phone;
use crate::shape::{
    ConflictShape, HouseholdShape, VisitShape, household_rows, short, show_conflicts, show_visits, title,
};
use crate::terminal::Report;
use lianxin_core::companion::{Amend, HouseholdEdit};
use lianxin_core::id::DocumentId;
use lianxin_core::role::{ContactWish, HouseholdClass};
use lianxin_core::words::Key;
use serde::Serialize;

/// A household as its screen shows it.
#[derive(Serialize)]
pub struct HouseholdReport {
    /// The ledger line.
    pub household: HouseholdShape,
    /// What speaks against a call just now, in plain words.
    pub cautions: Vec<String>,
    /// Visits, newest first.
    pub visits: Vec<VisitShape>,
    /// Fields on which two people disagree.
    pub conflicts: Vec<ConflictShape>,
}

/// Households a search found.
#[derive(Serialize)]
pub struct SearchReport {
    /// In order of dwelling.
    pub households: Vec<HouseholdShape>,
}

/// A household that was changed.
#[derive(Serialize)]
pub struct EditReport {
    /// The household as it is now.
    pub household: HouseholdShape,
    /// What a need's code might say differently; it is saved all the same.
    pub hints: Vec<String>,
    /// In plain words.
    pub words: String,
}

/// A household with its visits.
pub fn household(phone: &Phone, args: &HouseholdArgs) -> Result<HouseholdReport, Failure> {
    report(phone, find::household(&phone.companion, &args.household.join(" "))?)
}

/// The report of one household.
pub fn report(phone: &Phone, id: DocumentId) -> Result<HouseholdReport, Failure> {
    let (companion, lang) = (&phone.companion, phone.lang);
    let view = companion.household(id)?;
    Ok(HouseholdReport {
        household: HouseholdShape::from(&view.row),
        cautions: companion.cautions(id, None, false)?.into_iter().map(|caution| caution.text(lang)).collect(),
        visits: view.visits.iter().map(VisitShape::from).collect(),
        conflicts: view.conflicts.iter().map(|conflict| ConflictShape::new(conflict, lang)).collect(),
    })
}

/// Finds households by dwelling.
pub fn search(phone: &Phone, args: &SearchArgs) -> Result<SearchReport, Failure> {
    let found = phone.companion.search(&args.text.join(" "), args.limit)?;
    Ok(SearchReport { households: found.iter().map(HouseholdShape::from).collect() })
}

/// Sets the wish or the needs of a household.
pub fn edit(phone: &Phone, args: &EditArgs) -> Result<EditReport, Failure> {
    let id = find::household(&phone.companion, &args.household)?;
    let edit = HouseholdEdit {
        wish: Amend::of(args.wish, args.clear_wish),
        add_needs: args.add_needs.clone(),
        drop_needs: args.drop_needs.clone(),
    };
    let hints = phone.companion.edit_household(id, &edit)?;
    let household = HouseholdShape::from(&phone.companion.household(id)?.row);
    let hints = hints.iter().map(|hint| hint.words(phone.lang)).collect();
    Ok(EditReport { household, hints, words: Key::Saved.template(phone.lang).to_owned() })
}

fn show_household(page: &mut Page, household: &HouseholdShape) {
    let lang = page.lang();
    page.line([short(&household.id), Cell::new(&household.dwelling, Tone::Strong)]);
    page.pairs([
        (Key::FieldClass, household.class.map_or("", |word| title::<HouseholdClass>(word, lang)).to_owned()),
        (Key::FieldNeed, household.needs.join(" · ")),
        (Key::FieldWish, household.wish.map_or("", |word| title::<ContactWish>(word, lang)).to_owned()),
        (Key::FieldGrid, household.grid.clone()),
        (Key::FieldBundle, household.bundle.map(|n| n.to_string()).unwrap_or_default()),
        (Key::FieldGone, household.gone.clone().unwrap_or_default()),
    ]);
}

impl Report for HouseholdReport {
    fn show(&self, page: &mut Page) {
        show_household(page, &self.household);
        for caution in &self.cautions {
            page.line([Cell::from(""), Cell::from(caution)]);
        }
        if !self.conflicts.is_empty() {
            page.heading(page.words(Key::TwoValues, &[]));
            show_conflicts(page, &self.conflicts);
        }
        if !self.visits.is_empty() {
            page.heading(page.words(Key::Visits, &[("n", &self.visits.len().to_string())]));
            show_visits(page, &self.visits);
        }
    }
}

impl Report for SearchReport {
    fn show(&self, page: &mut Page) {
        if self.households.is_empty() {
            page.say(Key::NothingFound, &[]);
        }
        page.columns(household_rows(&self.households));
    }
}

impl Report for EditReport {
    fn show(&self, page: &mut Page) {
        page.line([Cell::new(&self.words, Tone::Strong)]);
        show_household(page, &self.household);
        for hint in &self.hints {
            page.line([Cell::from(hint)]);
        }
    }
}
