//! The clocks: of the wall, of a thread's work, of another process's work and memory.

use super::failure::BenchError;
use rustix::time::{ClockId, clock_gettime};
use std::time::Instant;

/// Ticks of `/proc` in a second: fixed for every Linux that programs see.
const TICKS: f64 = 100.0;

/// What something took, in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spent {
    /// By the clock on the wall.
    pub(super) wall: f64,
    /// Work of this thread, in the kernel too.
    pub(super) cpu: f64,
}

impl std::ops::Add for Spent {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { wall: self.wall + other.wall, cpu: self.cpu + other.cpu }
    }
}

impl std::iter::Sum for Spent {
    fn sum<I: Iterator<Item = Self>>(spent: I) -> Self {
        spent.fold(Self::default(), |sum, next| sum + next)
    }
}

/// A watch that runs.
pub(super) struct Watch {
    began: Instant,
    cpu: f64,
}

impl Watch {
    /// Starts.
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
    pub(super) fn start() -> Self {
        Self { began: Instant::now(), cpu: thread_ms() }
    }

    /// Seconds since then.
    pub(super) fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }

    /// What was spent since then.
    pub(super) fn spent(&self) -> Spent {
        Spent { wall: self.seconds() * 1e3, cpu: thread_ms() - self.cpu }
    }
}

/// Does something and says what it took.
pub(super) fn timed<T>(work: impl FnOnce() -> T) -> (T, Spent) {
    let watch = Watch::start();
    let done = work();
    let spent = watch.spent();
    (done, spent)
}

fn thread_ms() -> f64 {
    ms(ClockId::ThreadCPUTime)
}

/// Milliseconds this whole process has worked.
pub(super) fn process_ms() -> f64 {
    ms(ClockId::ProcessCPUTime)
}

fn ms(clock: ClockId) -> f64 {
    let time = clock_gettime(clock);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

/// Milliseconds another process has worked so far.
pub(super) fn cpu_ms_of(pid: u32) -> Result<f64, BenchError> {
    const STAT: &str = "/proc/<pid>/stat";
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).map_err(|_| BenchError::System(STAT))?;
    // The program's name stands in brackets and may hold anything; state is the first field behind it.
    let fields: Vec<&str> =
        stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().collect()).unwrap_or_default();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).ok_or(BenchError::System(STAT));
    Ok((ticks(11)? + ticks(12)?) / TICKS * 1e3)
}

/// The most memory another process has held at one time, in MiB.
pub(super) fn peak_mib_of(pid: u32) -> Result<f64, BenchError> {
    const STATUS: &str = "/proc/<pid>/status";
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).map_err(|_| BenchError::System(STATUS))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or(BenchError::System(STATUS))?;
    let kib = line.trim().trim_end_matches(" kB").parse::<f64>().map_err(|_| BenchError::System(STATUS))?;
    Ok(kib / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_counts_as_work_and_waiting_does_not() {
        let (_, waited) = timed(|| std::thread::sleep(std::time::Duration::from_millis(30)));
        assert!(waited.wall >= 30.0 && waited.cpu < 15.0, "{waited:?}");
        let before = cpu_ms_of(std::process::id()).unwrap();
        let watch = Watch::start();
        while watch.spent().cpu < 50.0 {}
        assert!(cpu_ms_of(std::process::id()).unwrap() - before >= 30.0);
        assert!(peak_mib_of(std::process::id()).unwrap() > 1.0);
    }
}
