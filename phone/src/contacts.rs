//! Colleagues and the numbers that reach them on duty.

use crate::failure::Failure;
use crate::page::{Cell, Page};
use crate::phone::Phone;
use crate::shape::title;
use crate::terminal::Report;
use lianxin_core::companion::Contact;
use lianxin_core::redacted;
use lianxin_core::role::Role;
use lianxin_core::words::Key;
use serde::Serialize;

/// Those who hold a post near by.
#[derive(Serialize)]
pub struct ContactsReport {
    /// Own posts first, then by role, place and name.
    pub contacts: Vec<ContactShape>,
}

/// Somebody who holds a post.
#[derive(Serialize)]
pub struct ContactShape {
    /// The post's 13 characters.
    pub id: String,
    /// The person's name.
    pub name: String,
    /// A word of the roles.
    pub role: &'static str,
    /// The grid's label or the community's name.
    pub place: String,
    /// The phone on duty, where the office's list has one.
    pub duty_phone: Option<String>,
    /// The person of this phone holds the post.
    pub is_own: bool,
    /// Acts for somebody else.
    pub is_substitute: bool,
}

redacted! { ContactShape { id, role, is_own, is_substitute } }

impl From<Contact> for ContactShape {
    fn from(contact: Contact) -> Self {
        Self {
            id: contact.id.to_string(),
            name: contact.name,
            role: contact.role.word(),
            place: contact.place,
            duty_phone: contact.duty_phone,
            is_own: contact.is_own,
            is_substitute: contact.is_substitute,
        }
    }
}

/// Colleagues and the numbers that reach them on duty.
pub fn contacts(phone: &Phone) -> Result<ContactsReport, Failure> {
    Ok(ContactsReport { contacts: phone.companion.contacts()?.into_iter().map(ContactShape::from).collect() })
}

impl Report for ContactsReport {
    fn show(&self, page: &mut Page) {
        let lang = page.lang();
        if self.contacts.is_empty() {
            page.say(Key::ContactsNone, &[]);
        }
        let contact = |contact: &ContactShape| {
            let substitute = if contact.is_substitute { Key::Substitute.template(lang) } else { "" };
            let phone = match &contact.duty_phone {
                Some(phone) => Cell::from(phone),
                None => Cell::faint(Key::DutyPhoneNone.template(lang)),
            };
            vec![
                Cell::from(&contact.name),
                Cell::from(title::<Role>(contact.role, lang)),
                Cell::from(&contact.place),
                Cell::from(substitute),
                phone,
            ]
        };
        page.columns(self.contacts.iter().map(contact).collect());
    }
}
