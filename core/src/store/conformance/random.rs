//! Batches made at random, for two stores to be compared.

use super::sample::{attention, cursor, draft, entry, grid, hash, household, household_id, visit, visit_id};
use crate::cbor::Bytes;
use crate::entry::{HoldCode, RefusalCode, Verdict};
use crate::id::{ActorId, PersonId};
use crate::register::RegisterId;
use crate::role::{HouseholdClass, VisitPurpose};
use crate::rows::{HouseholdRow, Need, VisitRow};
use crate::store::{Attention, OwnEntry, Progress, Write};
use crate::sync::Audience;
use crate::time::{Day, Timestamp};

/// A batch of a few writes about few things, so that they meet again and again. The state is the seed.
pub(crate) fn random_batch(state: &mut u64) -> Vec<Write> {
    (0..1 + below(state, 8)).map(|_| random_write(state)).collect()
}

fn below(state: &mut u64, bound: u8) -> u8 {
    // Knuth's MMIX generator; the high bits are the good ones.
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    u8::try_from((*state >> 33) % u64::from(bound)).unwrap()
}

fn random_write(s: &mut u64) -> Write {
    let n = below(s, 8);
    let audience = [Audience::org(), Audience::ledger(grid(1)), Audience::bundle(grid(1), 4)];
    let audience = audience[usize::from(below(s, 3))].clone();
    let register = [RegisterId::Org, RegisterId::Grid(grid(1))][usize::from(below(s, 2))];
    let id = if below(s, 2) == 0 { household_id(n) } else { visit_id(n) };
    match below(s, 24) {
        0..3 => Write::Entry(random_entry(s)),
        3 => Write::ForgetEntry(hash(n)),
        4 => Write::Put("era", vec![n]),
        5 | 6 => Write::Document(id, vec![n, below(s, 9)]),
        7 => Write::DropDocument(id),
        8..10 => Write::Household(random_household(s)),
        10..13 => Write::Visit(random_visit(s)),
        13 => Write::DropRow(id),
        14 => Write::Cursor(audience, cursor(n.into())),
        15 => Write::Enter(audience, id, [None, Some(Timestamp(below(s, 6).into()))][usize::from(n % 2)]),
        16 => Write::Leave(audience, id),
        17 => Write::DropAudience(audience),
        18 => Write::Page(register, n.into(), vec![below(s, 9)]),
        19 => [Write::DropRegister(register), Write::Part(hash(n), Bytes(vec![n])), Write::DropPart(hash(n))]
            [usize::from(below(s, 3))]
        .clone(),
        20 => [Write::Want(id), Write::Got(id)][usize::from(below(s, 2))].clone(),
        21 => Write::Attention(Attention { item: below(s, 2).into(), ..attention(n, below(s, 4).into()) }),
        22 => Write::DropAttention(hash(n), below(s, 2).into()),
        _ => [Write::Draft(draft(n, below(s, 5).into())), Write::DropDraft([n; 16])][usize::from(below(s, 2))].clone(),
    }
}

fn random_entry(s: &mut u64) -> OwnEntry {
    let at = Timestamp(below(s, 9).into());
    let verdicts = [
        Verdict::admitted(None),
        Verdict::Held(HoldCode::Fork),
        Verdict::Held(HoldCode::Many),
        Verdict::Refused(RefusalCode::Deps),
    ];
    let progress = match below(s, 6) {
        0 | 1 => Progress::Unsent,
        2 => Progress::Received(at),
        n => Progress::Judged(at, verdicts[usize::from(n) - 2]),
    };
    OwnEntry {
        actor: ActorId([1 + below(s, 2); 16]),
        n: below(s, 9).into(),
        documents: (0..below(s, 4)).map(|_| household_id(below(s, 8))).collect(),
        progress,
        settled: below(s, 3) == 0,
        replays: below(s, 7),
        ..entry(below(s, 8))
    }
}

fn random_household(s: &mut u64) -> HouseholdRow {
    let pick = |s: &mut u64, texts: &[&str]| texts[usize::from(below(s, 4)) % texts.len()].to_owned();
    HouseholdRow {
        estate: pick(s, &["丰泽小区", "丰泽", "汇景花园", "408小区"]),
        building: pick(s, &["3", "3栋", "13", ""]),
        unit: pick(s, &["2单元", "2", "", "10"]),
        room: pick(s, &["401", "4011", "0401室", "12"]),
        class: HouseholdClass::from_number(below(s, 5).into()),
        needs: random_needs(s).into_iter().map(|need| need.code).collect(),
        ..household(below(s, 8), "", "", "", "")
    }
}

fn random_visit(s: &mut u64) -> VisitRow {
    VisitRow {
        author: PersonId([1 + below(s, 2); 16]),
        purpose: VisitPurpose::from_number(below(s, 8).into()),
        needs: random_needs(s),
        follow_up: (below(s, 2) == 0).then(|| Day(below(s, 9).into())),
        ..visit(below(s, 8), below(s, 8), below(s, 6).into())
    }
}

fn random_needs(s: &mut u64) -> Vec<Need> {
    let need = |s: &mut u64| Need {
        code: ["助餐", "修灯", "邻里噪音", ""][usize::from(below(s, 4))].into(),
        line: ["", "中午"][usize::from(below(s, 2))].into(),
    };
    (0..below(s, 3)).map(|_| need(s)).collect()
}
