//! What a face of the library sends into a conversation.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::closing;
use crate::error::{Error, ErrorKind, Result};
use crate::interview::PhraseBook;
use crate::session::{CodeSubmitted, EndReason, Said, Session};

/// The longest typed answer, in bytes.
pub const MAX_TEXT: usize = 16 << 10;

/// The longest program, in bytes.
pub const MAX_CODE: usize = 64 << 10;

/// Code from the candidate's editor.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CodeInput {
    /// The source.
    pub code: String,
    /// The language as sent.
    pub language: String,
    /// The function that is called; `solution` when absent.
    pub function: Option<String>,
    /// What the client claims of its own run: for display, never evidence.
    pub claimed: Option<Value>,
}

/// How replies are given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Speaking {
    /// Whether they are spoken, if there is a voice.
    pub spoken: bool,
    /// Whether the client reports what it has played ([`TurnInput::Played`]).
    pub reports_playback: bool,
    /// After how long without a word the voice says that it takes a moment; never when absent.
    pub filler_after: Option<Duration>,
    /// What it says then.
    pub phrases: Arc<PhraseBook>,
}

/// Something that happens on the candidate's side.
#[derive(Debug, Clone, PartialEq)]
pub enum TurnInput {
    /// The candidate is there: the interviewer greets, once a session.
    Ready,
    /// Typed words; none at all count as silence. They break off a turn that still runs.
    Text(String),
    /// Spoken words, as they were transcribed; none at all are an error. They break off a turn that still runs.
    Said {
        /// The words and where they were spoken.
        said: Said,
        /// Words with which the interviewer cuts in before the reply, if it does; at most [`MAX_TEXT`].
        cut_in: Option<String>,
    },
    /// Spoken words that nothing has answered: they are stored, each as a turn that is over as it opens, before whatever opens the
    /// next turn or ends the interview. They take the place of those that were given before and are not stored yet; one that was stored
    /// since the last were given is not stored again, nor the beginning of one that has become longer. Where one of those before is missing, a
    /// commit that was not answered for is settled first; an error means that those before stay.
    Carried(Vec<Said>),
    /// How replies are given from the next turn on.
    Speaking(Speaking),
    /// Code was submitted.
    Code(CodeInput),
    /// A hint is wanted.
    Hint,
    /// The last words are wanted again.
    Repeat,
    /// The candidate has been silent for long.
    Silence,
    /// The interview is to end now.
    End(EndReason),
    /// The client has played so many samples of a turn's speech.
    Played {
        /// The turn.
        turn: u32,
        /// Samples since the turn's first.
        samples: u64,
    },
    /// The candidate speaks: stop the turn that runs.
    BargeIn,
}

impl TurnInput {
    /// Checks the limits.
    ///
    /// # Errors
    /// `too_large` or `invalid_input`, naming the field.
    pub fn check(&self) -> Result<()> {
        match self {
            TurnInput::Text(text) => check_size("text", text, MAX_TEXT),
            TurnInput::Said { said, cut_in } => {
                check_said(said)?;
                check_size("cut_in", cut_in.as_deref().unwrap_or_default(), MAX_TEXT)
            }
            TurnInput::Carried(carried) => carried.iter().try_for_each(check_said),
            TurnInput::Code(code) => code.check(),
            _ => Ok(()),
        }
    }
}

impl CodeInput {
    /// Checks the limits.
    ///
    /// # Errors
    /// `too_large` or `invalid_input`, naming the field.
    pub fn check(&self) -> Result<()> {
        if self.code.trim().is_empty() {
            return Err(Error::invalid("code", "must not be empty"));
        }
        check_size("code", &self.code, MAX_CODE)?;
        let language = self.language.trim();
        if language.is_empty() || language.len() > 32 || language.chars().any(char::is_control) {
            return Err(Error::invalid("language", "must be a name of 1 to 32 characters, such as `python`"));
        }
        let function = self.function.as_deref().unwrap_or("solution");
        let letters = function.chars().all(|c| c == '_' || c == '$' || c == '.' || c.is_alphanumeric());
        if function.is_empty() || function.len() > 128 || !letters {
            return Err(Error::invalid("function_name", "must be a function's name of 1 to 128 characters"));
        }
        let claimed = self.claimed.as_ref().map_or(0, |claimed| claimed.to_string().len());
        if claimed > 4 * MAX_CODE {
            let message = format!("claimed: may have {} bytes and has {claimed}", 4 * MAX_CODE);
            return Err(Error::new(ErrorKind::TooLarge, message).with("field", "claimed"));
        }
        Ok(())
    }
}

impl CodeInput {
    /// The code as `session` stores it, as the submission of that id.
    pub fn submitted(&self, session: &Session, submission: &str) -> CodeSubmitted {
        closing::submitted(session, self, submission)
    }
}

fn check_said(said: &Said) -> Result<()> {
    if said.text.trim().is_empty() {
        return Err(Error::invalid("text", "must have words"));
    }
    check_size("text", &said.text, MAX_TEXT)
}

fn check_size(field: &'static str, text: &str, limit: usize) -> Result<()> {
    if text.len() <= limit {
        return Ok(());
    }
    let message = format!("{field}: may have {limit} bytes and has {}", text.len());
    Err(Error::new(ErrorKind::TooLarge, message).with("field", field))
}
