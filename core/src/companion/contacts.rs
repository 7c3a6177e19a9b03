//! Colleagues and the number that reaches them on duty: the office's card, so that nobody has to collect private
//! contacts (H10). Read from the registers alone.

use super::Companion;
use super::posts::place;
use crate::code::CommunityCode;
use crate::error::Error;
use crate::id::AssignmentId;
use crate::register::{Assignment, PersonDetails, RegisterId, Registers};
use crate::role::Role;
use std::collections::BTreeSet;

/// Somebody who holds a post now; whoever holds two stands twice.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// Names the post.
    pub id: AssignmentId,
    /// The person's name.
    pub name: String,
    /// Which post.
    pub role: Role,
    /// The grid's short label, or the community's name.
    pub place: String,
    /// The phone on duty; none if the office's list has none.
    pub duty_phone: Option<String>,
    /// The person of this phone holds the post.
    pub is_own: bool,
    /// Acts for somebody else.
    pub is_substitute: bool,
}

redacted! { Contact { id, role, is_own, is_substitute } }

impl Companion {
    /// Everybody who now holds a post in a grid whose register is on this phone, in the community of such a grid, or in
    /// the community of an own post. Own posts come first; the others by role (chief, captain, deputy chief, grid
    /// worker, joint-household lead, reported-in member, secretary, community office), then by place and name.
    ///
    /// A person whose name and number the office has dropped is left out: nobody could be reached by that line.
    pub fn contacts(&self) -> Result<Vec<Contact>, Error> {
        let inner = self.lock();
        let (person, at) = (inner.person()?, inner.server_now(self.clock())?);
        let registers = &inner.registers;
        let mut communities = communities(registers);
        communities.extend(registers.posts_at(person, at).map(|post| post.scope.community()));
        let posts = registers.0.values().flat_map(|register| register.assignments.values());
        let mut held: Vec<(&Assignment, &PersonDetails)> = posts
            .filter(|post| post.in_force_at(at) && communities.contains(&post.scope.community()))
            .filter_map(|post| Some((post, registers.details(post.person)?)))
            .collect();
        held.sort_by_key(|(post, details)| {
            (post.person != person, place_in_list(post.role), post.scope, &details.name, post.id)
        });
        let contact = |(post, details): (&Assignment, &PersonDetails)| Contact {
            id: post.id,
            name: details.name.clone(),
            role: post.role,
            place: place(post.scope, registers),
            duty_phone: Some(details.duty_phone.clone()).filter(|phone| !phone.is_empty()),
            is_own: post.person == person,
            is_substitute: post.substitute_for.is_some(),
        };
        Ok(held.into_iter().map(contact).collect())
    }
}

/// The communities of the grids whose registers are held. The organisation's register has posts of others too.
fn communities(registers: &Registers) -> BTreeSet<CommunityCode> {
    let grids = registers.0.keys().filter_map(|id| match id {
        RegisterId::Grid(grid) => Some(grid.community()),
        RegisterId::Org => None,
    });
    grids.collect()
}

