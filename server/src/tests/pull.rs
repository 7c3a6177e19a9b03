//! What an answer brings, how much of it, and to whom.

use super::phone::{Phone, text};
use super::world::{HOUR, MINUTE, World, facts, grid, person};
use crate::answer::FRESH_MS;
use lianxin_core::entry::Verdict;
use lianxin_core::id::{DocumentId, Era};
use lianxin_core::register::{RegisterId, Row};
use lianxin_core::sync::{Answer, Audience, Class, DocumentNews, Item};
use lianxin_core::visit;
use std::collections::BTreeSet;

fn brought(answers: &[Answer]) -> Vec<&DocumentNews> {
    answers.iter().flat_map(|answer| &answer.documents).collect()
}

fn holds_household_bytes(phone: &Phone) -> bool {
    !phone.documents.is_empty()
}

#[test]
fn a_first_pull_of_many_documents_is_filled_from_the_newest_backwards_and_each_comes_once() {
    let mut world = World::new();
    let households = world.list(1, 0..1280);
    let mut worker = world.phone(1);
    let first = worker.ask(&world.office, world.now).unwrap();
    assert!(first.more);
    assert_eq!(first.documents.len(), 512);
    let newest: BTreeSet<_> = households[1280 - 512..].iter().copied().collect();
    assert_eq!(first.documents.iter().map(|news| news.document).collect::<BTreeSet<_>>(), newest);
    // Meanwhile the office edits one that has come and one that has not, and lists another.
    world.pass(MINUTE);
    for id in [&households[1279], &households[3]] {
        world
            .office
            .edit(
                id,
                "household.edit",
                &[super::phone::put("gone", lianxin_core::document::Value::Int(9))],
                &world.desk(),
            )
            .unwrap();
    }
    let added = world.list(1, 5000..5001)[0];
    let rest = worker.sync(&world.office, world.now);
    assert_eq!(rest.len(), 2);
    let mut seen: Vec<_> = brought(&rest).iter().map(|news| (news.document, news.whole)).collect();
    seen.retain(|(id, _)| newest.contains(id));
    assert_eq!(seen, [(households[1279], false)], "what has come is only continued");
    assert_eq!(brought(&rest).len(), 1280 - 512 + 2);
    assert!(worker.documents.contains_key(&added));
    assert_eq!(worker.documents.len(), 1281);
    world.assert_equal(&worker);
    assert!(brought(&worker.sync(&world.office, world.now)).is_empty());
}

#[test]
fn nothing_new_costs_the_same_few_hundred_bytes_however_much_is_held() {
    let mut world = World::new();
    let mut traffic = vec![];
    let mut worker = world.phone(1);
    for rooms in [0..40, 40..700] {
        world.list(1, rooms);
        worker.sync(&world.office, world.now);
        world.pass(HOUR);
        assert_eq!(worker.sync(&world.office, world.now).len(), 1);
        let (up, down) = worker.traffic;
        println!("{} documents held: {up} bytes up, {down} down", worker.documents.len());
        traffic.push(up + down);
    }
    assert!(traffic.iter().all(|bytes| *bytes <= 450), "{traffic:?}");
}

#[test]
fn own_work_comes_back_as_a_reference_and_to_another_phone_of_the_person_with_its_bytes() {
    let mut world = World::new();
    let households = world.list(1, 0..2);
    let (mut phone, mut tablet) = (world.phone(1), world.phone_with_key(1, 11));
    phone.sync(&world.office, world.now);
    tablet.sync(&world.office, world.now);
    let (visit, entry) = phone.visit(&households[0], "自己写的", world.now);
    phone.edit(&households[1], "wish", "welcome", world.now);
    world.pass(MINUTE);
    let answers = phone.sync(&world.office, world.now);
    let items: Vec<_> = brought(&answers).iter().flat_map(|news| &news.items).collect();
    assert!(items.iter().all(|item| matches!(item, Item::Own(_))) && items.len() == 2);
    let own = brought(&answers).into_iter().find(|news| news.document == visit).unwrap();
    assert_eq!((own.whole, own.items.as_slice()), (false, &[Item::Own(entry.short())][..]));
    let answers = tablet.sync(&world.office, world.now);
    assert!(brought(&answers).iter().flat_map(|news| &news.items).all(|item| matches!(item, Item::Change(_))));
    world.assert_equal(&phone);
    world.assert_equal(&tablet);
}

