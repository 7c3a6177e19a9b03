//! Coming to the office's page: a link that sets an account, a password with an authenticator, or, in an emergency,
//! a link that begins a session at once. Every way ends in a new session; none takes over one that was there before.
//!
//! A wrong number, password or code cannot be told apart by answer or time: the same work is done for each.

pub mod agent;
pub mod authenticator;
pub mod password;
pub mod tries;

use crate::access::{Account, Began, Bound, Link, NewSession, Token};
use crate::app::App;
use crate::auth::Viewer;
use crate::error::ErrorKind;
use crate::people::{People, office_post};
use crate::qr::Code;
use agent::Agent;
use lianxin_core::id::PersonId;
use lianxin_core::seal::KeyVault as _;
use lianxin_core::time::random;
use std::net::IpAddr;
use tries::Locked;
use zeroize::Zeroizing;

/// A secret the vault has opened.
type Secret = Zeroizing<Vec<u8>>;

/// Where a request comes from.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The address of the other side; behind a proxy, the proxy's.
    pub address: IpAddr,
    /// Browser and system.
    pub agent: Agent,
}

/// What a link leads to.
pub enum Arrival {
    /// A person sets a password and an authenticator.
    Account(Offer),
    /// A session has begun.
    Entered(Token),
}

/// An authenticator that is offered.
pub struct Offer {
    /// For whom and under which post.
    pub bound: Bound,
    /// As authenticators read it.
    pub uri: String,
    /// To be typed where nothing can be scanned.
    pub secret: String,
    /// The same as a picture.
    pub qr: String,
}

/// What somebody types to come in.
pub struct Typed<'t> {
    /// The office's number of the person.
    pub number: &'t str,
    /// The password.
    pub password: &'t str,
    /// The authenticator's code.
    pub code: &'t str,
}

impl App {
    /// What a link leads to. One that sets an account is not used up by looking.
    pub fn arrive(&self, link: &Token, caller: &Caller) -> Result<Arrival, ErrorKind> {
        let found = self.good_link(link)?;
        if !found.enters {
            return self.offer(link, &found).map(Arrival::Account);
        }
        let token = Token::new(self.host.as_ref());
        let session = NewSession { token: &token, began: Began::Link, agent: &caller.agent.to_string() };
        self.access.enter(link, &session, self.host.now())?.ok_or(ErrorKind::Link)?;
        tracing::warn!(person = %found.bound.person, session = %token.id(), "a link of the command line began a session");
        Ok(Arrival::Entered(token))
    }

    /// A link that is good, of somebody whose post is in force.
    fn good_link(&self, link: &Token) -> Result<Link, ErrorKind> {
        let now = self.host.now();
        let found = self.access.link(link, now)?.ok_or(ErrorKind::Link)?;
        let registers = self.office.registers();
        let mut posts = office_post(&registers, found.bound.person, now);
        if posts.any(|(post, _)| post.id == found.bound.assignment) { Ok(found) } else { Err(ErrorKind::Link) }
    }

    fn offer(&self, link: &Token, found: &Link) -> Result<Offer, ErrorKind> {
        if found.authenticator.is_none() {
            let secret: Zeroizing<[u8; authenticator::SECRET]> = Zeroizing::new(random(self.host.as_ref()));
            self.access.offer(link, &self.wrap("authenticator", found.bound.person, secret.as_slice())?)?;
        }
        let secret = self.offered(&self.good_link(link)?)?;
        let uri = authenticator::uri(&secret, &self.name, &self.number(found.bound.person));
        let qr = Code::new(&uri).map(|code| code.svg()).unwrap_or_default();
        Ok(Offer { bound: found.bound, secret: authenticator::base32(&secret), qr, uri })
    }

    fn offered(&self, link: &Link) -> Result<Secret, ErrorKind> {
        let wrapped = link.authenticator.as_deref().ok_or(ErrorKind::Link)?;
        self.unwrap("authenticator", link.bound.person, wrapped)
    }

    /// Sets password and authenticator by a link, ends what the person had before, and begins a session.
    pub fn set_account(&self, link: &Token, password: &str, code: &str, caller: &Caller) -> Result<Token, ErrorKind> {
        let (found, now) = (self.good_link(link)?, self.host.now());
        if found.enters {
            return Err(ErrorKind::Link);
        }
        let (person, number) = (found.bound.person, self.number(found.bound.person));
        if !password::is_fit(password, &number) {
            return Err(ErrorKind::WeakPassword);
        }
        if !self.access.try_link(link)? {
            return Err(ErrorKind::Link);
        }
        let secret = self.offered(&found)?;
        let step = authenticator::step(&secret, code, now.0).ok_or(ErrorKind::WrongLogin)?;
        let kept = password::keep(password, self.host.as_ref()).ok_or(ErrorKind::Busy)?;
        let account = Account {
            password: self.wrap("password", person, &kept)?,
            authenticator: self.wrap("authenticator", person, &secret)?,
        };
        let token = Token::new(self.host.as_ref());
        let session = NewSession { token: &token, began: Began::Password, agent: &caller.agent.to_string() };
        if !self.access.set_account(found.bound, &account, step, &session, now)? {
            return Err(ErrorKind::Link);
        }
        self.access.forget_tries(&number)?;
        tracing::info!(person = %person, session = %token.id(), "an account was set by a link");
        Ok(token)
    }

