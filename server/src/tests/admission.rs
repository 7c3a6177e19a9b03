//! Judging: what an entry may do, in which order, and what follows from a decision.

use super::phone::{Draft, Phone, put, text};
use super::world::{HOUR, MINUTE, World, grid, person, post};
use crate::decide::{DecideError, Decision};
use crate::storage::{EntryList, Page};
use lianxin_core::code::Scope;
use lianxin_core::document::{Document, Edit, Value};
use lianxin_core::entry::{HoldCode, RefusalCode, Verdict};
use lianxin_core::id::{DocumentId, Hash};
use lianxin_core::register::{Assignment, RegisterId, Row};
use lianxin_core::role::Role;
use lianxin_core::time::DAY_MS;

const ADMITTED: Option<Verdict> = Some(Verdict::Admitted { clock: false, late: false });

fn refused(code: RefusalCode) -> Option<Verdict> {
    Some(Verdict::Refused(code))
}

fn held(code: HoldCode) -> Option<Verdict> {
    Some(Verdict::Held(code))
}

fn ready(world: &World, who: u8) -> (Phone, Vec<DocumentId>) {
    let households = world.list(1, 100..103);
    let mut phone = world.phone(who);
    phone.sync(&world.office, world.now);
    (phone, households)
}

/// Ends or changes a post in its grid's register.
fn rewrite(world: &World, post: Assignment) {
    let register = RegisterId::of(post.scope);
    world.office.write_rows(register, &[Row::Assignment(post)], &[], world.now).unwrap();
}

#[test]
fn an_entry_stands_or_falls_as_a_whole() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let good = phone.draft_visit(&households[0], "好的", world.now);
    let visit = good.object.document;
    let bad = phone.draft_edit(&households[1], &[put("class", text("close_contact"))], world.now);
    let also =
        phone.draft_edit(&households[2], &[put("class", text("at_ease")), put("wish", text("welcome"))], world.now);
    let entry = phone.sign(vec![good, bad, also], world.now);
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&entry), refused(RefusalCode::Rights), "the office alone sets a class");
    assert!(world.office.document(&visit).unwrap().is_none());
    assert_eq!(world.office.document(&households[2]).unwrap().unwrap().get("wish"), None);
}

#[test]
fn an_entry_may_change_one_document_several_times() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let made = phone.draft_visit(&households[0], "初稿", world.now);
    let id = made.object.document;
    let mut document = Document::new();
    let change = |bytes: &[u8]| lianxin_core::document::guard::check(bytes, &phone.actor, world.now).unwrap();
    document.admit(&change(&made.bytes)).unwrap();
    let second = phone.clone().draft_edit_on(&document, &id, &[put("note", text("定稿"))], world.now);
    let entry = phone.sign(vec![made, second], world.now);
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&entry), ADMITTED);
    assert_eq!(world.office.document(&id).unwrap().unwrap().get("note"), Some(text("定稿")));
    world.assert_equal(&phone);
}

#[test]
fn a_document_that_exists_is_not_created_again_and_its_creator_may_be_an_earlier_actor() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let first = phone.draft_visit(&households[0], "一", world.now);
    let earlier = phone.actor;
    let (id, creation) = (first.object.document, first.object);
    phone.sign(vec![first], world.now);
    phone.sync(&world.office, world.now);
    let lost = phone.draft_visit(&households[1], "没有发出", world.now);
    phone.begin_actor(50);
    // The same creation under the new actor, naming the earlier one: the id comes from actor and nonce alone.
    let redo = phone.recreate(&lost, Some(earlier), world.now);
    let redone = redo.object.document;
    let entry = phone.sign(vec![redo], world.now);
    let sent = Draft { object: creation, bytes: phone.own[0].signed.objects[0].clone() };
    let twice = phone.recreate(&sent, Some(earlier), world.now);
    assert_eq!(twice.object.document, id);
    let exists = phone.sign(vec![twice], world.now);
    let foreign = phone.recreate(&lost, None, world.now);
    let wrong = phone.sign(vec![foreign], world.now);
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&entry), ADMITTED);
    assert_eq!(redone, lost.object.document, "a replay keeps ids");
    assert_eq!(phone.verdict(&exists), refused(RefusalCode::Exists));
    assert_eq!(phone.verdict(&wrong), refused(RefusalCode::Id), "without its creator the id comes from nowhere");
    world.assert_equal(&phone);
}

