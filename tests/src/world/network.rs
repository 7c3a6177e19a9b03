//! A network that loses, repeats, delays and reorders.

use super::chance::Chance;

/// A message under way.
#[derive(Clone, Debug)]
pub(super) struct Message {
    /// Which phone it comes from or goes to.
    pub(super) phone: usize,
    /// Questions go to the office, answers to the phone.
    pub(super) is_question: bool,
    /// The bytes.
    pub(super) bytes: Vec<u8>,
}

/// Messages under way, in no order.
#[derive(Default)]
pub(super) struct Network {
    under_way: Vec<Message>,
}

/// Of a hundred messages.
const LOST: u64 = 12;
const REPEATED: u64 = 12;
const DAMAGED: u64 = 2;

impl Network {
    /// Takes a message; it may be lost, repeated or damaged.
    pub(super) fn send(&mut self, message: Message, chance: &mut Chance) {
        if chance.percent(LOST) {
            return;
        }
        if chance.percent(REPEATED) {
            self.under_way.push(message.clone());
        }
        let mut message = message;
        if chance.percent(DAMAGED) && !message.bytes.is_empty() {
            let at = chance.below(message.bytes.len());
            message.bytes[at] ^= 1 << chance.below(8);
        }
        self.under_way.push(message);
    }

    /// Any one of the messages under way.
    pub(super) fn take(&mut self, chance: &mut Chance) -> Option<Message> {
        if self.under_way.is_empty() {
            return None;
        }
        let at = chance.below(self.under_way.len());
        Some(self.under_way.swap_remove(at))
    }

    /// Loses everything.
    pub(super) fn clear(&mut self) {
        self.under_way.clear();
    }
}
