//! Lines from the candidate: edited in a terminal, or read as they come.

mod guard;
mod plain;
mod terminal;

use std::io::{self, IsTerminal};
use std::path::Path;
use std::thread;

use prepai_core::{Error, ErrorKind, Result};
use tokio::sync::{mpsc, oneshot};

use guard::TerminalGuard;

/// A line, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// Its text, without the line feed.
    Text(String),
    /// The input is at its end (Ctrl-D).
    End,
    /// Ctrl-C.
    Interrupt,
}

/// How a line is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Prompt {
    /// What stands before it.
    pub(crate) text: String,
    /// The same with colours; they take no room.
    pub(crate) styled: String,
    /// Whether the line can be called back with the arrow keys, also after a resume.
    pub(crate) remember: bool,
}

impl Prompt {
    /// A prompt whose line is forgotten.
    pub(crate) fn plain(text: &str) -> Prompt {
        Prompt { text: text.to_owned(), styled: text.to_owned(), remember: false }
    }
}

/// What reads lines. It lives in its own thread, because reading blocks.
trait Source {
    fn line(&mut self, prompt: &Prompt) -> Result<Line>;

    /// From now on lines are remembered in this file.
    fn remember_in(&mut self, history: &Path);
}

enum Request {
    Line(Prompt, oneshot::Sender<Result<Line>>),
    RememberIn(std::path::PathBuf),
}

/// Asks for lines, one after another.
#[derive(Debug)]
pub(crate) struct Lines {
    requests: mpsc::UnboundedSender<Request>,
    edited: bool,
    _guard: TerminalGuard,
}

impl Lines {
    /// Lines from standard input.
    pub(crate) fn open() -> Lines {
        let edited = io::stdin().is_terminal();
        let guard = TerminalGuard::new(edited);
        let (requests, mut inbox) = mpsc::unbounded_channel();
        // Ends with the sender; a read that never returns ends with the program.
        thread::spawn(move || {
            let mut source: Box<dyn Source> = match edited {
                true => Box::new(terminal::Terminal::default()),
                false => Box::new(plain::Plain),
            };
            while let Some(request) = inbox.blocking_recv() {
                match request {
                    Request::Line(prompt, answer) => {
                        let _ = answer.send(source.line(&prompt));
                    }
                    Request::RememberIn(history) => source.remember_in(&history),
                }
            }
        });
        Lines { requests, edited, _guard: guard }
    }

    /// Whether a person types; otherwise lines come from a file or another program.
    pub(crate) fn is_edited(&self) -> bool {
        self.edited
    }

    /// From now on lines are remembered in this file, which holds those of earlier times.
    pub(crate) fn remember_in(&self, history: &Path) {
        let _ = self.requests.send(Request::RememberIn(history.to_owned()));
    }

    /// The next line. Dropping the future does not take back the question.
    ///
    /// # Errors
    /// What the operating system says; `invalid_content` when it is not UTF-8.
    pub(crate) async fn next(&self, prompt: Prompt) -> Result<Line> {
        let gone = || Error::new(ErrorKind::Internal, "standard input is read no more");
        let (answer, answered) = oneshot::channel();
        self.requests.send(Request::Line(prompt, answer)).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}
