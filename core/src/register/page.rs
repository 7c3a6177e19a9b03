//! A page of a register and its rows.

use super::Assignment;
use crate::cbor::{Bytes, Cbor, CborError, Reader, Writer, decode, encode};
use crate::code::{CommunityCode, GridCode, Scope};
use crate::id::{AssignmentId, Hash, PersonId, sha256};
use crate::role::{GridKind, Role};
use crate::seal::cose::{Namespace, Sealed, seal};
use crate::seal::{PublicKey, SigningKey};
use crate::time::{Day, Timestamp};

/// Rows on one page at most.
pub const MAX_ROWS: usize = 64;

/// Which register: the organisation's, or a grid's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegisterId {
    /// Issuers, revocations, units, needs, server addresses, posts of whole communities.
    Org,
    /// Facts, posts and persons of one grid.
    Grid(GridCode),
}

impl RegisterId {
    /// The register that holds posts of this scope.
    pub fn of(scope: Scope) -> Self {
        scope.grid().map_or(Self::Org, Self::Grid)
    }

    /// The number on the wire and in storage: 0, or the grid's code.
    pub fn number(self) -> u64 {
        match self {
            Self::Org => 0,
            Self::Grid(grid) => grid.number(),
        }
    }

    /// Reads the number.
    pub fn from_number(number: u64) -> Option<Self> {
        if number == 0 { Some(Self::Org) } else { GridCode::from_number(number).ok().map(Self::Grid) }
    }
}

impl Cbor for RegisterId {
    fn write(&self, w: &mut Writer) {
        w.uint(self.number());
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        Self::from_number(r.uint()?).ok_or(CborError::Limit)
    }
}

/// One row of a page. A later row of the same key replaces an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A unit's name.
    Unit {
        /// The community.
        code: CommunityCode,
        /// Its name.
        name: String,
    },
    /// Where phones reach the office. Old and new addresses stand side by side while the office moves.
    Server {
        /// `host:port`, best first.
        addresses: Vec<String>,
    },
    /// A node's certificate: phones believe answers, receipts and pages of the nodes listed.
    Node {
        /// The certificate, signed by an issuer.
        certificate: Bytes,
    },
    /// An issuer's certificate: phones believe the nodes and devices that it certifies.
    Issuer {
        /// The certificate, signed by the root.
        certificate: Bytes,
    },
    /// A certificate that is no longer believed.
    Revocation {
        /// Its serial.
        serial: u64,
        /// From when.
        since: Timestamp,
    },
    /// What is known of the grid whose register this is.
    Grid {
        /// Abbreviation and number, for voice and badge.
        label: String,
        /// Basic or dedicated.
        kind: GridKind,
        /// In force from this day.
        from: Day,
        /// Not in force from this day on.
        to: Option<Day>,
        /// The grids it was made from.
        predecessors: Vec<GridCode>,
    },
    /// A person who holds a post of this register. The details are a part of their own.
    Person {
        /// The person.
        id: PersonId,
        /// Hash of the salted details; see [`PersonDetails::leaf`].
        leaf: Hash,
    },
    /// A post held by a person.
    Assignment(Assignment),
    /// A row of a later version, kept as it came.
    Unknown(Vec<u8>),
}

/// Name, number and duty phone of a person: droppable alone.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonDetails {
    /// Random, so that the leaf says nothing once the details are gone.
    pub salt: [u8; 16],
    /// The office's number of the person.
    pub number: String,
    /// The name.
    pub name: String,
    /// The phone on duty.
    pub duty_phone: String,
}

redacted! { PersonDetails {} }

/// A page: rows added to a register at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Which register.
    pub register: RegisterId,
    /// From 1, without gaps.
    pub version: u64,
    /// Hash of the page before; zero for the first.
    pub previous: Hash,
    /// The server's time of writing.
    pub time: Timestamp,
    /// At most [`MAX_ROWS`] rows.
    pub rows: Vec<Row>,
}

/// Why a page was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// The bytes are no page.
    #[error("malformed register page")]
    Malformed,
    /// Not signed by the node given.
    #[error("register page not signed by a node")]
    Signature,
    /// Another version follows the register held.
    #[error("register page {version} does not follow version {held}")]
    Gap {
        /// The version held.
        held: u64,
        /// The page's version.
        version: u64,
    },
    /// A row belongs to another register.
    #[error("a row of register page {0} belongs to another register")]
    Misplaced(u64),
    /// The page does not name the page held as the one before.
    #[error("register page {0} is not of this chain")]
    Chain(u64),
}

impl Page {
    /// The hash by which the next page names this one.
    pub fn hash(&self) -> Hash {
        sha256(&[b"lianxin/page/1", &encode(self)])
    }

