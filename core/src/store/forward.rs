//! One way to stand in front of a store: every read goes through, and the wrapper writes in its own manner.

/// The reads of a [`Store`](crate::store::Store), each handed on to the store that an expression names:
/// `forward_reads! { self => self.store }` within `impl Store for …`, before its own `commit`.
#[macro_export]
macro_rules! forward_reads {
    ($self:ident => $store:expr) => {
        $crate::forward_reads! { @each $self, $store;
            get(name: &str) -> Option<Vec<u8>>;
            entries(which: $crate::store::Entries<'_>) -> Vec<$crate::store::OwnEntry>;
            entry(hash: &$crate::id::Hash) -> Option<$crate::store::OwnEntry>;
            entry_starting(start: &$crate::id::Hash8) -> Option<$crate::store::OwnEntry>;
            delivered() -> (u64, u64);
            document(id: &$crate::id::DocumentId) -> Option<Vec<u8>>;
            documents() -> Vec<$crate::id::DocumentId>;
            cursors() -> Vec<($crate::sync::Audience, $crate::sync::Cursor)>;
            is_member(id: &$crate::id::DocumentId, at: $crate::time::Timestamp) -> bool;
            strays(at: $crate::time::Timestamp) -> Vec<$crate::id::DocumentId>;
            members(of: &$crate::sync::Audience) -> Vec<($crate::id::DocumentId, Option<$crate::time::Timestamp>)>;
            pages() -> Vec<Vec<u8>>;
            parts() -> Vec<$crate::cbor::Bytes>;
            wants() -> Vec<$crate::id::DocumentId>;
            attention() -> Vec<$crate::store::Attention>;
            drafts() -> Vec<$crate::store::Draft>;
            household(id: &$crate::id::DocumentId) -> Option<$crate::rows::HouseholdRow>;
            visit(id: &$crate::id::DocumentId) -> Option<$crate::rows::VisitRow>;
            visits_of(household: &$crate::id::DocumentId) -> Vec<$crate::rows::VisitRow>;
            visits_by(author: &$crate::id::PersonId, day: $crate::time::Day) -> Vec<$crate::rows::VisitRow>;
            standings() -> Vec<$crate::store::Standing>;
            search(text: &str, limit: usize) -> Vec<$crate::rows::HouseholdRow>;
            needs() -> Vec<String>;
        }
    };
    (@each $self:ident, $store:expr; $($name:ident($($arg:ident: $kind:ty),*) -> $out:ty;)*) => {
        $(fn $name(&$self $(, $arg: $kind)*) -> Result<$out, $crate::store::StoreError> {
            $store.$name($($arg),*)
        })*
    };
}
