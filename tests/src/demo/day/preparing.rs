//! Before the day: programs, lists, plan, and a place for everything.

use super::Day;
use crate::demo::args::{Args, Size};
use crate::demo::failure::DemoError;
use crate::demo::office::Office;
use crate::demo::phone::Phone;
use crate::demo::plan::Plan;
use crate::demo::process::Stop;
use crate::demo::programs::Programs;
use crate::demo::screen::Screen;
use crate::demo::words::Word;
use crate::profile::Profile;
use crate::report::Traffic;
use lianxin_core::code::{CommunityCode, unit};
use lianxin_core::time::{Host, SystemHost};
use lianxin_core::words::Lang;
use lianxin_server::lists::{File, Files, Lists, read};
use std::fs;
use std::path::{Path, PathBuf};

/// How far the wrong clock is ahead.
const WRONG_CLOCK_DAYS: i32 = 365;

impl Day {
    /// Makes everything ready below `place`.
    pub(in crate::demo) fn prepare(args: &Args, place: &Path, stop: Stop) -> Result<Self, DemoError> {
        let screen = Screen::new(args.lang);
        screen.heading(Word::Title, &[("seed", &args.seed.to_string())]);
        screen.say(Word::Invented, &[]);
        screen.heading(Word::Preparing, &[]);
        let programs = Programs::beside_us()?;
        let today = SystemHost.now().day();
        let directory = place.join("lists");
        screen.wait(Word::WritingLists, || bring_lists(args, &directory))?;
        let lists = screen.wait(Word::ReadingLists, || read_lists(&directory, args.lang))?;
        let count = |number: usize| number.to_string();
        let (grids, posts, households) =
            (count(lists.grids.len()), count(lists.posts.len()), count(lists.households.len()));
        screen.say(Word::Lists, &[("grids", &grids), ("posts", &posts), ("households", &households)]);
        let plan = screen.wait(Word::Planning, || Plan::new(&lists, today, args.seed));
        screen.say(Word::Phones, &[("n", &count(plan.cast.players.len()))]);
        for left_out in &plan.cast.left_out {
            screen.say(Word::LeftOut, &[("what", &screen.words(Word::from(*left_out), &[]))]);
        }
        let phones: Vec<Phone> = (0..plan.cast.players.len())
            .map(|at| {
                let mut phone =
                    Phone::new(&programs.phone, place.join("phones").join(format!("{:02}", at + 1)), args.lang);
                phone.clock_offset_days = if plan.cast.clock == Some(at) { WRONG_CLOCK_DAYS } else { 0 };
                phone
            })
            .collect();
        Ok(Self {
            office: Office::new(&programs.server, place, args.lang)?,
            first: vec![None; phones.len()],
            recorded: vec![0; phones.len()],
            told: vec![Vec::new(); phones.len()],
            traffic: Traffic { seed: args.seed, ..Traffic::default() },
            of_the_app: 0,
            args: args.clone(),
            place: place.into(),
            screen,
            stop,
            programs,
            lists,
            plan,
            phones,
        })
    }

    /// The lists the day began with.
    pub(super) fn lists_directory(&self) -> PathBuf {
        self.place.join("lists")
    }
}

/// Copies the lists that were brought, or invents some.
fn bring_lists(args: &Args, directory: &Path) -> Result<(), DemoError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error| DemoError::File(path, error)
    };
    fs::create_dir_all(directory).map_err(failed(directory))?;
    let Some(input) = &args.input else {
        let profile = match args.profile {
            Size::Small => Profile::small(),
            Size::City => Profile::city(),
        };
        let profile = Profile { seed: args.seed, today: SystemHost.now().day(), ..profile };
        return profile.write_to(directory).map_err(failed(directory));
    };
    for file in File::ALL {
        let from = input.join(file.name());
        fs::copy(&from, directory.join(file.name())).map_err(failed(&from))?;
    }
    Ok(())
}

/// Reads lists as the office does. Problems come in the person's language.
pub(super) fn read_lists(directory: &Path, lang: Lang) -> Result<Lists, DemoError> {
    let bytes = |file: File| {
        let path = directory.join(file.name());
        fs::read(&path).map_err(|error| DemoError::File(path, error))
    };
    let [grids, people, households] = File::ALL;
    let (grids, people, households) = (bytes(grids)?, bytes(people)?, bytes(households)?);
    let files = Files { grids: Some(&grids), people: Some(&people), households: Some(&households) };
    let known = |community: CommunityCode| unit::find(community).is_some_and(|unit| unit.level.has_grids());
    let read = read(&files, SystemHost.now().day(), &known).map_err(|problems| {
        let lines = problems.list.iter().map(|problem| if lang == Lang::En { problem.en() } else { problem.zh() });
        DemoError::Lists(lines.collect())
    })?;
    Ok(read.lists)
}