#[test]
fn an_own_document_that_others_have_changed_comes_with_its_bytes() {
    let world = World::new();
    let mut phone = world.phone(1);
    phone.sync(&world.office, world.now);
    let made = phone.draft_household("777", world.now);
    let id = made.object.document;
    let visit = phone.draft_visit(&id, "新门牌，当场登记", world.now);
    let entry = phone.sign(vec![made, visit], world.now);
    let question = phone.question(world.now).seal(&phone.key);
    world.office.handle(&question, world.now).unwrap();
    world.office.edit(&id, "household.edit", &[super::phone::put("class", text("care"))], &world.desk()).unwrap();
    let answers = phone.sync(&world.office, world.now);
    assert_eq!(phone.verdict(&entry), Some(Verdict::admitted(None)), "a household and its first visit in one entry");
    let news = brought(&answers).into_iter().find(|news| news.document == id).unwrap();
    assert!(news.whole && news.items.iter().all(|item| matches!(item, Item::Change(_))));
    world.assert_equal(&phone);
}

#[test]
fn a_reference_that_cannot_be_resolved_is_wanted_and_comes_whole() {
    let mut world = World::new();
    let households = world.list(1, 0..2);
    let mut phone = world.phone(1);
    phone.sync(&world.office, world.now);
    let older = phone.clone();
    phone.visit(&households[0], "备份之后", world.now);
    phone.edit(&households[1], "wish", "welcome", world.now);
    world.pass(MINUTE);
    phone.sync(&world.office, world.now);
    // The phone is set back to an older copy of its store: it lacks its own entries.
    let mut restored = older;
    restored.number = phone.number;
    let answers = restored.sync(&world.office, world.now);
    assert_eq!(answers.len(), 2, "asked, then asked again for what it lacks");
    assert!(answers[1].documents.iter().filter(|news| news.whole).count() == 2);
    world.assert_equal(&restored);
}

#[test]
fn a_document_of_two_audiences_comes_once_and_a_stranger_may_not_have_it() {
    let mut world = World::new();
    let households = world.list(1, 0..3);
    let mut chief = world.phone(3);
    let answers = chief.sync(&world.office, world.now);
    assert_eq!(brought(&answers).len(), 3);
    let mut own = chief.clone();
    let (visit, _) = own.visit(&households[0], "网格长走访", world.now);
    own.sync(&world.office, world.now);
    // Another phone of the chief sees the visit in `mine` and in `visits`.
    let mut second = world.phone_with_key(3, 33);
    let answers = second.sync(&world.office, world.now);
    let times = brought(&answers).iter().filter(|news| news.document == visit).count();
    assert_eq!(times, 1);
    let classes: Vec<_> = second.audiences.iter().filter(|(_, m)| m.contains(&visit)).map(|(a, _)| a.class()).collect();
    assert_eq!(classes, [Some(Class::Mine), Some(Class::Visits)]);
    world.assert_equal(&second);
    world.pass(MINUTE);
    let mut deputy = world.phone(8);
    deputy.wants = [visit, households[0], DocumentId([2; 16])].into();
    let answers = deputy.sync(&world.office, world.now);
    assert_eq!(answers[0].absent.len(), 3);
    assert!(!holds_household_bytes(&deputy));
    second.wants = [visit].into();
    let whole = second.ask(&world.office, world.now).unwrap();
    assert!(whole.documents.len() == 1 && whole.documents[0].whole && whole.absent.is_empty());
}

#[test]
fn a_phone_holds_what_its_roles_hold_and_nothing_else() {
    let mut world = World::new();
    let one = world.list(1, 0..4);
    world.list(2, 0..4);
    let mut worker = world.phone(1);
    worker.sync(&world.office, world.now);
    let (visit, _) = worker.visit(&one[1], "见到了", world.now);
    worker.sync(&world.office, world.now);
    world.pass(MINUTE);
    let held = |who: u8| {
        let mut phone = world.phone(who);
        phone.sync(&world.office, world.now);
        world.assert_equal(&phone);
        phone.documents.keys().copied().collect::<Vec<_>>()
    };
    let sorted = |ids: &[DocumentId]| {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids
    };
    assert_eq!(held(2), sorted(&one), "a colleague sees the ledger, not the visit");
    assert_eq!(held(3), sorted(&[&one[..], &[visit]].concat()), "the chief sees both");
    assert_eq!(held(7), sorted(&[one[1], one[3]]), "the lead sees the bundle");
    assert_eq!((held(4).len(), held(8).len()), (0, 0), "captain and deputy hold no household byte");
    assert_eq!(held(6).len(), 4, "the other grid's chief sees the other grid");
}

