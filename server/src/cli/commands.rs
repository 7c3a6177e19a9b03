//! Each command: it makes an operation of what was asked, has it done, and prints what came of it.

use super::{CliError, Command, Ended, print};
use crate::api;
use crate::app::App;
use crate::control::{self, ImportFrom, LinkKind, Operation, Outcome, Phone, TalkError, Verdict, Who, ask, perform};
use crate::enrolment::clerk::{GoodFor, Which, Whom};
use crate::enrolment::sheet as paper;
use crate::error::ErrorKind;
use crate::keyring::{Keyring, KeyringError, create_private_file};
use crate::lists::{self, File};
use crate::progress::Bar;
use crate::qr::Code;
use crate::recovery::RecoverySheet;
use crate::serve::{Server, signalled};
use crate::settings::{self, Settings};
use crate::words;
use lianxin_core::seal::SigningKey;
use lianxin_core::time::SystemHost;
use std::fs;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

pub(super) fn run(command: Command, settings: &Settings, out: &mut dyn Write) -> Result<Ended, CliError> {
    match command {
        Command::Init { name, sheet } => init(settings, &name, sheet.as_deref(), out),
        Command::Import { directory, template: true, .. } => template(&directory, out),
        Command::Import { directory, dry_run, close_missing, .. } => {
            import(settings, ImportFrom { directory, dry_run, close_missing }, out)
        }
        Command::Invite { person: Some(number), minutes, svg, .. } => {
            let invite = Operation::Invite(Whom::Numbers(vec![number]), GoodFor::Minutes(minutes));
            invite_one(settings, &invite, svg.as_deref(), out)
        }
        Command::Invite { list, sheet, days, .. } => {
            let sheet = sheet.unwrap_or_else(|| "invitations.html".into());
            invite_many(settings, list.as_deref(), &sheet, days, out)
        }
        Command::Confirm { digits, person, all_sheets, refuse } => {
            let operation = match (digits, all_sheets) {
                (None, false) => Operation::Waiting,
                (None, true) => Operation::Confirm(Which::AllPrinted),
                (Some(digits), _) if refuse => Operation::Refuse(Which::Digits(digits, person)),
                (Some(digits), _) => Operation::Confirm(Which::Digits(digits, person)),
            };
            done(settings, &operation, out)
        }
        Command::Serve => serve(settings, out),
        Command::LoginLink { person: number, community, enter } => {
            let kind = if enter { LinkKind::Enter } else { LinkKind::Account };
            done(settings, &Operation::LoginLink(Who { number, community }, kind), out)
        }
        Command::Reads { household } => done(settings, &Operation::Reads(household), out),
        Command::Decide { entry, admit, reason, .. } => {
            let verdict = entry.map(|entry| Verdict { entry, admit, reason: reason.unwrap_or_default() });
            done(settings, &verdict.map_or(Operation::Held, Operation::Decide), out)
        }
        Command::ReportLost { phone, person, found } => {
            let phone = phone.map(Phone::Key).or(person.map(Phone::Person));
            done(settings, &phone.map_or(Operation::Phones, |phone| Operation::ReportLost(phone, !found)), out)
        }
        Command::Renew => renew(settings, out),
        Command::Check { recovery_sheet: true } => recovery(settings, out),
        Command::Check { .. } => done(settings, &Operation::Check, out),
        Command::Openapi => {
            out.write_all(api::description().as_bytes())?;
            Ok(Ended::Well)
        }
        Command::Words => {
            out.write_all(words::lists().as_bytes())?;
            Ok(Ended::Well)
        }
    }
}

/// Has an operation done: by the server that runs on the data directory, or here if none does.
fn operate(settings: &Settings, operation: &Operation, out: &mut dyn Write) -> Result<Outcome, CliError> {
    let mut bar = Bar::new(out);
    let mut progress = |step: control::Progress| bar.show(&step);
    match ask(&settings.data, operation, &mut progress) {
        Err(TalkError::NoServer) => {}
        other => return Ok(other?),
    }
    let app = App::open(settings, Arc::new(SystemHost))?;
    Ok(perform(&app, operation, &mut progress)?)
}

fn done(settings: &Settings, operation: &Operation, out: &mut dyn Write) -> Result<Ended, CliError> {
    let outcome = operate(settings, operation, out)?;
    print::outcome(&outcome, operation, settings.language, out)
}

fn init(settings: &Settings, name: &str, sheet: Option<&Path>, out: &mut dyn Write) -> Result<Ended, CliError> {
    let ending = sheet.map(|path| path.extension().and_then(|e| e.to_str()).unwrap_or_default());
    if ending.is_some_and(|ending| !matches!(ending, "svg" | "txt")) {
        return Err(CliError::SheetType);
    }
    // The file first: keys whose sheet cannot be written would be an office without a root.
    let file = sheet.map(create).transpose()?;
    let recovery = Keyring::create(&settings.data, name, &SystemHost).inspect_err(|_| {
        let _ = sheet.map(fs::remove_file);
    });
    let recovery = recovery.map_err(ErrorKind::from)?;
    let text = Zeroizing::new(if ending == Some("svg") { recovery.svg() } else { recovery.text() });
    let written = file.map(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    if !matches!(written, Some(Ok(()))) {
        writeln!(out, "{}", recovery.text())?;
    }
    if let (Some(Err(error)), Some(path)) = (written, sheet) {
        return Err(CliError::File(path.into(), error));
    }
    let file = settings.data.join(settings::FILE);
    if !file.exists() {
        fs::write(&file, settings::ANNOTATED).map_err(|error| CliError::File(file, error))?;
    }
    let app = App::open_at(settings, settings.listen, Arc::new(SystemHost))?;
    print::made(&app.name, &settings.data, sheet, settings.language, out)?;
    Ok(Ended::Well)
}

fn serve(settings: &Settings, out: &mut dyn Write) -> Result<Ended, CliError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let server = Server::bind(settings, Arc::new(SystemHost))?;
        // Whoever started the server may not be listening; phones are.
        let _ = print::serving(&server.app.name, server.addresses(), settings.language, out);
        if let Some(day) = server.app.keys_end_soon() {
            let _ = print::keys_end(day, settings.language, out);
        }
        server.run(signalled()).await?;
        Ok(Ended::Well)
    })
}

