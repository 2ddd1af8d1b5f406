//! One turn of a replay.

use std::collections::VecDeque;
use std::sync::Arc;

use super::difference::{Difference, Replay, compare};
use crate::interview::{self, Library, TurnCause};
use crate::session::{Body, Event, HeardBody, InterruptReason, Meta, Session, ToolReturned};
use crate::turn::{Derivation, Opening, derived_at_opening, effects};

/// A turn that is being replayed.
pub(super) struct TurnReplay {
    cause: TurnCause,
    opened: Meta,
    derivation: Option<Derivation>,
    /// Derived and not yet seen in the log.
    expected: VecDeque<Body>,
}

impl TurnReplay {
    /// A turn that the event opens; `session` stands before it.
    pub(super) fn open(session: &Session, event: &Event, library: &Library) -> Option<TurnReplay> {
        let (opening, cause) = match &event.body {
            Body::Said(said) => (Opening::Said(said.clone()), TurnCause::Said(said.text.clone())),
            Body::Prompted(cause) => (Opening::Prompted(cause.clone()), TurnCause::Prompted(cause.clone())),
            _ => return None,
        };
        let expected = derived_at_opening(session, library, &opening, event.meta.offset_us).into();
        Some(TurnReplay { cause, opened: event.meta, derivation: None, expected })
    }

    /// The rules of the turn; they begin with its first text, when the opening commit has been folded.
    fn derivation(&mut self, session: &Session, library: &Library) -> &mut Derivation {
        let (cause, opened) = (&self.cause, self.opened);
        self.derivation.get_or_insert_with(|| {
            let briefing = interview::brief(session, library, cause.clone(), opened.at, opened.offset_us);
            Derivation::new(Arc::new(briefing))
        })
    }

    /// The agent's text of one round.
    pub(super) fn generated(&mut self, session: &Session, text: &str, library: &Library) {
        let derivation = self.derivation(session, library);
        derivation.push(text);
        derivation.end_round();
    }

    /// A tool's answer.
    pub(super) fn returned(&mut self, session: &Session, returned: &ToolReturned, library: &Library) {
        let ends = |body: &Body| matches!(body, Body::Ended(_));
        self.expected.extend(effects(session, returned, library).into_iter().filter(|body| !ends(body)));
    }

    /// What must come next of the derived events.
    pub(super) fn next_effect(&mut self) -> Option<Body> {
        self.expected.pop_front()
    }

    /// The turn's last event.
    pub(super) fn close(
        mut self,
        replay: &mut Replay,
        session: &Session,
        commit: u64,
        event: &Event,
        library: &Library,
    ) {
        let broken = matches!(&event.body, Body::Interrupted(_));
        if !broken {
            for missing in std::mem::take(&mut self.expected) {
                replay.differ(Difference {
                    commit,
                    turn: event.meta.turn,
                    event: missing.name().to_owned(),
                    field: String::new(),
                    recorded: serde_json::Value::Null,
                    derived: missing.to_value().unwrap_or_default(),
                });
            }
        }
        let derivation = self.derivation(session, library);
        match &event.body {
            Body::Replied(_) => {
                derivation.finish();
                compare(replay, commit, event, Some(&Body::Replied(derivation.replied())));
            }
            Body::Heard(heard) => {
                derivation.finish();
                // How much was played came from outside; what could be played is derived.
                let derived = HeardBody {
                    estimated: heard.estimated,
                    ..derivation.heard(heard.heard.clone(), heard.samples)
                };
                compare(replay, commit, event, Some(&Body::Heard(derived)));
            }
            Body::Interrupted(interrupted) if interrupted.reason != InterruptReason::Lost => {
                derivation.finish();
                // Where a turn was broken off came from outside; the words before it must still be a beginning of ours.
                // A round that was cut in its middle is not recorded: its words cannot be derived.
                let derived = derivation.text();
                let known = interrupted.text.is_empty() || derivation.is_fallback();
                if !known
                    && !derived.starts_with(&interrupted.text)
                    && !interrupted.text.starts_with(&derived)
                {
                    let mut expected = interrupted.clone();
                    expected.text = derived;
                    compare(replay, commit, event, Some(&Body::Interrupted(expected)));
                }
            }
            _ => {}
        }
    }
}
