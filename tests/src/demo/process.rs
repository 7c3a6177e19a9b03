//! Children: started, waited for, killed, and never left behind.

use super::failure::DemoError;
use std::io::{IsTerminal, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Between two looks at a child.
const LOOK: Duration = Duration::from_millis(1);
/// A command that takes longer hangs. The largest import takes minutes.
const PATIENCE: Duration = Duration::from_secs(1_800);

/// Whether somebody has asked the demonstration to stop.
#[derive(Clone, Debug, Default)]
pub(super) struct Stop(Arc<AtomicBool>);

/// What a command that ended has said.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) status: ExitStatus,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

impl Stop {
    /// Listens for Ctrl-C and for the signal by which service managers end a program, on a thread of its own.
    pub(super) fn listen() -> Self {
        let stop = Self::default();
        let heard = stop.clone();
        thread::spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
            runtime.block_on(signalled());
            heard.0.store(true, Ordering::Relaxed);
        });
        stop
    }

    /// Whether to stop.
    pub(super) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Goes on only if nobody has asked to stop.
    pub(super) fn check(&self) -> Result<(), DemoError> {
        if self.is_asked() { Err(DemoError::Stopped) } else { Ok(()) }
    }

    /// Sleeps until somebody asks to stop, or `is_over` says so.
    pub(super) fn wait(&self, mut is_over: impl FnMut() -> bool) {
        while !self.is_asked() && !is_over() {
            thread::sleep(Duration::from_millis(100));
        }
    }
}

async fn signalled() {
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = terminate.recv() => return,
            _ = tokio::signal::ctrl_c() => return,
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Runs a command to its end; `input` is what it reads. Whoever asks to stop ends it.
pub(super) fn run(command: &mut Command, input: Option<&str>, stop: &Stop) -> Result<Ended, DemoError> {
    stop.check()?;
    let mut child = spawn(command, input.is_some())?;
    if let (Some(mut stdin), Some(input)) = (child.stdin.take(), input) {
        // A child that ends before it has read everything says why itself.
        let _ = stdin.write_all(input.as_bytes());
    }
    let (stdout, stderr) = (drain(child.stdout.take()), drain(child.stderr.take()));
    let status = wait(&mut child, PATIENCE, stop);
    if status.is_err() {
        kill(&mut child);
    }
    let (stdout, stderr) = (stdout.join().unwrap_or_default(), stderr.join().unwrap_or_default());
    Ok(Ended { status: status?, stdout, stderr })
}

/// Runs a command to its end, as [`run`] does; where somebody sits at a terminal, its own bar is seen there.
pub(super) fn run_with_its_bar(command: &mut Command, stop: &Stop) -> Result<Ended, DemoError> {
    if !std::io::stderr().is_terminal() {
        return run(command, None, stop);
    }
    stop.check()?;
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let mut child = start(command)?;
    let stdout = drain(child.stdout.take());
    let status = wait(&mut child, PATIENCE, stop);
    if status.is_err() {
        kill(&mut child);
    }
    Ok(Ended { stdout: stdout.join().unwrap_or_default(), status: status?, stderr: String::new() })
}

/// Starts a command and kills it after a while, or when it ends by itself before that; true if it was killed. It is
/// killed without warning: it can put nothing in order.
pub(super) fn run_and_kill(command: &mut Command, after: Duration, stop: &Stop) -> Result<bool, DemoError> {
    stop.check()?;
    // Its input stays open, so that a command that reads waits for ever.
    let mut child = spawn(command, true)?;
    let (stdout, stderr) = (drain(child.stdout.take()), drain(child.stderr.take()));
    let ended = wait(&mut child, after, stop);
    kill(&mut child);
    let _ = (stdout.join(), stderr.join());
    stop.check()?;
    Ok(ended.is_err())
}

/// Waits for a child's end for so long.
pub(super) fn wait(child: &mut Child, at_most: Duration, stop: &Stop) -> Result<ExitStatus, DemoError> {
    let mut waited = Duration::ZERO;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) => {}
            Err(error) => return Err(DemoError::Child(error)),
        }
        stop.check()?;
        if waited >= at_most {
            return Err(DemoError::Hangs);
        }
        thread::sleep(LOOK);
        waited += LOOK;
    }
}

/// Ends a child at once and takes it off the system's list.
pub(super) fn kill(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Asks a child to end as service managers do.
pub(super) fn ask_to_end(child: &mut Child) {
    #[cfg(unix)]
    if let Some(pid) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        return;
    }
    let _ = child.kill();
}

/// A program without the settings that somebody may have in the environment: everything is said by arguments.
pub(super) fn program(path: &Path) -> Command {
    let mut command = Command::new(path);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LIANXIN_")) {
        command.env_remove(name);
    }
    command
}

fn spawn(command: &mut Command, has_input: bool) -> Result<Child, DemoError> {
    command.stdin(if has_input { Stdio::piped() } else { Stdio::null() });
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    start(command)
}

fn start(command: &mut Command) -> Result<Child, DemoError> {
    command.spawn().map_err(|error| DemoError::Start(Path::new(command.get_program()).into(), error))
}

/// Reads to the end on a thread of its own, so that no pipe fills up.
fn drain(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn what_a_command_reads_says_and_ends_with_is_known() {
        let ended = run(&mut shell("cat; echo no >&2; exit 3"), Some("yes"), &Stop::default()).unwrap();
        assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("yes", "no\n"));
        assert_eq!(ended.status.code(), Some(3));
    }

    #[test]
    fn more_than_a_pipe_holds_is_read() {
        let ended = run(&mut shell("head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2"), None, &Stop::default());
        let ended = ended.unwrap();
        assert_eq!((ended.stdout.len(), ended.stderr.len()), (300_000, 300_000));
    }

    #[test]
    fn a_command_is_killed_in_the_middle_unless_it_is_done() {
        let stop = Stop::default();
        assert!(run_and_kill(&mut shell("cat"), Duration::from_millis(20), &stop).unwrap());
        assert!(!run_and_kill(&mut shell("true"), Duration::from_secs(60), &stop).unwrap());
    }

    #[test]
    fn whoever_asks_to_stop_ends_what_runs_and_nothing_else_begins() {
        let stop = Stop::default();
        let asked = stop.clone();
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(50));
            asked.0.store(true, Ordering::Relaxed);
        });
        assert!(matches!(run(&mut shell("exec sleep 60"), None, &stop), Err(DemoError::Stopped)));
        assert!(matches!(run(&mut shell("true"), None, &stop), Err(DemoError::Stopped)));
    }

    #[test]
    fn a_child_that_is_asked_ends_by_itself() {
        let mut child = shell("trap 'exit 7' TERM; while :; do sleep 0.01; done").spawn().unwrap();
        thread::sleep(Duration::from_millis(100));
        ask_to_end(&mut child);
        let status = wait(&mut child, Duration::from_secs(20), &Stop::default()).unwrap();
        assert_eq!(status.code(), Some(7));
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let missing = run(&mut Command::new("/nowhere/at/all"), None, &Stop::default());
        assert!(matches!(missing, Err(DemoError::Start(path, _)) if path == Path::new("/nowhere/at/all")));
    }
}
