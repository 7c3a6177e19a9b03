//! Step by step, for a person at a terminal: choose from today's list, record, sync. Every step is one of the
//! commands; what the person stops is kept.

mod enrol;
mod look;
mod prompt;
mod record;

pub use prompt::{Ask, Prompt};

use crate::failure::Failure;
use crate::form::Form;
use crate::listed::Listed;
use crate::phone::Phone;
use crate::terminal::{Report, Terminal};
use crate::{drafts, household, phone, status, sync, today};
use lianxin_core::companion::OfficeAddress;
use lianxin_core::id::DocumentId;
use lianxin_core::role::VisitOutcome;
use lianxin_core::transport::Transport;
use lianxin_core::words::Key;

/// How the office is reached.
pub type Connect<'a> = &'a dyn Fn(&Phone, OfficeAddress) -> Result<Box<dyn Transport>, Failure>;

/// Leads a person through the phone's work.
pub struct Guide<'a> {
    phone: &'a Phone,
    terminal: Terminal,
    connect: Connect<'a>,
    ask: &'a mut dyn Ask,
}

/// What can be chosen from the first menu.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Today,
    Find,
    NewDoor,
    Drafts,
    Attention,
    Conflicts,
    Sync,
    Status,
    End,
}

/// Leads through everything, enrolment first if it is needed, until the person ends it.
pub fn run(global: &crate::args::Global, terminal: &Terminal) -> Result<(), Failure> {
    let mut ask = Prompt::new(terminal.lang);
    let connect = |phone: &Phone, office: OfficeAddress| -> Result<Box<dyn Transport>, Failure> {
        Ok(Box::new(phone.transport(office)?))
    };
    let ended = enrol::enrolled(global, &connect, &mut ask, terminal).and_then(|phone| match phone {
        Some(phone) => Guide::new(&phone, *terminal, &connect, &mut ask).run(),
        None => Ok(()),
    });
    match ended {
        Err(Failure::Stopped) => Ok(()),
        other => other,
    }
}

impl<'a> Guide<'a> {
    /// A guide to an enrolled phone.
    pub fn new(phone: &'a Phone, terminal: Terminal, connect: Connect<'a>, ask: &'a mut dyn Ask) -> Self {
        Self { phone, terminal, connect, ask }
    }

    /// Leads until the person ends it.
    pub fn run(&mut self) -> Result<(), Failure> {
        self.show(&status::status(self.phone)?);
        loop {
            let menu = self.menu()?;
            let labels: Vec<String> = menu.iter().map(|(_, label)| label.clone()).collect();
            let choice = self.ask.choose(self.words(Key::GuideWhat), &labels)?;
            let choice = choice.and_then(|at| menu.get(at)).map_or(Choice::End, |(choice, _)| *choice);
            if choice == Choice::End {
                return Ok(());
            }
            self.tell(|guide| guide.take(choice))?;
        }
    }

    fn take(&mut self, choice: Choice) -> Result<(), Failure> {
        match choice {
            Choice::Today => self.today(),
            Choice::Find => self.find(),
            Choice::NewDoor => self.new_door(),
            Choice::Drafts => self.drafts(),
            Choice::Attention => self.attention(),
            Choice::Conflicts => self.conflicts(),
            Choice::Sync => self.sync(),
            Choice::Status => {
                self.show(&status::status(self.phone)?);
                Ok(())
            }
            Choice::End => Ok(()),
        }
    }

    fn menu(&self) -> Result<Vec<(Choice, String)>, Failure> {
        let companion = &self.phone.companion;
        let counted = |choice, key: Key, n: usize| (choice, self.filled(key, &[("n", &n.to_string())]));
        let plain = |choice, key: Key| (choice, self.words(key).to_owned());
        let mut menu = vec![
            counted(Choice::Today, Key::TodaySuggested, companion.today()?.items.len()),
            plain(Choice::Find, Key::GuideFind),
            plain(Choice::NewDoor, Key::GuideNewDoor),
        ];
        let rare = [
            (Choice::Drafts, Key::DraftCount, companion.drafts()?.len()),
            (Choice::Attention, Key::NeedsAttention, companion.attention(self.phone.lang)?.len()),
            (Choice::Conflicts, Key::ConflictCount, companion.conflicts()?.len()),
        ];
        menu.extend(rare.into_iter().filter(|(_, _, n)| *n > 0).map(|(choice, key, n)| counted(choice, key, n)));
        menu.extend([
            plain(Choice::Sync, Key::SyncNow),
            plain(Choice::Status, Key::GuideStatus),
            plain(Choice::End, Key::GuideEnd),
        ]);
        Ok(menu)
    }

