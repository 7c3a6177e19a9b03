//! Every field in which something about a person may stand, with all that P-01 asks of it.
//!
//! Kind, retention and purpose come from the declarations. Who writes is asked of the rights themselves. The ground
//! in law and the readers are given here, field by field and set by set: one that is missing ends the test.

use lianxin_core::document::{Change, Document, Edit, Value};
use lianxin_core::entry::ObjectKind;
use lianxin_core::family::{FAMILIES, Family, Field, Keep, Kind, Purpose, WrittenBy};
use lianxin_core::id::{ActorId, AssignmentId, DocumentId, PersonId};
use lianxin_core::register::{Assignment, Interval, PersonDetails};
use lianxin_core::rights::{self, Act, Record};
use lianxin_core::role::Role;
use lianxin_core::store::{Attention, Draft};
use lianxin_core::time::Timestamp;
use lianxin_core::{code::GridCode, code::Scope, household, visit};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One field and all that is known of it.
pub(crate) struct Listed {
    pub(crate) set: &'static str,
    pub(crate) field: &'static str,
    pub(crate) holds: String,
    pub(crate) about: &'static str,
    pub(crate) purpose: &'static str,
    pub(crate) ground: &'static str,
    pub(crate) retention: String,
    pub(crate) writes: Vec<&'static str>,
    pub(crate) reads: &'static [&'static str],
}

const AT_THE_DOOR: &str = "PIPL art. 13 (1): consent at the door; or (3), where a law names the duty";
const A_NEED: &str = "PIPL art. 13 (1): consent at the door; or (3), where a law names the duty; a code for what is to be done, never \
     the fact behind it";
const AT_WORK: &str = "PIPL art. 13 (2) and (3): management of the organisation's own staff and members";

/// Fields of documents first, then what else holds something about a person.
pub(crate) fn listed() -> Vec<Listed> {
    let fields = FAMILIES.iter().flat_map(|family| family.fields.iter().map(|field| of_document(family, field)));
    fields.chain(of_registers()).chain(of_phones()).collect()
}

fn of_document(family: &Family, field: &'static Field) -> Listed {
    Listed {
        set: family.name,
        field: field.pattern,
        holds: holds(field.kind),
        about: about(field),
        purpose: purpose(field.purpose),
        ground: ground(family.name, field.pattern),
        retention: retention(family.keep),
        writes: writers(family, field),
        reads: readers(family.name),
    }
}

/// Names and duty phones, which lie beside the registers' pages.
fn of_registers() -> Vec<Listed> {
    // A new field of a person does not compile before it is listed.
    let _ = |PersonDetails { salt: _, number: _, name: _, duty_phone: _ }: PersonDetails| ();
    let of = |field, purpose| Listed {
        set: "register.person",
        field,
        holds: "text".into(),
        about: "staff",
        purpose,
        ground: AT_WORK,
        retention: "until the office drops the part; the page's leaf stays and says nothing".into(),
        writes: vec!["office"],
        reads: &["whoever has a post in the grid", "office"],
    };
    vec![
        of("number", "telling persons of one name apart in the office's lists"),
        of("name", "residents and colleagues know who is on duty"),
        of("duty_phone", "colleagues reach who is on duty"),
    ]
}

/// What lies on one phone only and never leaves it.
fn of_phones() -> Vec<Listed> {
    let _ = |Draft { id: _, household: _, form: _, updated_at: _ }: Draft| ();
    let _ = |Attention { entry: _, item: _, document: _, reason: _, said: _, dwelling: _, fields: _, since: _ }: Attention| ();
    let of = |set, field, purpose, retention: &str| Listed {
        set,
        field,
        holds: "what its author typed".into(),
        about: "resident",
        purpose,
        ground: AT_THE_DOOR,
        retention: retention.into(),
        writes: vec!["author"],
        reads: &["author"],
    };
    vec![
        of("phone.draft", "form", "nothing typed is lost", "until the form is saved or thrown away"),
        of(
            "phone.attention",
            "fields",
            "nothing written is lost when it cannot be taken",
            "until its author has dealt with it, or the document leaves the phone",
        ),
        Listed {
            holds: "what a person at the office wrote".into(),
            writes: vec!["office"],
            ..of(
                "phone.attention",
                "said",
                "the author knows why it was not taken",
                "until its author has dealt with it, or the document leaves the phone",
            )
        },
        Listed {
            holds: "the dwelling of the household in one line".into(),
            writes: vec!["office"],
            ..of(
                "phone.attention",
                "dwelling",
                "the author knows which door it was, also when the household has left the phone",
                "until its author has dealt with it, or the document leaves the phone",
            )
        },
    ]
}

pub(crate) fn holds(kind: Kind) -> String {
    match kind {
        Kind::Word(words) => format!("one of {}", words.join(", ")),
        Kind::Text(max) => format!("text of at most {max} characters"),
        Kind::Number(min, max) => format!("a number from {min} to {max}"),
        Kind::Day => "a day".into(),
        Kind::Instant => "an instant".into(),
        Kind::Grid => "a grid's code".into(),
        Kind::Person => "a person's id".into(),
        Kind::Assignment => "an assignment's id".into(),
        Kind::Document(code) => {
            let family = FAMILIES.iter().find(|family| family.code == code).unwrap();
            format!("the id of a {}", family.name)
        }
    }
}

