//! Audiences: which ones a device has, from the registers, and which ones hold a document, from its row.
//!
//! Every rule about documents is declared with its reverse look-up: `of_row` says which audiences hold a document,
//! `dependents` which other documents' audiences follow from it.

use crate::books::BookRow;
use crate::storage::{DeviceRecord, ReadTx, StorageError};
use lianxin_core::code::{GridCode, Scope};
use lianxin_core::id::{DocumentId, PersonId};
use lianxin_core::register::{Assignment, RegisterId, Registers};
use lianxin_core::role::Role;
use lianxin_core::sync::{Audience, Class};
use lianxin_core::time::{DAY_MS, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// How long own work stays on the phone after its post has ended.
const MINE_OUTLIVES_DAYS: i64 = 30;

/// Which posts have a class of audience.
struct Grant {
    class: Class,
    roles: &'static [Role],
    /// A post in a successor grid also has the audience of the grids it came from (DESIGN §7).
    inherited: bool,
}

/// Everybody in the field; the community office works at the console.
const FIELD: &[Role] = &[
    Role::GridWorker,
    Role::PartyMember,
    Role::GridChief,
    Role::VanguardCaptain,
    Role::DeputyGridChief,
    Role::JointHouseholdLead,
    Role::CommunitySecretary,
];

/// Roles × classes (mechanisms §1.2a). What is not granted here reaches no phone.
const GRANTS: &[Grant] = &[
    Grant { class: Class::Team, roles: FIELD, inherited: true },
    Grant { class: Class::Mine, roles: FIELD, inherited: false },
    Grant { class: Class::Ledger, roles: &[Role::GridWorker, Role::GridChief], inherited: false },
    Grant { class: Class::Bundle, roles: &[Role::JointHouseholdLead], inherited: false },
    Grant { class: Class::Visits, roles: &[Role::GridChief], inherited: true },
];

/// The audiences of a device, in the order in which an answer brings them.
///
/// A device reported lost, or whose certificate has run out, keeps its verdicts and the organisation's register and
/// nothing else: it may still deliver, and drops what it holds.
pub fn of_device(registers: &Registers, device: &DeviceRecord, now: Timestamp) -> BTreeSet<Audience> {
    let mut audiences = BTreeSet::from([Audience::device(device.key), Audience::org()]);
    let is_trusted = device.lost_since.is_none() && device.revoked_at.is_none() && now < device.valid_until;
    if let (true, Some(person)) = (is_trusted, device.person) {
        audiences.extend(of_person(registers, person, now));
    }
    audiences
}

/// The audiences that a person's posts give at an instant.
pub fn of_person(registers: &Registers, person: PersonId, now: Timestamp) -> BTreeSet<Audience> {
    let mut audiences = BTreeSet::new();
    for post in registers.posts_of(person).filter(|post| post.from <= now) {
        for grant in GRANTS.iter().filter(|grant| grant.roles.contains(&post.role)) {
            if grant.class == Class::Mine {
                if post.to.is_none_or(|to| now < to.plus_ms(MINE_OUTLIVES_DAYS * DAY_MS)) {
                    audiences.insert(Audience::mine(post.id));
                }
            } else if post.in_force_at(now) {
                audiences.extend(granted(registers, grant, post));
            }
        }
    }
    audiences
}

fn granted(registers: &Registers, grant: &Grant, post: &Assignment) -> Vec<Audience> {
    let grids = || {
        let mut grids = grids_of(registers, post.scope);
        if grant.inherited {
            let before: Vec<GridCode> = grids.iter().flat_map(|grid| registers.predecessors(*grid)).collect();
            grids.extend(before);
        }
        grids
    };
    match (grant.class, post.scope) {
        (Class::Team, _) => grids().into_iter().map(Audience::team).collect(),
        // Households and visits are given by the grid, never by the community.
        (Class::Ledger, Scope::Grid(grid)) => vec![Audience::ledger(grid)],
        (Class::Visits, Scope::Grid(_)) => grids().into_iter().map(Audience::visits).collect(),
        (Class::Bundle, Scope::Bundle(grid, bundle)) => vec![Audience::bundle(grid, bundle)],
        _ => vec![],
    }
}

fn grids_of(registers: &Registers, scope: Scope) -> Vec<GridCode> {
    match scope {
        Scope::Grid(grid) | Scope::Bundle(grid, _) => vec![grid],
        Scope::Community(community) => registers
            .0
            .keys()
            .filter_map(|id| match id {
                RegisterId::Grid(grid) if grid.community() == community => Some(*grid),
                _ => None,
            })
            .collect(),
    }
}

/// The audiences that hold a document, each perhaps until a time.
pub(crate) fn of_row(tx: &dyn ReadTx, row: &BookRow) -> Result<BTreeMap<Audience, Option<Timestamp>>, StorageError> {
    let mut audiences = BTreeMap::new();
    match row {
        BookRow::Household(household) => {
            audiences.insert(Audience::ledger(household.grid), None);
            if let Some(bundle) = household.bundle {
                audiences.insert(Audience::bundle(household.grid, bundle), None);
            }
        }
        BookRow::Visit(visit) => {
            audiences.insert(Audience::mine(visit.assignment), None);
            // A visit follows its household's current grid; the grid it was made under stays in the row.
            let household = tx.household(&visit.household)?.ok_or(StorageError::Corrupt("household of a visit"))?;
            audiences.insert(Audience::visits(household.grid), None);
        }
    }
    Ok(audiences)
}

/// The documents whose audiences follow from this one: the reverse of [`of_row`].
pub(crate) fn dependents(tx: &dyn ReadTx, row: &BookRow) -> Result<Vec<DocumentId>, StorageError> {
    match row {
        BookRow::Household(household) => tx.visits_of(&household.id),
        BookRow::Visit(_) => Ok(vec![]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lianxin_core::id::{AssignmentId, Hash, KeyId};
    use lianxin_core::register::{Page, Row};
    use lianxin_core::role::GridKind;
    use lianxin_core::seal::CertificateKind;
    use lianxin_core::time::Day;

    const PERSON: PersonId = PersonId([1; 16]);

    fn grid(number: u64) -> GridCode {
        GridCode::from_number(901_001_000 + number).unwrap()
    }

    fn post(role: Role, scope: Scope, to: Option<i64>) -> Row {
        Row::Assignment(Assignment {
            id: AssignmentId::derive(&PERSON, role, scope, Timestamp(100)),
            person: PERSON,
            role,
            scope,
            from: Timestamp(100),
            to: to.map(Timestamp),
            substitute_for: None,
        })
    }

    /// Grids 1 and 2; 3 was made from 1.
    fn registers(scope: Scope, rows: Vec<Row>) -> Registers {
        let mut registers = Registers::default();
        let page = |register, rows| Page { register, version: 1, previous: Hash::default(), time: Timestamp(0), rows };
        for number in 1..=3 {
            let predecessors = if number == 3 { vec![grid(1)] } else { vec![] };
            let facts = Row::Grid { label: String::new(), kind: GridKind::Basic, from: Day(0), to: None, predecessors };
            let mut all = vec![facts];
            if scope.grid() == Some(grid(number)) {
                all.extend(rows.clone());
            }
            registers.add(&page(RegisterId::Grid(grid(number)), all)).unwrap();
        }
        let org = if scope.grid().is_none() { rows } else { vec![] };
        registers.add(&page(RegisterId::Org, org)).unwrap();
        registers
    }

    fn classes(role: Role, scope: Scope) -> Vec<String> {
        let registers = registers(scope, vec![post(role, scope, None)]);
        let mine = Audience::mine(AssignmentId::derive(&PERSON, role, scope, Timestamp(100)));
        let found = of_person(&registers, PERSON, Timestamp(200));
        let shown =
            |a: &Audience| if *a == mine { "mine".to_owned() } else { a.to_string().replace("000000901001", "") };
        found.iter().map(shown).collect()
    }

    #[test]
    fn each_role_has_its_classes_of_audience() {
        let one = Scope::Grid(grid(1));
        assert_eq!(classes(Role::GridWorker, one), ["team@001", "mine", "ledger@001"]);
        assert_eq!(classes(Role::GridChief, one), ["team@001", "mine", "ledger@001", "visits@001"]);
        assert_eq!(classes(Role::JointHouseholdLead, Scope::Bundle(grid(2), 4)), ["team@002", "mine", "bundle@002#4"]);
        for role in [Role::PartyMember, Role::VanguardCaptain, Role::DeputyGridChief] {
            assert_eq!(classes(role, one), ["team@001", "mine"], "{role:?} holds no household byte");
        }
        let community = Scope::Community(grid(1).community());
        assert_eq!(classes(Role::CommunitySecretary, community), ["team@001", "team@002", "team@003", "mine"]);
        assert_eq!(classes(Role::CommunityOffice, community), Vec::<String>::new());
    }

    #[test]
    fn a_scope_wider_than_a_grid_gives_no_households() {
        let community = Scope::Community(grid(1).community());
        for role in [Role::GridWorker, Role::GridChief] {
            let found = classes(role, community);
            assert!(found.iter().all(|a| !a.starts_with("ledger") && !a.starts_with("visits")), "{found:?}");
        }
    }

    #[test]
    fn a_post_in_a_successor_grid_also_has_the_team_and_visits_of_the_grid_it_came_from() {
        let three = Scope::Grid(grid(3));
        assert_eq!(classes(Role::GridWorker, three), ["team@001", "team@003", "mine", "ledger@003"]);
        let chief = classes(Role::GridChief, three);
        assert_eq!(chief, ["team@001", "team@003", "mine", "ledger@003", "visits@001", "visits@003"]);
    }

    #[test]
    fn own_work_outlives_its_post_by_thirty_days_and_nothing_else_does() {
        let scope = Scope::Grid(grid(1));
        let registers = registers(scope, vec![post(Role::GridWorker, scope, Some(1_000))]);
        let count = |at| of_person(&registers, PERSON, Timestamp(at)).len();
        assert_eq!((count(99), count(100), count(999)), (0, 3, 3));
        assert_eq!((count(1_000), count(999 + 30 * DAY_MS), count(1_000 + 30 * DAY_MS)), (1, 1, 0));
    }

    #[test]
    fn a_lost_or_expired_device_keeps_its_verdicts_only() {
        let scope = Scope::Grid(grid(1));
        let registers = registers(scope, vec![post(Role::GridWorker, scope, None)]);
        let device = DeviceRecord {
            key: KeyId([1; 16]),
            public: [1; 32],
            person: Some(PERSON),
            kind: CertificateKind::Device,
            serial: 1,
            certificate: vec![],
            valid_until: Timestamp(900),
            renewing_till: None,
            enrolled_at: Timestamp(0),
            revoked_at: None,
            lost_since: None,
            last_contact: None,
        };
        let lost = DeviceRecord { lost_since: Some(Timestamp(5)), ..device.clone() };
        assert_eq!(of_device(&registers, &device, Timestamp(200)).len(), 5);
        assert_eq!(of_device(&registers, &device, Timestamp(900)).len(), 2);
        assert_eq!(of_device(&registers, &lost, Timestamp(200)).len(), 2);
    }
}
