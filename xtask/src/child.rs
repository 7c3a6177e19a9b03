//! Starting other programs: with their output streamed, and stopped together with us.

use crate::failure::Failure;
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::io::{BufRead, BufReader, PipeReader, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The process group that runs now, if any.
static RUNNING: Mutex<Option<Pid>> = Mutex::new(None);
/// Whether a signal is ending us.
static ENDING: AtomicBool = AtomicBool::new(false);
/// How long children may take to stop before they are killed.
const GRACE: Duration = Duration::from_secs(3);
/// How often a running child is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Prints a line on the terminal; a reader who has gone away is no error. Tests keep it to themselves, since a step
/// that is made to fail there would read like one that failed.
pub(crate) fn say(text: &str) {
    if cfg!(test) {
        return;
    }
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Prints a failure, with its causes, where errors go.
pub(crate) fn complain(failure: &Failure) {
    let _ = writeln!(std::io::stderr(), "error: {failure}");
}

/// Passes a signal that ends us on to the children, waits for them, and ends.
pub(crate) fn stop_children_on_signals() -> Result<(), Failure> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(Failure::io("listen to signals"))?;
    std::thread::spawn(move || {
        if let Some(number) = signals.forever().next() {
            ENDING.store(true, Ordering::SeqCst);
            let running = *RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(group) = running {
                stop(group, Signal::from_named_raw(number).unwrap_or(Signal::TERM));
            }
            std::process::exit(128 + number);
        }
    });
    Ok(())
}

/// Ends a process group: by this signal, or after the grace time by force.
fn stop(group: Pid, signal: Signal) {
    let _ = kill_process_group(group, signal);
    let mut waited = Duration::ZERO;
    while test_kill_process_group(group).is_ok() && waited < GRACE {
        std::thread::sleep(LOOK);
        waited += LOOK;
    }
    let _ = kill_process_group(group, Signal::KILL);
}

/// Runs a command in a process group of its own; gives every line that it prints, on either stream and in the order
/// printed, to `each` as it comes. What the command leaves running is stopped.
pub(crate) fn stream(mut command: Command, mut each: impl FnMut(&str)) -> Result<(), Failure> {
    let name = describe(&command);
    let (reader, writer) = std::io::pipe().map_err(Failure::io("make a pipe"))?;
    let twin = writer.try_clone().map_err(Failure::io("make a pipe"))?;
    command.stdin(Stdio::null()).stdout(writer).stderr(twin).process_group(0);
    let (mut child, group) = start(&mut command, &name)?;
    // The command holds the pipe's writing ends; without them the reader sees the end.
    drop(command);
    let status = follow(&mut child, &lines(reader), &mut each);
    stop_rest(group);
    while ENDING.load(Ordering::SeqCst) {
        // The thread that took the signal ends the process, with the signal's status and without a word.
        std::thread::park();
    }
    let status = status.map_err(Failure::io(format!("wait for {name}")))?;
    if status.success() { Ok(()) } else { Err(Failure::Child { command: name, status }) }
}

fn start(command: &mut Command, name: &str) -> Result<(Child, Option<Pid>), Failure> {
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    let child = command.spawn().map_err(Failure::io(format!("start {name}")))?;
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    *running = group;
    Ok((child, group))
}

fn stop_rest(group: Option<Pid>) {
    if let Some(group) = group.filter(|group| test_kill_process_group(*group).is_ok()) {
        stop(group, Signal::TERM);
    }
    *RUNNING.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

/// The lines of a pipe, read by a thread of its own.
fn lines(reader: PipeReader) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut reader = BufReader::new(reader);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_owned();
            if sender.send(text).is_err() {
                break;
            }
            line.clear();
        }
    });
    receiver
}

/// Hands lines on until the child has ended and nothing more comes.
fn follow(child: &mut Child, lines: &Receiver<String>, each: &mut impl FnMut(&str)) -> std::io::Result<ExitStatus> {
    let mut ended = None;
    loop {
        match lines.recv_timeout(LOOK) {
            Ok(line) => each(&line),
            Err(RecvTimeoutError::Disconnected) => return ended.map_or_else(|| child.wait(), Ok),
            // Something that the child started still holds the pipe: its last words are not waited for.
            Err(RecvTimeoutError::Timeout) => match ended {
                Some(status) => return Ok(status),
                None => ended = child.try_wait()?,
            },
        }
    }
}

/// Runs a command and gives what it prints; its errors go to the terminal.
pub(crate) fn output(mut command: Command) -> Result<String, Failure> {
    let name = describe(&command);
    let output =
        command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().map_err(Failure::io(format!("start {name}")))?;
    if !output.status.success() {
        return Err(Failure::Child { command: name, status: output.status });
    }
    String::from_utf8(output.stdout)
        .map_err(|cause| Failure::Unreadable { command: name, cause: cause.utf8_error().to_string() })
}

/// Runs a command that has the terminal to itself.
pub(crate) fn attached(mut command: Command) -> Result<(), Failure> {
    let name = describe(&command);
    let status = command.status().map_err(Failure::io(format!("start {name}")))?;
    if status.success() { Ok(()) } else { Err(Failure::Child { command: name, status }) }
}

/// Turns this process into another: the terminal, its keys and signals are then that one's own. It keeps the current
/// directory, to which its arguments may be relative.
pub(crate) fn replace_us(mut command: Command) -> Result<(), Failure> {
    let name = describe(&command);
    Err(Failure::io(format!("start {name}"))(command.exec()))
}

/// A command as a person would type it.
pub(crate) fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn lines_of_both_streams_come_in_the_order_printed() {
        let mut lines = Vec::new();
        stream(shell("echo one; echo two >&2; printf three"), |line| lines.push(line.to_owned())).unwrap();
        assert_eq!(lines, ["one", "two", "three"]);
    }

    #[test]
    fn a_failing_command_is_named_with_its_status() {
        let failure = stream(shell("exit 3"), |_| ()).unwrap_err();
        assert_eq!(failure.to_string(), "sh -c exit 3 ended with exit status: 3");
        let failure = output(shell("exit 3")).unwrap_err();
        assert_eq!(failure.to_string(), "sh -c exit 3 ended with exit status: 3");
    }

    #[test]
    fn what_a_command_leaves_running_is_stopped_and_not_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let left = dir.path().join("left");
        let mut lines = Vec::new();
        let script = format!("(sleep 1; touch '{}') & echo done", left.display());
        stream(shell(&script), |line| lines.push(line.to_owned())).unwrap();
        assert_eq!(lines, ["done"]);
        std::thread::sleep(Duration::from_millis(1500));
        assert!(!left.exists(), "it went on after the command had ended");
    }
}
