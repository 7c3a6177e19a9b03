//! What the tests count of the product's work, so that a figure can be held to a bound where a clock could not. Only
//! the feature `counted`, which the tests alone switch on, compiles any of it in.

/// Work of one thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Signatures verified.
    pub signatures: u64,
    /// Documents loaded from their saved state.
    pub documents: u64,
    /// SQL statements begun, those within triggers and the search's index too.
    pub statements: u64,
    /// Transactions committed that wrote something. With `synchronous = FULL` each is one fsync of the log.
    pub commits: u64,
}

impl Counted {
    /// What was done after `before`.
    pub fn since(self, before: Self) -> Self {
        Self {
            signatures: self.signatures - before.signatures,
            documents: self.documents - before.documents,
            statements: self.statements - before.statements,
            commits: self.commits - before.commits,
        }
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            signatures: self.signatures + other.signatures,
            documents: self.documents + other.documents,
            statements: self.statements + other.statements,
            commits: self.commits + other.commits,
        }
    }
}

#[cfg(feature = "counted")]
mod counting {
    use super::Counted;
    use std::cell::Cell;

    thread_local! {
        static SO_FAR: Cell<Counted> = const { Cell::new(Counted { signatures: 0, documents: 0, statements: 0, commits: 0 }) };
    }

    fn add(count: impl FnOnce(&mut Counted)) {
        let mut so_far = SO_FAR.get();
        count(&mut so_far);
        SO_FAR.set(so_far);
    }

    /// What this thread has done so far.
    pub fn so_far() -> Counted {
        SO_FAR.get()
    }

    pub(crate) fn signature() {
        add(|counted| counted.signatures += 1);
    }

    pub(crate) fn document() {
        add(|counted| counted.documents += 1);
    }

    /// Counts what a connection does from now on, on whichever thread uses it.
    pub fn watch(connection: &mut rusqlite::Connection) -> rusqlite::Result<()> {
        use rusqlite::trace::{TraceEvent, TraceEventCodes};
        let begun = |_: TraceEvent<'_>| add(|counted| counted.statements += 1);
        connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(begun))?;
        connection.commit_hook(Some(|| {
            add(|counted| counted.commits += 1);
            // It may commit.
            false
        }))
    }
}

#[cfg(feature = "counted")]
pub(crate) use counting::{document, signature};
#[cfg(feature = "counted")]
pub use counting::{so_far, watch};

#[cfg(not(feature = "counted"))]
pub(crate) const fn signature() {}

#[cfg(not(feature = "counted"))]
pub(crate) const fn document() {}

/// Nothing is counted.
#[cfg(not(feature = "counted"))]
pub const fn so_far() -> Counted {
    Counted { signatures: 0, documents: 0, statements: 0, commits: 0 }
}
