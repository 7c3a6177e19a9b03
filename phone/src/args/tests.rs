use super::*;
use clap::CommandFactory;
use clap::error::ErrorKind;

fn parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(std::iter::once("lianxin-phone").chain(line.split_whitespace()))
}

fn refused(line: &str) -> ErrorKind {
    parse(line).err().expect(line).kind()
}

#[test]
fn the_declaration_holds_together() {
    Cli::command().debug_assert();
}

#[test]
fn what_holds_for_every_command_may_stand_anywhere() {
    for line in ["--json --lang en --dir d today", "today --json --lang en --dir d", "--dir d today --lang EN --json"] {
        let global = parse(line).unwrap().global;
        assert!(global.json && global.lang == Lang::En && global.dir == Some("d".into()), "{line}");
    }
    assert_eq!(parse("today --clock-offset-days -400").unwrap().global.clock_offset_days, -400);
    assert_eq!(refused("today --lang fr"), ErrorKind::ValueValidation);
    assert_eq!(refused("today --clock-offset-days soon"), ErrorKind::ValueValidation);
}

#[test]
fn a_visit_takes_every_field_of_the_form() {
    let line = "visit 0A7K3M2P --outcome no-answer --purpose 回访 --note text --need 助餐:中午 --need care --follow-up +7 \
        --companion name --wish call_first --day -1 --as GW --appointment";
    let Some(Command::Visit(args)) = parse(line).unwrap().command else { panic!() };
    assert_eq!(args.household.as_deref(), Some("0A7K3M2P"));
    assert_eq!(args.outcome, Some(VisitOutcome::NoAnswer));
    assert_eq!(args.purpose, Some(VisitPurpose::FollowUp));
    assert_eq!(args.note.as_deref(), Some("text"));
    assert_eq!(args.needs.iter().map(|n| n.0.code.as_str()).collect::<Vec<_>>(), ["助餐", "care"]);
    assert_eq!((args.follow_up, args.day), (Some(DayArg::FromToday(7)), Some(DayArg::FromToday(-1))));
    assert_eq!(args.wish, Some(ContactWish::CallFirst));
    assert!(args.appointment && !args.save_draft && args.post.as_deref() == Some("GW"));
}

#[test]
fn a_visit_is_at_a_listed_household_or_a_new_door() {
    assert!(parse("visit --estate 连心里 --building 3 --unit 1 --room 301 --outcome met").is_ok());
    assert_eq!(refused("visit 0A7K3M2P --estate x --outcome met"), ErrorKind::ArgumentConflict);
    assert_eq!(refused("visit 0A7K3M2P"), ErrorKind::MissingRequiredArgument);
    assert!(parse("visit 0A7K3M2P --save-draft").is_ok());
    assert_eq!(refused("visit 0A7K3M2P --outcome gone"), ErrorKind::InvalidValue);
}

#[test]
fn what_would_change_nothing_is_not_understood() {
    assert_eq!(refused("correct 0C7K3M2P"), ErrorKind::MissingRequiredArgument);
    assert_eq!(refused("edit 0A7K3M2P"), ErrorKind::MissingRequiredArgument);
    assert_eq!(refused("resolve 0A7K3M2P wish"), ErrorKind::MissingRequiredArgument);
    assert_eq!(refused("resolve 0A7K3M2P wish welcome --nth 1"), ErrorKind::ArgumentConflict);
    assert!(parse("edit 0A7K3M2P --add-need a --drop-need b --wish welcome").is_ok());
    assert!(parse("resolve 0A7K3M2P wish --nth 2").is_ok());
    assert!(parse("edit 0A7K3M2P --clear-wish").is_ok());
    assert_eq!(refused("edit 0A7K3M2P --clear-wish --wish welcome"), ErrorKind::ArgumentConflict);
    assert!(parse("correct 0C7K3M2P --clear-follow-up --clear-note --clear-purpose").is_ok());
    assert_eq!(refused("correct 0C7K3M2P --note x --clear-note"), ErrorKind::ArgumentConflict);
}

#[test]
fn waiting_has_an_end_that_can_be_chosen() {
    let wait = |line| match parse(line).unwrap().command {
        Some(Command::Enrol(args)) => (args.invitation, args.wait),
        _ => panic!(),
    };
    assert_eq!(wait("enrol"), (None, None));
    assert_eq!(wait("enrol --wait LX1:AB"), (Some("LX1:AB".into()), Some(600)));
    assert_eq!(wait("enrol LX1:AB --wait=30"), (Some("LX1:AB".into()), Some(30)));
}

#[test]
fn help_stands_in_both_languages() {
    let mut command = Cli::command();
    for sub in command.get_subcommands_mut().filter(|sub| sub.get_name() != "help") {
        let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
        assert!(about.contains(" · ") && !about.is_ascii(), "{}: {about}", sub.get_name());
        for arg in sub.get_arguments().filter(|arg| arg.get_id() != "help") {
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains(" · ") && !help.is_ascii(), "{} {}: {help}", sub.get_name(), arg.get_id());
        }
    }
}
