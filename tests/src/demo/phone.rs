//! One phone: a directory, and one process a command.

use super::failure::DemoError;
use super::plan::{Door, Home, Visit};
use super::process::{Ended, Stop, program, run};
use lianxin_core::words::Lang;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A phone.
#[derive(Clone, Debug)]
pub(super) struct Phone {
    program: PathBuf,
    /// Its directory.
    pub(super) directory: PathBuf,
    /// How far its clock is ahead.
    pub(super) clock_offset_days: i32,
    lang: Lang,
}

/// What a phone did not do, and why.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Refusal {
    /// The stable code.
    pub(super) code: String,
    /// In plain words.
    pub(super) words: String,
    /// Whether another try may help.
    pub(super) retry_useful: bool,
}

#[derive(Deserialize)]
struct Failed {
    error: Refusal,
}

/// How a sync ended.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Synced {
    pub(super) is_complete: bool,
    pub(super) delivered: u64,
    pub(super) made: u64,
    pub(super) bytes_up: u64,
    pub(super) bytes_down: u64,
    pub(super) told: Vec<Told>,
}

/// What a person is told about an own entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(super) struct Told {
    pub(super) verdict: String,
    pub(super) words: String,
}

/// How a phone stands.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Status {
    pub(super) posts: Vec<Post>,
    pub(super) delivered: u64,
    pub(super) made: u64,
    pub(super) attention: u64,
}

/// A post as the phone shows it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Post {
    pub(super) scope: String,
}

/// A household as the phone lists it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Listed {
    pub(super) id: String,
    estate: String,
    building: String,
    unit: String,
    room: String,
    pub(super) grid: String,
}

/// Households found.
#[derive(Clone, Debug, Deserialize)]
struct Found {
    households: Vec<Listed>,
}

impl Phone {
    /// The phone of a directory.
    pub(super) fn new(program: &Path, directory: PathBuf, lang: Lang) -> Self {
        Self { program: program.into(), directory, clock_offset_days: 0, lang }
    }

    /// The same phone in another directory.
    pub(super) fn copied_to(&self, directory: PathBuf) -> Self {
        Self { directory, ..self.clone() }
    }

    /// One command.
    pub(super) fn command(&self, args: &[&str]) -> Command {
        let mut command = program(&self.program);
        command.arg("--dir").arg(&self.directory).args(["--json", "--lang", self.lang.tag()]);
        if self.clock_offset_days != 0 {
            command.args(["--clock-offset-days", &self.clock_offset_days.to_string()]);
        }
        command.args(args);
        command
    }

    /// Asks; what the phone refuses comes back with its code.
    pub(super) fn try_ask(&self, args: &[&str], stop: &Stop) -> Result<Result<Value, Refusal>, DemoError> {
        let ended = run(&mut self.command(args), None, stop)?;
        let no_json = || self.refused(args, &ended);
        if ended.status.success() {
            return Ok(Ok(serde_json::from_str(&ended.stdout).map_err(|_| no_json())?));
        }
        let failed: Failed = serde_json::from_str(&ended.stdout).map_err(|_| no_json())?;
        Ok(Err(failed.error))
    }

    /// Asks for what the phone must do.
    pub(super) fn ask<T: DeserializeOwned>(&self, args: &[&str], stop: &Stop) -> Result<T, DemoError> {
        let what = || format!("lianxin-phone {}", args.first().unwrap_or(&""));
        let value = self.try_ask(args, stop)?;
        let value = value.map_err(|refusal| DemoError::Refused {
            what: what(),
            said: format!("{} ({})", refusal.words, refusal.code),
        })?;
        serde_json::from_value(value).map_err(|error| DemoError::Refused { what: what(), said: error.to_string() })
    }

    fn refused(&self, args: &[&str], ended: &Ended) -> DemoError {
        let said = format!("{}{}", ended.stdout, ended.stderr).trim().to_owned();
        DemoError::Refused { what: format!("lianxin-phone {}", args.first().unwrap_or(&"")), said }
    }

