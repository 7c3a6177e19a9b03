//! Builds broken on purpose, so that the simulated world can prove that it would notice. Without the feature
//! `sabotage`, which only the tests switch on, every question here is answered "no" when the code is compiled.

/// A way to break the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The office admits changes whose dependencies it does not have.
    NoDependencies,
    /// The office hands out from one position too far.
    CursorOffByOne,
    /// A phone drops unsent work together with the audience it belonged to.
    DropBeforePush,
    /// A phone does not do again what the office could not take.
    NoReplay,
    /// A phone takes verdicts by position alone, as a clone would its sibling's.
    VerdictByNumber,
    /// The office admits what it can of an entry.
    AdmitInParts,
}

impl Broken {
    /// Every way.
    pub const ALL: [Self; 6] = [
        Self::NoDependencies,
        Self::CursorOffByOne,
        Self::DropBeforePush,
        Self::NoReplay,
        Self::VerdictByNumber,
        Self::AdmitInParts,
    ];
}

#[cfg(feature = "sabotage")]
thread_local! {
    static BROKEN: std::cell::Cell<Option<Broken>> = const { std::cell::Cell::new(None) };
}

/// Breaks what runs on this thread from now on, or mends it.
#[cfg(feature = "sabotage")]
pub fn set(broken: Option<Broken>) {
    BROKEN.set(broken);
}

/// Whether this thread is broken in this way.
#[cfg(feature = "sabotage")]
pub fn is(broken: Broken) -> bool {
    BROKEN.get() == Some(broken)
}

/// Whether this thread is broken in this way: never.
#[cfg(not(feature = "sabotage"))]
pub const fn is(_: Broken) -> bool {
    false
}
