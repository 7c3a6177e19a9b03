//! Who may do what when: one function over declaration, post and state, used by commands on the phone, by admission
//! at the office and by the API alike. Rights come from the registers only, and an entry acts under exactly one post.

use crate::document::{Change, Document, Value};
use crate::entry::{Acting, Entry, ObjectKind, RefusalCode};
use crate::family::{Family, WrittenBy};
use crate::household;
use crate::id::{DocumentId, PersonId};
use crate::register::{Assignment, Flag, Interval, Registers};
use crate::role::Role;
use std::borrow::Cow;

/// What the entry in hand may rely on: the record as it stands, with the entry's own earlier objects.
pub trait Record {
    /// A document, if it is there.
    fn document(&self, id: &DocumentId) -> Option<Cow<'_, Document>>;
}

/// Under which right an entry was made, once its post has been found in force.
#[derive(Clone, Debug)]
pub struct Act {
    /// The post; none for the office.
    pub post: Option<Assignment>,
    /// The author as a person; for the office, the console's user.
    pub person: PersonId,
    /// When.
    pub when: Interval,
    /// What the person is told about the time.
    pub flag: Option<Flag>,
}

/// Finds the post an entry acts under and whether it was in force (DESIGN §7).
///
/// `person` is the certified owner of the device; none for a node.
pub fn act(entry: &Entry, person: Option<PersonId>, registers: &Registers, when: Interval) -> Result<Act, RefusalCode> {
    match (entry.acting, person) {
        (Acting::Office(user), None) => Ok(Act { post: None, person: user, when, flag: None }),
        (Acting::Assignment(id), Some(person)) => {
            let post = registers.assignment(id).filter(|a| a.person == person).ok_or(RefusalCode::Rights)?;
            let flag = post.allows(when).ok_or(RefusalCode::Rights)?;
            Ok(Act { post: Some(post.clone()), person, when, flag })
        }
        _ => Err(RefusalCode::Rights),
    }
}

/// Whether this act may make this change. `before` is the document as it stands, none for a creation.
pub fn check(
    act: &Act,
    kind: ObjectKind,
    document: &DocumentId,
    change: &Change,
    before: Option<&Document>,
    record: &dyn Record,
) -> Result<(), RefusalCode> {
    let family = Family::of(document).ok_or(RefusalCode::Value)?;
    let creating = kind == ObjectKind::Create;
    for edit in change.edits() {
        let field = family.field(&edit.key).ok_or(RefusalCode::Value)?;
        match &edit.value {
            Some(value) if !field.allows(value) => return Err(RefusalCode::Value),
            None if field.write == WrittenBy::Home => return Err(RefusalCode::Value),
            _ => {}
        }
        if !may_write(act, field.write, creating, document, before, record) {
            return Err(RefusalCode::Rights);
        }
    }
    if creating { check_home(act, family, change, record) } else { Ok(()) }
}

fn may_write(
    act: &Act,
    write: WrittenBy,
    creating: bool,
    document: &DocumentId,
    before: Option<&Document>,
    record: &dyn Record,
) -> bool {
    let office = act.post.is_none();
    match write {
        WrittenBy::Home => creating,
        WrittenBy::CreatorThenOffice => creating || office,
        WrittenBy::Office => office,
        WrittenBy::AuthorWhileOpen => {
            creating || before.is_some_and(|d| d.get("author") == Some(Value::Bytes(act.person.0.to_vec())))
        }
        WrittenBy::Ledger => {
            office || (!creating && keeps_ledger(act, before.map(Cow::Borrowed).or_else(|| record.document(document))))
        }
    }
}

/// Whether the act's post keeps the ledger of this household.
fn keeps_ledger(act: &Act, household: Option<Cow<'_, Document>>) -> bool {
    let (Some(post), Some(household)) = (&act.post, household) else { return false };
    matches!(post.role, Role::GridWorker | Role::GridChief | Role::JointHouseholdLead)
        && household::is_covered(&household, post.scope, act.when.from, act.when.to)
}