#[test]
fn an_id_from_another_devices_actor_is_refused() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let mut other = world.phone(2);
    other.sync(&world.office, world.now);
    other.visit(&households[0], "在先", world.now);
    other.sync(&world.office, world.now);
    let unsent = other.draft_visit(&households[0], "被抢先", world.now);
    let stolen = phone.recreate(&unsent, Some(other.actor), world.now);
    let entry = phone.sign(vec![stolen], world.now);
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&entry), refused(RefusalCode::Id));
}

#[test]
fn what_depends_on_a_change_the_office_never_had_is_refused() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let mut other = phone.clone();
    other.begin_actor(60);
    let unsent = other.edit(&households[0], "wish", "welcome", world.now);
    let seen = other.shown(&households[0]);
    let draft = phone.draft_edit_on(&seen, &households[0], &[put("wish", text("call_first"))], world.now);
    let entry = phone.sign(vec![draft], world.now);
    let (_, nowhere) = phone.visit(&DocumentId([2; 16]), "没有这户", world.now);
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    assert!(world.office.filed_entry(&unsent).unwrap().is_none());
    assert_eq!(phone.verdict(&entry), refused(RefusalCode::Deps));
    assert_eq!(phone.verdict(&nowhere), refused(RefusalCode::Deps));
}

#[test]
fn what_follows_a_refused_entry_on_the_same_document_is_behind_it() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let draft = phone.draft_edit(&households[0], &[put("class", text("at_ease"))], world.now);
    let first = phone.sign(vec![draft], world.now);
    let second = phone.edit(&households[0], "wish", "welcome", world.now.plus_ms(1));
    let (_, elsewhere) = phone.visit(&households[1], "别家", world.now.plus_ms(2));
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&first), refused(RefusalCode::Rights));
    assert_eq!(phone.verdict(&second), refused(RefusalCode::Behind));
    assert_eq!(phone.verdict(&elsewhere), ADMITTED);
}

#[test]
fn what_names_a_refused_creation_is_behind_it() {
    let mut world = World::new();
    let (mut phone, _) = ready(&world, 1);
    let mut made = phone.draft_household("999", world.now);
    let id = made.object.document;
    made.object.creator = Some(lianxin_core::id::ActorId([3; 16]));
    let creation = phone.sign(vec![made], world.now);
    let (_, visit) = phone.visit(&id, "新住户", world.now.plus_ms(1));
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&creation), refused(RefusalCode::Id));
    assert_eq!(phone.verdict(&visit), refused(RefusalCode::Behind));
}

/// A household made and visited on a device that is lost, in two entries, then one visit elsewhere.
fn lost_and_found(world: &mut World) -> (Phone, [Hash; 3], DocumentId) {
    let (mut phone, households) = ready(world, 1);
    let made = phone.draft_household("888", world.now);
    let id = made.object.document;
    let key = phone.key.public().id();
    world.office.report_lost(&key, world.now).unwrap();
    let creation = phone.sign(vec![made], world.now);
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    world.office.report_found(&key).unwrap();
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    let (_, named) = phone.visit(&id, "新住户", world.now);
    let (_, free) = phone.visit(&households[0], "老住户", world.now.plus_ms(1));
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    (phone, [creation, named, free], id)
}

#[test]
fn what_is_behind_a_hold_follows_its_release_in_chain_order() {
    let mut world = World::new();
    let (mut phone, [creation, named, free], id) = lost_and_found(&mut world);
    assert_eq!(phone.verdict(&creation), held(HoldCode::Lost));
    assert_eq!(phone.verdict(&named), held(HoldCode::Behind), "it names the household");
    assert_eq!(phone.verdict(&free), ADMITTED);
    assert_eq!(world.listed(EntryList::Held), [creation, named]);
    let waits = world.office.decide(&named, Decision::Release, "asked the author", &world.desk());
    assert!(matches!(waits, Err(DecideError::Behind { behind, .. }) if behind == creation));
    world.office.decide(&creation, Decision::Release, "asked the author", &world.desk()).unwrap();
    assert_eq!((world.verdict(&creation), world.verdict(&named)), (ADMITTED, ADMITTED));
    let again = world.office.decide(&creation, Decision::Release, "asked the author", &world.desk());
    assert!(matches!(again, Err(DecideError::NotHeld(_))));
    phone.sync(&world.office, world.now);
    assert_eq!((phone.verdict(&creation), phone.verdict(&named)), (ADMITTED, ADMITTED));
    assert!(phone.documents.contains_key(&id));
    world.assert_equal(&phone);
}

