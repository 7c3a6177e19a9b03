//! The control socket: one line with an operation in, lines of progress and one line with the result out.

use super::{Operation, Outcome, Progress, Said, perform};
use crate::app::App;
use std::fs;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

const FILE: &str = "control.sock";
/// An operation is one line; nobody types so many numbers of persons.
const MAX_LINE: u64 = 4 * 1024 * 1024;
/// Who opens the socket says at once what is to be done, and reads what is said. Nobody holds up the server's end.
const PATIENCE: Duration = Duration::from_secs(5);
/// After a failure to accept; most likely too many files are open.
const PAUSE: Duration = Duration::from_secs(1);

/// Why an operation could not be handed over.
#[derive(Debug, thiserror::Error)]
pub enum TalkError {
    /// No server listens there.
    #[error("no server runs on this data directory")]
    NoServer,
    /// The conversation broke off.
    #[error("the server broke off")]
    BrokenOff(#[from] io::Error),
    /// The server speaks otherwise: it is of another version.
    #[error("the server is of another version")]
    OtherVersion(#[from] serde_json::Error),
    /// The server did not do it.
    #[error("{text}")]
    Failed {
        /// The stable code.
        code: String,
        /// Why.
        text: String,
    },
}

/// Listens for operations.
pub struct Listener {
    listener: tokio::net::UnixListener,
    path: PathBuf,
}

impl Listener {
    /// Makes the socket. The data directory is this process's own by now, so a socket that is there was left behind.
    pub fn bind(directory: &Path) -> io::Result<Self> {
        let path = directory.join(FILE);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = tokio::net::UnixListener::bind(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        Ok(Self { listener, path })
    }

    /// Does what is asked until the end.
    pub async fn run(self, app: Arc<App>, mut ended: watch::Receiver<bool>) {
        loop {
            let accepted = tokio::select! {
                _ = ended.changed() => break,
                accepted = self.listener.accept() => accepted,
            };
            match accepted.and_then(|(stream, _)| stream.into_std()) {
                Ok(stream) => {
                    let app = app.clone();
                    spawn_blocking(move || {
                        if let Err(error) = answer(&app, &stream) {
                            tracing::warn!(cause = %error, "a conversation at the control socket broke off");
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(cause = %error, "the control socket does not accept");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
        let _ = fs::remove_file(&self.path);
    }
}

fn answer(app: &App, stream: &UnixStream) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut line = String::new();
    BufReader::new(io::Read::take(stream, MAX_LINE)).read_line(&mut line)?;
    let mut out = BufWriter::new(stream);
    let Ok(operation) = serde_json::from_str::<Operation>(&line) else {
        return say(
            &mut out,
            &Said::Failed("control.version".into(), "this server does not know the operation".into()),
        );
    };
    // Progress that nobody reads any more neither stops the work nor slows it.
    let mut is_heard = true;
    let result = perform(app, &operation, &mut |progress| {
        is_heard = is_heard && say(&mut out, &Said::Progress(progress)).is_ok();
    });
    let said = match result {
        Ok(outcome) => Said::Done(outcome),
        Err(error) => Said::Failed(error.code().to_owned(), error.words(app.language)),
    };
    say(&mut out, &said)
}

fn say(out: &mut impl Write, said: &Said) -> io::Result<()> {
    serde_json::to_writer(&mut *out, said)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// Hands an operation to the server that runs on a data directory.
pub fn ask(directory: &Path, operation: &Operation, progress: &mut dyn FnMut(Progress)) -> Result<Outcome, TalkError> {
    let mut stream = UnixStream::connect(directory.join(FILE)).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => TalkError::NoServer,
        _ => TalkError::BrokenOff(error),
    })?;
    let mut line = serde_json::to_vec(operation)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    for line in BufReader::new(stream).lines() {
        match serde_json::from_str(&line?)? {
            Said::Progress(step) => progress(step),
            Said::Done(outcome) => return Ok(outcome),
            Said::Failed(code, text) => return Err(TalkError::Failed { code, text }),
        }
    }
    Err(TalkError::BrokenOff(io::ErrorKind::UnexpectedEof.into()))
}
