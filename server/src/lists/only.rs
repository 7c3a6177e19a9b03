//! The lists of one community: what a clerk of a community may bring. Rows of other communities are refused, and people
//! who hold posts elsewhere keep the name and duty phone that they have there.

use super::HouseholdRow;
use super::codes::ProblemCode;
use super::grids::Grids;
use super::headings::Field;
use super::people::People;
use super::problem::{File, Place, Report, Text};
use lianxin_core::code::CommunityCode;

/// The name and duty phone of a person's number that somebody in another community has.
pub type Elsewhere<'o> = dyn Fn(&str) -> Option<(String, Option<String>)> + 'o;

/// Whose lists they are.
pub struct Only<'o> {
    /// The community.
    pub community: CommunityCode,
    /// Who has a number in another community.
    pub elsewhere: &'o Elsewhere<'o>,
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
