//! Lines that a person edits in a terminal.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use prepai_core::{Error, ErrorKind, Result};
use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{Behavior, Config, Context, Editor, Helper};

use super::{Line, Prompt, Source};
use crate::cli::interview::command::COMMANDS;

/// A line editor, made when the first line is asked for.
#[derive(Default)]
pub(super) struct Terminal {
    editor: Option<Editor<Commands, DefaultHistory>>,
    history: Option<PathBuf>,
}

impl Terminal {
    fn editor(&mut self) -> Result<&mut Editor<Commands, DefaultHistory>> {
        if self.editor.is_none() {
            // Standard output may be a file that takes the result.
            let behavior = if io::stdout().is_terminal() { Behavior::Stdio } else { Behavior::PreferTerm };
            let config = Config::builder().behavior(behavior).bracketed_paste(true).build();
            let mut editor = Editor::with_config(config).map_err(told)?;
            editor.set_helper(Some(Commands { files: FilenameCompleter::new() }));
            self.editor = Some(editor);
        }
        let missing = || Error::new(ErrorKind::Internal, "there is no line editor");
        self.editor.as_mut().ok_or_else(missing)
    }

    /// Keeps a line for the arrow keys. It is a convenience: a folder that cannot be written spoils no interview.
    fn keep(&mut self, line: &str) {
        let history = self.history.clone();
        let Ok(editor) = self.editor() else { return };
        let _ = editor.add_history_entry(line);
        if let Some(history) = history {
            let _ = editor.append_history(&history);
        }
    }
}

impl Source for Terminal {
    fn line(&mut self, prompt: &Prompt) -> Result<Line> {
        let read = self.editor()?.readline(&(prompt.text.as_str(), prompt.styled.as_str()));
        match read {
            Ok(line) => {
                if prompt.remember && !line.trim().is_empty() {
                    self.keep(&line);
                }
                Ok(Line::Text(line))
            }
            Err(ReadlineError::Eof) => Ok(Line::End),
            Err(ReadlineError::Interrupted) => Ok(Line::Interrupt),
            Err(error) => Err(told(error)),
        }
    }

    fn remember_in(&mut self, history: &Path) {
        self.history = Some(history.to_owned());
        if let Ok(editor) = self.editor() {
            // A first interview has none yet.
            let _ = editor.load_history(history);
        }
    }
}

fn told(error: ReadlineError) -> Error {
    match error {
        ReadlineError::Io(error) => Error::from(error),
        error => Error::new(ErrorKind::Unavailable, format!("the terminal: {error}")).caused_by(error),
    }
}

/// Completes commands, and files behind `/code`.
struct Commands {
    files: FilenameCompleter,
}

impl Completer for Commands {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        position: usize,
        context: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let typed = line.get(..position).unwrap_or(line);
        if typed.starts_with("/code ") {
            return self.files.complete(line, position, context);
        }
        let Some(start) = typed.strip_prefix('/') else { return Ok((0, Vec::new())) };
        let fitting = COMMANDS.iter().filter(|(name, ..)| name.is_ascii() && name.starts_with(start));
        let pairs = fitting.map(|(name, argument, _)| {
            let space = if argument.is_empty() { "" } else { " " };
            Pair { display: format!("/{name}"), replacement: format!("/{name}{space}") }
        });
        Ok((0, pairs.collect()))
    }
}

impl Hinter for Commands {
    type Hint = String;
}
impl Highlighter for Commands {}
impl Validator for Commands {}
impl Helper for Commands {}
