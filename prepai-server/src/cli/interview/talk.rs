//! The conversation: lines in, events out, until it is over or left.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::stream::BoxStream;
use prepai_core::session::{CodingQuestion, EndReason, Session};
use prepai_core::turn::{CodeInput, Conversation, TurnEvent, TurnInput};
use prepai_core::{Error, Result};
use serde_json::Value;

use super::code::{self, Typed};
use super::command::{Command, parse};
use super::lines::{Line, Lines, Prompt};
use super::listen::{Heard, hear};
use super::screen::Screen;
use super::signals::Signals;

/// After this time without a word it is said that the interviewer is thinking.
const PATIENCE: Duration = Duration::from_secs(1);

/// How a conversation ended.
#[derive(Debug)]
pub(crate) enum Left {
    /// The interview is over; this is its report.
    Over(Arc<Value>),
    /// The candidate went away; true for Ctrl-C.
    Open(bool),
    /// Another program has opened the interview.
    TakenOver,
    /// Somebody erased it.
    Erased,
    /// The conversation stopped without a word; the interview is still open.
    Lost,
}

/// A conversation in the terminal.
pub(crate) struct Talk<'a> {
    conversation: Conversation,
    events: BoxStream<'static, TurnEvent>,
    lines: &'a Lines,
    screen: &'a mut Screen,
    signals: Signals,
    /// When it was opened, and the session's time then.
    began: (Instant, Duration),
    language: Option<String>,
    executes: bool,
}

