//! Doing an operation: the one function behind the command line, with or without a running server.

use super::{HeldEntry, LinkKind, Operation, Outcome, Phone, PhoneLine, Progress, Verdict, Who};
use crate::access::{Bound, Token};
use crate::api::view::shown;
use crate::app::App;
use crate::concern::all_of;
use crate::decide::{Decision, Filed};
use crate::error::ErrorKind;
use crate::people::{People, office_post};
use crate::storage::{DeviceRecord, EntryList};
use lianxin_core::code::CommunityCode;
use lianxin_core::seal::CertificateKind;

/// Characters of a name that are enough to choose by.
const MIN_PREFIX: usize = 6;
/// Held entries shown at most; the rest comes once these are decided.
const MAX_HELD: u32 = 200;

/// Does an operation.
pub fn perform(app: &App, operation: &Operation, progress: &mut dyn FnMut(Progress)) -> Result<Outcome, ErrorKind> {
    Ok(match operation {
        Operation::Invite(whom, good_for) => Outcome::Cards(app.name.clone(), app.invite(whom, *good_for)?),
        Operation::Waiting => Outcome::Waiting(app.waiting()?),
        Operation::Confirm(which) => Outcome::Waiting(app.confirm(which)?),
        Operation::Refuse(which) => Outcome::Waiting(app.refuse(which)?),
        Operation::LoginLink(who, kind) => app.login_link(who, *kind)?,
        Operation::Reads(household) => app.reads_of(household)?,
        Operation::Held => app.held()?,
        Operation::Decide(verdict) => app.decide_entry(verdict)?,
        Operation::Phones => Outcome::Phones(app.phones()?),
        Operation::ReportLost(phone, is_lost) => app.report_lost(phone, *is_lost)?,
        Operation::Import(from) => Outcome::Imported(app.import(from, progress)?),
        Operation::Check => Outcome::Checked(app.check()?),
        Operation::Renewed => {
            app.take_renewed_keys()?;
            Outcome::Done
        }
    })
}

impl App {
    fn login_link(&self, who: &Who, kind: LinkKind) -> Result<Outcome, ErrorKind> {
        let (number, community) = (&who.number, who.community.as_deref());
        let (person, now, registers) = (self.person(number)?, self.host.now(), self.office.registers());
        let wanted = match community {
            None => None,
            Some(text) => {
                let no_such = |_| ErrorKind::NoOfficePost(format!("{} ({text})", person.number));
                Some(CommunityCode::parse(text).map_err(no_such)?)
            }
        };
        let posts: Vec<_> = office_post(&registers, person.id, now)
            .filter(|(_, community)| wanted.is_none_or(|wanted| wanted == *community))
            .collect();
        let Some((post, first)) = posts.first() else {
            let place = community.map(|community| format!(" ({community})")).unwrap_or_default();
            return Err(ErrorKind::NoOfficePost(format!("{}{place}", person.number)));
        };
        if posts.iter().any(|(_, other)| other != first) {
            let communities = posts.iter().map(|(_, c)| c.to_string()).collect::<Vec<_>>().join(", ");
            return Err(ErrorKind::SeveralPosts { person: person.number, communities });
        }
        let token = Token::new(self.host.as_ref());
        let bound = Bound { person: person.id, assignment: post.id };
        let until = self.access.add_link(&token, bound, kind == LinkKind::Enter, now)?;
        // What follows # reaches no server, no log and no preview.
        let link = |address: &String| format!("https://{address}/login#{}", token.text());
        Ok(Outcome::Link(self.addresses.iter().map(link).collect(), until.to_string()))
    }

    fn held(&self) -> Result<Outcome, ErrorKind> {
        let (registers, now) = (self.office.registers(), self.host.now());
        let people = People::of(&registers, self.language);
        let held = self.office.filed(EntryList::Held, None, None, MAX_HELD)?;
        self.note_printed(&held.rows)?;
        let line = |filed: Filed| {
            let person = filed.person.map(|person| people.card(person, now));
            HeldEntry {
                entry: filed.hash.to_string(),
                code: filed.verdict.map(|verdict| verdict.word()).unwrap_or_default(),
                number: person.as_ref().map(|p| p.number.clone()).unwrap_or_default(),
                name: person.map(|p| p.name).unwrap_or_default(),
                received: filed.received_at.to_string(),
                written: filed
                    .written
                    .into_iter()
                    .map(|w| (w.key, w.value.as_ref().map(shown).unwrap_or_default()))
                    .collect(),
            }
        };
        Ok(Outcome::Held(held.rows.into_iter().map(line).collect(), held.total))
    }