#[test]
fn what_is_behind_a_hold_is_refused_with_it() {
    let mut world = World::new();
    let (mut phone, [creation, named, _], _) = lost_and_found(&mut world);
    world.office.decide(&creation, Decision::Refuse, "asked the author", &world.desk()).unwrap();
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&creation), refused(RefusalCode::Person));
    assert_eq!(phone.verdict(&named), refused(RefusalCode::Behind));
    let listed = world.office.filed(EntryList::Refused, None, None, 10).unwrap();
    assert_eq!((listed.total, listed.rows[1].hash), (2, creation));
    assert!(listed.rows[1].written.iter().any(|w| w.key == "room" && w.value == Some(text("888"))), "with its text");
    assert!(listed.rows[0].written.iter().any(|w| w.value == Some(text("新住户"))));
    assert_eq!(listed.rows[0].person, Some(person(1)));
    // Its author writes both again; what was replaced is no longer listed.
    let made = phone.recreate_own(&creation, world.now);
    let redone = phone.sign_replay(vec![made], Some(creation), world.now);
    let draft = phone.recreate_own(&named, world.now);
    let visited = phone.sign_replay(vec![draft], Some(named), world.now);
    phone.sync(&world.office, world.now);
    assert_eq!((phone.verdict(&redone), phone.verdict(&visited)), (ADMITTED, ADMITTED));
    assert!(world.listed(EntryList::Refused).is_empty());
    world.assert_equal(&phone);
}

#[test]
fn a_branch_is_never_released() {
    let world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let mut clone = phone.clone();
    phone.visit(&households[0], "原机", world.now);
    phone.sync(&world.office, world.now);
    let (_, branch) = clone.visit(&households[0], "副本", world.now.plus_ms(1));
    clone.sync(&world.office, world.now);
    for decision in [Decision::Release, Decision::Refuse] {
        let filed = world.office.decide(&branch, decision, "asked the author", &world.desk());
        assert!(matches!(filed, Err(DecideError::Filed(_))));
    }
    assert_eq!(world.verdict(&branch), held(HoldCode::Fork));
}

#[test]
fn nobody_closes_another_devices_entries() {
    let world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let mut clone = phone.clone();
    phone.visit(&households[0], "原机", world.now);
    phone.sync(&world.office, world.now);
    let (_, branch) = clone.visit(&households[0], "副本", world.now.plus_ms(1));
    clone.sync(&world.office, world.now);
    let mut other = world.phone(2);
    other.sync(&world.office, world.now);
    let draft = other.draft_visit(&households[0], "冒名", world.now);
    let entry = other.sign_replay(vec![draft], Some(branch), world.now);
    other.sync(&world.office, world.now);
    assert_eq!((world.verdict(&entry), world.verdict(&branch)), (ADMITTED, held(HoldCode::Fork)));
}

#[test]
fn a_post_that_has_ended_is_judged_by_the_interval_and_flagged() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let (_, before) = phone.visit(&households[0], "卸任之前", world.now.plus_ms(HOUR));
    world.pass(2 * HOUR);
    let ended = Assignment { to: Some(world.now), ..phone.post.clone() };
    rewrite(&world, ended);
    let (_, after) = phone.visit(&households[0], "卸任之后", world.now.plus_ms(HOUR));
    world.pass(2 * HOUR);
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&before), ADMITTED, "made while the post was held");
    assert_eq!(phone.verdict(&after), Some(Verdict::Admitted { clock: false, late: true }), "it may have been");
    assert!(phone.documents.values().all(|d| d.get("author").is_some()), "only own work is left on the phone");
    // Having seen the page that ends the post, it can no longer have acted under it.
    let (_, late) = phone.visit(&households[0], "已知卸任", world.now);
    world.pass(HOUR);
    phone.receipt = Some((2, world.now));
    let (_, later) = phone.visit(&households[0], "更晚", world.now);
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&late), refused(RefusalCode::Rights));
    assert_eq!(phone.verdict(&later), refused(RefusalCode::Rights));
    assert_eq!(world.listed(EntryList::Flagged), [after]);
}