impl<'a> Talk<'a> {
    /// A conversation that was opened just now; `executes` when code is run and not only stored.
    pub(crate) fn new(
        conversation: Conversation,
        session: &Session,
        lines: &'a Lines,
        screen: &'a mut Screen,
        executes: bool,
    ) -> Result<Talk<'a>> {
        Ok(Talk {
            events: conversation.subscribe(),
            conversation,
            lines,
            screen,
            signals: Signals::new()?,
            began: (Instant::now(), Duration::from_micros(session.offset_us)),
            language: None,
            executes,
        })
    }

    /// Talks until the interview is over or left.
    ///
    /// # Errors
    /// What standard input and output say; where nobody sits at the keyboard also what the conversation says.
    pub(crate) async fn run(mut self) -> Result<Left> {
        if let Some(left) = self.turn(TurnInput::Ready).await? {
            return Ok(left);
        }
        loop {
            let line = match self.line(self.screen.prompt()).await? {
                Ok(line) => line,
                Err(left) => return Ok(left),
            };
            self.screen.echo(&line)?;
            if let Some(left) = self.command(parse(&line)).await? {
                return Ok(left);
            }
        }
    }

    /// The next line; or how the conversation ended while it was waited for.
    async fn line(&mut self, prompt: Prompt) -> Result<std::result::Result<String, Left>> {
        let next = self.lines.next(prompt);
        tokio::pin!(next);
        loop {
            tokio::select! {
                line = &mut next => return Ok(match line? {
                    Line::Text(line) => Ok(line),
                    Line::End => Err(Left::Open(false)),
                    Line::Interrupt => Err(Left::Open(true)),
                }),
                event = self.events.next() => match hear(self.screen, event)? {
                    Heard::Left(left) => return Ok(Err(left)),
                    Heard::Nothing | Heard::TurnEnded => {}
                    Heard::Failed(error) => self.screen.warn(&told(&error))?,
                },
                () = self.signals.next() => return Ok(Err(Left::Open(true))),
            }
        }
    }

    async fn command(&mut self, command: Command) -> Result<Option<Left>> {
        match command {
            Command::Say(words) => return self.turn(TurnInput::Text(words)).await,
            Command::Hint => return self.turn(TurnInput::Hint).await,
            Command::Repeat => return self.turn(TurnInput::Repeat).await,
            Command::Code(file) => return self.code(file).await,
            Command::End => return self.end().await,
            Command::Quit => return Ok(Some(Left::Open(false))),
            Command::Language(named) => self.name_language(named)?,
            Command::Exercise => match &self.session().await?.coding {
                Some(question) => self.screen.exercise(question)?,
                None => self.screen.remark("no exercise is open")?,
            },
            Command::Time => {
                let (began, before) = self.began;
                self.screen.time(&*self.session().await?, before + began.elapsed())?;
            }
            Command::Transcript => self.screen.transcript(&*self.session().await?)?,
            Command::Help => self.screen.help()?,
            Command::Unknown(word, near) => {
                let near = near.map(|near| format!(" did you mean /{near}?")).unwrap_or_default();
                self.screen.warn(&format!("there is no /{word};{near} /help lists what there is"))?;
            }
        }
        Ok(None)
    }

    async fn session(&self) -> Result<Arc<Session>> {
        self.conversation.session().await
    }

    /// Gives an input to the conversation and shows what follows, until it is the candidate's turn again.
    async fn turn(&mut self, input: TurnInput) -> Result<Option<Left>> {
        if let Err(error) = self.conversation.send(input).await {
            return self.refused(error).await;
        }
        let mut failed = false;
        let patience = tokio::time::sleep(PATIENCE);
        tokio::pin!(patience);
        let mut patient = true;
        loop {
            let heard = tokio::select! {
                event = self.events.next() => hear(self.screen, event)?,
                () = self.signals.next() => Heard::Left(Left::Open(true)),
                () = &mut patience, if patient => {
                    patient = false;
                    self.screen.thinking()?;
                    Heard::Nothing
                }
            };
            match heard {
                Heard::Nothing => {}
                Heard::TurnEnded => return Ok(None),
                Heard::Left(left) => {
                    self.screen.end_reply()?;
                    return Ok(Some(left));
                }
                Heard::Failed(error) => {
                    self.screen.end_reply()?;
                    if !self.lines.is_edited() {
                        return Err(error);
                    }
                    self.screen.warn(&told(&error))?;
                    // The driver answers when it is done with what went wrong: either the turn still runs, or it is
                    // over and could not be stored yet.
                    let open = self.session().await?.open_turn.is_some();
                    if failed || !open {
                        return Ok(None);
                    }
                    failed = true;
                }
            }
        }
    }

    /// An input that was not taken in: what was typed is still there with the arrow keys.
    async fn refused(&mut self, error: Error) -> Result<Option<Left>> {
        // The conversation may be over; then it has said why.
        while let Some(event) = futures::FutureExt::now_or_never(self.events.next()) {
            if let Heard::Left(left) = hear(self.screen, event)? {
                return Ok(Some(left));
            }
        }
        if !self.lines.is_edited() {
            return Err(error);
        }
        self.screen.warn(&format!("{} — the arrow-up key brings it back", told(&error)))?;
        Ok(None)
    }

    async fn end(&mut self) -> Result<Option<Left>> {
        if self.lines.is_edited() {
            match self.line(Prompt::plain("End the interview and get the report? [y/N] ")).await? {
                Ok(answer) if ["y", "yes"].contains(&answer.trim().to_lowercase().as_str()) => {}
                Ok(_) => return Ok(None),
                Err(left) => return Ok(Some(left)),
            }
        }
        self.turn(TurnInput::End(EndReason::Candidate)).await
    }

    fn name_language(&mut self, named: Option<String>) -> Result<()> {
        if named.is_some() {
            self.language = named;
        }
        match &self.language {
            Some(language) => self.screen.remark(&format!("typed code is {language}")),
            None => {
                self.screen.remark("typed code is in the exercise's language; /language NAME picks another")
            }
        }
    }

    async fn code(&mut self, file: Option<PathBuf>) -> Result<Option<Left>> {
        let session = self.session().await?;
        let exercise = session.coding.as_ref();
        let language = match self.language_of(file.as_deref(), exercise).await? {
            Ok(language) => language,
            Err(left) => return Ok(Some(left)),
        };
        let starter = exercise.filter(|open| Some(&open.language) == language.as_ref());
        let starter = starter.map(|open| open.initial_code.as_str()).unwrap_or_default();
        let source = match self.source(file, starter, language.as_deref().unwrap_or("code")).await {
            Ok(Typed::Code(source)) => source,
            Ok(Typed::Nothing) => {
                self.screen.remark("nothing was handed in")?;
                return Ok(None);
            }
            Ok(Typed::Left(line)) => return Ok(Some(Left::Open(line == Line::Interrupt))),
            Err(error) if self.lines.is_edited() => {
                self.screen.warn(&told(&error))?;
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let Some(language) = language else {
            self.screen
                .warn("not handed in: say /language NAME first, or name a file such as solution.py")?;
            return Ok(None);
        };
        let lines = source.lines().count();
        let tested =
            if self.executes { "" } else { "; it stays untested: this build has no engine to run code" };
        let plural = if lines == 1 { "line" } else { "lines" };
        self.screen.remark(&format!("{lines} {plural} of {language} handed in{tested}"))?;
        let function = exercise.map(|open| open.function.clone());
        self.turn(TurnInput::Code(CodeInput { code: source, language, function, claimed: None })).await
    }

    /// The language of code that is handed in now, if anybody knows it; a person is asked.
    async fn language_of(
        &mut self,
        file: Option<&Path>,
        exercise: Option<&CodingQuestion>,
    ) -> Result<std::result::Result<Option<String>, Left>> {
        let by_file = file.and_then(code::language_of).map(str::to_owned);
        let known = by_file.or_else(|| self.language.clone());
        let known = known.or_else(|| exercise.map(|open| open.language.clone()));
        if known.is_some() || !self.lines.is_edited() {
            return Ok(Ok(known));
        }
        Ok(self.line(Prompt::plain("Language: ")).await?.map(|answer| {
            self.language = Some(answer.trim().to_owned()).filter(|answer| !answer.is_empty());
            self.language.clone()
        }))
    }

    async fn source(&mut self, file: Option<PathBuf>, starter: &str, language: &str) -> Result<Typed> {
        if let Some(file) = file {
            return code::read(&file).map(Typed::Code);
        }
        if let Some(editor) = code::editor(self.lines) {
            let (starter, language) = (starter.to_owned(), language.to_owned());
            let edited = tokio::task::spawn_blocking(move || code::edit(&editor, &starter, &language)).await;
            return edited
                .map_err(|error| Error::new(prepai_core::ErrorKind::Internal, error.to_string()))?;
        }
        self.screen
            .remark(&format!("type or paste your {language}; a line with a single dot hands it in"))?;
        code::typed(self.lines).await
    }
}

/// An error within a conversation, in one line.
fn told(error: &Error) -> String {
    format!("{} [{}]", error.message(), error.kind().code())
}
