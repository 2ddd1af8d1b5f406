//! An interview of 60 turns, held by the real interviewer, to measure with.

use prepai_core::ids::SessionId;
use prepai_core::turn::{Interview, TurnInput};
use prepai_core::{Error, ErrorKind, Result};

use super::talker::Talker;

/// How many turns it has.
pub(crate) const TURNS: u32 = 60;

/// How many interviews are tried.
const TRIES: u64 = 20;

/// Holds interviews until one has [`TURNS`] turns and ends it there. Now and then the candidate asks for a repetition,
/// as candidates do.
///
/// # Errors
/// What the conversation says; `internal` when the interviewer always closes earlier.
pub(crate) async fn record(interview: &Interview) -> Result<SessionId> {
    for number in 0..TRIES {
        let mut talker = Talker::begin(interview, number).await?;
        let id = talker.session().clone();
        let mut turns = 1;
        while turns < TURNS && !talker.is_over() {
            match turns % 3 {
                0 => talker.turn(TurnInput::Repeat).await?,
                1 if turns % 2 == 0 => talker.turn(TurnInput::Hint).await?,
                _ => talker.say(number).await?,
            };
            turns += 1;
        }
        let reached = turns == TURNS;
        if !talker.is_over() {
            talker.turn(TurnInput::End(prepai_core::session::EndReason::Candidate)).await?;
        }
        talker.finish().await;
        if reached {
            return Ok(id);
        }
    }
    let message = format!("no interview came to {TURNS} turns");
    Err(Error::new(ErrorKind::Internal, message).during("bench.record"))
}