#[test]
fn an_unknown_era_or_another_chain_begins_the_audience_again() {
    let mut world = World::new();
    let households = world.list(1, 0..3);
    let mut phone = world.phone(1);
    phone.sync(&world.office, world.now);
    phone.visit(&households[0], "走访", world.now);
    phone.sync(&world.office, world.now);
    world.pass(MINUTE);
    let ledger = Audience::ledger(grid(1));
    let mut odd = phone.clone();
    odd.cursors.get_mut(&ledger).unwrap().chain = lianxin_core::id::Hash8([9; 8]);
    let answer = odd.ask(&world.office, world.now).unwrap();
    let restarted: Vec<_> = answer.audiences.iter().filter(|news| news.restart).map(|news| &news.audience).collect();
    assert_eq!(restarted, [&ledger]);
    assert!(answer.documents.len() == 3 && answer.documents.iter().all(|news| news.whole));
    let mut ahead = phone.clone();
    ahead.cursors.get_mut(&ledger).unwrap().pos += 1000;
    assert!(ahead.ask(&world.office, world.now).unwrap().audiences.iter().any(|news| news.restart));
    let mut restored = phone.clone();
    restored.era = Some(Era([7; 8]));
    let answer = restored.ask(&world.office, world.now).unwrap();
    assert_eq!(answer.audiences.iter().filter(|news| news.restart).count(), restored.cursors.len());
    assert!(answer.documents.iter().all(|news| news.whole), "it may hold what the office has lost");
    assert_eq!(answer.documents.iter().filter(|news| news.document.family() == visit::CODE).count(), 1);
    for phone in [odd, ahead, restored] {
        world.assert_equal(&phone);
    }
}

#[test]
fn registers_come_as_pages_with_the_details_of_their_persons() {
    let mut world = World::new();
    let mut phone = world.phone(1);
    let first = phone.ask(&world.office, world.now).unwrap();
    assert_eq!(first.pages.len(), 2, "of the organisation and the own grid");
    assert_eq!(first.parts.len(), 6);
    assert_eq!(phone.registers.posts_of(person(1)).count(), 1);
    assert!(phone.registers.get(RegisterId::Grid(grid(2))).is_none());
    world.pass(MINUTE);
    let version = world.office.write_rows(RegisterId::Grid(grid(1)), &[facts(1, vec![])], &[], world.now).unwrap();
    let next = phone.ask(&world.office, world.now).unwrap();
    assert_eq!((next.pages.len(), next.parts.len()), (1, 0));
    assert_eq!(phone.registers.version(RegisterId::Grid(grid(1))), version);
    let rows: Vec<Row> = (0..130).map(|_| facts(2, vec![])).collect();
    let before = world.office.registers().version(RegisterId::Grid(grid(2)));
    let version = world.office.write_rows(RegisterId::Grid(grid(2)), &rows, &[], world.now.plus_ms(-HOUR)).unwrap();
    assert_eq!(version, before + 3, "64 rows a page");
    let registers = world.office.registers();
    let times = &registers.get(RegisterId::Grid(grid(2))).unwrap().page_times;
    assert!(times.is_sorted(), "a page's time never falls");
}

#[test]
fn news_of_many_entries_are_cut_into_portions_without_losing_any() {
    let mut world = World::new();
    let households = world.list(1, 0..600);
    let mut chief = world.phone(3);
    chief.sync(&world.office, world.now);
    for (index, id) in households.iter().enumerate() {
        let wish = super::phone::put("wish", text(if index % 2 == 0 { "welcome" } else { "call_first" }));
        world.office.edit(id, "household.edit", &[wish], &world.desk()).unwrap();
    }
    world
        .office
        .edit(&households[0], "household.edit", &[super::phone::put("wish", text("call_first"))], &world.desk())
        .unwrap();
    world.pass(FRESH_MS);
    let answers = chief.sync(&world.office, world.now);
    assert_eq!(answers.iter().map(|answer| answer.documents.len()).collect::<Vec<_>>(), [512, 89]);
    world.assert_equal(&chief);
}

#[test]
fn a_verdict_is_told_once_by_the_feed() {
    let mut world = World::new();
    let households = world.list(1, 0..1);
    let mut phone = world.phone(1);
    phone.sync(&world.office, world.now);
    let (_, entry) = phone.visit(&households[0], "走访", world.now);
    let question = phone.question(world.now).seal(&phone.key);
    // The answer is lost on its way.
    world.office.handle(&question, world.now).unwrap();
    world.pass(MINUTE);
    phone.own[0].received = true;
    let answer = phone.ask(&world.office, world.now).unwrap();
    assert_eq!(answer.verdicts.len(), 1);
    assert_eq!(phone.verdict(&entry), Some(Verdict::admitted(None)));
    assert!(phone.ask(&world.office, world.now).unwrap().verdicts.is_empty());
}