fn place_in_list(role: Role) -> u8 {
    match role {
        Role::GridChief => 0,
        Role::VanguardCaptain => 1,
        Role::DeputyGridChief => 2,
        Role::GridWorker => 3,
        Role::JointHouseholdLead => 4,
        Role::PartyMember => 5,
        Role::CommunitySecretary => 6,
        Role::CommunityOffice => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cbor::{Bytes, encode};
    use crate::code::Scope;
    use crate::id::PersonId;
    use crate::register::Row;
    use crate::role::GridKind;
    use crate::seal::{KeyVault, VaultError};
    use crate::session::testing::{NOW, Organisation, Still, grid, page, post};
    use crate::store::{MemoryStore, Store, Write};
    use crate::time::{Day, Timestamp};
    use std::sync::Arc;
    use zeroize::Zeroizing;

    /// Wraps nothing; what is asked of it is no part of these tests.
    struct Open;

    impl KeyVault for Open {
        fn wrap(&self, _: &str, secret: &[u8]) -> Result<Vec<u8>, VaultError> {
            Ok(secret.to_vec())
        }

        fn unwrap(&self, _: &str, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
            Ok(Zeroizing::new(wrapped.to_vec()))
        }

        fn install_id(&self) -> Result<[u8; 16], VaultError> {
            Ok([7; 16])
        }
    }

    fn open(store: MemoryStore) -> Companion {
        Companion::open(Box::new(store), Arc::new(Open), Arc::new(Still::default())).unwrap()
    }

    fn details(person: u8, name: &str, duty_phone: &str) -> PersonDetails {
        PersonDetails { salt: [person; 16], number: String::new(), name: name.into(), duty_phone: duty_phone.into() }
    }

    fn held(person: u8, role: Role, scope: Scope) -> Assignment {
        let (person, from) = (PersonId([person; 16]), Timestamp(0));
        let id = AssignmentId::derive(&person, role, scope, from);
        Assignment { id, person, role, scope, from, to: None, substitute_for: None }
    }

    fn community(code: &str) -> Scope {
        Scope::Community(CommunityCode::parse(code).unwrap())
    }

    /// The grid's and the organisation's posts, and the details of everybody but person 9.
    fn store() -> (MemoryStore, Vec<PersonDetails>) {
        let here = Scope::Grid(grid());
        let people = vec![
            details(5, "秦知禾（演示）", "000-1234567"),
            details(2, "马晓川（演示）", "000-7654321"),
            details(3, "贺云帆（演示）", ""),
            details(4, "苏婉清（演示）", "000-0000004"),
            details(6, "白若溪（演示）", "000-0000006"),
        ];
        let known = people.iter().map(|d| Row::Person { id: PersonId(d.salt), leaf: d.leaf() });
        let unknown = Row::Person { id: PersonId([9; 16]), leaf: details(9, "已删", "000-0000009").leaf() };
        let substitute = Assignment { substitute_for: Some(PersonId([9; 16])), ..held(4, Role::VanguardCaptain, here) };
        let mut rows = vec![Row::Grid {
            label: "东南-01".into(),
            kind: GridKind::Basic,
            from: Day(0),
            to: None,
            predecessors: vec![],
        }];
        rows.extend(known.chain([unknown]));
        rows.extend(
            [
                held(9, Role::PartyMember, here),
                held(6, Role::JointHouseholdLead, Scope::Bundle(grid(), 4)),
                held(3, Role::GridWorker, here),
                held(2, Role::GridWorker, here),
                substitute,
                held(2, Role::GridChief, here),
                post(),
                Assignment { to: Some(NOW), ..held(6, Role::GridChief, here) },
                Assignment { from: NOW.plus_ms(1), ..held(6, Role::DeputyGridChief, here) },
            ]
            .map(Row::Assignment),
        );
        let org = vec![
            Row::Unit { code: grid().community(), name: "示例社区".into() },
            Row::Assignment(held(3, Role::CommunitySecretary, community("000000901001"))),
            Row::Assignment(held(4, Role::CommunitySecretary, community("000000901002"))),
        ];
        let pages = [page(RegisterId::Org, None, 1, org), page(RegisterId::Grid(grid()), None, 1, rows)];
        let mut store = Organisation::new().store([7; 16], &pages);
        let parts = people.iter().map(|d| Write::Part(d.leaf(), Bytes(encode(d)))).collect();
        store.commit(parts).unwrap();
        (store, people)
    }

    #[test]
    fn contacts_are_those_who_hold_a_post_near_by_now_own_first_and_then_by_role() {
        let contacts = open(store().0).contacts().unwrap();
        let lines: Vec<_> = contacts
            .iter()
            .map(|c| (c.name.trim_end_matches("（演示）"), c.role, c.place.as_str(), c.duty_phone.as_deref()))
            .collect();
        let expected = [
            ("秦知禾", Role::GridWorker, "东南-01", Some("000-1234567")),
            ("马晓川", Role::GridChief, "东南-01", Some("000-7654321")),
            ("苏婉清", Role::VanguardCaptain, "东南-01", Some("000-0000004")),
            ("贺云帆", Role::GridWorker, "东南-01", None),
            ("马晓川", Role::GridWorker, "东南-01", Some("000-7654321")),
            ("白若溪", Role::JointHouseholdLead, "东南-01 #4", Some("000-0000006")),
            ("贺云帆", Role::CommunitySecretary, "示例社区", None),
        ];
        assert_eq!(lines, expected);
        assert_eq!(
            contacts.iter().map(|c| c.is_own).collect::<Vec<_>>(),
            [true, false, false, false, false, false, false]
        );
        let substitutes: Vec<_> = contacts.iter().filter(|c| c.is_substitute).map(|c| c.role).collect();
        assert_eq!(substitutes, [Role::VanguardCaptain]);
    }

    #[test]
    fn a_person_whose_details_were_dropped_is_no_contact() {
        let (mut store, people) = store();
        let before = open(store.clone()).contacts().unwrap();
        store.commit(vec![Write::DropPart(people[1].leaf())]).unwrap();
        let after = open(store).contacts().unwrap();
        let dropped = |c: &&Contact| c.name != people[1].name;
        assert_eq!(after, before.iter().filter(dropped).cloned().collect::<Vec<_>>());
        assert_eq!(before.len() - after.len(), 2);
    }

    #[test]
    fn a_phone_that_is_not_enrolled_has_no_contacts_to_show() {
        assert_eq!(open(MemoryStore::default()).contacts(), Err(Error::NotEnrolled));
    }
}
