//! What the conversation tells, shown.

use prepai_core::code::{Execution, Verdict};
use prepai_core::turn::TurnEvent;
use prepai_core::{Error, Result};

use super::screen::Screen;
use super::talk::Left;

/// What an event means for the one who waits.
#[derive(Debug)]
pub(crate) enum Heard {
    /// Go on listening.
    Nothing,
    /// The turn is over: it is the candidate's turn.
    TurnEnded,
    /// Something went wrong; the turn may be over.
    Failed(Error),
    /// The conversation is over.
    Left(Left),
}

/// Shows an event; `None` is the end of all events.
///
/// # Errors
/// What standard output says.
pub(crate) fn hear(screen: &mut Screen, event: Option<TurnEvent>) -> Result<Heard> {
    let Some(event) = event else { return Ok(Heard::Left(Left::Lost)) };
    match event {
        TurnEvent::Text { text, .. } => screen.unit(&text)?,
        TurnEvent::Completed { .. } => screen.end_reply()?,
        TurnEvent::Phase(phase) => screen.phase(&phase)?,
        TurnEvent::CodingQuestion(question) => screen.exercise(&question)?,
        TurnEvent::Executed(executed) => {
            screen.end_reply()?;
            screen.remark(&verdict(&executed.execution))?;
        }
        // After the end of a turn and all that its commit tells.
        TurnEvent::Timings { .. } => return Ok(Heard::TurnEnded),
        TurnEvent::Interrupted { .. } => {
            screen.end_reply()?;
            return Ok(Heard::TurnEnded);
        }
        TurnEvent::Again { text } => {
            screen.unit(&text)?;
            screen.end_reply()?;
            return Ok(Heard::TurnEnded);
        }
        TurnEvent::Failed { error, .. } => return Ok(Heard::Failed(error)),
        TurnEvent::Ended { report, .. } => return Ok(Heard::Left(Left::Over(report))),
        TurnEvent::TakenOver => return Ok(Heard::Left(Left::TakenOver)),
        TurnEvent::Erased => return Ok(Heard::Left(Left::Erased)),
        TurnEvent::Transcript { .. }
        | TurnEvent::Thinking { .. }
        | TurnEvent::Audio { .. }
        | TurnEvent::UnitSpoken { .. }
        | TurnEvent::Spoken { .. }
        | TurnEvent::Interjected { .. }
        | TurnEvent::Submitted { .. }
        | TurnEvent::Hint(_)
        | TurnEvent::Released { .. } => {}
        TurnEvent::Lagged => return Ok(Heard::Left(Left::Lost)),
    }
    Ok(Heard::Nothing)
}

/// What came of an execution, in one line.
fn verdict(execution: &Execution) -> String {
    if execution.cases.is_empty() {
        let why = execution.error.as_deref().unwrap_or("there were no tests");
        return format!("not tested: {why}");
    }
    let passed = execution.cases.iter().filter(|case| case.verdict == Verdict::Accepted).count();
    let mut line = format!("{passed} of {} tests passed", execution.cases.len());
    if let Some(error) = &execution.error {
        line.push_str(&format!(": {error}"));
    }
    line
}