#[test]
fn an_end_in_the_past_takes_effect_when_it_was_written() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    world.pass(HOUR);
    let (_, made) = phone.visit(&households[0], "在岗", world.now);
    world.pass(HOUR);
    let ended = Assignment { to: Some(world.now.plus_ms(-30 * DAY_MS)), ..phone.post.clone() };
    rewrite(&world, ended);
    world.pass(HOUR);
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&made), ADMITTED);
}

#[test]
fn a_wrong_clock_is_flagged_and_forgiven_either_way() {
    for skew in [-365 * DAY_MS, 365 * DAY_MS] {
        let mut world = World::new();
        let (mut phone, households) = ready(&world, 1);
        phone.skew = skew;
        world.pass(HOUR);
        let (_, entry) = phone.visit(&households[0], "时钟不准", world.now);
        phone.sync(&world.office, world.now);
        assert_eq!(phone.verdict(&entry), Some(Verdict::Admitted { clock: true, late: false }));
        world.assert_equal(&phone);
    }
}

#[test]
fn rights_of_several_posts_never_add_up_and_a_post_must_be_ones_own() {
    let mut world = World::new();
    let households = world.list(2, 100..101);
    let (mut phone, _) = ready(&world, 1);
    let second = post(person(1), Role::PartyMember, Scope::Grid(grid(2)));
    world.office.write_rows(RegisterId::Grid(grid(2)), &[Row::Assignment(second.clone())], &[], world.now).unwrap();
    let (_, far) = phone.visit(&households[0], "别的网格", world.now);
    phone.post = second;
    let (_, member) = phone.visit(&households[0], "以党员身份", world.now);
    phone.post = post(person(5), Role::GridWorker, Scope::Grid(grid(2)));
    let (_, posing) = phone.visit(&households[0], "冒用岗位", world.now);
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    for entry in [far, member, posing] {
        assert_eq!(phone.verdict(&entry), refused(RefusalCode::Rights));
    }
}

#[test]
fn a_visit_cannot_be_made_unreadable() {
    let mut world = World::new();
    let (mut phone, households) = ready(&world, 1);
    let (visit, _) = phone.visit(&households[0], "见到了", world.now);
    phone.sync(&world.office, world.now);
    let draft = phone.draft_edit(&visit, &[Edit { key: "outcome".into(), value: None }], world.now);
    let entry = phone.sign(vec![draft], world.now);
    let draft = phone.draft_edit(&visit, &[put("day", Value::Int(i64::MAX))], world.now);
    let absurd = phone.sign(vec![draft], world.now);
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&entry), refused(RefusalCode::Value));
    assert!(matches!(phone.verdict(&absurd), Some(Verdict::Refused(_))));
    assert!(world.office.row(&visit).unwrap().is_some());
}

#[test]
fn two_people_may_differ_and_both_values_stay() {
    let world = World::new();
    let (mut one, households) = ready(&world, 1);
    let mut two = world.phone(2);
    two.sync(&world.office, world.now);
    one.edit(&households[0], "wish", "welcome", world.now);
    two.edit(&households[0], "wish", "call_first", world.now);
    for phone in [&mut one, &mut two] {
        phone.sync(&world.office, world.now);
    }
    one.sync(&world.office, world.now);
    let document = world.office.document(&households[0]).unwrap().unwrap();
    assert_eq!(document.get_all("wish").len(), 2);
    world.assert_equal(&one);
    world.assert_equal(&two);
    let disputed = crate::storage::HouseholdList { disputed: true, ..Default::default() };
    let listed = world.office.households(&disputed, Page::first(5)).unwrap();
    assert_eq!((listed.total, listed.rows[0].conflicts.as_slice()), (1, &["wish".to_owned()][..]));
}
