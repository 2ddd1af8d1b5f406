//! What of a commit is told to those who listen.

use std::sync::Arc;

use super::super::TurnEvent;
use super::super::broadcast::Broadcast;
use crate::session::{Body, Event, Session};

/// Tells what was committed; `session` stands as of the commit.
pub(super) fn announce(broadcast: &Broadcast, session: &Session, events: &[Event]) {
    for event in events {
        let turn = event.meta.turn;
        let told = match &event.body {
            Body::Said(said) => Some(TurnEvent::Transcript { turn, text: said.text.clone() }),
            Body::PhaseEntered(phase) => Some(TurnEvent::Phase(phase.clone())),
            Body::HintGiven(hint) => Some(TurnEvent::Hint(hint.clone())),
            Body::CodeSubmitted(code) => Some(TurnEvent::Submitted { submission: code.submission.clone() }),
            Body::CodeExecuted(executed) => Some(TurnEvent::Executed(Box::new(executed.clone()))),
            Body::Replied(replied) => {
                Some(TurnEvent::Completed { turn, text: replied.text.clone(), heard: None })
            }
            Body::Heard(heard) => Some(TurnEvent::Completed {
                turn,
                text: heard.text.clone(),
                heard: Some(heard.heard.clone()),
            }),
            Body::Interrupted(interrupted) => {
                Some(TurnEvent::Interrupted { turn, heard: interrupted.text.clone() })
            }
            _ => None,
        };
        if let Some(told) = told {
            broadcast.send(&told);
        }
    }
    // After the turn's end, whatever the order in the log: a client shows the exercise when the words are complete.
    for event in events {
        match &event.body {
            Body::CodingQuestion(question) => {
                broadcast.send(&TurnEvent::CodingQuestion(Box::new(question.clone())))
            }
            Body::Ended(reason) => {
                let report = Arc::new(session.report.clone().unwrap_or_default());
                broadcast.send(&TurnEvent::Ended { reason: reason.clone(), report });
            }
            _ => {}
        }
    }
}