    /// How it stands.
    pub(super) fn status(&self, stop: &Stop) -> Result<Status, DemoError> {
        self.ask(&["status"], stop)
    }

    /// Syncs.
    pub(super) fn sync(&self, stop: &Stop) -> Result<Synced, DemoError> {
        self.ask(&["sync"], stop)
    }

    /// Every household it holds.
    pub(super) fn households(&self, stop: &Stop) -> Result<Vec<Listed>, DemoError> {
        self.search("", stop)
    }

    fn search(&self, text: &str, stop: &Stop) -> Result<Vec<Listed>, DemoError> {
        Ok(self.ask::<Found>(&["search", text, "--limit", "1000000"], stop)?.households)
    }

    /// The household of a dwelling, if the phone has it.
    pub(super) fn find(&self, home: &Home, stop: &Stop) -> Result<Option<Listed>, DemoError> {
        Ok(self.search(&home.line(), stop)?.into_iter().find(|listed| listed.is(home)))
    }

    /// The household of a dwelling, which the phone must have.
    pub(super) fn id_of(&self, home: &Home, stop: &Stop) -> Result<String, DemoError> {
        let missing = || DemoError::Refused { what: "lianxin-phone search".into(), said: home.line() };
        Ok(self.find(home, stop)?.ok_or_else(missing)?.id)
    }

    /// The words of a visit's command.
    pub(super) fn visit_args(&self, visit: &Visit, stop: &Stop) -> Result<Vec<String>, DemoError> {
        let mut args = vec!["visit".to_owned()];
        match &visit.door {
            Door::Listed(home) => args.push(self.id_of(home, stop)?),
            Door::New(home) => {
                let parts = [
                    ("estate", &home.estate),
                    ("building", &home.building),
                    ("unit", &home.unit),
                    ("room", &home.room),
                ];
                args.extend(
                    parts.iter().filter(|(_, part)| !part.is_empty()).map(|(name, part)| format!("--{name}={part}")),
                );
            }
        }
        args.push(format!("--outcome={}", visit.outcome.word()));
        args.extend(visit.purpose.map(|purpose| format!("--purpose={}", purpose.word())));
        args.extend((!visit.note.is_empty()).then(|| format!("--note={}", visit.note)));
        args.extend(visit.need.map(|(code, line)| format!("--need={code}:{line}")));
        args.extend(visit.follow_up_days.map(|days| format!("--follow-up=+{days}")));
        args.extend(visit.wish.map(|wish| format!("--wish={}", wish.word())));
        args.extend((visit.days_ago > 0).then(|| format!("--day=-{}", visit.days_ago)));
        Ok(args)
    }

    /// Records a visit; gives its id.
    pub(super) fn visit(&self, visit: &Visit, stop: &Stop) -> Result<String, DemoError> {
        let args = self.visit_args(visit, stop)?;
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let saved: Value = self.ask(&args, stop)?;
        let id = saved.pointer("/visit/id").and_then(Value::as_str).map(str::to_owned);
        id.ok_or_else(|| DemoError::Refused { what: "lianxin-phone visit".into(), said: saved.to_string() })
    }
}

impl Listed {
    fn is(&self, home: &Home) -> bool {
        (&self.estate, &self.building, &self.unit, &self.room) == (&home.estate, &home.building, &home.unit, &home.room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_its_directory_language_and_clock() {
        let mut phone = Phone::new(Path::new("lianxin-phone"), "/p/01".into(), Lang::En);
        let line = |phone: &Phone| {
            let command = phone.command(&["status"]);
            command.get_args().map(|arg| arg.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(line(&phone), "--dir /p/01 --json --lang en status");
        phone.clock_offset_days = 365;
        assert_eq!(line(&phone), "--dir /p/01 --json --lang en --clock-offset-days 365 status");
        assert_eq!(line(&phone.copied_to("/q".into())), "--dir /q --json --lang en --clock-offset-days 365 status");
    }
}
