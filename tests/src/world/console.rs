//! What the office does, at random: edits, moves, a split, holds and decisions.

use super::World;
use super::fields::WISH;
use lianxin_core::code::{GridCode, Scope};
use lianxin_core::document::{Edit, Value, item_key};
use lianxin_core::entry::{HoldCode, Verdict};
use lianxin_core::id::{AssignmentId, DocumentId, PersonId};
use lianxin_core::register::{Assignment, RegisterId, Row};
use lianxin_core::role::{ContactWish, GridKind, Role};
use lianxin_core::time::{DAY_MS, Timestamp};

/// The grids of a world; 3 and 4 come from a split of 1.
pub(super) fn grid(number: u64) -> GridCode {
    GridCode::from_number(901_001_000 + number).expect("a grid of the demonstration range")
}

/// The persons of a world.
pub(super) fn person(number: u8) -> PersonId {
    PersonId([number; 16])
}

/// A post that begins now.
pub(super) fn post(person: PersonId, role: Role, grid: GridCode, from: Timestamp) -> Assignment {
    let scope = Scope::Grid(grid);
    let id = AssignmentId::derive(&person, role, scope, from);
    Assignment { id, person, role, scope, from, to: None, substitute_for: None }
}

/// What a grid's first page says of it.
pub(super) fn facts(number: u64, predecessors: Vec<GridCode>, now: Timestamp) -> Row {
    Row::Grid { label: format!("示-0{number}"), kind: GridKind::Basic, from: now.day(), to: None, predecessors }
}

impl World {
    /// One act of the office.
    pub(super) fn console(&mut self) {
        match self.chance.below(100) {
            0..=19 => self.office_need(),
            20..=29 => self.office_wish(),
            30..=39 => self.office_note(),
            40..=54 => self.move_person(),
            55..=60 => self.empty_page(),
            61..=66 => self.split(),
            67..=76 => self.report_lost(),
            77..=94 => self.decide(),
            _ => self.office_restart(),
        }
    }

    fn office_need(&mut self) {
        let Some(household) = self.chance.pick(&self.office.listed.clone()).copied() else { return };
        let item = self.office.item();
        let code = format!("o{}x{}", self.tick, self.chance.below(1000));
        let edits = [Edit::put(&item_key("need", &item, "code"), Value::text(&code))];
        self.count("office edits");
        self.office.edit(&household, &edits, self.now);
    }

    /// The same field that phones set.
    fn office_wish(&mut self) {
        let Some(household) = self.chance.pick(&self.office.listed.clone()).copied() else { return };
        let Some(wish) = self.chance.pick(ContactWish::ALL).copied() else { return };
        self.count("office wishes");
        self.office.edit(&household, &[Edit::put(WISH, Value::text(wish.word()))], self.now);
    }

    fn office_note(&mut self) {
        let visits = self.office.visits();
        let Some(visit) = self.chance.pick(&visits).copied() else { return };
        let item = self.office.item();
        let edits = [Edit::put(&item_key("office_note", &item, "text"), Value::text("已看"))];
        self.count("office notes");
        self.office.edit(&visit, &edits, self.now);
    }

    /// Ends a person's post, perhaps with a date in the past, and gives him another.
    fn move_person(&mut self) {
        let number = u8::try_from(self.chance.below(5)).unwrap_or_default();
        let registers = self.office.registers();
        let posts: Vec<Assignment> = registers.posts_at(person(number), self.now).cloned().collect();
        let Some(old) = self.chance.pick(&posts).cloned() else { return };
        let back = if self.chance.percent(40) { self.chance.span(20 * DAY_MS) } else { 0 };
        let ended = Assignment { to: Some(self.now.plus_ms(-back)), ..old.clone() };
        self.say(|| format!("office ends {} of {number} {back} ms ago", old.id));
        self.count("moves");
        self.office.write_page(RegisterId::of(old.scope), vec![Row::Assignment(ended)], self.now);
        let grids: Vec<GridCode> = registers
            .0
            .iter()
            .filter_map(|(id, r)| match id {
                RegisterId::Grid(grid) if r.grid.as_ref().is_some_and(|g| g.to.is_none()) => Some(*grid),
                _ => None,
            })
            .collect();
        let grid = match (old.role, old.scope.grid()) {
            (Role::GridWorker, _) => self.chance.pick(&grids).copied(),
            (_, grid) => grid,
        };
        if let Some(grid) = grid {
            let next = post(old.person, old.role, grid, self.now);
            self.office.write_page(RegisterId::Grid(grid), vec![Row::Assignment(next)], self.now);
        }
    }

    fn empty_page(&mut self) {
        let number = 1 + self.chance.below(2) as u64;
        self.office.write_page(RegisterId::Grid(grid(number)), vec![], self.now);
    }

    /// Grid 1 becomes 3 and 4: posts are divided, households move by dated links.
    fn split(&mut self) {
        if self.office.is_split {
            return;
        }
        self.office.is_split = true;
        self.count("splits");
        self.say(|| "grid 1 is split".into());
        let now = self.now;
        let old: Vec<Assignment> = self
            .office
            .registers()
            .get(RegisterId::Grid(grid(1)))
            .map(|r| r.assignments.values().filter(|a| a.in_force_at(now)).cloned().collect())
            .unwrap_or_default();
        let ended = old.iter().map(|a| Row::Assignment(Assignment { to: Some(now), ..a.clone() })).collect();
        self.office.write_page(RegisterId::Grid(grid(1)), ended, now);
        for number in [3, 4] {
            let mut rows = vec![facts(number, vec![grid(1)], now)];
            for (index, a) in old.iter().enumerate() {
                if a.role != Role::GridWorker || (index % 2 == 0) == (number == 3) {
                    rows.push(Row::Assignment(post(a.person, a.role, grid(number), now)));
                }
            }
            self.office.write_page(RegisterId::Grid(grid(number)), rows, now);
        }
        let households: Vec<DocumentId> = self.office.households_of(grid(1));
        for (index, household) in households.into_iter().enumerate() {
            let to = if index % 2 == 0 { grid(3) } else { grid(4) };
            self.office.move_household(&household, to, now);
        }
    }

    fn report_lost(&mut self) {
        let phone = self.chance.below(5);
        let lost = self.office.toggle_lost(phone, self.now);
        self.count("devices reported lost or found");
        self.say(|| format!("phone {phone} reported {}", if lost { "lost" } else { "found" }));
    }

    fn decide(&mut self) {
        let held = self.office.held();
        let waiting: Vec<_> = held
            .into_iter()
            .filter(|(_, verdict)| !matches!(verdict, Verdict::Held(HoldCode::Behind | HoldCode::Fork)))
            .collect();
        let Some((entry, _)) = self.chance.pick(&waiting).copied() else { return };
        let release = self.chance.percent(60);
        self.count("decisions");
        self.say(|| {
            format!("a person {} {}", if release { "releases" } else { "refuses" }, super::workers::short(&entry))
        });
        self.office.decide(&entry, release, self.now);
    }

    fn office_restart(&mut self) {
        self.count("office restarts");
        self.office.restart(self.now);
    }
}
