//! Audiences: who may hold what, as (class, scope). Each has a feed; a cursor says how far one has read it.

use crate::cbor::{Cbor, CborError, Reader, Writer};
use crate::code::GridCode;
use crate::id::{AssignmentId, Hash8, KeyId, to_base32};
use std::fmt;

/// Classes of audience, in the order in which an answer brings them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Verdicts of one device.
    Device = 1,
    /// The organisation's register.
    Org = 2,
    /// A grid's register.
    Team = 3,
    /// Own work under one assignment.
    Mine = 6,
    /// Households of a grid.
    Ledger = 9,
    /// Households of a bundle.
    Bundle = 10,
    /// Visits of a grid.
    Visits = 11,
}

/// One audience. Classes this build does not know are carried as they came.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Audience {
    class: u8,
    scope: Vec<u8>,
}

/// How far an audience's feed has been read: the position, what stood there, and how far back a new audience has
/// been filled (`back` = 1 when everything is there).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Cursor {
    /// The last position read; 0 before the first.
    pub pos: u64,
    /// The chain at that position.
    pub chain: Hash8,
    /// Positions from here on have been filled.
    pub back: u64,
}

impl Audience {
    fn new(class: Class, scope: &[u8]) -> Self {
        Self { class: class as u8, scope: scope.to_vec() }
    }

    /// Verdicts of one device.
    pub fn device(key: KeyId) -> Self {
        Self::new(Class::Device, &key.0)
    }

    /// The organisation's register.
    pub fn org() -> Self {
        Self::new(Class::Org, &[])
    }

    /// A grid's register.
    pub fn team(grid: GridCode) -> Self {
        Self::new(Class::Team, &grid.number().to_be_bytes())
    }

    /// Own work under one assignment.
    pub fn mine(assignment: AssignmentId) -> Self {
        Self::new(Class::Mine, &assignment.0)
    }

    /// Households of a grid.
    pub fn ledger(grid: GridCode) -> Self {
        Self::new(Class::Ledger, &grid.number().to_be_bytes())
    }

    /// Households of a bundle.
    pub fn bundle(grid: GridCode, bundle: u8) -> Self {
        let mut scope = grid.number().to_be_bytes().to_vec();
        scope.push(bundle);
        Self::new(Class::Bundle, &scope)
    }

    /// Visits of a grid.
    pub fn visits(grid: GridCode) -> Self {
        Self::new(Class::Visits, &grid.number().to_be_bytes())
    }

    /// The class, if this build knows it.
    pub fn class(&self) -> Option<Class> {
        use Class::{Bundle, Device, Ledger, Mine, Org, Team, Visits};
        [Device, Org, Team, Mine, Ledger, Bundle, Visits].into_iter().find(|c| *c as u8 == self.class)
    }

    /// The grid in the scope, for classes that have one.
    pub fn grid(&self) -> Option<GridCode> {
        let number = u64::from_be_bytes(self.scope.get(..8)?.try_into().ok()?);
        matches!(self.class()?, Class::Team | Class::Ledger | Class::Bundle | Class::Visits)
            .then(|| GridCode::from_number(number).ok())
            .flatten()
    }

    /// The bytes under which storage keeps the audience: class, then scope.
    pub fn key(&self) -> Vec<u8> {
        [&[self.class], self.scope.as_slice()].concat()
    }

    /// Reads the bytes of [`Audience::key`].
    pub fn from_key(key: &[u8]) -> Option<Self> {
        let (class, scope) = key.split_first()?;
        Some(Self { class: *class, scope: scope.to_vec() })
    }
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scope = match (self.grid(), self.class()) {
            (Some(grid), Some(Class::Bundle)) => format!("{grid}#{}", self.scope.get(8).copied().unwrap_or_default()),
            (Some(grid), _) => grid.to_string(),
            _ => to_base32(&self.scope),
        };
        let class = match self.class() {
            Some(Class::Device) => "device",
            Some(Class::Org) => return f.write_str("org"),
            Some(Class::Team) => "team",
            Some(Class::Mine) => "mine",
            Some(Class::Ledger) => "ledger",
            Some(Class::Bundle) => "bundle",
            Some(Class::Visits) => "visits",
            None => return write!(f, "class{}@{scope}", self.class),
        };
        write!(f, "{class}@{scope}")
    }
}

impl fmt::Debug for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Cbor for Audience {
    fn write(&self, w: &mut Writer) {
        w.array(2).uint(u64::from(self.class)).bytes(&self.scope);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(2)?;
        Ok(Self { class: r.uint8()?, scope: r.bytes()?.to_vec() })
    }
}

impl Cbor for Cursor {
    fn write(&self, w: &mut Writer) {
        w.array(3).uint(self.pos).value(&self.chain).uint(self.back);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(3)?;
        Ok(Self { pos: r.uint()?, chain: r.value()?, back: r.uint()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audiences_are_shown_by_class_and_scope_and_keep_unknown_classes() {
        let grid = GridCode::parse("000000901001003").unwrap();
        assert_eq!(Audience::ledger(grid).to_string(), "ledger@000000901001003");
        assert_eq!(Audience::bundle(grid, 4).to_string(), "bundle@000000901001003#4");
        assert_eq!(Audience::visits(grid).grid(), Some(grid));
        let later = Audience::from_key(&[200, 1, 2]).unwrap();
        assert_eq!(later.class(), None);
        assert_eq!(Audience::from_key(&later.key()), Some(later));
    }
}
