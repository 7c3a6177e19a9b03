//! Many small worlds, each from one seed: phones that work, ask, lose answers and come back, an office that edits,
//! moves households, ends and gives posts, and answers so small that every pull is cut. In the end every phone holds
//! exactly what its audiences do, with the office's heads and values; and the record is what its admitted entries say.

use super::phone::{Phone, put, text};
use super::world::{MINUTE, World, grid, person, post, posts};
use crate::answer::Limits;
use crate::audience::{of_device, of_row};
use crate::books::BookRow;
use crate::decide::Decision;
use crate::feed::chain8;
use crate::node::Move;
use crate::storage::{EntryList, Page, ReadTx, StorageError};
use lianxin_core::code::Scope;
use lianxin_core::document::{Document, guard};
use lianxin_core::entry::SignedEntry;
use lianxin_core::id::{DocumentId, Hash8};
use lianxin_core::register::{Assignment, RegisterId, Row};
use lianxin_core::role::Role;
use lianxin_core::sync::Answer;
use std::collections::{BTreeMap, BTreeSet};

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(bound).unwrap()).unwrap()
    }
}

struct Run {
    world: World,
    chance: Chance,
    phones: Vec<Phone>,
    households: Vec<DocumentId>,
    posts: Vec<Assignment>,
}

impl Run {
    fn new(seed: u64) -> Self {
        let mut world = World::new();
        let mut chance = Chance(seed);
        world.office.set_limits(Limits { documents: 1 + chance.below(6), bytes: 1_200, verdicts: 3 });
        let households = [world.list(1, 0..6), world.list(2, 0..4)].concat();
        let mut phones: Vec<_> = [1, 2, 3, 5, 6, 7, 8].map(|who| world.phone(who)).into();
        phones.push(world.phone_with_key(3, 33));
        Self { world, chance, phones, households, posts: [posts(1), posts(2)].concat() }
    }

    fn step(&mut self) {
        self.world.pass(MINUTE);
        let (now, at) = (self.world.now, self.chance.below(self.phones.len()));
        let household = self.households[self.chance.below(self.households.len())];
        match self.chance.below(100) {
            0..30 => {
                let phone = &mut self.phones[at];
                if phone.documents.contains_key(&household) {
                    let mut drafts = vec![phone.draft_visit(&household, &format!("{}", now.0), now)];
                    let wish = text(wish(&mut self.chance));
                    if phone.shown(&household).get("wish") != Some(wish.clone()) && self.chance.below(2) == 0 {
                        drafts.push(phone.draft_edit(&household, &[put("wish", wish)], now));
                    }
                    phone.sign(drafts, now);
                }
            }
            30..55 => drop(self.phones[at].ask(&self.world.office, now).unwrap()),
            55..65 => {
                // Received and perhaps judged, but the answer is lost.
                let phone = &mut self.phones[at];
                let question = phone.question(now).seal(&phone.key);
                let asked = self.world.office.open_question(&question).unwrap();
                self.world.office.receive(&asked, now).unwrap();
                if self.chance.below(2) == 0 {
                    self.world.office.admit_next().unwrap();
                }
            }
            65..75 => self.phones[at].sync(&self.world.office, now).clear(),
            75..82 => {
                let edit = put("wish", text(wish(&mut self.chance)));
                self.world.office.edit(&household, "household.edit", &[edit], &self.world.desk()).unwrap();
            }
            82..89 => {
                let bundle = (self.chance.below(2) == 0).then_some(1);
                let number = 1 + u64::try_from(self.chance.below(2)).unwrap();
                let to = Move { household, grid: grid(number), from: now.day(), bundle };
                self.world.office.move_households(&[to], &self.world.desk()).unwrap();
            }
            89..94 => self.change_posts(),
            94..97 => {
                let device = self.phones[at].key.public().id();
                if self.chance.below(2) == 0 {
                    self.world.office.report_lost(&device, now).unwrap();
                } else {
                    self.world.office.report_found(&device).unwrap();
                }
            }
            _ => self.decide(),
        }
    }

    /// Ends a post, or gives a person another one.
    fn change_posts(&mut self) {
        let now = self.world.now;
        let index = self.chance.below(self.posts.len());
        let changed = if self.chance.below(2) == 0 {
            Assignment { to: Some(now), ..self.posts.remove(index) }
        } else {
            let who = person(u8::try_from(1 + self.chance.below(8)).unwrap());
            let role = [Role::GridWorker, Role::GridChief, Role::VanguardCaptain][self.chance.below(3)];
            let number = 1 + u64::try_from(self.chance.below(2)).unwrap();
            post(who, role, Scope::Grid(grid(number)))
        };
        if changed.to.is_none() {
            self.posts.push(changed.clone());
            let phone = self.phones.iter_mut().find(|phone| phone.post.person == changed.person);
            if let Some(phone) = phone {
                phone.post = changed.clone();
            }
        }
        let register = RegisterId::of(changed.scope);
        self.world.office.write_rows(register, &[Row::Assignment(changed)], &[], now).unwrap();
        if self.posts.is_empty() {
            self.posts = posts(1);
        }
    }