    /// Signs the page with a node's key.
    pub fn seal(&self, node: &SigningKey) -> Vec<u8> {
        seal(node, Namespace::Page, &encode(self))
    }

    /// Reads a page and checks the node's signature.
    pub fn open(bytes: &[u8], node: &PublicKey) -> Result<Self, PageError> {
        let sealed = Sealed::read(bytes).map_err(|_| PageError::Malformed)?;
        let payload = sealed.verify(node, Namespace::Page).map_err(|_| PageError::Signature)?;
        decode(payload).map_err(|_| PageError::Malformed)
    }

    /// Reads a page whose signature was checked when it was taken in.
    pub fn reopen(bytes: &[u8]) -> Result<Self, PageError> {
        let sealed = Sealed::read(bytes).map_err(|_| PageError::Malformed)?;
        decode(sealed.unverified()).map_err(|_| PageError::Malformed)
    }
}

impl Cbor for Page {
    fn write(&self, w: &mut Writer) {
        w.array(6).uint(1).value(&self.register).uint(self.version).value(&self.previous).value(&self.time);
        w.list(&self.rows);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.version(1, 6)?;
        let page = Self {
            register: r.value()?,
            version: r.uint()?,
            previous: r.value()?,
            time: r.value()?,
            rows: r.list(MAX_ROWS)?,
        };
        if page.version == 0 { Err(CborError::Limit) } else { Ok(page) }
    }
}

impl Cbor for Row {
    fn write(&self, w: &mut Writer) {
        match self {
            Self::Unit { code, name } => {
                w.array(3).uint(1).value(code).text(name);
            }
            Self::Server { addresses } => {
                w.array(2).uint(2).list(addresses);
            }
            Self::Node { certificate } => {
                w.array(2).uint(7).value(certificate);
            }
            Self::Issuer { certificate } => {
                w.array(2).uint(8).value(certificate);
            }
            Self::Revocation { serial, since } => {
                w.array(3).uint(3).uint(*serial).value(since);
            }
            Self::Grid { label, kind, from, to, predecessors } => {
                w.array(6).uint(4).text(label).value(kind).value(from).option(to.as_ref()).list(predecessors);
            }
            Self::Person { id, leaf } => {
                w.array(3).uint(5).value(id).value(leaf);
            }
            Self::Assignment(a) => {
                w.array(7).uint(6).value(&a.person).value(&a.role).value(&a.scope).value(&a.from);
                w.option(a.to.as_ref()).option(a.substitute_for.as_ref());
            }
            Self::Unknown(bytes) => {
                w.raw(bytes);
            }
        }
    }

    /// A row of a kind, role, scope or grid kind that this build does not know is kept as it came: one such row must
    /// not stop a whole register.
    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        let raw = r.peek_raw()?;
        let mut known = Reader::new(raw);
        let row = Self::read_known(&mut known);
        r.skip()?;
        let raw = &raw[..raw.len() - r.rest().len()];
        match row {
            Ok(row) if known.rest().len() == r.rest().len() => Ok(row),
            Ok(_) => Err(CborError::Malformed),
            Err(CborError::Unknown(_)) => Ok(Self::Unknown(raw.to_vec())),
            Err(error) => Err(error),
        }
    }
}

impl Row {
    /// Whether the row stands in the register it is of. One that does not says nothing: a grid's register gives no
    /// posts in another grid.
    pub fn belongs_to(&self, register: RegisterId) -> bool {
        match self {
            Self::Unit { .. }
            | Self::Server { .. }
            | Self::Revocation { .. }
            | Self::Node { .. }
            | Self::Issuer { .. } => register == RegisterId::Org,
            Self::Grid { .. } => register != RegisterId::Org,
            Self::Assignment(post) => register == RegisterId::of(post.scope),
            Self::Person { .. } | Self::Unknown(_) => true,
        }
    }

    fn read_known(r: &mut Reader<'_>) -> Result<Self, CborError> {
        let len = r.array_up_to(MAX_ROWS)?;
        let kind = r.uint()?;
        Ok(match (kind, len) {
            (1, 3) => Self::Unit { code: r.value()?, name: r.value()? },
            (2, 2) => Self::Server { addresses: r.list(16)? },
            (3, 3) => Self::Revocation { serial: r.uint()?, since: r.value()? },
            (4, 6) => Self::Grid {
                label: r.value()?,
                kind: r.value()?,
                from: r.value()?,
                to: r.option()?,
                predecessors: r.list(64)?,
            },
            (5, 3) => Self::Person { id: r.value()?, leaf: r.value()? },
            (6, 7) => {
                let (person, role, scope, from) = (r.value()?, r.value::<Role>()?, r.value()?, r.value()?);
                Self::Assignment(Assignment {
                    id: AssignmentId::derive(&person, role, scope, from),
                    person,
                    role,
                    scope,
                    from,
                    to: r.option()?,
                    substitute_for: r.option()?,
                })
            }
            (7, 2) => Self::Node { certificate: r.value()? },
            (8, 2) => Self::Issuer { certificate: r.value()? },
            (1..=8, _) => return Err(CborError::Malformed),
            (kind, _) => return Err(CborError::Unknown(kind)),
        })
    }
}

