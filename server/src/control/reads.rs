//! The access log at the command line: who has looked at a household, and what is printed here itself.

use super::{Outcome, ReadLine};
use crate::access::SessionId;
use crate::app::{App, COMMAND_LINE};
use crate::decide::Filed;
use crate::error::ErrorKind;
use crate::people::People;
use crate::reads::{Purpose, Read, What};
use crate::settings::Language;
use crate::storage::{HouseholdList, Page};
use lianxin_core::document::Value;
use lianxin_core::household;
use lianxin_core::id::{AssignmentId, DocumentId};
use lianxin_core::role::Role;
use lianxin_core::rows::HouseholdRow;
use std::collections::BTreeSet;

/// Lines printed at most.
const MAX_LINES: u32 = 1_000;

impl App {
    /// Who has looked at a household, named by its id or its dwelling.
    pub(super) fn reads_of(&self, named: &str) -> Result<Outcome, ErrorKind> {
        let home = self.household_named(named)?;
        let (registers, now) = (self.office.registers(), self.host.now());
        let people = People::of(&registers, self.language);
        let line = |(_, read): (u64, Read)| {
            let person = people.card(read.person, now);
            ReadLine {
                at: read.at.to_string(),
                number: person.number,
                name: person.name,
                role: self.titled(&read.role),
                purpose: read.purpose,
                what: read.what,
                agent: read.agent,
                session: SessionId(read.session).to_string(),
                began: read.began,
            }
        };
        let lines = self.reads.of(&home.id, None, MAX_LINES)?.into_iter().map(line).collect();
        Ok(Outcome::Reads(home.dwelling(), lines, self.reads.count(&home.id)?))
    }

    fn titled(&self, role: &str) -> String {
        let title = Role::from_word(role).map(|role| match self.language {
            Language::Zh => role.zh(),
            Language::En => role.en(),
        });
        title.unwrap_or(role).to_owned()
    }

    /// The household of this id, or the only one whose dwelling is written so, or so in part.
    fn household_named(&self, named: &str) -> Result<HouseholdRow, ErrorKind> {
        let unknown = || ErrorKind::UnknownHousehold(named.trim().to_owned());
        if let Some(id) = DocumentId::parse(named.trim()) {
            return self.office.storage().read(|tx| tx.household(&id))?.ok_or_else(unknown);
        }
        let sought = plain(named);
        if sought.is_empty() {
            return Err(unknown());
        }
        let all = self.office.storage().read(|tx| tx.households(&HouseholdList::default(), Page::first(u32::MAX)))?;
        let (mut whole, mut part) = (Vec::new(), Vec::new());
        for home in all {
            let dwelling = plain(&home.dwelling());
            if dwelling == sought {
                whole.push(home);
            } else if dwelling.contains(&sought) {
                part.push(home);
            }
        }
        let mut found = if whole.is_empty() { part } else { whole };
        if found.len() > 1 {
            return Err(ErrorKind::SeveralHouseholds(named.trim().to_owned(), found.len()));
        }
        found.pop().ok_or_else(unknown)
    }

    /// Notes that entries were printed, whose texts are about households.
    pub(super) fn note_printed(&self, printed: &[Filed]) -> Result<(), ErrorKind> {
        let mut households = BTreeSet::new();
        self.office.storage().read(|tx| {
            for written in printed.iter().flat_map(|filed| &filed.written) {
                let named = match (written.key.as_str(), &written.value) {
                    ("household", Some(Value::Bytes(id))) => DocumentId::from_slice(id),
                    _ if written.document.family() == household::CODE => Some(written.document),
                    _ => tx.visit(&written.document)?.map(|visit| visit.household),
                };
                households.extend(named);
            }
            Ok::<_, ErrorKind>(())
        })?;
        if households.is_empty() {
            return Ok(());
        }
        let read = Read {
            at: self.host.now(),
            person: COMMAND_LINE,
            assignment: AssignmentId::default(),
            role: String::new(),
            session: [0; 8],
            agent: String::new(),
            purpose: Purpose::Review.word().into(),
            what: What::CommandLine.word().into(),
            began: String::new(),
            households: households.into_iter().collect(),
        };
        Ok(self.reads.add(&read, &self.office.keys().node)?)
    }
}

/// A dwelling without what people write differently.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
