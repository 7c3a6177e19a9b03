//! Rows of `people.csv`: one a post.

use super::cell;
use super::check::Context;
use super::codes::{NoteCode, ProblemCode};
use super::grids::date;
use super::headings::Field;
use super::problem::{Report, Text};
use super::sheet::{Columns, Row, Sheet};
use super::{Post, PostRow};
use lianxin_core::code::Scope;
use lianxin_core::role::Role;
use lianxin_core::time::Day;
use std::collections::{HashMap, HashSet};

/// What `people.csv` says.
pub(super) struct People {
    pub(super) posts: Vec<PostRow>,
    /// Every person of sound name and phone.
    pub(super) persons: HashMap<String, Person>,
    /// Persons with a row that could not be taken; what they hold is not known.
    pub(super) incomplete: HashSet<String>,
    pub(super) columns: Columns,
}

/// What the first row of a person says, and the first that gives a phone.
pub(super) struct Person {
    name: (String, u32),
    phone: Option<(String, u32)>,
}

pub(super) fn read(sheet: Sheet<'_>, context: &Context<'_>, report: &mut Report) -> People {
    let (posts, persons, incomplete) = (Vec::new(), HashMap::new(), HashSet::new());
    let mut people = People { posts, persons, incomplete, columns: sheet.columns() };
    sheet.for_each(report, |row, report| {
        let person = person(row, &mut people.persons, report);
        if let Some(value) = post(row, person, context, report) {
            if value.is_over(context.today) {
                report.tally(NoteCode::PostOver, row.place(Field::To));
            }
            people.posts.push(PostRow { line: row.line, value });
        } else if let Some(number) = row.get(Field::PersonNo) {
            people.incomplete.insert(number.to_owned());
        }
    });
    for post in &mut people.posts {
        let phone = people.persons.get(&post.value.person_no).and_then(|person| person.phone.as_ref());
        post.value.duty_phone = phone.map(|(phone, _)| phone.clone());
    }
    people
}

/// Reads number, name and phone, and compares them with the person's other rows. Names and phones are not repeated.
fn person(row: &Row<'_>, persons: &mut HashMap<String, Person>, report: &mut Report) -> Option<(String, String)> {
    let number = row.required(Field::PersonNo, report).filter(|number| {
        let fits = is_person_no(number);
        if !fits {
            row.problem(report, ProblemCode::PersonMalformed, Field::PersonNo, number, &Text::default());
        }
        fits
    });
    let name = row.required(Field::Name, report);
    let phone = row.get(Field::DutyPhone).filter(|phone| {
        let fits = phone.is_empty() || is_phone(phone);
        if !fits {
            row.problem(report, ProblemCode::PhoneBad, Field::DutyPhone, phone, &Text::default());
        }
        fits
    });
    let (number, name, phone) = (number?, name?, phone?);
    let new = || Person { name: (name.to_owned(), row.line), phone: None };
    let known = persons.entry(number.to_owned()).or_insert_with(new);
    let mut differs = |field, what: &str, en: &str, line: u32| {
        let detail = Text::new(format!("{what}与第 {line} 行"), format!("another {en} in line {line}"));
        row.problem(report, ProblemCode::PersonDisagrees, field, number, &detail);
    };
    if known.name.0 != name {
        differs(Field::Name, "姓名", "name", known.name.1);
    }
    match &known.phone {
        Some((other, line)) if !phone.is_empty() && other != phone => {
            differs(Field::DutyPhone, "值班电话", "duty phone", *line);
        }
        None if !phone.is_empty() => known.phone = Some((phone.to_owned(), row.line)),
        _ => {}
    }
    Some((number.to_owned(), name.to_owned()))
}

