//! Asking a person.

use crate::failure::Failure;
use inquire::ui::{Color, RenderConfig, StyleSheet, Styled};
use inquire::{InquireError, Select, Text};
use lianxin_core::words::{Key, Lang};
use std::io::{self, Write};

/// Choices shown at once.
const PAGE: usize = 12;

/// Asks a person. Nothing chosen or typed means to go back.
pub trait Ask {
    /// One of some options, by its place.
    fn choose(&mut self, question: &str, options: &[String]) -> Result<Option<usize>, Failure>;
    /// A line of text, beginning with what is there already.
    fn text(&mut self, question: &str, there: &str) -> Result<Option<String>, Failure>;
    /// Says something.
    fn show(&mut self, text: &str);
    /// Whether somebody sees a line that changes while they wait.
    fn is_person(&self) -> bool;
}

/// A person at the terminal.
#[derive(Debug, Clone, Copy)]
pub struct Prompt {
    lang: Lang,
}

impl Prompt {
    /// Asks in a language.
    pub fn new(lang: Lang) -> Self {
        Self { lang }
    }

    fn style(&self) -> RenderConfig<'static> {
        if !console::colors_enabled_stderr() {
            return RenderConfig::empty();
        }
        let calm = StyleSheet::new().with_fg(Color::DarkCyan);
        RenderConfig::default()
            .with_prompt_prefix(Styled::new("?").with_style_sheet(calm))
            .with_answered_prompt_prefix(Styled::new("·").with_style_sheet(calm))
            .with_canceled_prompt_indicator(Styled::new("-").with_fg(Color::DarkGrey))
    }
}

fn stopped(error: InquireError) -> Failure {
    match error {
        InquireError::OperationInterrupted => Failure::Stopped,
        InquireError::IO(error) => Failure::Terminal(error),
        other => Failure::Terminal(io::Error::other(other.to_string())),
    }
}

impl Ask for Prompt {
    fn choose(&mut self, question: &str, options: &[String]) -> Result<Option<usize>, Failure> {
        let options = options.iter().map(|option| option.replace(char::is_control, " ")).collect();
        let select = Select::new(question, options)
            .with_help_message(Key::GuideChooseHelp.template(self.lang))
            .with_page_size(PAGE)
            .with_render_config(self.style());
        Ok(select.raw_prompt_skippable().map_err(stopped)?.map(|chosen| chosen.index))
    }

    fn text(&mut self, question: &str, there: &str) -> Result<Option<String>, Failure> {
        let there = there.replace(char::is_control, " ");
        let text = Text::new(question)
            .with_initial_value(&there)
            .with_help_message(Key::GuideTextHelp.template(self.lang))
            .with_render_config(self.style());
        text.prompt_skippable().map_err(stopped)
    }

    fn show(&mut self, text: &str) {
        // Where nothing can be shown, the next question fails and says so.
        let _ = writeln!(io::stdout(), "{text}");
    }

    fn is_person(&self) -> bool {
        true
    }
}