    fn decide(&mut self) {
        let held = self.world.listed(EntryList::Held);
        if !held.is_empty() {
            let entry = held[self.chance.below(held.len())];
            let decision = if self.chance.below(2) == 0 { Decision::Release } else { Decision::Refuse };
            // What waits behind another cannot be released by itself.
            let _ = self.world.office.decide(&entry, decision, "asked the author", &self.world.desk());
        }
    }

    /// Everybody syncs until nothing is left.
    fn heal(&mut self) {
        for phone in &self.phones {
            self.world.office.report_found(&phone.key.public().id()).unwrap();
        }
        while self.world.office.admit_next().unwrap() {}
        for _ in 0..2 {
            for phone in &mut self.phones {
                self.world.pass(MINUTE);
                phone.sync(&self.world.office, self.world.now);
            }
        }
    }

    fn check(&self) {
        for phone in &self.phones {
            self.world.assert_equal(phone);
            assert_eq!(phone.members(), self.entitled(phone), "what its audiences hold");
            assert!(phone.own.iter().all(|own| own.received && own.verdict.is_some()));
        }
        self.world.assert_record();
    }

    fn entitled(&self, phone: &Phone) -> Vec<DocumentId> {
        let registers = self.world.office.registers();
        let read = self.world.office.storage.read(|tx| {
            let device = tx.device(&phone.key.public().id())?.unwrap();
            let mut all = BTreeSet::new();
            for audience in of_device(&registers, &device, self.world.now) {
                all.extend(tx.members(&audience, u64::from(u32::MAX), 10_000)?.iter().map(|m| m.document));
            }
            Ok::<_, StorageError>(all.into_iter().collect())
        });
        read.unwrap()
    }
}

fn wish(chance: &mut Chance) -> &'static str {
    ["welcome", "call_first", "no_proactive_visit"][chance.below(3)]
}

impl World {
    /// The record is what its admitted entries say: documents, rows, members and feeds.
    pub(super) fn assert_record(&self) {
        let check = |tx: &dyn ReadTx| {
            self.assert_record_in(tx);
            Ok::<_, StorageError>(())
        };
        self.office.storage.read(check).unwrap();
    }

    fn assert_record_in(&self, tx: &dyn ReadTx) {
        let all = Page::first(100_000);
        let mut ids: Vec<DocumentId> = tx.households(&Default::default(), all).unwrap().iter().map(|r| r.id).collect();
        ids.extend(tx.visits(&Default::default(), all).unwrap().iter().map(|r| r.id));
        let mut audiences = BTreeMap::new();
        for id in &ids {
            let mut document = Document::new();
            for change in tx.changes_of(id).unwrap() {
                let entry = tx.entry(&change.entry).unwrap().unwrap();
                let objects = tx.objects(entry.seq).unwrap().iter().map(|o| tx.object(o.id).unwrap()).collect();
                let signed = SignedEntry::reopen(&entry.sealed, objects).unwrap();
                let bytes = &signed.objects[usize::from(change.id.place)];
                document.admit(&guard::check(bytes, &signed.entry.actor, signed.entry.time).unwrap()).unwrap();
            }
            let kept = tx.document(id).unwrap().unwrap();
            assert_eq!(
                (kept.heads, usize::try_from(kept.changes).unwrap()),
                (document.heads8(), document.changes().len())
            );
            let row = BookRow::of(*id, &document).unwrap();
            assert_eq!(BookRow::kept(tx, id).unwrap(), Some(row.clone()));
            let members = tx.memberships(id).unwrap();
            let held: BTreeMap<_, _> = members.iter().map(|m| (m.audience.clone(), m.until)).collect();
            assert_eq!(held, of_row(tx, &row).unwrap());
            audiences.extend(members.into_iter().map(|m| (m.audience, ())));
        }
        for audience in audiences.keys() {
            let rows = tx.feed(audience, 0, u32::MAX).unwrap();
            let mut chain = Hash8::default();
            for (row, pos) in rows.iter().zip(1..) {
                chain = chain8(&self.office.era(), &chain, &row.row);
                assert_eq!((row.pos, row.chain), (pos, chain));
            }
            assert_eq!(tx.tip(audience).unwrap().chain, chain);
        }
    }
}

fn run(seed: u64, steps: usize) -> Run {
    let mut run = Run::new(seed);
    for _ in 0..steps {
        run.step();
    }
    run.heal();
    run
}

#[test]
fn after_any_history_every_phone_holds_what_its_audiences_do() {
    for seed in 0..60 {
        println!("seed {seed}");
        run(seed, 120).check();
    }
}

#[test]
fn the_same_seed_gives_the_same_answers() {
    let answers = |seed| {
        let mut run = run(seed, 80);
        let now = run.world.now;
        let question = run.phones[2].question(now).seal(&run.phones[2].key);
        Answer::open(&run.world.office.handle(&question, now).unwrap(), &run.phones[2].node).unwrap()
    };
    assert_eq!(answers(7), answers(7));
}
