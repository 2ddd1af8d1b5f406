//! Replay: the recorded inputs through today's code, compared with what was derived then.
//!
//! Inputs are what came from outside: words, code, the agent's raw text, tools' answers, the clock, ids. Everything
//! else (phases, hints, what the reply rules released and cut, what followed from tools, the scores) is derived again
//! and compared as JSON, byte for byte.

mod difference;
mod turn;

use crate::evaluation;
use crate::interview::Library;
use crate::session::{Body, Event, Log, Session};

pub use difference::{Difference, Replay};

use difference::compare;
use turn::TurnReplay;

/// Replays a session from its verified commits, in order: numbers and events.
///
/// Costs time proportional to the log; changes nothing.
pub fn replay<'a>(
    id: &crate::ids::SessionId,
    commits: impl IntoIterator<Item = (u64, &'a [Event])>,
    library: &Library,
) -> Replay {
    let mut replay = Replay::new(evaluation::VERSION);
    let mut session = Session::new(id.clone());
    let mut turn: Option<TurnReplay> = None;
    for (number, events) in commits {
        session.commit = number;
        replay.commits += 1;
        for event in events {
            replay.events += 1;
            check(&mut replay, &mut turn, &session, number, event, library);
            session.apply(event);
        }
    }
    replay
}

/// Replays a log that was loaded together with its events.
pub fn replay_log(log: &Log, commits: &[(u64, Vec<Event>)], library: &Library) -> Replay {
    let commits = commits.iter().map(|(number, events)| (*number, events.as_slice()));
    replay(&log.session().id, commits, library)
}

fn check(
    replay: &mut Replay,
    turn: &mut Option<TurnReplay>,
    session: &Session,
    commit: u64,
    event: &Event,
    library: &Library,
) {
    match &event.body {
        Body::Created(created) => replay.check_content(&created.kind, &created.hashes, library),
        Body::Said(_) | Body::Prompted(_) => {
            replay.turns += 1;
            *turn = TurnReplay::open(session, event, library);
        }
        Body::Generated(generated) => {
            if let Some(turn) = turn {
                turn.generated(session, &generated.text, library);
            }
        }
        Body::ToolReturned(returned) => {
            if let Some(turn) = turn {
                turn.returned(session, returned, library);
            }
        }
        Body::PhaseEntered(_) | Body::HintGiven(_) | Body::QuestionAsked(_) | Body::CodingQuestion(_) => {
            let expected = turn.as_mut().and_then(TurnReplay::next_effect);
            compare(replay, commit, event, expected.as_ref());
        }
        Body::Replied(_) | Body::Heard(_) | Body::Interrupted(_) => {
            if let Some(turn) = turn.take() {
                turn.close(replay, session, commit, event, library);
            }
        }
        Body::Reported(reported) => {
            if reported.evaluator == evaluation::VERSION {
                let today = Body::Reported(evaluation::report(session, library));
                compare(replay, commit, event, Some(&today));
            } else {
                replay.other_evaluator = Some(reported.evaluator.clone());
            }
        }
        Body::Attached(_)
        | Body::CodeSubmitted(_)
        | Body::CodeExecuted(_)
        | Body::CvUploaded(_)
        | Body::CvAnalyzed(_)
        | Body::Interjected(_)
        | Body::Ended(_)
        | Body::Erased(_)
        | Body::Unknown { .. } => {}
    }
}