pub(crate) fn about(field: &Field) -> &'static str {
    match field.kind {
        _ if field.personal => "resident",
        Kind::Person | Kind::Assignment => "staff",
        // Who came along is a colleague's name or post.
        Kind::Text(_) => "staff",
        _ if field.purpose == Purpose::Service => "household",
        _ => "record",
    }
}

pub(crate) fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Service => "serving the household",
        Purpose::Dwelling => "finding the dwelling",
        Purpose::Responsibility => "knowing who answers for the record",
        Purpose::Correction => "correcting the record",
    }
}

pub(crate) fn retention(keep: Keep) -> String {
    match keep {
        Keep::Years(years) => format!("until {} after it was made", in_years(years)),
        Keep::YearsAfterLeaving(years) => format!("until the household has been gone for {}", in_years(years)),
    }
}

fn in_years(years: u8) -> String {
    if years == 1 { "a year".into() } else { format!("{years} years") }
}

/// The ground in law, as proposed to the customer's counsel (mechanisms §5.1).
fn ground(family: &str, pattern: &str) -> &'static str {
    match (family, pattern) {
        ("household", "estate" | "building" | "unit" | "room" | "wish" | "gone") => AT_THE_DOOR,
        ("household", "class" | "need/*/code") => A_NEED,
        ("household", "grid" | "author" | "bundle" | "link/*/grid" | "link/*/from" | "link/*/known") => AT_WORK,
        ("visit", "household" | "day" | "outcome" | "purpose" | "note" | "follow_up" | "office_note/*/text") => {
            AT_THE_DOOR
        }
        ("visit", "need/*/code" | "need/*/line") => A_NEED,
        ("visit", "grid" | "author" | "assignment" | "companion") => AT_WORK,
        _ => panic!("no ground is given for {pattern} of a {family}: say in core/tests/privacy what allows it"),
    }
}

/// Who may hold the family, by the classes of audience (first round §1).
fn readers(family: &str) -> &'static [&'static str] {
    match family {
        "household" => &["grid_worker", "grid_chief", "joint_household_lead", "office"],
        "visit" => &["author", "grid_chief", "office"],
        _ => panic!("no readers are given for a {family}: say in core/tests/privacy who may hold one"),
    }
}

/// A small world in which to ask who may write.
struct World {
    grid: GridCode,
    person: PersonId,
    documents: BTreeMap<DocumentId, Document>,
}

impl Record for World {
    fn document(&self, id: &DocumentId) -> Option<Cow<'_, Document>> {
        self.documents.get(id).map(Cow::Borrowed)
    }
}

const BUNDLE: u8 = 4;
const ITEM: &str = "0A1B2C3D";
const LISTED: DocumentId = DocumentId([household::CODE; 16]);

/// The roles that may write a field, at creation or later, and the office.
fn writers(family: &Family, field: &Field) -> Vec<&'static str> {
    let may = |role: Option<Role>| {
        let world = World::new();
        let act = world.act(role);
        world.may_create(&act, family, field) || world.may_edit(&act, family, field)
    };
    let roles = Role::ALL.iter().filter(|role| may(Some(**role))).map(|role| role.word());
    roles.chain(may(None).then_some("office")).collect()
}

impl World {
    /// One household, which the office has listed in a bundle of the grid.
    fn new() -> Self {
        let grid = GridCode::parse("000000901001003").unwrap();
        let mut world = Self { grid, person: PersonId([1; 16]), documents: BTreeMap::new() };
        let edits = [Edit::put("grid", world.grid()), Edit::put("bundle", Value::Int(BUNDLE.into()))];
        world.documents.insert(LISTED, made(&edits).1);
        world
    }

    fn grid(&self) -> Value {
        Value::Int(self.grid.number().try_into().unwrap())
    }

    fn act(&self, role: Option<Role>) -> Act {
        let scope = match role {
            Some(Role::JointHouseholdLead) => Scope::Bundle(self.grid, BUNDLE),
            Some(Role::CommunitySecretary | Role::CommunityOffice) => Scope::Community(self.grid.community()),
            _ => Scope::Grid(self.grid),
        };
        let post = role.map(|role| Assignment {
            id: AssignmentId([7; 8]),
            person: self.person,
            role,
            scope,
            from: Timestamp(0),
            to: None,
            substitute_for: None,
        });
        let now = Timestamp(1000);
        Act { post, person: self.person, when: Interval { from: now, to: now, claimed: now }, flag: None }
    }

