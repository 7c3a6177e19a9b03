//! At the end: what the office sees, what the reader counts, and what to try by hand.

use super::Day;
use crate::demo::failure::DemoError;
use crate::demo::process::run;
use crate::demo::words::Word;
use crate::report::Report;
use lianxin_core::words::Lang;
use std::fs;
use std::path::Path;
use std::process::Command;

impl Day {
    /// Counts, shows, and stops or stays.
    pub(super) fn close(&mut self) -> Result<(), DemoError> {
        let report = self.report()?;
        self.show(&report);
        if self.args.once {
            return self.office.stop();
        }
        self.show_what_to_try()?;
        let (stop, office) = (self.stop.clone(), &mut self.office);
        stop.wait(|| !office.is_running());
        self.screen.say(Word::Stopping, &[]);
        self.office.stop()
    }

    /// Has a process of its own count what became of every visit.
    fn report(&self) -> Result<Report, DemoError> {
        let traffic = self.place.join("traffic.json");
        let written = serde_json::to_vec(&self.traffic).unwrap_or_default();
        fs::write(&traffic, written).map_err(|error| DemoError::File(traffic.clone(), error))?;
        let mut command = Command::new(&self.programs.report);
        command.arg("--server").arg(&self.office.data).arg("--traffic").arg(&traffic);
        if !self.phones.is_empty() {
            command.arg("--phones").args(self.phones.iter().map(|phone| &phone.directory));
        }
        if let Some(out) = &self.args.report {
            command.arg("--out").arg(out);
        }
        let ended = self.screen.wait(Word::Counting, || run(&mut command, None, &self.stop))?;
        let said = || DemoError::Refused { what: "report".into(), said: format!("{}{}", ended.stdout, ended.stderr) };
        let report = serde_json::from_str(&ended.stdout).map_err(|_| said())?;
        if !ended.status.success() {
            self.show(&report);
            ended.stderr.lines().for_each(|line| self.screen.detail(line));
            return Err(DemoError::NotWhole);
        }
        let (clock, late) = (report.flags.clock, report.flags.late);
        let (wrong, moved) = (self.plan.cast.clock, self.plan.cast.moved.map(|moved| moved.player));
        // An entry has one flag: where the moved person's clock is wrong, either may be raised.
        let is_same = wrong.is_some() && wrong == moved;
        self.expect(wrong.is_none() || clock > 0 || (is_same && late > 0), Word::FlagClock, clock)?;
        self.expect(moved.is_none() || late > 0 || (is_same && clock > 0), Word::FlagLate, late)?;
        let conflicts = u64::from(self.plan.clash.is_some());
        self.expect(report.conflicts == conflicts, Word::Conflicts, report.conflicts)?;
        Ok(report)
    }

    fn show(&self, report: &Report) {
        self.screen.heading(Word::Report, &[]);
        let visits = &report.visits;
        let bytes = |number: Option<u64>| number.unwrap_or_default();
        let numbers = [
            (Word::Made, visits.made),
            (Word::Receipted, visits.receipted),
            (Word::Admitted, visits.admitted),
            (Word::Held, visits.held),
            (Word::Refused, visits.refused),
            (Word::NeedsAttention, visits.needs_attention),
            (Word::Lost, visits.lost),
            (Word::Conflicts, report.conflicts),
            (Word::FlagClock, report.flags.clock),
            (Word::FlagLate, report.flags.late),
            (Word::BytesUp, bytes(report.bytes_up)),
            (Word::BytesDown, bytes(report.bytes_down)),
        ];
        let rows = numbers.map(|(word, number)| vec![self.screen.words(word, &[]), format!("{number:>8}")]);
        self.screen.table(&rows);
        self.screen.line(&serde_json::to_string(report).unwrap_or_default());
        if visits.is_whole() {
            self.screen.say(Word::Whole, &[]);
        }
        if self.of_the_app > 0 {
            self.screen.say(Word::AppCounted, &[("n", &self.of_the_app.to_string())]);
        }
    }

    /// Addresses, directories and commands.
    fn show_what_to_try(&self) -> Result<(), DemoError> {
        self.screen.heading(Word::TryIt, &[]);
        self.screen.say(Word::Listening, &[("address", &self.office.address.to_string())]);
        if let Some((number, _)) = self.office_worker() {
            let link = self.office.login_link(&number, &self.stop)?;
            self.screen.say(Word::Console, &[("link", &link)]);
        }
        self.screen.say(Word::Directories, &[("path", &self.place.display().to_string())]);
        let lang = if self.screen.lang() == Lang::En { " --lang en" } else { "" };
        let phone = |args: &str| {
            let directory = self.phones.first().map(|phone| phone.directory.clone()).unwrap_or_default();
            format!("{} --dir {}{lang} {args}", short(&self.programs.phone), directory.display())
        };
        let office =
            |args: &str| format!("{} {args} --data {}", short(&self.programs.server), self.office.data.display());
        for args in ["today", "status", "visit --help", "sync"] {
            self.screen.detail(&phone(args));
        }
        for args in ["check", "decide", "report-lost"] {
            self.screen.detail(&office(args));
        }
        self.screen.say(Word::CtrlC, &[]);
        Ok(())
    }
}

/// A path as one types it here.
fn short(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}
