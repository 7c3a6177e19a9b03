//! Enrolling the phone. Every step can be repeated: what has begun goes on where it stopped.

use crate::args::{EnrolArgs, Global};
use crate::failure::Failure;
use crate::page::{Cell, Page, Tone};
use crate::phone::Phone;
use crate::progress;
use crate::terminal::{Report, Terminal};
use crate::visit::typed;
use lianxin_core::companion::EnrolStep;
use lianxin_core::enrol::Invitation;
use lianxin_core::error::Error;
use lianxin_core::transport::Transport;
use lianxin_core::words::{Key, Lang};
use serde::Serialize;
use std::time::Duration;

/// Between two questions whether the clerk has confirmed.
const POLL: Duration = Duration::from_secs(2);

/// How far the enrolment is.
#[derive(Serialize)]
pub struct EnrolReport {
    /// The six digits to compare with the clerk's screen.
    pub digits: String,
    /// The clerk has confirmed, and the phone is enrolled.
    pub is_confirmed: bool,
    /// In plain words.
    pub words: String,
}

impl EnrolReport {
    /// A step in a language.
    pub fn new(step: EnrolStep, lang: Lang) -> Self {
        let key = if step.is_confirmed { Key::EnrolDone } else { Key::EnrolCompare };
        Self { digits: step.digits, is_confirmed: step.is_confirmed, words: key.template(lang).to_owned() }
    }
}

/// Begins or goes on, and tells how far it is; waits for the clerk if asked to.
pub async fn enrol(global: &Global, args: &EnrolArgs, terminal: &Terminal) -> Result<(), Failure> {
    let invitation = args.invitation.as_deref().map(typed).transpose()?;
    let (phone, office) = match &invitation {
        Some(text) => {
            // Nothing is made for a text that is no invitation.
            Invitation::parse(text)?;
            let phone = Phone::begin(global)?;
            let office = phone.companion.begin_enrolment(text)?;
            (phone, office)
        }
        None => {
            let phone = Phone::open(global)?;
            let office = match phone.companion.pending_enrolment()? {
                Some(office) => office,
                None if phone.companion.is_enrolled() => return Err(Error::AlreadyEnrolled.into()),
                None => return Err(Error::NotEnrolled.into()),
            };
            (phone, office)
        }
    };
    let transport = phone.transport(office)?;
    let step = progress::until_stopped(phone.companion.continue_enrolment(&transport)).await??;
    let is_confirmed = step.is_confirmed;
    terminal.emit(&EnrolReport::new(step, phone.lang))?;
    if is_confirmed {
        return Ok(());
    }
    let waited = match args.wait {
        Some(seconds) => wait(&phone, &transport, Duration::from_secs(seconds), !terminal.is_json).await?,
        None => None,
    };
    match waited {
        Some(step) => terminal.emit(&EnrolReport::new(step, phone.lang)),
        None if terminal.is_json => Ok(()),
        None => terminal.emit(&Pending {}),
    }
}

/// Goes on with an enrolment that has begun, as a sync does first: the clerk may have confirmed by now.
pub async fn finish(phone: &Phone, terminal: &Terminal) -> Result<(), Failure> {
    let Some(office) = phone.companion.pending_enrolment()? else { return Ok(()) };
    let transport = phone.transport(office)?;
    let step = progress::until_stopped(phone.companion.continue_enrolment(&transport)).await??;
    if step.is_confirmed {
        return Ok(());
    }
    if !terminal.is_json {
        terminal.emit(&EnrolReport::new(step, phone.lang))?;
    }
    Err(Error::NotEnrolled.into())
}

/// Asks until the clerk has confirmed; none if that took too long. What another try may help against does not end
/// the waiting.
pub async fn wait(
    phone: &Phone,
    transport: &dyn Transport,
    at_most: Duration,
    is_shown: bool,
) -> Result<Option<EnrolStep>, Failure> {
    let spinner = progress::spinner(is_shown);
    let words = |key: Key| key.template(phone.lang).to_owned();
    spinner.set_message(words(Key::EnrolWaiting));
    let confirmed = async {
        loop {
            tokio::time::sleep(POLL).await;
            match phone.companion.continue_enrolment(transport).await {
                Ok(step) if step.is_confirmed => return Ok(step),
                Ok(_) => spinner.set_message(words(Key::EnrolWaiting)),
                Err(error) if error.is_retry_useful() => spinner.set_message(error.words(phone.lang)),
                Err(error) => return Err(Failure::from(error)),
            }
        }
    };
    let ended = progress::until_stopped(tokio::time::timeout(at_most, confirmed)).await;
    spinner.finish_and_clear();
    ended?.ok().transpose()
}

/// Said when nobody waits for the clerk any longer.
#[derive(Serialize)]
struct Pending {}

impl Report for Pending {
    fn show(&self, page: &mut Page) {
        page.say(Key::EnrolPending, &[]);
    }
}

impl Report for EnrolReport {
    fn show(&self, page: &mut Page) {
        page.line([Cell::from(&self.words)]);
        if !self.is_confirmed {
            let (left, right) = self.digits.split_at_checked(3).unwrap_or((&self.digits, ""));
            page.line([Cell::from(""), Cell::new(format!("{left} {right}"), Tone::Strong)]);
        }
    }
}
