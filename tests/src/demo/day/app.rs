//! In the evening, if it is wanted: somebody gets one more phone, with the Android app, whose own screens are
//! driven by a JUnit class of `android-demo`. The office's page tells what came of it.

use super::Day;
use crate::demo::console::{Console, Count, Today};
use crate::demo::failure::DemoError;
use crate::demo::plan::{Door, Visit, in_the_app};
use crate::demo::process::run;
use crate::demo::words::Word;
use lianxin_core::time::{Host, SystemHost};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The class that drives the screens, and the property that names its plan.
const DRIVER: &str = "-Dtest=EveningTest";
const PLAN: &str = "-Dlianxin.evening=";

impl Day {
    pub(super) fn play_the_app(&mut self) -> Result<(), DemoError> {
        let Some(app) = self.args.app.clone() else { return Ok(()) };
        self.screen.heading(Word::OnTheApp, &[]);
        let office = self.office_worker();
        let today = SystemHost.now().day();
        let player = office.as_ref().and_then(|(_, at)| self.plan.cast.for_the_app(&self.lists, today, *at));
        let (Some((clerk, _)), Some(player)) = (office, player) else {
            self.screen.say(Word::AppHasNobody, &[]);
            return Ok(());
        };
        let visits = in_the_app(&self.lists, &player, self.args.seed);
        let who = format!("{} {}", player.post.scope, player.post.name);
        self.screen.say(Word::AppPlayedBy, &[("who", &who), ("n", &visits.len().to_string())]);
        let console = Console::log_in(&self.office.login_link(&clerk, &self.stop)?)?;
        let before = console.today()?;
        let pictures = self.place.join("app-pictures");
        fs::create_dir_all(&pictures).map_err(|error| DemoError::File(pictures.clone(), error))?;
        self.drive(&app, &player.post.person_no, &visits, &pictures)?;
        self.see_what_arrived(&before, &console.today()?, &visits)?;
        let drawn = fs::read_dir(&pictures).map_err(|error| DemoError::File(pictures.clone(), error))?.count();
        let path = pictures.display().to_string();
        self.screen.say(Word::AppPictures, &[("path", &path), ("n", &drawn.to_string())]);
        Ok(())
    }

    /// Writes the plan, and has Maven build the app and run the class that plays it.
    fn drive(&self, app: &Path, number: &str, visits: &[Visit], pictures: &Path) -> Result<(), DemoError> {
        let confirm = self.office.command(&["confirm", "{digits}", "--person", number]);
        let words = std::iter::once(confirm.get_program()).chain(confirm.get_args());
        let plan = json!({
            "language": self.screen.lang().tag(),
            "invitation": self.office.invite(number, &self.stop)?,
            "confirm": words.map(|word| word.to_string_lossy()).collect::<Vec<_>>(),
            "pictures": pictures,
            "visits": visits.iter().map(visit).collect::<Vec<_>>(),
        });
        let file = self.place.join("app-evening.json");
        fs::write(&file, plan.to_string()).map_err(|error| DemoError::File(file.clone(), error))?;
        let target = self.programs.server.ancestors().nth(2).unwrap_or(Path::new("target"));
        let mut maven = Command::new("mvn");
        maven.args(["-B", "-q", "-f"]).arg(app.join("pom.xml")).arg(format!("-Dlianxin.target={}", target.display()));
        maven.args([DRIVER, &format!("{PLAN}{}", file.display()), "test"]);
        let ended = self.screen.wait(Word::AppRunning, || run(&mut maven, None, &self.stop))?;
        if ended.status.success() {
            return Ok(());
        }
        let said = format!("{}{}", ended.stdout, ended.stderr).trim().to_owned();
        Err(DemoError::Refused { what: format!("mvn {DRIVER}"), said })
    }

    /// As many visits more as were planned, of the planned outcomes.
    fn see_what_arrived(&mut self, before: &Today, after: &Today, visits: &[Visit]) -> Result<(), DemoError> {
        let mut planned: BTreeMap<&str, u64> = BTreeMap::new();
        visits.iter().for_each(|visit| *planned.entry(visit.outcome.word()).or_default() += 1);
        let more = more(&before.by_outcome, &after.by_outcome);
        let is_as_planned = more.iter().map(|count| (count.code.as_str(), count.count)).collect::<BTreeMap<_, _>>();
        let number = after.visits.saturating_sub(before.visits);
        let holds = number == visits.len() as u64 && is_as_planned == planned;
        self.expect(holds, Word::AppArrived, format!("{number} {is_as_planned:?} {planned:?}"))?;
        self.of_the_app = number;
        let outcomes = self.outcomes(&more);
        self.screen.say(Word::AppArrived, &[("n", &number.to_string()), ("outcomes", &outcomes)]);
        Ok(())
    }
}

fn visit(visit: &Visit) -> Value {
    let (Door::Listed(home) | Door::New(home)) = &visit.door;
    json!({ "door": home.line(), "outcome": visit.outcome.word(), "note": visit.note })
}

/// The outcomes there are more of, and how many more.
fn more(before: &[Count], after: &[Count]) -> Vec<Count> {
    let earlier = |code: &str| before.iter().find(|count| count.code == code).map_or(0, |count| count.count);
    let more =
        after.iter().map(|count| Count { count: count.count.saturating_sub(earlier(&count.code)), ..count.clone() });
    more.filter(|count| count.count > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::plan::Home;
    use lianxin_core::role::VisitOutcome;

    #[test]
    fn only_what_has_grown_is_more() {
        let counts = |counts: &[(&str, u64)]| -> Vec<Count> {
            counts.iter().map(|(code, count)| Count { code: (*code).into(), count: *count }).collect()
        };
        let found = more(&counts(&[("met", 3), ("moved", 1)]), &counts(&[("met", 5), ("moved", 1), ("declined", 2)]));
        let found: Vec<_> = found.iter().map(|count| (count.code.as_str(), count.count)).collect();
        assert_eq!(found, [("met", 2), ("declined", 2)]);
    }

    #[test]
    fn a_visit_is_told_by_door_outcome_and_note() {
        let home = Home { estate: "槐荫苑".into(), building: "3".into(), unit: String::new(), room: "402".into() };
        let told = visit(&Visit { note: "好".into(), ..Visit::new(Door::Listed(home), VisitOutcome::NoAnswer) });
        assert_eq!(told, json!({ "door": "槐荫苑 3-402", "outcome": "no_answer", "note": "好" }));
    }
}