fn post(row: &Row<'_>, person: Option<(String, String)>, context: &Context<'_>, report: &mut Report) -> Option<Post> {
    let role = role(row, report);
    let scope = scope(row, role, context, report);
    let period = period(row, context.today, report);
    let substitute_for = row.get(Field::SubstituteFor).map(|no| (!no.is_empty()).then(|| no.to_owned()));
    let (person_no, name) = person?;
    let (from, to) = period?;
    let substitute_for = substitute_for?;
    if substitute_for.as_ref() == Some(&person_no) {
        row.problem(report, ProblemCode::SubstituteSelf, Field::SubstituteFor, &person_no, &Text::default());
        return None;
    }
    if substitute_for.is_some() && to.is_none() {
        row.problem(report, ProblemCode::SubstituteNoEnd, Field::To, "", &Text::default());
    }
    Some(Post { person_no, name, duty_phone: None, role: role?, scope: scope?, from, to, substitute_for })
}

fn role(row: &Row<'_>, report: &mut Report) -> Option<Role> {
    let text = row.required(Field::Role, report)?;
    let names = |role: &Role| [role.zh(), role.en(), role.word()];
    let spelt = || Role::ALL.iter().copied().find(|r| names(r).iter().any(|name| cell::same_word(name, text)));
    let role = Role::parse(text).or_else(spelt);
    if role.is_none() {
        let list = |name: fn(&Role) -> &'static str, comma| Role::ALL.iter().map(name).collect::<Vec<_>>().join(comma);
        let detail = Text::new(list(|r| r.zh(), "、"), list(|r| r.en(), ", "));
        row.problem(report, ProblemCode::RoleUnknown, Field::Role, text, &detail);
    }
    role
}

fn scope(row: &Row<'_>, role: Option<Role>, context: &Context<'_>, report: &mut Report) -> Option<Scope> {
    let text = row.required(Field::Scope, report)?;
    let mut refuse = |code, detail: &Text| {
        row.problem(report, code, Field::Scope, text, detail);
        None
    };
    let Ok(scope) = Scope::parse(text) else {
        let scientific = cell::is_scientific(text);
        let code = if scientific { ProblemCode::CodeScientific } else { ProblemCode::ScopeMalformed };
        return refuse(code, &Text::default());
    };
    if let Some(wanted) = role.and_then(|role| wrong_kind(role, scope)) {
        return refuse(ProblemCode::ScopeWrongKind, &wanted);
    }
    if !(context.known)(scope.community()) {
        return refuse(ProblemCode::ScopeUnknown, &Text::default());
    }
    match (scope.grid(), context.grids) {
        (Some(grid), Some(grids)) if !grids.named.contains_key(&grid) => {
            refuse(ProblemCode::ScopeNoGrid, &Text::default())
        }
        _ => Some(scope),
    }
}

/// What scope the role needs, if this is another (first column of the roles' table, "post is in").
fn wrong_kind(role: Role, scope: Scope) -> Option<Text> {
    let (fits, zh, en) = match role {
        Role::GridWorker | Role::PartyMember | Role::GridChief | Role::VanguardCaptain | Role::DeputyGridChief => {
            (matches!(scope, Scope::Grid(_)), "15 位网格编码", "the 15 digits of a grid")
        }
        Role::JointHouseholdLead => (matches!(scope, Scope::Bundle(..)), "网格编码#联户号", "grid code # bundle"),
        Role::CommunitySecretary | Role::CommunityOffice => {
            (matches!(scope, Scope::Community(_)), "12 位社区编码", "the 12 digits of a community")
        }
    };
    (!fits).then(|| Text::new(format!("{}的范围要写{zh}", role.zh()), format!("A {} has {en}", role.en())))
}

fn period(row: &Row<'_>, today: Day, report: &mut Report) -> Option<(Day, Option<Day>)> {
    let from = row.required(Field::From, report);
    let from = from.and_then(|text| date(row, Field::From, text, today, report));
    let text = row.get(Field::To)?;
    let to = if text.is_empty() { None } else { Some(date(row, Field::To, text, today, report)?) };
    let from = from?;
    if let Some(to) = to.filter(|to| *to < from) {
        let start = Text::same(from.to_string());
        row.problem(report, ProblemCode::PeriodReversed, Field::To, &to.to_string(), &start);
        return None;
    }
    Some((from, to))
}

fn is_person_no(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    (3..=20).contains(&digits)
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '#' | '(' | ')' | '转'))
}
