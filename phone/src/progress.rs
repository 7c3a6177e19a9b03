//! What a person sees while the office is being talked to, and how they stop it.

use crate::failure::Failure;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use lianxin_core::companion::SyncListener;
use lianxin_core::session::Phase;
use lianxin_core::words::{Key, Lang, text};
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A line on standard error that says what goes on, where somebody can see it.
pub fn spinner(is_shown: bool) -> ProgressBar {
    let spinner = ProgressBar::new_spinner();
    if !is_shown {
        spinner.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style =
        ProgressStyle::with_template("{spinner:.dim} {msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
    spinner.set_style(style);
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}

/// Runs something unless the person stops it (Ctrl-C). What was going on is dropped between two commits, so nothing
/// is lost by it.
pub async fn until_stopped<T>(future: impl Future<Output = T>) -> Result<T, Failure> {
    tokio::select! {
        biased;
        stopped = tokio::signal::ctrl_c() => Err(stopped.map_or_else(Failure::Terminal, |()| Failure::Stopped)),
        done = future => Ok(done),
    }
}

/// Shows the phases of a sync and counts what came.
pub struct SyncBar {
    spinner: ProgressBar,
    lang: Lang,
    documents: AtomicU64,
}

impl SyncBar {
    /// Begins to show.
    pub fn start(is_shown: bool, lang: Lang) -> Self {
        Self { spinner: spinner(is_shown), lang, documents: AtomicU64::new(0) }
    }

    /// Documents that came.
    pub fn documents(&self) -> u64 {
        self.documents.load(Ordering::Relaxed)
    }
}

impl Drop for SyncBar {
    fn drop(&mut self) {
        self.spinner.finish_and_clear();
    }
}

impl SyncListener for SyncBar {
    fn progress(&self, phase: Phase) {
        tracing::debug!(?phase, "sync");
        if let Phase::Receiving { documents } = phase {
            self.documents.store(documents, Ordering::Relaxed);
        }
        self.spinner.set_message(format!("{} · {}", text(self.lang, Key::SyncNow, &[]), words(phase, self.lang)));
    }
}

/// A phase in plain words.
fn words(phase: Phase, lang: Lang) -> String {
    match phase {
        Phase::Connecting => text(lang, Key::SyncConnecting, &[]),
        Phase::Sending { sent, total } => {
            text(lang, Key::SyncSending, &[("n", &sent.to_string()), ("m", &total.to_string())])
        }
        Phase::Receiving { documents } => text(lang, Key::SyncReceiving, &[("n", &documents.to_string())]),
        Phase::Done => text(lang, Key::SyncDone, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_have_names() {
        assert_eq!(words(Phase::Connecting, Lang::ZhCn), "连接");
        assert_eq!(words(Phase::Sending { sent: 3, total: 12 }, Lang::ZhCn), "送出 3/12");
        assert_eq!(words(Phase::Receiving { documents: 40 }, Lang::En), "receiving 40");
        let bar = SyncBar::start(false, Lang::ZhCn);
        bar.progress(Phase::Receiving { documents: 40 });
        bar.progress(Phase::Done);
        assert_eq!(bar.documents(), 40);
    }
}