    fn decide_entry(&self, verdict: &Verdict) -> Result<Outcome, ErrorKind> {
        if verdict.reason.trim().is_empty() {
            return Err(ErrorKind::NoReason);
        }
        let mut held = Vec::new();
        self.office.storage().read(|tx| {
            all_of(tx, EntryList::Held, |record| {
                held.push(record.hash);
                Ok(())
            })
        })?;
        let hash =
            one_of(&verdict.entry, held.into_iter()).ok_or_else(|| ErrorKind::UnknownEntry(verdict.entry.clone()))?;
        let decision = if verdict.admit { Decision::Release } else { Decision::Refuse };
        self.office.decide(&hash, decision, verdict.reason.trim(), &self.desk())?;
        Ok(Outcome::Done)
    }

    fn devices(&self) -> Result<Vec<DeviceRecord>, ErrorKind> {
        let mut devices = self.office.storage().read(|tx| tx.devices())?;
        devices.retain(|device| device.kind == CertificateKind::Device);
        Ok(devices)
    }

    fn phones(&self) -> Result<Vec<PhoneLine>, ErrorKind> {
        let (registers, now) = (self.office.registers(), self.host.now());
        let people = People::of(&registers, self.language);
        let line = |device: DeviceRecord| {
            let person = device.person.map(|person| people.card(person, now));
            PhoneLine {
                key: device.key.to_string(),
                number: person.as_ref().map(|p| p.number.clone()).unwrap_or_default(),
                name: person.map(|p| p.name).unwrap_or_default(),
                enrolled: device.enrolled_at.to_string(),
                until: device.valid_until.to_string(),
                is_lost: device.lost_since.is_some(),
                is_revoked: device.revoked_at.is_some(),
            }
        };
        let mut lines: Vec<PhoneLine> = self.devices()?.into_iter().map(line).collect();
        lines.sort_by(|a, b| (&a.number, &a.enrolled).cmp(&(&b.number, &b.enrolled)));
        Ok(lines)
    }

    fn report_lost(&self, phone: &Phone, is_lost: bool) -> Result<Outcome, ErrorKind> {
        let devices = self.devices()?;
        let (found, named) = match phone {
            Phone::Key(text) => (one_of(text, devices.iter().map(|device| device.key)), text),
            Phone::Person(number) => {
                let person = self.person(number)?.id;
                let mut of_person = devices.iter().filter(|d| d.person == Some(person) && d.revoked_at.is_none());
                let only = of_person.next().filter(|_| of_person.next().is_none());
                (only.map(|device| device.key), number)
            }
        };
        let key = found.ok_or_else(|| ErrorKind::UnknownPhone(named.clone()))?;
        if is_lost {
            self.office.report_lost(&key, self.host.now())?;
        } else {
            self.office.report_found(&key)?;
        }
        Ok(Outcome::Done)
    }
}

/// The one whose name is, or begins with, what was typed.
fn one_of<T: std::fmt::Display + Copy>(typed: &str, all: impl Iterator<Item = T>) -> Option<T> {
    let typed = typed.trim().to_ascii_uppercase();
    let mut found = all.filter(|name| typed.len() >= MIN_PREFIX && name.to_string().starts_with(&typed));
    found.next().filter(|_| found.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_core::id::KeyId;

    #[test]
    fn a_name_is_found_by_its_beginning_if_that_is_enough() {
        let (a, b) = (KeyId([1; 16]), KeyId([2; 16]));
        let text = a.to_string();
        assert_eq!(one_of(&text, [a, b].into_iter()), Some(a));
        assert_eq!(one_of(&text[..6].to_lowercase(), [a, b].into_iter()), Some(a));
        assert_eq!(one_of(&text[..5], [a, b].into_iter()), None, "too short");
        assert_eq!(one_of(&text, [a, a].into_iter()), None, "two of them");
        assert_eq!(one_of("ZZZZZZ", [a, b].into_iter()), None);
    }
}
