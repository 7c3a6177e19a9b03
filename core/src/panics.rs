//! What is told of a panic: where it was, never its message, which may quote what people wrote.
//!
//! A panic inside the guard is no fault of the product: Automerge was given bad bytes, the guard refuses them.

use crate::document::guard;
use std::fmt;
use std::panic::PanicHookInfo;

/// A panic, without its message. Its text is one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panicked {
    /// `file:line:column` in the sources.
    pub place: String,
    /// The guard catches it and refuses what caused it.
    pub is_contained: bool,
}

/// From now on every panic of the process is told to `tell`, and to nobody else.
pub fn tell(tell: fn(&Panicked)) {
    std::panic::set_hook(Box::new(move |info| tell(&Panicked::at(info))));
}

impl Panicked {
    /// What a hook is given, without the message.
    pub fn at(info: &PanicHookInfo<'_>) -> Self {
        let place = info.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        Self { place, is_contained: guard::is_containing() }
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.is_contained { "a change that made Automerge panic is refused" } else { "panicked" };
        write!(f, "{what}, at {}", self.place)
    }
}