    fn sample(&self, kind: Kind) -> Value {
        match kind {
            Kind::Word(words) => Value::text(words[words.len() - 1]),
            Kind::Text(_) => Value::text("某事"),
            Kind::Number(min, _) => Value::Int(min),
            Kind::Day | Kind::Instant => Value::Int(20_000),
            Kind::Grid => self.grid(),
            Kind::Person => Value::Bytes(self.person.0.to_vec()),
            Kind::Assignment => Value::Bytes(vec![7; 8]),
            Kind::Document(_) => Value::Bytes(LISTED.0.to_vec()),
        }
    }

    /// What a document of the family needs to be made, by the office or under a post.
    fn first(&self, act: &Act, family: &Family) -> BTreeMap<String, Value> {
        let needed = ["day", "outcome"].into_iter().filter(|key| family.field(key).is_some());
        let home = family.home.iter().copied().filter(|key| act.post.is_some() || *key != "author");
        let value = |key: &str| (key.to_owned(), self.sample(family.field(key).unwrap().kind));
        home.chain(needed).map(value).collect()
    }

    fn may_create(&self, act: &Act, family: &Family, field: &Field) -> bool {
        let mut fields = self.first(act, family);
        if !family.home.contains(&field.pattern) {
            fields.insert(key(field), self.sample(field.kind));
        } else if !fields.contains_key(field.pattern) {
            return false;
        }
        let edits: Vec<Edit> = fields.into_iter().map(|(key, value)| Edit::put(&key, value)).collect();
        let id = DocumentId([family.code; 16]);
        rights::check(act, ObjectKind::Create, &id, &made(&edits).0, None, self).is_ok()
    }

    /// On a listed household; on a visit of one's own if the role makes visits, else on somebody else's.
    fn may_edit(&self, act: &Act, family: &Family, field: &Field) -> bool {
        let before = if family.code == household::CODE {
            self.documents[&LISTED].clone()
        } else {
            let mut fields = self.first(act, family);
            if !self.may_create(act, family, family.field("day").unwrap()) {
                fields.insert("author".into(), Value::Bytes(vec![9; 16]));
            }
            made(&fields.into_iter().map(|(key, value)| Edit::put(&key, value)).collect::<Vec<_>>()).1
        };
        let mut value = self.sample(field.kind);
        if before.get(&key(field)).as_ref() == Some(&value) {
            value = other(value);
        }
        let change = written(&before, &[Edit::put(&key(field), value)]);
        let id = if family.code == household::CODE { LISTED } else { DocumentId([visit::CODE; 16]) };
        rights::check(act, ObjectKind::Change, &id, &change, Some(&before), self).is_ok()
    }
}

/// Another value that the field would take, so that there is something to change.
fn other(value: Value) -> Value {
    match value {
        Value::Int(number) => Value::Int(number + 1),
        Value::Text(_) => Value::text("met"),
        Value::Bytes(mut bytes) => {
            let last = bytes.len() - 1;
            bytes[last] ^= 1;
            Value::Bytes(bytes)
        }
        Value::Bool(value) => Value::Bool(!value),
    }
}

fn key(field: &Field) -> String {
    field.pattern.replace('*', ITEM)
}

fn written(before: &Document, edits: &[Edit]) -> Change {
    before.write(&ActorId([3; 16]), Timestamp(1), "test", &[5; 16], edits).unwrap().unwrap()
}

fn made(edits: &[Edit]) -> (Change, Document) {
    let change = written(&Document::new(), edits);
    let mut document = Document::new();
    document.admit(&change).unwrap();
    (change, document)
}

pub(crate) fn written_by(write: WrittenBy) -> &'static str {
    match write {
        WrittenBy::Home => "once, at creation",
        WrittenBy::AuthorWhileOpen => "its author",
        WrittenBy::Ledger => "who keeps the ledger; the office",
        WrittenBy::CreatorThenOffice => "its creator once, then the office",
        WrittenBy::Office => "the office",
    }
}

/// The list as it is committed.
pub(crate) fn list() -> String {
    let mut text = String::from(HEAD);
    for field in listed() {
        let list = |words: &[&str]| words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ");
        text += &format!("\n[[field]]\nset = {}\nfield = {}\n", quoted(field.set), quoted(field.field));
        text += &format!("holds = {}\nabout = {}\n", quoted(&field.holds), quoted(field.about));
        text += &format!("purpose = {}\nground = {}\n", quoted(field.purpose), quoted(field.ground));
        text += &format!("retention = {}\n", quoted(&field.retention));
        text += &format!("writes = [{}]\nreads = [{}]\n", list(&field.writes), list(field.reads));
    }
    text
}

fn quoted(text: &str) -> String {
    assert!(!text.contains(['"', '\\', '\n']), "{text}");
    format!("\"{text}\"")
}

const HEAD: &str = "\
# The purposes list (P-01): every field in which something about a person may stand, what for, on which ground,
# how long, and who writes and reads it. Made by a program from the families' declarations:
#   cargo test -p lianxin-core --test privacy write_the_lists -- --ignored
# Grounds are proposals for the customer's counsel. `about` is resident, household, staff, or the record itself.
# Roles are those of the registers, each within its own grid or bundle; `office` is the community office, at its
# server; `author` is whoever made the document. Fields are keys of documents, with * for an item of a list.
";
