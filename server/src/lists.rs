//! Reads the three lists an office brings: grids, people with their posts, households.
//!
//! [`read`] takes the bytes of `grids.csv`, `people.csv` and `households.csv` and gives all of them or nothing. It
//! finds every problem in one pass, each with file, line, column, cause and cure in Chinese and English; what people
//! type by habit (blanks, full-width digits, GB18030) is taken and noted. Nothing here touches a database:
//! [`plan::plan`] says what a newer list would start, end and move.
//!
//! The lists hold no data about residents. A column that announces some is refused by its heading, a cell by its
//! content (P-02); no message repeats a personal number.

use lianxin_core::code::{CommunityCode, GridCode, Scope};
use lianxin_core::role::{GridKind, HouseholdClass, Role};
use lianxin_core::time::Day;
use std::borrow::Cow;

mod cell;
mod check;
mod codes;
mod decode;
mod dwelling;
mod grids;
mod headings;
mod households;
mod only;
mod people;
pub mod plan;
mod private;
mod problem;
mod sheet;
pub mod template;

pub use codes::{NoteCode, ProblemCode};
pub use decode::MAX_BYTES;
pub use dwelling::Dwelling;
pub use only::{Elsewhere, Only, Standing};
pub use problem::{Column, File, MAX_NOTES, MAX_PROBLEMS, Note, Place, Problem, Problems, Text};
pub use sheet::{MAX_COLUMNS, MAX_ROWS};

/// The bytes of the three files, as far as they were brought.
#[derive(Clone, Copy, Debug, Default)]
pub struct Files<'b> {
    /// `grids.csv`.
    pub grids: Option<&'b [u8]>,
    /// `people.csv`.
    pub people: Option<&'b [u8]>,
    /// `households.csv`.
    pub households: Option<&'b [u8]>,
}

impl<'b> Files<'b> {
    fn of(&self, file: File) -> Option<&'b [u8]> {
        match file {
            File::Grids => self.grids,
            File::People => self.people,
            File::Households => self.households,
        }
    }

    /// Those that were not brought.
    pub fn missing(&self) -> Vec<File> {
        File::ALL.into_iter().filter(|file| self.of(*file).is_none()).collect()
    }
}

/// A row and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<T> {
    /// The line of the file, counted from 1.
    pub line: u32,
    /// What the row says.
    pub value: T,
}

/// A row of `grids.csv`.
pub type GridRow = Row<Grid>;
/// A row of `people.csv`.
pub type PostRow = Row<Post>;
/// A row of `households.csv`.
pub type HouseholdRow = Row<Household>;

/// A grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Its code.
    pub code: GridCode,
    /// The short label for voice, badge and board; no key.
    pub label: String,
    /// Basic or dedicated.
    pub kind: GridKind,
    /// The community's name, if the list gives it.
    pub community: Option<String>,
    /// Households in it.
    pub households: u32,
    /// People in it.
    pub people: u32,
    /// In force from this day.
    pub from: Day,
}

/// A post that a person holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The office's number for the person.
    pub person_no: String,
    /// The person's name.
    pub name: String,
    /// The person's duty phone; the same in every row of the person.
    pub duty_phone: Option<String>,
    /// Which post.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// The first day.
    pub from: Day,
    /// The **last day in force**, as people write it; a register's end is the instant that day is over.
    pub to: Option<Day>,
    /// The number of the person acted for.
    pub substitute_for: Option<String>,
}

/// A household: a dwelling and what it needs, nothing about who lives there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Household {
    /// The grid it lies in.
    pub grid: GridCode,
    /// Estate, compound or lane.
    pub estate: String,
    /// Building; may be empty.
    pub building: String,
    /// Stairwell unit; may be empty.
    pub unit: String,
    /// Room; may be empty.
    pub room: String,
    /// The joint-household lead's bundle within the grid.
    pub bundle: Option<u8>,
    /// The class by need of service.
    pub class: HouseholdClass,
    /// Need codes; at least one unless at ease.
    pub needs: Vec<String>,
}

