//! `prepai erase`: a session with everything that belongs to it.

use std::io::{self, IsTerminal, Write};

use clap::Args;
use prepai_core::ids::SessionId;
use prepai_core::{Error, ErrorKind, Result};
use serde_json::json;

use super::context::Context;
use super::exit::Outcome;
use super::interview::Histories;

/// Delete a session for good: its log, its files, its report. Only its id and the numbers of its commits stay.
#[derive(Debug, Args)]
pub(crate) struct EraseArgs {
    /// The session
    #[arg(value_name = "ID")]
    id: SessionId,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

impl EraseArgs {
    /// Erases.
    ///
    /// # Errors
    /// `not_found`; `invalid_input` when nobody is there to be asked; what the configuration or the store says.
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        let interview = context.interview()?;
        // A damaged session has no summary that can be shown and is erased all the same.
        let summary = interview.sessions().store().summary(&self.id).await.ok().flatten();
        if !self.yes {
            let what = summary.map_or_else(
                || format!("session {}", self.id),
                |known| format!("the {} interview of {}", known.interview_type, known.candidate),
            );
            if !confirmed(&what)? {
                return Ok(Outcome::No);
            }
        }
        let erased = interview.sessions().erase(&self.id).await;
        Histories::new(context.data()).forget(&self.id);
        erased.map_err(|error| error.with("session", &self.id))?;
        let value = json!({ "session_id": self.id, "erased": true });
        context.output.result(&value, || format!("{} is erased", self.id))?;
        Ok(Outcome::Done)
    }
}

fn confirmed(what: &str) -> Result<bool> {
    if !io::stdin().is_terminal() {
        return Err(Error::invalid("yes", "nobody is there to be asked: say `--yes`"));
    }
    let _ = write!(io::stderr(), "Erase {what} for good? [y/N] ").and_then(|()| io::stderr().flush());
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => Error::new(ErrorKind::InvalidContent, "the answer is not UTF-8"),
        _ => Error::from(error),
    })?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}
