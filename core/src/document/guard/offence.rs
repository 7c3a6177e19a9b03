//! The closed list of what can be wrong with a change.

use crate::id::Hash;

/// Why a change was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Offence {
    /// More bytes than a change may have.
    #[error("a change has too many bytes")]
    TooLarge,
    /// A document, a compressed change, a bundle, or no Automerge chunk at all.
    #[error("not one uncompressed change chunk")]
    Chunk,
    /// The checksum is not that of the bytes.
    #[error("the checksum does not match")]
    Checksum,
    /// A length, number or order in the header is wrong, or bytes end early.
    #[error("the header is malformed")]
    Header,
    /// No operation, or more than a document may have.
    #[error("no operation or too many")]
    Ops,
    /// A column claims more rows than it may, or columns disagree.
    #[error("the columns claim a wrong number of rows")]
    Rows,
    /// A column that no flat change has, or a compressed one.
    #[error("a column does not belong here")]
    Column,
    /// The message is not a command code and random bytes.
    #[error("the message is not in its form")]
    Message,
    /// The time is out of any range.
    #[error("the time is out of range")]
    TimeRange,
    /// Bytes follow the operations, an author footer for instance.
    #[error("bytes follow the operations")]
    Extra,
    /// Automerge refused to decode it, or panicked.
    #[error("the change cannot be decoded")]
    Undecodable,
    /// Not the one encoding of its content.
    #[error("the change is not in its canonical form")]
    NotCanonical,
    /// Something else than setting or deleting a key of the root map.
    #[error("an operation is not a put or delete on the root map")]
    Nested,
    /// A value that is neither text, integer, boolean nor bytes.
    #[error("a value has a type that documents do not hold")]
    Value,
    /// Text that is not in NFC.
    #[error("a text is not in its normal form")]
    Text,
    /// A key that has neither of the two forms.
    #[error("a key is not in its form")]
    Key,
    /// One key twice in one change.
    #[error("a key occurs twice")]
    KeyTwice,
    /// The actor is not the entry's.
    #[error("the actor is not that of the entry")]
    Actor,
    /// The time is not the entry's.
    #[error("the time is not that of the entry")]
    Time,
    /// The document has this change.
    #[error("the document has this change already")]
    Duplicate,
    /// The actor's sequence number is taken by another change.
    #[error("another change of the actor has this sequence number")]
    Taken,
    /// The actor's sequence numbers have a gap before this change.
    #[error("an earlier change of the actor is missing")]
    Gap,
    /// The change does not name the actor's previous change among its dependencies.
    #[error("the change does not depend directly on the actor's previous one")]
    Indirect,
    /// A dependency is not in this document.
    #[error("dependency {0} is not in the document")]
    Missing(Hash),
    /// A change without dependencies, in a document that has its first change.
    #[error("the document has a first change already")]
    SecondRoot,
    /// The first operation's counter does not follow the dependencies'.
    #[error("the first operation does not follow those of the dependencies")]
    StartOp,
    /// An operation does not replace exactly the values its author saw under the key, or deletes nothing.
    #[error("an operation does not replace what its author saw")]
    Pred,
    /// The document would have too many operations or bytes.
    #[error("the document is full")]
    Full,
    /// Automerge refused to apply the change.
    #[error("the change cannot be applied")]
    Apply,
    /// Automerge panicked when applying, saving or loading.
    #[error("automerge panicked on the change")]
    Panic,
    /// With the change the saved document does not load, or loads differently.
    #[error("the document would not load again")]
    Reload,
}

/// The group of an offence, which decides the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Wrong in itself, whatever the document.
    Shape,
    /// Not the next change of its actor.
    Chain,
    /// Made upon something this document lacks.
    Deps,
    /// Would break the document.
    Merge,
    /// Nothing to do.
    Duplicate,
}

impl Offence {
    /// The stable code, for logs, verdicts and support; never reused for another cause.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "shape.too_large",
            Self::Chunk => "shape.chunk",
            Self::Checksum => "shape.checksum",
            Self::Header => "shape.header",
            Self::Ops => "shape.ops",
            Self::Rows => "shape.rows",
            Self::Column => "shape.column",
            Self::Message => "shape.message",
            Self::TimeRange => "shape.time_range",
            Self::Extra => "shape.extra",
            Self::Undecodable => "shape.undecodable",
            Self::NotCanonical => "shape.not_canonical",
            Self::Nested => "shape.nested",
            Self::Value => "shape.value",
            Self::Text => "shape.text",
            Self::Key => "shape.key",
            Self::KeyTwice => "shape.key_twice",
            Self::Actor => "shape.actor",
            Self::Time => "shape.time",
            Self::Duplicate => "duplicate",
            Self::Taken => "chain.taken",
            Self::Gap => "chain.gap",
            Self::Indirect => "chain.indirect",
            Self::Missing(_) => "deps.missing",
            Self::SecondRoot => "deps.second_root",
            Self::StartOp => "merge.start_op",
            Self::Pred => "merge.pred",
            Self::Full => "merge.full",
            Self::Apply => "merge.apply",
            Self::Panic => "merge.panic",
            Self::Reload => "merge.reload",
        }
    }

    /// The group it belongs to, which is the code's first word.
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::Duplicate => Refusal::Duplicate,
            Self::Taken | Self::Gap | Self::Indirect => Refusal::Chain,
            Self::Missing(_) | Self::SecondRoot => Refusal::Deps,
            Self::StartOp | Self::Pred | Self::Full | Self::Apply | Self::Panic | Self::Reload => Refusal::Merge,
            _ => Refusal::Shape,
        }
    }
}
