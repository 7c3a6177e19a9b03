//! The way of an entry: received, judged, handed out.

use super::phone::{put, text};
use super::world::{HOUR, MINUTE, World};
use lianxin_core::entry::Verdict;

#[test]
fn a_visit_travels_from_the_worker_through_the_office_to_the_chief() {
    let mut world = World::new();
    let households = world.list(1, 100..104);
    let (mut worker, mut chief) = (world.phone(1), world.phone(3));
    worker.sync(&world.office, world.now);
    chief.sync(&world.office, world.now);
    assert_eq!(worker.documents.len(), 4);
    world.pass(HOUR);
    let drafts = vec![
        worker.draft_visit(&households[0], "家里有人，一切都好", world.now),
        worker.draft_edit(&households[0], &[put("wish", text("welcome"))], world.now),
    ];
    let visit = drafts[0].object.document;
    let entry = worker.sign(drafts, world.now);
    world.pass(8 * HOUR);
    let answers = worker.sync(&world.office, world.now);
    assert_eq!(worker.verdict(&entry), Some(Verdict::admitted(None)));
    assert_eq!(answers[0].receipts.len(), 1);
    world.pass(MINUTE);
    chief.sync(&world.office, world.now);
    assert!(chief.documents.contains_key(&visit));
    world.assert_equal(&worker);
    world.assert_equal(&chief);
}
