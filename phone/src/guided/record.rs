//! Filling a visit form in. It is kept as a draft at every step, so nothing typed is lost by stopping.

use super::Guide;
use crate::args::{DayArg, NeedArg};
use crate::failure::Failure;
use crate::form::{Form, door_line};
use crate::listed::Listed;
use crate::visit;
use lianxin_core::companion::Dwelling;
use lianxin_core::error::{Error, Rule};
use lianxin_core::time::Day;
use lianxin_core::words::Key;

/// What can be done with a form: the fields of the sheet, in its order, between saving and leaving.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Save,
    Note,
    Purpose,
    Need,
    FollowUp,
    Companion,
    Wish,
    Day,
    Drop,
}

const STEPS: [Step; 9] = [
    Step::Save,
    Step::Note,
    Step::Purpose,
    Step::Need,
    Step::FollowUp,
    Step::Companion,
    Step::Wish,
    Step::Day,
    Step::Drop,
];

impl Guide<'_> {
    /// A door that is not in the ledger.
    pub(super) fn new_door(&mut self) -> Result<(), Failure> {
        let mut door = Dwelling::default();
        let parts = [
            (Key::FieldEstate, &mut door.estate),
            (Key::FieldBuilding, &mut door.building),
            (Key::FieldUnit, &mut door.unit),
            (Key::FieldRoom, &mut door.room),
        ];
        for (label, part) in parts {
            match self.ask.text(label.template(self.phone.lang), "")? {
                Some(typed) => *part = typed.trim().to_owned(),
                None => return Ok(()),
            }
        }
        if door == Dwelling::default() {
            return Ok(());
        }
        self.begin_visit(Form { door, ..Form::default() })
    }

    /// Leads through a form until it is saved, thrown away or left as a draft.
    pub(super) fn fill_in(&mut self, mut form: Form) -> Result<(), Failure> {
        loop {
            form.keep(&self.phone.companion)?;
            let lines: Vec<String> = STEPS.iter().map(|step| self.line(*step, &form)).collect();
            let question = self.question(&form)?;
            let chosen = self.ask.choose(&question, &lines)?.and_then(|at| STEPS.get(at).copied());
            match chosen {
                None => {
                    let words = self.words(Key::DraftKept);
                    self.ask.show(words);
                    return Ok(());
                }
                Some(Step::Drop) => {
                    if let Some(id) = form.draft {
                        self.phone.companion.drop_draft(id)?;
                    }
                    let words = self.words(Key::DraftDropped);
                    self.ask.show(words);
                    return Ok(());
                }
                Some(Step::Save) => match visit::record(self.phone, &form, false) {
                    Ok(report) => {
                        self.show(&report);
                        return Ok(());
                    }
                    Err(failure @ (Failure::Stopped | Failure::Terminal(_))) => return Err(failure),
                    Err(failure) => self.ask.show(&failure.words(self.phone.lang)),
                },
                Some(step) => self.tell(|guide| guide.fill(step, &mut form))?,
            }
        }
    }

    fn question(&self, form: &Form) -> Result<String, Failure> {
        let dwelling = match form.household {
            Some(id) => crate::shape::dwelling_of(&self.phone.companion, &id)?,
            None => door_line(&form.door),
        };
        let outcome = form.outcome.map_or("", |word| word.title(self.phone.lang));
        Ok(format!("{dwelling}  {outcome}"))
    }

    /// A field with what is filled in.
    fn line(&self, step: Step, form: &Form) -> String {
        let lang = self.phone.lang;
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        let codes = || form.needs.iter().map(|need| need.code.clone()).collect::<Vec<_>>().join(" ");
        let (label, value) = match step {
            Step::Save => (Key::GuideSave, String::new()),
            Step::Note => (Key::FieldNote, form.note.clone()),
            Step::Purpose => (Key::FieldPurpose, form.purpose.map_or("", |word| word.title(lang)).to_owned()),
            Step::Need => (Key::FieldNeed, codes()),
            Step::FollowUp => (Key::FieldFollowUp, day(form.follow_up)),
            Step::Companion => (Key::FieldCompanion, form.companion.clone()),
            Step::Wish => (Key::FieldWish, form.wish.map_or("", |word| word.title(lang)).to_owned()),
            Step::Day => (Key::FieldDay, day(form.day)),
            Step::Drop => (Key::GuideDrop, String::new()),
        };
        format!("{}  {value}", label.template(lang)).trim_end().to_owned()
    }

    fn fill(&mut self, step: Step, form: &mut Form) -> Result<(), Failure> {
        match step {
            Step::Note => self.note(form)?,
            Step::Purpose => form.purpose = self.listed(Key::FieldPurpose)?.or(form.purpose),
            Step::Wish => form.wish = self.listed(Key::FieldWish)?.or(form.wish),
            Step::Need => self.need(form)?,
            Step::FollowUp => form.follow_up = self.day(Key::FieldFollowUp, form.follow_up, "+7")?,
            Step::Day => form.day = self.day(Key::FieldDay, form.day, "today")?,
            Step::Companion => {
                let typed = self.ask.text(self.words(Key::FieldCompanion), &form.companion)?;
                form.companion = typed.map_or_else(|| form.companion.clone(), |text| text.trim().to_owned());
            }
            Step::Save | Step::Drop => {}
        }
        Ok(())
    }

    /// A note that must not be saved is asked for again; a hint is shown, and the author decides.
    fn note(&mut self, form: &mut Form) -> Result<(), Failure> {
        let mut there = form.note.clone();
        loop {
            let Some(typed) = self.ask.text(self.words(Key::FieldNote), &there)? else { return Ok(()) };
            let hits = self.phone.companion.check_note(&typed);
            for hit in &hits {
                self.ask.show(&hit.text(self.phone.lang));
            }
            if !hits.iter().any(|hit| hit.kind.blocks()) {
                form.note = typed.trim().to_owned();
                return Ok(());
            }
            there = typed;
        }
    }

    /// Needs are typed one after another; an empty line takes them all back.
    fn need(&mut self, form: &mut Form) -> Result<(), Failure> {
        let Some(typed) = self.ask.text(self.words(Key::GuideNeed), "")? else { return Ok(()) };
        if typed.trim().is_empty() {
            form.needs.clear();
            return Ok(());
        }
        let need: NeedArg = typed.parse().map_err(|_| Error::Value { field: "need", rule: Rule::Required })?;
        form.needs.push(need.0);
        Ok(())
    }

    fn day(&mut self, label: Key, there: Option<Day>, proposed: &str) -> Result<Option<Day>, Failure> {
        let shown = there.map_or_else(|| proposed.to_owned(), |day| day.to_string());
        let Some(typed) = self.ask.text(self.words(label), &shown)? else { return Ok(there) };
        if typed.trim().is_empty() {
            return Ok(None);
        }
        let name = if label == Key::FieldFollowUp { "follow_up" } else { "day" };
        let day: DayArg = typed.trim().parse().map_err(|_| Error::Value { field: name, rule: Rule::Date })?;
        Ok(Some(day.on(self.phone.companion.day()?)))
    }
}
