//! Codes of the administrative register: 12 digits for a unit, 15 for a grid (community + sequence).
//!
//! Formats: glossary §5. The register of units is a statistics-bureau list; see [`mod@unit`].

use crate::cbor::{Cbor, CborError, Reader, Writer};
use std::fmt;

pub mod unit;

/// Why a text is not a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Not the right number of digits, or something that is no digit.
    #[error("a grid code has 15 digits")]
    GridDigits,
    /// Not the right number of digits, or something that is no digit.
    #[error("a community code has 12 digits")]
    CommunityDigits,
    /// The sequence within the community is 000, which is reserved.
    #[error("sequence 000 is reserved")]
    ReservedSequence,
    /// The community is not in the register of units.
    #[error("no such community")]
    UnknownCommunity,
    /// A bundle number is missing or out of range.
    #[error("a bundle is the grid code, #, and a number from 1 to 99")]
    Bundle,
}

/// Twelve digits: county (6), subdistrict (3), community (3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommunityCode(u64);

/// Fifteen digits: the community and the grid's sequence in it, numbered west to east, north to south (M05).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GridCode(u64);

fn digits(text: &str, len: usize) -> Option<u64> {
    (text.len() == len && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

impl CommunityCode {
    /// Reads twelve digits. Whether the community exists is [`mod@unit`]'s question.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        digits(text, 12).and_then(|n| Self::from_number(n).ok()).ok_or(CodeError::CommunityDigits)
    }

    /// Takes the code as a number.
    pub fn from_number(number: u64) -> Result<Self, CodeError> {
        if number < 1_000_000_000_000 { Ok(Self(number)) } else { Err(CodeError::CommunityDigits) }
    }

    /// The code as a number.
    pub fn number(self) -> u64 {
        self.0
    }

    /// The demonstration range: county 000000 is not assigned, so invented data cannot be read as a real place.
    pub fn is_demonstration(self) -> bool {
        self.0 < 1_000_000
    }
}

impl GridCode {
    /// Reads fifteen digits; sequence 000 is reserved.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        Self::from_number(digits(text, 15).ok_or(CodeError::GridDigits)?)
    }

    /// Takes the code as a number.
    pub fn from_number(number: u64) -> Result<Self, CodeError> {
        if number >= 1_000_000_000_000_000 {
            Err(CodeError::GridDigits)
        } else if number.is_multiple_of(1000) {
            Err(CodeError::ReservedSequence)
        } else {
            Ok(Self(number))
        }
    }

    /// The code as a number.
    pub fn number(self) -> u64 {
        self.0
    }

    /// The community the grid lies in.
    pub fn community(self) -> CommunityCode {
        CommunityCode(self.0 / 1000)
    }

    /// The sequence within the community, from 1.
    pub fn sequence(self) -> u64 {
        self.0 % 1000
    }
}

impl fmt::Display for CommunityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl fmt::Display for GridCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:015}", self.0)
    }
}

impl fmt::Debug for CommunityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CommunityCode({self})")
    }
}

impl fmt::Debug for GridCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GridCode({self})")
    }
}

impl Cbor for CommunityCode {
    fn write(&self, w: &mut Writer) {
        w.uint(self.0);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        Self::from_number(r.uint()?).map_err(|_| CborError::Limit)
    }
}

impl Cbor for GridCode {
    fn write(&self, w: &mut Writer) {
        w.uint(self.0);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        Self::from_number(r.uint()?).map_err(|_| CborError::Limit)
    }
}

/// Numbers a bundle may have within its grid.
const BUNDLES: std::ops::RangeInclusive<u8> = 1..=99;

/// Where a post is held. Every right that comes from a post ends at its scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// One grid.
    Grid(GridCode),
    /// The households of one joint-household lead within a grid.
    Bundle(GridCode, u8),
    /// A whole community.
    Community(CommunityCode),
}

impl Scope {
    /// Reads `grid`, `grid#bundle` or a community code.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        if let Some((grid, bundle)) = text.split_once('#') {
            let number = bundle.parse().ok().filter(|n: &u8| BUNDLES.contains(n) && n.to_string() == bundle);
            let bundle = number.ok_or(CodeError::Bundle)?;
            Ok(Self::Bundle(GridCode::parse(grid)?, bundle))
        } else if text.len() == 12 {
            CommunityCode::parse(text).map(Self::Community)
        } else {
            GridCode::parse(text).map(Self::Grid)
        }
    }

    /// The grid, where the scope lies in one.
    pub fn grid(self) -> Option<GridCode> {
        match self {
            Self::Grid(grid) | Self::Bundle(grid, _) => Some(grid),
            Self::Community(_) => None,
        }
    }

    /// The community the scope lies in.
    pub fn community(self) -> CommunityCode {
        match self {
            Self::Grid(grid) | Self::Bundle(grid, _) => grid.community(),
            Self::Community(community) => community,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Grid(grid) => write!(f, "{grid}"),
            Self::Bundle(grid, bundle) => write!(f, "{grid}#{bundle}"),
            Self::Community(community) => write!(f, "{community}"),
        }
    }
}

impl Cbor for Scope {
    fn write(&self, w: &mut Writer) {
        match self {
            Self::Grid(grid) => w.array(2).uint(1).value(grid),
            Self::Bundle(grid, bundle) => w.array(3).uint(2).value(grid).uint(u64::from(*bundle)),
            Self::Community(community) => w.array(2).uint(3).value(community),
        };
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        let len = r.array_up_to(3)?;
        if len == 0 {
            return Err(CborError::Malformed);
        }
        match (r.uint()?, len) {
            (1, 2) => Ok(Self::Grid(r.value()?)),
            (2, 3) => {
                let (grid, bundle) = (r.value()?, r.uint8()?);
                if BUNDLES.contains(&bundle) { Ok(Self::Bundle(grid, bundle)) } else { Err(CborError::Limit) }
            }
            (3, 2) => Ok(Self::Community(r.value()?)),
            (1..=3, _) => Err(CborError::Malformed),
            (kind, _) => Err(CborError::Unknown(kind)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_code_parses_to_community_and_sequence() {
        let grid = GridCode::parse("610481001014003").unwrap();
        assert_eq!(grid.community().to_string(), "610481001014");
        assert_eq!(grid.sequence(), 3);
        assert_eq!(grid.to_string(), "610481001014003");
    }

    #[test]
    fn a_grid_code_of_the_wrong_length_is_refused() {
        assert_eq!(GridCode::parse("61048100101403"), Err(CodeError::GridDigits));
        assert_eq!(GridCode::parse("61048100101400A"), Err(CodeError::GridDigits));
        assert_eq!(GridCode::parse("610481001014000"), Err(CodeError::ReservedSequence));
        assert_eq!(CommunityCode::parse("61048100101"), Err(CodeError::CommunityDigits));
    }

    #[test]
    fn a_scope_is_a_grid_a_bundle_or_a_community() {
        for text in ["610481001014003", "610481001014003#4", "610481001014"] {
            let scope = Scope::parse(text).unwrap();
            assert_eq!(scope.to_string(), text);
            assert_eq!(crate::cbor::decode::<Scope>(&crate::cbor::encode(&scope)), Ok(scope));
        }
        for odd in ["#0", "#100", "#007", "#+7", "#"] {
            assert_eq!(Scope::parse(&format!("610481001014003{odd}")), Err(CodeError::Bundle), "{odd}");
        }
    }
}