impl AssignmentId {
    /// The id of a post: the same post imported twice is the same assignment.
    pub fn derive(person: &PersonId, role: Role, scope: Scope, from: Timestamp) -> Self {
        let mut w = Writer::new();
        w.array(4).value(person).value(&role).value(&scope).value(&from);
        Self(crate::id::shorten(&sha256(&[b"lianxin/assignment/1", &w.into_bytes()])))
    }
}

impl PersonDetails {
    /// The hash that stands on the page: `SHA-256("lianxin/person/1" ‖ part)`.
    pub fn leaf(&self) -> Hash {
        sha256(&[b"lianxin/person/1", &encode(self)])
    }
}

impl Cbor for PersonDetails {
    fn write(&self, w: &mut Writer) {
        w.array(4).bytes(&self.salt).text(&self.number).text(&self.name).text(&self.duty_phone);
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, CborError> {
        r.array(4)?;
        Ok(Self { salt: r.array_of_bytes()?, number: r.value()?, name: r.value()?, duty_phone: r.value()? })
    }
}

/// The details of a person as they travel beside a page.
pub fn read_details(part: &Bytes) -> Result<PersonDetails, CborError> {
    decode(&part.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: Vec<Row>) -> Page {
        let grid = GridCode::parse("000000901001003").unwrap();
        Page { register: RegisterId::Grid(grid), version: 1, previous: Hash::default(), time: Timestamp(5), rows }
    }

    #[test]
    fn a_page_reads_back_and_only_from_its_node() {
        let (node, other) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let grid = GridCode::parse("000000901001003").unwrap();
        let (person, role, scope, from) = (PersonId([3; 16]), Role::GridWorker, Scope::Grid(grid), Timestamp(1));
        let id = AssignmentId::derive(&person, role, scope, from);
        let page = page(vec![
            Row::Grid { label: "示-03".into(), kind: GridKind::Basic, from: Day(1), to: None, predecessors: vec![] },
            Row::Person { id: person, leaf: Hash([9; 32]) },
            Row::Assignment(Assignment { id, person, role, scope, from, to: None, substitute_for: None }),
            Row::Unit { code: grid.community(), name: "示例社区01".into() },
            Row::Server { addresses: vec!["10.0.0.5:8443".into()] },
            Row::Revocation { serial: 4, since: Timestamp(9) },
            Row::Node { certificate: Bytes(vec![1, 2]) },
            Row::Issuer { certificate: Bytes(vec![3]) },
        ]);
        let bytes = page.seal(&node);
        assert_eq!(Page::open(&bytes, &node.public()), Ok(page.clone()));
        assert_eq!(Page::reopen(&bytes), Ok(page));
        assert_eq!(Page::open(&bytes, &other.public()), Err(PageError::Signature));
    }

    #[test]
    fn a_row_of_a_later_version_is_kept_as_it_came() {
        let raw = {
            let mut w = Writer::new();
            w.array(3).uint(99).text("later").array(1).uint(7);
            w.into_bytes()
        };
        let role = {
            let mut w = Writer::new();
            w.array(7)
                .uint(6)
                .value(&PersonId([1; 16]))
                .uint(99)
                .value(&Scope::Community(CommunityCode::parse("000000901001").unwrap()));
            w.int(5).null().null();
            w.into_bytes()
        };
        let last = Row::Revocation { serial: 1, since: Timestamp(1) };
        let page = page(vec![Row::Unknown(raw), Row::Unknown(role), last]);
        assert_eq!(decode::<Page>(&encode(&page)), Ok(page));
    }

    #[test]
    fn dropped_details_leave_a_leaf_that_says_nothing() {
        let details =
            PersonDetails {
                salt: [1; 16], number: "P01".into(), name: "秦知禾（演示）".into(), duty_phone: "".into()
            };
        let again = PersonDetails { salt: [2; 16], ..details.clone() };
        assert_ne!(details.leaf(), again.leaf());
        assert_eq!(read_details(&Bytes(encode(&details))), Ok(details));
    }
}
