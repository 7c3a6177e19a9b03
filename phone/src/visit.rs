//! Recording a visit and correcting one.

use crate::args::{CorrectArgs, VisitArgs};
use crate::drafts::{self, DraftShape};
use crate::failure::Failure;
use crate::find;
use crate::form::{Form, door_line};
use crate::page::{Cell, Page, Tone};
use crate::phone::Phone;
use crate::shape::{VisitShape, dwelling_of, short, show_visits};
use crate::terminal::Report;
use lianxin_core::companion::{Amend, Dwelling, VisitCorrection};
use lianxin_core::words::Key;
use serde::Serialize;
use std::io::Read;

/// A visit that was saved or corrected.
#[derive(Serialize)]
pub struct VisitReport {
    /// The visit as it is now.
    pub visit: VisitShape,
    /// The dwelling it is about.
    pub dwelling: String,
    /// What the note might say differently; it is saved all the same.
    pub hints: Vec<String>,
    /// What spoke against a call, as it stood before this visit.
    pub cautions: Vec<String>,
    /// In plain words.
    pub words: String,
}

/// A form that was kept as a draft.
#[derive(Serialize)]
pub struct DraftReport {
    /// The draft.
    pub draft: DraftShape,
    /// In plain words.
    pub words: String,
}

/// Fills the form in from the command line, over a draft if one is named.
pub fn form(phone: &Phone, args: &VisitArgs) -> Result<Form, Failure> {
    let companion = &phone.companion;
    let mut form = match &args.draft {
        Some(name) => Form::of_draft(&drafts::find(companion, name)?),
        None => Form::default(),
    };
    if let Some(name) = &args.household {
        form.household = Some(find::household(companion, name)?);
    }
    fill_door(&mut form, args);
    if args.follow_up.is_some() || args.day.is_some() {
        let today = companion.day()?;
        form.follow_up = args.follow_up.map(|day| day.on(today)).or(form.follow_up);
        form.day = args.day.map(|day| day.on(today)).or(form.day);
    }
    if let Some(name) = &args.post {
        form.post = Some(find::post(companion.status()?.posts, name)?);
    }
    if let Some(note) = &args.note {
        form.note = typed(note)?;
    }
    if let Some(name) = &args.companion {
        form.companion.clone_from(name);
    }
    if !args.needs.is_empty() {
        form.needs = args.needs.iter().map(|need| need.0.clone()).collect();
    }
    form.outcome = args.outcome.or(form.outcome);
    form.purpose = args.purpose.or(form.purpose);
    form.wish = args.wish.or(form.wish);
    Ok(form)
}

fn fill_door(form: &mut Form, args: &VisitArgs) {
    let door = &args.door;
    let parts = [
        (&mut form.door.estate, &door.estate),
        (&mut form.door.building, &door.building),
        (&mut form.door.unit, &door.unit),
        (&mut form.door.room, &door.room),
    ];
    for (part, given) in parts {
        if let Some(given) = given {
            part.clone_from(given);
            form.household = None;
        }
    }
    if form.household.is_some() {
        form.door = Dwelling::default();
    }
}

/// Records the visit of a form.
pub fn record(phone: &Phone, form: &Form, has_appointment: bool) -> Result<VisitReport, Failure> {
    let companion = &phone.companion;
    let visit = form.finish()?;
    // They are about calling now, so a visit recorded later has none.
    let is_now = form.day.is_none_or(|day| companion.day().is_ok_and(|today| day == today));
    let cautions = match form.household.filter(|_| is_now) {
        Some(id) => companion.cautions(id, form.purpose, has_appointment)?,
        None => Vec::new(),
    };
    let saved = companion.record_visit(&visit)?;
    let dwelling = match form.household {
        Some(id) => dwelling_of(companion, &id)?,
        None => door_line(&form.door),
    };
    Ok(VisitReport {
        visit: VisitShape::from(&companion.visit(saved.visit)?),
        dwelling,
        hints: saved.hints.iter().map(|hint| hint.words(phone.lang)).collect(),
        cautions: cautions.into_iter().map(|caution| caution.text(phone.lang)).collect(),
        words: Key::Saved.template(phone.lang).to_owned(),
    })
}

/// Keeps a form as a draft.
pub fn keep(phone: &Phone, form: &mut Form) -> Result<DraftReport, Failure> {
    let id = form.keep(&phone.companion)?;
    let kept = phone.companion.drafts()?;
    let draft = find::only(kept, |draft| draft.id == id)?;
    let draft = DraftShape::new(&draft, &phone.companion)?;
    Ok(DraftReport { draft, words: Key::DraftKept.template(phone.lang).to_owned() })
}

/// Corrects an own visit.
pub fn correct(phone: &Phone, args: &CorrectArgs) -> Result<VisitReport, Failure> {
    let companion = &phone.companion;
    let id = find::visit(companion, &args.visit)?;
    let today = companion.day()?;
    let correction = VisitCorrection {
        outcome: args.outcome,
        purpose: Amend::of(args.purpose, args.clear_purpose),
        note: Amend::of(args.note.as_deref().map(typed).transpose()?, args.clear_note),
        follow_up: Amend::of(args.follow_up.map(|day| day.on(today)), args.clear_follow_up),
        day: args.day.map(|day| day.on(today)),
        draft: None,
    };
    let hints = companion.correct_visit(id, &correction)?;
    Ok(VisitReport {
        visit: VisitShape::from(&companion.visit(id)?),
        dwelling: dwelling_of(companion, &id)?,
        hints: hints.iter().map(|hint| hint.words(phone.lang)).collect(),
        cautions: Vec::new(),
        words: Key::Saved.template(phone.lang).to_owned(),
    })
}

/// A text as it was given, or all of standard input for `-`.
pub fn typed(text: &str) -> Result<String, Failure> {
    if text != "-" {
        return Ok(text.to_owned());
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(Failure::Terminal)?;
    Ok(text.trim().to_owned())
}

impl Report for VisitReport {
    fn show(&self, page: &mut Page) {
        page.line([Cell::new(&self.words, Tone::Strong), Cell::from(&self.dwelling)]);
        show_visits(page, std::slice::from_ref(&self.visit));
        for words in self.hints.iter().chain(&self.cautions) {
            page.line([Cell::from(words)]);
        }
    }
}

impl Report for DraftReport {
    fn show(&self, page: &mut Page) {
        page.line([Cell::new(&self.words, Tone::Strong), short(&self.draft.id), Cell::from(&self.draft.dwelling)]);
    }
}
