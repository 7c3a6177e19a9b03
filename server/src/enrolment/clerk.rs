//! The clerk's part of enrolment: inviting, seeing who waits, confirming or refusing.

use crate::access::{Invited, InvitedAs};
use crate::app::App;
use crate::error::ErrorKind;
use crate::people::{People, PersonCard};
use lianxin_core::enrol::{EnrolRequest, Invitation, digits};
use lianxin_core::id::PersonId;
use lianxin_core::seal::{CertificateKind, Chain, PublicKey};
use lianxin_core::time::{DAY_MS, random};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// An invitation shown beside the clerk is good for so long at most.
pub const MAX_MINUTES: u16 = 60;
/// A printed invitation is good for so long at most (DESIGN §9).
pub const MAX_DAYS: u16 = 7;

/// Phones confirmed in one go.
const CONFIRMED_AT_ONCE: usize = 64;

/// Who is to be invited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// These, by their numbers.
    Numbers(Vec<String>),
    /// Everybody who holds a post and has neither a phone nor an invitation.
    All,
}

/// How long an invitation is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoodFor {
    /// Beside the clerk.
    Minutes(u16),
    /// On paper.
    Days(u16),
}

/// An invitation to hand over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// The office's number of the person.
    pub number: String,
    /// The name.
    pub name: String,
    /// The posts.
    pub posts: Vec<String>,
    /// What the code holds.
    pub invitation: String,
    /// Until when it is good, in Asia/Shanghai.
    pub until: String,
}

/// Somebody who waits for a clerk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The six digits that the phone shows.
    pub digits: String,
    /// The office's number of the person.
    pub number: String,
    /// The name.
    pub name: String,
    /// The posts.
    pub posts: Vec<String>,
    /// Came by a printed sheet.
    pub is_printed: bool,
    /// Since when, in Asia/Shanghai.
    pub since: String,
}

/// Which of those who wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The one with these digits; the number tells two with the same digits apart.
    Digits(String, Option<String>),
    /// Everybody who came by a printed sheet.
    AllPrinted,
}

impl App {
    /// Makes one-time invitations.
    pub fn invite(&self, whom: &Whom, good_for: GoodFor) -> Result<Vec<Card>, ErrorKind> {
        let mut persons = match whom {
            Whom::Numbers(numbers) => numbers.iter().map(|n| self.person(n)).collect::<Result<Vec<_>, _>>()?,
            Whom::All => self.without_phone()?,
        };
        // Numbers as people count: P2 comes before P10.
        persons.sort_by(|a, b| (a.scope, a.number.len(), &a.number).cmp(&(b.scope, b.number.len(), &b.number)));
        persons.dedup_by(|a, b| a.id == b.id);
        Ok(self.invite_these(persons, good_for)?.into_iter().map(|(_, card)| card).collect())
    }

    /// Makes one-time invitations for these persons, in their order.
    pub(crate) fn invite_these(
        &self,
        persons: Vec<PersonCard>,
        good_for: GoodFor,
    ) -> Result<Vec<(Invited, Card)>, ErrorKind> {
        if persons.is_empty() {
            return Err(ErrorKind::NobodyToInvite);
        }
        let invited: Vec<Invited> = persons.iter().map(|person| self.invitation(person.id, good_for)).collect();
        self.access.invite(&invited)?;
        let card = |(person, invited): (PersonCard, Invited)| {
            let card = self.card(person, &invited);
            (invited, card)
        };
        Ok(persons.into_iter().zip(invited).map(card).collect())
    }

    fn without_phone(&self) -> Result<Vec<PersonCard>, ErrorKind> {
        let (registers, now) = (self.office.registers(), self.host.now());
        let devices = self.office.storage().read(|tx| tx.devices())?;
        let phones = devices.iter().filter(|d| d.kind == CertificateKind::Device && d.revoked_at.is_none());
        let mut served: BTreeSet<PersonId> = phones.filter_map(|device| device.person).collect();
        served.extend(self.access.invited(now)?);
        let mut persons = People::of(&registers, self.language).with_posts(now);
        persons.retain(|person| !served.contains(&person.id));
        Ok(persons)
    }

    fn invitation(&self, person: PersonId, good_for: GoodFor) -> Invited {
        let now = self.host.now();
        let (kind, ms) = match good_for {
            GoodFor::Minutes(n) => (InvitedAs::OnTheSpot, i64::from(n.clamp(1, MAX_MINUTES)) * 60_000),
            GoodFor::Days(n) => (InvitedAs::Printed, i64::from(n.clamp(1, MAX_DAYS)) * DAY_MS),
        };
        Invited {
            id: random(self.host.as_ref()),
            secret: random(self.host.as_ref()),
            person,
            kind,
            made: now,
            expires: now.plus_ms(ms),
            is_locked: false,
            used: None,
            decided: None,
            certificate: None,
        }
    }