fn check_home(act: &Act, family: &Family, change: &Change, record: &dyn Record) -> Result<(), RefusalCode> {
    let value = |key: &str| change.edits().iter().find(|e| e.key == key).and_then(|e| e.value.as_ref());
    let is = |key: &str, wanted: Value| value(key) == Some(&wanted);
    let Some(post) = &act.post else {
        // The office lists households; it makes no visits.
        let listed = family.code == household::CODE && value("grid").is_some() && value("author").is_none();
        return if listed { Ok(()) } else { Err(RefusalCode::Rights) };
    };
    let grid = post.scope.grid().and_then(|g| i64::try_from(g.number()).ok()).ok_or(RefusalCode::Rights)?;
    let author = is("author", Value::Bytes(act.person.0.to_vec())) && is("grid", Value::Int(grid));
    let allowed = match family.code {
        household::CODE => author && matches!(post.role, Role::GridWorker | Role::GridChief),
        crate::visit::CODE => {
            let named = match value("household") {
                Some(Value::Bytes(id)) => DocumentId::from_slice(id),
                _ => None,
            };
            let household = named.and_then(|id| record.document(&id)).ok_or(RefusalCode::Deps)?;
            author
                && is("assignment", Value::Bytes(post.id.0.to_vec()))
                && value("outcome").is_some()
                && value("day").is_some()
                && keeps_ledger(act, Some(household))
        }
        _ => false,
    };
    if allowed { Ok(()) } else { Err(RefusalCode::Rights) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::{GridCode, Scope};
    use crate::document::Edit;
    use crate::id::{ActorId, AssignmentId};
    use crate::time::Timestamp;
    use std::collections::BTreeMap;

    struct Documents(BTreeMap<DocumentId, Document>);

    impl Record for Documents {
        fn document(&self, id: &DocumentId) -> Option<Cow<'_, Document>> {
            self.0.get(id).map(Cow::Borrowed)
        }
    }

    const ACTOR: ActorId = ActorId([1; 16]);
    const NOW: Timestamp = Timestamp(1_790_000_000_000);

    fn grid(number: u64) -> GridCode {
        GridCode::from_number(901_001_000 + number).unwrap()
    }

    fn post(role: Role, scope: Scope) -> Act {
        let (person, id) = (PersonId([5; 16]), AssignmentId([6; 8]));
        let post = Assignment { id, person, role, scope, from: Timestamp(0), to: None, substitute_for: None };
        let when = Interval { from: NOW, to: NOW, claimed: NOW };
        Act { post: Some(post), person, when, flag: None }
    }

    fn change(on: &Document, nonce: u8, edits: &[Edit]) -> Change {
        on.write(&ACTOR, NOW, "test", &[nonce; 16], edits).unwrap().unwrap()
    }

    fn household(grid_number: u64, bundle: i64) -> (DocumentId, Documents) {
        let id = DocumentId([household::CODE; 16]);
        let grid = i64::try_from(grid(grid_number).number()).unwrap();
        let mut document = Document::new();
        let edits = [Edit::put("grid", Value::Int(grid)), Edit::put("bundle", Value::Int(bundle))];
        document.admit(&change(&document, 1, &edits)).unwrap();
        (id, Documents(BTreeMap::from([(id, document)])))
    }

    fn visit(act: &Act, grid_number: u64, household: DocumentId) -> Vec<Edit> {
        let post = act.post.as_ref().map(|p| p.id).unwrap_or_default();
        vec![
            Edit::put("grid", Value::Int(i64::try_from(grid(grid_number).number()).unwrap())),
            Edit::put("household", Value::Bytes(household.0.to_vec())),
            Edit::put("author", Value::Bytes(act.person.0.to_vec())),
            Edit::put("assignment", Value::Bytes(post.0.to_vec())),
            Edit::put("day", Value::Int(20_000)),
            Edit::put("outcome", Value::text("met")),
        ]
    }

    fn may_visit(role: Role, scope: Scope) -> Result<(), RefusalCode> {
        let (household, record) = household(1, 4);
        let act = post(role, scope);
        let change = change(&Document::new(), 2, &visit(&act, 1, household));
        check(&act, ObjectKind::Create, &DocumentId([crate::visit::CODE; 16]), &change, None, &record)
    }

    fn may_set(act: &Act, key: &str, value: Value) -> Result<(), RefusalCode> {
        let (id, record) = household(1, 4);
        let before = record.0[&id].clone();
        check(act, ObjectKind::Change, &id, &change(&before, 3, &[Edit::put(key, value)]), Some(&before), &record)
    }

    #[test]
    fn a_visit_needs_a_post_that_answers_for_the_household() {
        let here = Scope::Grid(grid(1));
        for role in [Role::GridWorker, Role::GridChief] {
            assert_eq!(may_visit(role, here), Ok(()));
        }
        assert_eq!(may_visit(Role::JointHouseholdLead, Scope::Bundle(grid(1), 4)), Ok(()));
        assert_eq!(may_visit(Role::JointHouseholdLead, Scope::Bundle(grid(1), 5)), Err(RefusalCode::Rights));
        assert_eq!(may_visit(Role::GridWorker, Scope::Grid(grid(2))), Err(RefusalCode::Rights));
        for role in [Role::VanguardCaptain, Role::DeputyGridChief, Role::PartyMember] {
            assert_eq!(may_visit(role, here), Err(RefusalCode::Rights), "{role:?}");
        }
        let community = Scope::Community(grid(1).community());
        assert_eq!(may_visit(Role::CommunitySecretary, community), Err(RefusalCode::Rights));
    }

    #[test]
    fn home_fields_must_be_the_authors_own() {
        let (household, record) = household(1, 4);
        let act = post(Role::GridWorker, Scope::Grid(grid(1)));
        let id = DocumentId([crate::visit::CODE; 16]);
        for (at, forged) in [
            (0, Edit::put("grid", Value::Int(i64::try_from(grid(2).number()).unwrap()))),
            (2, Edit::put("author", Value::Bytes(vec![9; 16]))),
            (3, Edit::put("assignment", Value::Bytes(vec![9; 8]))),
        ] {
            let mut edits = visit(&act, 1, household);
            edits[at] = forged;
            let forged = change(&Document::new(), 2, &edits);
            let checked = check(&act, ObjectKind::Create, &id, &forged, None, &record);
            assert_eq!(checked, Err(RefusalCode::Rights), "field {at}");
        }
        let mut nowhere = visit(&act, 1, household);
        nowhere[1] =
            Edit::put("household", Value::Bytes([household::CODE; 1].repeat(15).into_iter().chain([9]).collect()));
        let nowhere = change(&Document::new(), 2, &nowhere);
        assert_eq!(check(&act, ObjectKind::Create, &id, &nowhere, None, &record), Err(RefusalCode::Deps));
    }

    #[test]
    fn only_the_author_corrects_a_visit_and_only_the_office_adds_its_notes() {
        let (household, record) = household(1, 4);
        let act = post(Role::GridWorker, Scope::Grid(grid(1)));
        let mut before = Document::new();
        before.admit(&change(&before, 2, &visit(&act, 1, household))).unwrap();
        let id = DocumentId([crate::visit::CODE; 16]);
        let note = change(&before, 3, &[Edit::put("note", Value::text("补充"))]);
        let check = |act: &Act, change: &Change| check(act, ObjectKind::Change, &id, change, Some(&before), &record);
        assert_eq!(check(&act, &note), Ok(()));
        let chief = Act { person: PersonId([8; 16]), ..post(Role::GridChief, Scope::Grid(grid(1))) };
        assert_eq!(check(&chief, &note), Err(RefusalCode::Rights));
        let office_note = change(&before, 3, &[Edit::put("office_note/0A1B2C3D/text", Value::text("已核"))]);
        assert_eq!(check(&act, &office_note), Err(RefusalCode::Rights));
        assert_eq!(check(&Act { post: None, ..act }, &office_note), Ok(()));
    }

    #[test]
    fn the_ledger_is_kept_by_those_who_answer_for_it_and_class_and_links_by_the_office() {
        let worker = post(Role::GridWorker, Scope::Grid(grid(1)));
        let office = Act { post: None, ..worker.clone() };
        let (wish, class) = (Value::text("call_first"), Value::text("care"));
        assert_eq!(may_set(&worker, "wish", wish.clone()), Ok(()));
        assert_eq!(may_set(&post(Role::PartyMember, Scope::Grid(grid(1))), "wish", wish), Err(RefusalCode::Rights));
        assert_eq!(may_set(&worker, "class", class.clone()), Err(RefusalCode::Rights));
        assert_eq!(may_set(&office, "class", class), Ok(()));
        assert_eq!(may_set(&office, "class", Value::text("risk")), Err(RefusalCode::Value));
        assert_eq!(may_set(&worker, "link/0A1B2C3D/grid", Value::Int(901_001_002)), Err(RefusalCode::Rights));
        assert_eq!(may_set(&worker, "religion", Value::text("x")), Err(RefusalCode::Value));
    }

    #[test]
    fn the_old_grid_counts_until_its_households_new_link_is_known() {
        let (id, mut record) = household(1, 4);
        let document = record.0.get_mut(&id).unwrap();
        let link = [
            Edit::put("link/0A1B2C3D/grid", Value::Int(i64::try_from(grid(2).number()).unwrap())),
            Edit::put("link/0A1B2C3D/from", Value::Int(20_000)),
            Edit::put("link/0A1B2C3D/known", Value::Int(NOW.0)),
        ];
        let moved = change(document, 4, &link);
        document.admit(&moved).unwrap();
        let covered = |number, from: i64, to: i64| {
            household::is_covered(document, Scope::Grid(grid(number)), NOW.plus_ms(from), NOW.plus_ms(to))
        };
        assert!(covered(1, -1000, -500), "the old grid, before the office wrote the link");
        assert!(covered(2, -1000, -500), "the new grid, from the link's date on");
        assert!(!covered(1, 500, 1000), "the old grid, afterwards");
        assert!(covered(2, 500, 1000));
    }

    #[test]
    fn a_node_acts_for_the_office_only_and_a_phone_never_does() {
        let registers = Registers::default();
        let entry = |acting| Entry {
            actor: ACTOR,
            n: 1,
            previous: crate::id::Hash::default(),
            time: NOW,
            acting,
            receipt: None,
            registers: vec![],
            replays: None,
            opening: None,
            objects: vec![],
        };
        let when = Interval { from: NOW, to: NOW, claimed: NOW };
        let (office, assigned) = (Acting::Office(PersonId([1; 16])), Acting::Assignment(AssignmentId([1; 8])));
        assert!(super::act(&entry(office), None, &registers, when).is_ok());
        assert_eq!(
            super::act(&entry(office), Some(PersonId([1; 16])), &registers, when).err(),
            Some(RefusalCode::Rights)
        );
        assert_eq!(super::act(&entry(assigned), None, &registers, when).err(), Some(RefusalCode::Rights));
        assert_eq!(
            super::act(&entry(assigned), Some(PersonId([1; 16])), &registers, when).err(),
            Some(RefusalCode::Rights)
        );
    }
}