fn import(settings: &Settings, mut from: ImportFrom, out: &mut dyn Write) -> Result<Ended, CliError> {
    // The server may run in another directory.
    from.directory = fs::canonicalize(&from.directory).map_err(|e| CliError::File(from.directory.clone(), e))?;
    done(settings, &Operation::Import(from), out)
}

fn template(directory: &Path, out: &mut dyn Write) -> Result<Ended, CliError> {
    fs::create_dir_all(directory).map_err(|error| CliError::File(directory.into(), error))?;
    for file in File::ALL {
        let path = directory.join(file.name());
        let failed = |error| CliError::File(path.clone(), error);
        let mut new = fs::OpenOptions::new().write(true).create_new(true).open(&path).map_err(failed)?;
        new.write_all(&lists::template::csv(file)).map_err(failed)?;
        writeln!(out, "{}", path.display())?;
    }
    Ok(Ended::Well)
}

fn invite_one(
    settings: &Settings,
    operation: &Operation,
    svg: Option<&Path>,
    out: &mut dyn Write,
) -> Result<Ended, CliError> {
    let outcome = operate(settings, operation, out)?;
    if let (Some(path), Outcome::Cards(_, cards)) = (svg, &outcome)
        && let Some(card) = cards.first()
    {
        write_new(path, Code::new(&card.invitation)?.svg().as_bytes())?;
    }
    print::outcome(&outcome, operation, settings.language, out)
}

fn invite_many(
    settings: &Settings,
    list: Option<&Path>,
    sheet: &Path,
    days: u16,
    out: &mut dyn Write,
) -> Result<Ended, CliError> {
    let whom = match list {
        Some(path) => Whom::Numbers(numbers(path)?),
        None => Whom::All,
    };
    // The file is made before the invitations: it would be a pity to have them and not to be able to print them.
    let mut file = create(sheet)?;
    let outcome = operate(settings, &Operation::Invite(whom, GoodFor::Days(days)), out);
    if outcome.is_err() {
        let _ = fs::remove_file(sheet);
    }
    if let Outcome::Cards(office, cards) = outcome? {
        let page = paper::html(&office, &cards)?;
        file.write_all(page.as_bytes()).map_err(|error| CliError::File(sheet.into(), error))?;
        print::invited(cards.len(), sheet, settings.language, out)?;
    }
    Ok(Ended::Well)
}

/// The numbers of a list of people: the column 编号 or person_no.
fn numbers(path: &Path) -> Result<Vec<String>, CliError> {
    let bytes = fs::read(path).map_err(|error| CliError::File(path.into(), error))?;
    let (text, _, is_broken) = encoding_rs::UTF_8.decode(&bytes);
    let text = if is_broken { encoding_rs::GB18030.decode(&bytes).0 } else { text };
    let mut rows = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let wanted = ["编号", "person_no"];
    let headings = rows.headers().map_err(|_| CliError::NoNumbers(path.into()))?;
    let column = headings.iter().position(|heading| wanted.contains(&heading.to_lowercase().as_str()));
    let column = column.ok_or_else(|| CliError::NoNumbers(path.into()))?;
    let cells = rows.records().filter_map(|row| row.ok()?.get(column).map(str::to_owned));
    Ok(cells.filter(|number| !number.is_empty() && !number.starts_with('#')).collect())
}

fn recovery(settings: &Settings, out: &mut dyn Write) -> Result<Ended, CliError> {
    let ring = Keyring::open(&settings.data).map_err(ErrorKind::from)?;
    if ask_root(settings, out)?.public().to_bytes() != ring.keys.chain.root {
        return Err(ErrorKind::from(KeyringError::OtherRoot).into());
    }
    print::recovery_is_right(settings.language, out)?;
    Ok(Ended::Well)
}

/// The root never reaches the server: it signs here, and the server takes what it signed from the data directory.
fn renew(settings: &Settings, out: &mut dyn Write) -> Result<Ended, CliError> {
    Keyring::open(&settings.data).map_err(ErrorKind::from)?;
    let root = ask_root(settings, out)?;
    let until = Keyring::renew(&settings.data, &root, &SystemHost).map_err(ErrorKind::from)?;
    drop(root);
    operate(settings, &Operation::Renewed, out).map_err(|error| CliError::NotTaken(Box::new(error)))?;
    print::renewed(until, settings.language, out)?;
    Ok(Ended::Well)
}

/// Asks for the groups of the recovery sheet.
fn ask_root(settings: &Settings, out: &mut dyn Write) -> Result<SigningKey, CliError> {
    print::ask_recovery(settings.language, out)?;
    let mut text = Zeroizing::new(String::new());
    io::stdin().lock().take(4096).read_to_string(&mut text)?;
    Ok(RecoverySheet::parse(&text)?)
}

fn create(path: &Path) -> Result<fs::File, CliError> {
    create_private_file(path).map_err(|error| CliError::File(PathBuf::from(path), error))
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    create(path)?.write_all(bytes).map_err(|error| CliError::File(path.into(), error))
}