/// The three lists, checked each by itself and against one another.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Lists {
    /// Grids, in the order of the file.
    pub grids: Vec<GridRow>,
    /// Posts, in the order of the file.
    pub posts: Vec<PostRow>,
    /// Households, in the order of the file.
    pub households: Vec<HouseholdRow>,
    /// Those that were not brought: what stands there is neither compared nor ended.
    pub missing: Vec<File>,
}

/// What [`read`] gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The lists.
    pub lists: Lists,
    /// What was put right, left out, or should be looked at.
    pub notes: Vec<Note>,
}

impl Post {
    /// In force on this day.
    pub fn in_force(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Over before this day.
    pub fn is_over(&self, today: Day) -> bool {
        self.to.is_some_and(|to| to < today)
    }
}

impl Household {
    /// The dwelling as one compares it.
    pub fn dwelling(&self) -> Dwelling {
        Dwelling::new(self.grid.community(), &self.estate, &self.building, &self.unit, &self.room)
    }
}

/// Reads the three lists, all or nothing.
///
/// `known` says whether the register of units has a community; the demonstration range (county 000000) is always
/// known, and never taken together with real codes. `today` decides what is over and which dates nobody can mean.
pub fn read(files: &Files<'_>, today: Day, known: &dyn Fn(CommunityCode) -> bool) -> Result<Read, Problems> {
    read_for(files, today, known, None)
}

/// Reads the lists of one community: a row of another is a problem, and a list that was not brought is as it stands.
pub fn read_for(
    files: &Files<'_>,
    today: Day,
    known: &dyn Fn(CommunityCode) -> bool,
    only: Option<&Only<'_>>,
) -> Result<Read, Problems> {
    let known = |community: CommunityCode| community.is_demonstration() || known(community);
    let mut report = problem::Report::default();
    let missing = files.missing();
    // Somebody who brings nothing at all is asked for everything.
    let standing = only.map(|only| only.standing).filter(|_| missing.len() < File::ALL.len());
    if standing.is_none() {
        for file in &missing {
            report.problem(ProblemCode::FileMissing, Place::file(*file), "", &Text::default());
        }
    }
    let mut decoded = |file| files.of(file).and_then(|bytes| decode::decode(file, bytes, &mut report));
    let (grids, people, households) = (decoded(File::Grids), decoded(File::People), decoded(File::Households));
    let grids = match standing.filter(|_| files.grids.is_none()) {
        Some(standing) => Some(grids::Grids::standing(&standing.grids)),
        None => sheet(File::Grids, &grids, &mut report).map(|sheet| grids::read(sheet, today, &known, &mut report)),
    };
    let context = check::Context { today, known: &known, grids: grids.as_ref() };
    let people = sheet(File::People, &people, &mut report).map(|sheet| people::read(sheet, &context, &mut report));
    let households =
        sheet(File::Households, &households, &mut report).map(|sheet| households::read(sheet, &context, &mut report));
    if let Some(only) = only {
        only::check(only, grids.as_ref(), people.as_ref(), households.as_deref(), &mut report);
    }
    if let (Some(standing), Some(grids)) = (standing, &grids) {
        only::left(standing, grids, files.people.is_some(), files.households.is_some(), &mut report);
    }
    check::demonstration(&context, people.as_ref(), &mut report);
    if let Some(people) = &people {
        check::posts(people, &mut report);
        check::gaps(&context, people, households.as_deref().unwrap_or_default(), &mut report);
    }
    let notes = report.finish()?;
    let lists = Lists {
        grids: grids.map(|g| g.rows).unwrap_or_default(),
        posts: people.map(|p| p.posts).unwrap_or_default(),
        households: households.unwrap_or_default(),
        missing,
    };
    Ok(Read { lists, notes })
}

type Decoded<'b> = Option<Cow<'b, str>>;

fn sheet<'t>(file: File, text: &'t Decoded<'_>, report: &mut problem::Report) -> Option<sheet::Sheet<'t>> {
    text.as_deref().and_then(|text| sheet::Sheet::read(file, text, report))
}

#[cfg(test)]
mod tests;
