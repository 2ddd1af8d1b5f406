//! The interview as it is seen.

use std::cell::Cell;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::time::Duration;

use prepai_core::Result;
use prepai_core::session::{CodingQuestion, ExchangeRole, PhaseEntered, Session};

use super::command::COMMANDS;
use super::exercise;
use super::lines::Prompt;
use crate::cli::output::{Flow, Output, Style, beside, wrap};

/// Writes the conversation: to standard output, or beside it when that takes the result as JSON.
#[derive(Debug)]
pub(crate) struct Screen {
    output: Output,
    style: Style,
    width: Option<usize>,
    /// Whether the candidate's lines must be shown, because nobody sees them typed.
    echo: bool,
    interviewer: String,
    reply: Option<Flow>,
    /// Whether the last line only says that the interviewer is thinking.
    thinking: Cell<bool>,
}

impl Screen {
    /// A screen; `echo` when lines come from elsewhere than the keyboard.
    pub(crate) fn new(output: &Output, echo: bool) -> Screen {
        let (style, width) = if output.is_json() { beside() } else { (output.style(), output.width()) };
        let interviewer = "Interviewer".to_owned();
        let thinking = Cell::new(false);
        Screen { output: output.clone(), style, width, echo, interviewer, reply: None, thinking }
    }

    /// Who asks, as it is shown before each reply.
    pub(crate) fn set_interviewer(&mut self, name: &str) {
        let first = name.split_whitespace().next().unwrap_or("Interviewer");
        first.clone_into(&mut self.interviewer);
    }

    fn write(&self, text: &str) -> Result<()> {
        if self.thinking.take() {
            return self.write(&format!("\r\x1b[K{text}"));
        }
        if self.output.is_json() {
            // Nobody may be there to read it.
            let _ = io::stderr().lock().write_all(text.as_bytes());
            return Ok(());
        }
        self.output.bytes(text.as_bytes())
    }

    /// The prompt of an answer.
    pub(crate) fn prompt(&self) -> Prompt {
        let text = "> ".to_owned();
        Prompt { styled: self.style.green(&text), text, remember: true }
    }

    /// What the candidate typed, where it is not seen yet.
    pub(crate) fn echo(&self, line: &str) -> Result<()> {
        match (self.echo, line.trim().is_empty()) {
            (false, _) => Ok(()),
            (true, true) => self.write(">\n"),
            (true, false) => self.write(&format!("{}\n", wrap(line, "> ", self.width))),
        }
    }

    /// The reply takes its time: said in a line that goes when there is something else to say.
    pub(crate) fn thinking(&self) -> Result<()> {
        if self.width.is_none() || self.reply.is_some() {
            return Ok(());
        }
        self.write(&self.style.dim(format!("  {} is thinking …", self.interviewer)))?;
        self.thinking.set(true);
        Ok(())
    }

    /// A unit of the interviewer's reply.
    pub(crate) fn unit(&mut self, text: &str) -> Result<()> {
        let mut piece = String::new();
        let label = format!("{}:", self.interviewer);
        let width = self.width;
        let flow = self.reply.get_or_insert_with(|| {
            // Writing to a string cannot go wrong.
            let _ = write!(piece, "\n{}", self.style.bold(self.style.cyan(&label)));
            Flow::after(&label, "  ", width)
        });
        piece.push_str(&flow.push(text));
        self.write(&piece)
    }

    /// The reply is complete.
    pub(crate) fn end_reply(&mut self) -> Result<()> {
        if self.reply.take().is_some() { self.write("\n\n") } else { Ok(()) }
    }

    /// A paragraph of the program itself.
    pub(crate) fn say(&self, text: &str) -> Result<()> {
        self.write(&format!("{}\n", wrap(text, "", self.width)))
    }

    /// A remark of the program, easily overlooked.
    pub(crate) fn remark(&self, text: &str) -> Result<()> {
        let shown = wrap(text, "  ", self.width);
        let lines: Vec<String> = shown.lines().map(|line| self.style.dim(line)).collect();
        self.write(&format!("{}\n", lines.join("\n")))
    }

    /// A command to copy: on one line, whatever the width.
    pub(crate) fn command(&self, command: &str) -> Result<()> {
        self.write(&format!("  {command}\n"))
    }

    /// Something that deserves a look.
    pub(crate) fn warn(&self, text: &str) -> Result<()> {
        self.write(&format!("{}\n", self.style.yellow(wrap(text, "  ", self.width))))
    }

    /// A phase begins: by the clock before a reply, or by the interviewer's choice with the end of one.
    pub(crate) fn phase(&mut self, phase: &PhaseEntered) -> Result<()> {
        let before = if self.reply.take().is_some() { "\n\n" } else { "\n" };
        let after = if before == "\n" { "" } else { "\n" };
        let minutes = (phase.budget_s + 30) / 60;
        let length = if minutes == 0 { "short".to_owned() } else { format!("about {minutes} min") };
        let line = self.style.dim(format!("— {} · {length} —", phase.phase));
        self.write(&format!("{before}  {line}\n{after}"))
    }

    /// A coding exercise.
    pub(crate) fn exercise(&self, question: &CodingQuestion) -> Result<()> {
        self.write(&format!("{}\n\n", exercise::shown(question, self.style, self.width)))
    }

    /// Time and phase.
    pub(crate) fn time(&self, session: &Session, elapsed: Duration) -> Result<()> {
        let planned = Duration::from_secs(60 * u64::from(session.created.duration_minutes));
        let phase = session.phase_name().unwrap_or("not begun");
        let left = match planned.checked_sub(elapsed) {
            Some(left) => format!("{} left", clock(left)),
            None => "the planned time is over".to_owned(),
        };
        self.remark(&format!("{} of {} · {left} · phase: {phase}", clock(elapsed), clock(planned)))
    }

    /// All that was said.
    pub(crate) fn transcript(&self, session: &Session) -> Result<()> {
        let mut out = String::new();
        for entry in &session.transcript {
            let who = match entry.role {
                ExchangeRole::Assistant => format!("{}:", self.interviewer),
                ExchangeRole::User => "You:".to_owned(),
            };
            let words = Flow::after(&who, "  ", self.width).push(&entry.content);
            let _ = writeln!(out, "{}{words}", self.style.bold(&who));
        }
        if out.is_empty() { self.remark("nothing was said yet") } else { self.write(&out) }
    }

    /// The commands.
    pub(crate) fn help(&self) -> Result<()> {
        let mut out = String::new();
        for (name, argument, sentence) in COMMANDS {
            let usage = format!("  /{name} {argument}");
            let _ = writeln!(out, "{}{sentence}", self.style.bold(format!("{usage:<20}")));
        }
        self.write(&out)
    }
}

/// Minutes and seconds.
pub(crate) fn clock(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}
