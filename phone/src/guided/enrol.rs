//! Enrolling step by step.

use super::{Ask, Connect};
use crate::args::Global;
use crate::enrol::{EnrolReport, wait};
use crate::failure::Failure;
use crate::phone::{self, Phone};
use crate::terminal::Terminal;
use lianxin_core::companion::OfficeAddress;
use lianxin_core::enrol::Invitation;
use lianxin_core::error::Error;
use lianxin_core::words::Key;
use std::time::Duration;

/// As long as an invitation on the spot is good for.
const PATIENCE: Duration = Duration::from_secs(600);

/// The phone of the directory, once it is enrolled; none if the person leaves it for later.
pub(super) fn enrolled(
    global: &Global,
    connect: Connect<'_>,
    ask: &mut dyn Ask,
    terminal: &Terminal,
) -> Result<Option<Phone>, Failure> {
    let (phone, office) = match Phone::open(global) {
        Ok(phone) if phone.companion.is_enrolled() => return Ok(Some(phone)),
        Ok(phone) => {
            let office = phone.companion.pending_enrolment()?;
            (Some(phone), office)
        }
        Err(Failure::Phone(Error::NotEnrolled)) => (None, None),
        Err(other) => return Err(other),
    };
    let (phone, office) = match (phone, office) {
        (Some(phone), Some(office)) => (phone, office),
        (phone, _) => {
            drop(phone);
            match invited(global, ask, terminal)? {
                Some(begun) => begun,
                None => return Ok(None),
            }
        }
    };
    let transport = connect(&phone, office)?;
    let runtime = phone::runtime()?;
    let step = runtime.block_on(phone.companion.continue_enrolment(transport.as_ref()))?;
    let is_confirmed = step.is_confirmed;
    ask.show(terminal.page(&EnrolReport::new(step, phone.lang)).trim_end());
    if is_confirmed {
        return Ok(Some(phone));
    }
    match runtime.block_on(wait(&phone, transport.as_ref(), PATIENCE, ask.is_person()))? {
        Some(step) => {
            ask.show(terminal.page(&EnrolReport::new(step, phone.lang)).trim_end());
            Ok(Some(phone))
        }
        None => {
            ask.show(Key::EnrolPending.template(phone.lang));
            Ok(None)
        }
    }
}

/// Asks for the invitation until it is one.
fn invited(global: &Global, ask: &mut dyn Ask, terminal: &Terminal) -> Result<Option<(Phone, OfficeAddress)>, Failure> {
    ask.show(Key::ErrorNotEnrolled.template(terminal.lang));
    loop {
        let Some(typed) = ask.text(Key::GuideInvitation.template(terminal.lang), "")? else { return Ok(None) };
        if typed.trim().is_empty() {
            return Ok(None);
        }
        match Invitation::parse(&typed) {
            Ok(_) => {
                let phone = Phone::begin(global)?;
                let office = phone.companion.begin_enrolment(&typed)?;
                return Ok(Some((phone, office)));
            }
            Err(error) => ask.show(&Error::from(error).words(terminal.lang)),
        }
    }
}