    fn card(&self, person: PersonCard, invited: &Invited) -> Card {
        let invitation = Invitation {
            id: invited.id,
            secret: invited.secret,
            root: Chain::fingerprint(&self.office.keys().chain.root),
            tls_pin: self.tls.pin(),
            addresses: self.invited_addresses(),
            expires: invited.expires,
        };
        Card {
            number: person.number,
            name: person.name,
            posts: person.posts,
            invitation: invitation.to_text(),
            until: invited.expires.to_string(),
        }
    }

    /// Everybody who waits for a clerk, in the order of coming.
    pub fn waiting(&self) -> Result<Vec<Waiting>, ErrorKind> {
        Ok(self.pending()?.into_iter().map(|(_, waiting)| waiting).collect())
    }

    pub(crate) fn pending(&self) -> Result<Vec<(Invited, Waiting)>, ErrorKind> {
        let (registers, now) = (self.office.registers(), self.host.now());
        let people = People::of(&registers, self.language);
        let pending = self.access.pending()?;
        Ok(pending
            .into_iter()
            .map(|invited| (invited.clone(), waiting(&people.card(invited.person, now), &invited)))
            .collect())
    }

    /// Confirms phones: only now do they get their certificates.
    pub fn confirm(&self, which: &Which) -> Result<Vec<Waiting>, ErrorKind> {
        let pending = self.waiting_for(which)?;
        let picked: Vec<Invited> = pending.iter().map(|(invited, _)| invited.clone()).collect();
        self.confirm_these(&picked)?;
        Ok(pending.into_iter().map(|(_, waiting)| waiting).collect())
    }

    /// Confirms the phones that used these invitations.
    pub(crate) fn confirm_these(&self, picked: &[Invited]) -> Result<(), ErrorKind> {
        let now = self.host.now();
        // A few at a time, so that nobody waits for the last of thousands.
        for some in picked.chunks(CONFIRMED_AT_ONCE) {
            let mut decisions = Vec::with_capacity(some.len());
            for invited in some {
                let Some(used) = &invited.used else { continue };
                let key = PublicKey::from_bytes(&used.key).map_err(|_| super::Refused::WeakKey)?;
                let certificate = self.office.enrol(&key, invited.person, now)?;
                decisions.push((invited.id, Some(certificate)));
            }
            self.access.decide(&decisions, now)?;
        }
        Ok(())
    }

    /// Refuses a phone that waits: its digits are not those on the person's screen.
    pub fn refuse(&self, which: &Which) -> Result<Vec<Waiting>, ErrorKind> {
        let pending = self.waiting_for(which)?;
        let picked: Vec<Invited> = pending.iter().map(|(invited, _)| invited.clone()).collect();
        self.refuse_these(&picked)?;
        Ok(pending.into_iter().map(|(_, waiting)| waiting).collect())
    }

    /// Refuses the phones that used these invitations.
    pub(crate) fn refuse_these(&self, picked: &[Invited]) -> Result<(), ErrorKind> {
        let decisions: Vec<_> = picked.iter().map(|invited| (invited.id, None)).collect();
        Ok(self.access.decide(&decisions, self.host.now())?)
    }

    fn waiting_for(&self, which: &Which) -> Result<Vec<(Invited, Waiting)>, ErrorKind> {
        let mut pending = self.pending()?;
        match which {
            Which::AllPrinted => pending.retain(|(_, waiting)| waiting.is_printed),
            Which::Digits(digits, number) => {
                let typed: String = digits.chars().filter(char::is_ascii_digit).collect();
                pending.retain(|(_, waiting)| {
                    waiting.digits == typed && number.as_ref().is_none_or(|n| *n == waiting.number)
                });
                match pending.len() {
                    0 => return Err(ErrorKind::UnknownDigits(digits.clone())),
                    1 => {}
                    _ => return Err(ErrorKind::SameDigits(digits.clone())),
                }
            }
        }
        Ok(pending)
    }
}

fn waiting(person: &PersonCard, invited: &Invited) -> Waiting {
    let used = invited.used.as_ref();
    let digits = used.map(|used| {
        // The digits do not depend on the proof's bytes being kept: they are a function of the request.
        let request = Invitation {
            id: invited.id,
            secret: invited.secret,
            root: [0; 32],
            tls_pin: [0; 32],
            addresses: Vec::new(),
            expires: invited.expires,
        };
        let request: Option<EnrolRequest> =
            PublicKey::from_bytes(&used.key).ok().map(|key| request.request(&key, used.phone_nonce));
        request.map(|request| digits(&request, &used.office_nonce)).unwrap_or_default()
    });
    Waiting {
        digits: digits.unwrap_or_default(),
        number: person.number.clone(),
        name: person.name.clone(),
        posts: person.posts.clone(),
        is_printed: invited.kind == InvitedAs::Printed,
        since: used.map(|used| used.at.to_string()).unwrap_or_default(),
    }
}
