//! The lists of one community: what a clerk of a community may bring. Rows of other communities are refused, and people
//! who hold posts elsewhere keep the name and duty phone that they have there. Of the three lists, those that were not
//! brought are as they stand.

use super::HouseholdRow;
use super::codes::ProblemCode;
use super::grids::Grids;
use super::headings::Field;
use super::people::People;
use super::problem::{File, Place, Report, Text};
use lianxin_core::code::{CommunityCode, GridCode};
use std::collections::BTreeSet;

/// The name and duty phone of a person's number that somebody in another community has.
pub type Elsewhere<'o> = dyn Fn(&str) -> Option<(String, Option<String>)> + 'o;

/// Whose lists they are.
pub struct Only<'o> {
    /// The community.
    pub community: CommunityCode,
    /// Who has a number in another community.
    pub elsewhere: &'o Elsewhere<'o>,
    /// What stands in place of lists that were not brought.
    pub standing: &'o Standing,
}

/// The grids of a community before the lists.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Those that have not ended.
    pub grids: BTreeSet<GridCode>,
    /// Those in which somebody holds a post.
    pub with_people: BTreeSet<GridCode>,
    /// Those with households.
    pub with_households: BTreeSet<GridCode>,
}

/// Reports every row that is not the community's.
pub(super) fn check(
    only: &Only<'_>,
    grids: Option<&Grids>,
    people: Option<&People>,
    households: Option<&[HouseholdRow]>,
    report: &mut Report,
) {
    let mut foreign = |place: Place, community: CommunityCode| {
        if community != only.community {
            let own = Text::same(only.community.to_string());
            report.problem(ProblemCode::CommunityForeign, place, &community.to_string(), &own);
        }
    };
    for row in grids.map(|grids| grids.rows.as_slice()).unwrap_or_default() {
        foreign(Place::line(File::Grids, row.line), row.value.code.community());
    }
    for row in households.unwrap_or_default() {
        foreign(Place::line(File::Households, row.line), row.value.grid.community());
    }
    let Some(people) = people else { return };
    for row in &people.posts {
        foreign(people.columns.place(row.line, Field::Scope), row.value.scope.community());
    }
    for row in &people.posts {
        let Some((name, phone)) = (only.elsewhere)(&row.value.person_no) else { continue };
        if (name, phone) != (row.value.name.clone(), row.value.duty_phone.clone()) {
            let place = people.columns.place(row.line, Field::PersonNo);
            report.problem(ProblemCode::PersonElsewhere, place, &row.value.person_no, &Text::default());
        }
    }
}

/// Reports every grid that the list of grids no longer has while people or households, by a list that was not brought,
/// are left in it.
pub(super) fn left(standing: &Standing, grids: &Grids, has_people: bool, has_households: bool, report: &mut Report) {
    let people = (!has_people, &standing.with_people, Text::new("人员", "people"));
    let households = (!has_households, &standing.with_households, Text::new("住户", "households"));
    for grid in standing.grids.iter().filter(|grid| !grids.named.contains_key(grid)) {
        for (_, _, whose) in [&people, &households].into_iter().filter(|(stands, of, _)| *stands && of.contains(grid)) {
            report.problem(ProblemCode::GridInUse, Place::file(File::Grids), &grid.to_string(), whose);
        }
    }
}