    /// Begins a session by number, password and code.
    pub fn log_in(&self, typed: &Typed<'_>, caller: &Caller) -> Result<Token, ErrorKind> {
        let (now, registers) = (self.host.now(), self.office.registers());
        self.callers.take(caller.address, now).map_err(locked)?;
        self.take_try(typed.number)?;
        let person = People::of(&registers, self.language).find(typed.number);
        let post = person.and_then(|person| office_post(&registers, person, now).next());
        let step = self.right_step(person, typed)?;
        let (Some((post, _)), Some(step)) = (post, step) else { return Err(ErrorKind::WrongLogin) };
        let bound = Bound { person: post.person, assignment: post.id };
        let token = Token::new(self.host.as_ref());
        let session = NewSession { token: &token, began: Began::Password, agent: &caller.agent.to_string() };
        if !self.access.begin_session(bound, step, &session, now)? {
            return Err(ErrorKind::WrongLogin);
        }
        self.access.forget_tries(typed.number)?;
        self.callers.give_back(caller.address);
        tracing::info!(person = %bound.person, session = %token.id(), "somebody logged in");
        Ok(token)
    }

    /// Sets another password; the other sessions of the person end.
    pub fn change_password(
        &self,
        viewer: &Viewer,
        session: &Token,
        old: &str,
        new: &str,
        code: &str,
    ) -> Result<(), ErrorKind> {
        let number = self.number(viewer.person);
        if !password::is_fit(new, &number) {
            return Err(ErrorKind::WeakPassword);
        }
        self.take_try(&number)?;
        let typed = Typed { number: &number, password: old, code };
        let step = self.right_step(Some(viewer.person), &typed)?.ok_or(ErrorKind::WrongLogin)?;
        let kept = password::keep(new, self.host.as_ref()).ok_or(ErrorKind::Busy)?;
        let wrapped = self.wrap("password", viewer.person, &kept)?;
        if !self.access.change_password(viewer.person, &wrapped, step, &session.hash())? {
            return Err(ErrorKind::WrongLogin);
        }
        self.access.forget_tries(&number)?;
        tracing::info!(person = %viewer.person, "a password was changed");
        Ok(())
    }

    /// The step of the code, if password and code are the person's. Nobody's are compared with nothing, at the same cost.
    fn right_step(&self, person: Option<PersonId>, typed: &Typed<'_>) -> Result<Option<u64>, ErrorKind> {
        let someone = person.unwrap_or_default();
        let account = self.access.account(someone)?;
        let (kept, secret) = match &account {
            Some(account) => (
                self.unwrap("password", someone, &account.password)?,
                self.unwrap("authenticator", someone, &account.authenticator)?,
            ),
            None => (Secret::default(), Zeroizing::new(vec![0; authenticator::SECRET])),
        };
        let is_right = password::is_right(typed.password, &kept);
        let step = authenticator::step(&secret, typed.code, self.host.now().0);
        Ok(step.filter(|_| is_right && account.is_some() && person.is_some()))
    }

    fn take_try(&self, number: &str) -> Result<(), ErrorKind> {
        self.access.take_try(number, self.host.now()).map_err(|error| match error {
            Ok(found) => locked(found),
            Err(error) => error.into(),
        })
    }

    fn number(&self, person: PersonId) -> String {
        self.office.registers().details(person).map(|details| details.number.clone()).unwrap_or_default()
    }

    fn wrap(&self, what: &str, person: PersonId, secret: &[u8]) -> Result<Vec<u8>, ErrorKind> {
        self.vault.wrap(&format!("{what}/{person}"), secret).map_err(ErrorKind::vault)
    }

    fn unwrap(&self, what: &str, person: PersonId, wrapped: &[u8]) -> Result<Secret, ErrorKind> {
        self.vault.unwrap(&format!("{what}/{person}"), wrapped).map_err(ErrorKind::vault)
    }
}

fn locked(Locked(ms): Locked) -> ErrorKind {
    ErrorKind::LockedLogin(u32::try_from((ms.max(0) + 999) / 1000).unwrap_or(u32::MAX))
}