    fn today(&mut self) -> Result<(), Failure> {
        let report = today::today(self.phone)?;
        if report.items.is_empty() {
            self.show(&report);
            return Ok(());
        }
        let lines: Vec<String> =
            report.items.iter().map(|item| format!("{}  {}", item.household.dwelling, item.why())).collect();
        let chosen = self.ask.choose(self.words(Key::GuideWhichHousehold), &lines)?;
        let Some(item) = chosen.and_then(|at| report.items.get(at)) else { return Ok(()) };
        match DocumentId::parse(&item.household.id) {
            Some(id) => self.household(id),
            None => Ok(()),
        }
    }

    fn find(&mut self) -> Result<(), Failure> {
        let Some(typed) = self.ask.text(self.words(Key::GuideFind), "")? else { return Ok(()) };
        let found = self.phone.companion.search(&typed, 30)?;
        if found.is_empty() {
            let words = self.words(Key::NothingFound);
            self.ask.show(words);
            return Ok(());
        }
        let lines: Vec<String> = found.iter().map(|row| row.dwelling()).collect();
        let chosen = self.ask.choose(self.words(Key::GuideWhichHousehold), &lines)?;
        match chosen.and_then(|at| found.get(at)) {
            Some(row) => self.household(row.id),
            None => Ok(()),
        }
    }

    /// Shows a household; a visit begins with its outcome.
    fn household(&mut self, id: DocumentId) -> Result<(), Failure> {
        self.show(&household::report(self.phone, id)?);
        let form = Form { household: Some(id), ..Form::default() };
        self.begin_visit(form)
    }

    fn begin_visit(&mut self, mut form: Form) -> Result<(), Failure> {
        form.outcome = self.listed::<VisitOutcome>(Key::GuideOutcome)?;
        if form.outcome.is_none() {
            return Ok(());
        }
        self.fill_in(form)
    }

    fn drafts(&mut self) -> Result<(), Failure> {
        let kept = self.phone.companion.drafts()?;
        let lines = drafts::list(self.phone)?.drafts;
        let lines: Vec<String> = lines.iter().map(|d| format!("{}  {}", d.dwelling, d.form.note)).collect();
        let chosen = self.ask.choose(self.words(Key::GuideWhichDraft), &lines)?;
        match chosen.and_then(|at| kept.get(at)) {
            Some(draft) => self.fill_in(Form::of_draft(draft)),
            None => Ok(()),
        }
    }

    fn sync(&mut self) -> Result<(), Failure> {
        let transport = (self.connect)(self.phone, self.phone.companion.office_address()?)?;
        let is_shown = self.ask.is_person();
        let report = phone::runtime()?.block_on(sync::sync_over(self.phone, transport.as_ref(), is_shown))?;
        self.show(&report);
        Ok(())
    }

    /// Does something; what does not work is told, and only stopping ends the guide.
    fn tell(&mut self, act: impl FnOnce(&mut Self) -> Result<(), Failure>) -> Result<(), Failure> {
        match act(self) {
            Err(failure @ (Failure::Stopped | Failure::Terminal(_))) => Err(failure),
            Err(failure) => {
                let words = failure.words(self.phone.lang);
                self.ask.show(&words);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// Asks for a word of a list.
    fn listed<T: Listed>(&mut self, question: Key) -> Result<Option<T>, Failure> {
        let lines: Vec<String> = T::ALL.iter().map(|word| word.title(self.phone.lang).to_owned()).collect();
        let chosen = self.ask.choose(self.words(question), &lines)?;
        Ok(chosen.and_then(|at| T::ALL.get(at)).copied())
    }

    fn show(&mut self, report: &impl Report) {
        let text = self.terminal.page(report);
        self.ask.show(text.trim_end());
    }

    fn words(&self, key: Key) -> &'static str {
        key.template(self.phone.lang)
    }

    fn filled(&self, key: Key, args: &[(&str, &str)]) -> String {
        lianxin_core::words::text(self.phone.lang, key, args)
    }
}
