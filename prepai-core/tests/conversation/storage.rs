//! A store that goes wrong: nothing is lost, nothing is doubled.

use std::time::Duration;

use prepai_core::testing::{Fault, Step, StoreCall};
use prepai_core::turn::TurnInput;
use prepai_core::{Error, ErrorKind};

use super::rig::{Rig, word};

fn full() -> Error {
    Error::new(ErrorKind::Unavailable, "the disk is full")
}

fn talkative(agent: prepai_core::testing::ScriptedAgent) -> prepai_core::testing::ScriptedAgent {
    agent.otherwise(|_| vec![Step::Give(prepai_core::agent::AgentEvent::Text("Go on.".into()))])
}

#[test]
fn words_that_could_not_be_stored_are_refused() {
    let mut rig = Rig::new(talkative);
    let talk = rig.typed();
    rig.store.on(StoreCall::Append, [Fault::Fail(full())]);
    let error = rig.send(&talk, TurnInput::Text("One.".into())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    // The attempt is in doubt: it is settled before the next words, and appears once.
    rig.say(&talk, "Two.");
    let session = rig.session();
    let said: Vec<_> = session.transcript.iter().map(|entry| entry.content.as_str()).collect();
    assert_eq!(said, ["One.", "Two.", "Go on."]);
    rig.assert_replays();
}

#[test]
fn a_reply_that_could_not_be_stored_is_told_and_stored_later() {
    let mut rig = Rig::new(talkative);
    let mut talk = rig.typed();
    rig.store.on(StoreCall::Append, [Fault::Pass, Fault::Fail(full()), Fault::Fail(full())]);
    rig.say(&talk, "One.");
    assert!(talk.told().iter().any(|event| word(event) == "Failed"));
    assert_eq!(rig.session().transcript.len(), 1);
    rig.pass(Duration::from_secs(6));
    assert_eq!(rig.session().transcript.len(), 2, "{}", rig.shape());
    assert!(talk.words().contains(&"Completed".to_owned()));
    rig.assert_replays();
}

#[test]
fn a_lost_acknowledgement_doubles_nothing() {
    let mut rig = Rig::new(talkative);
    let talk = rig.typed();
    rig.store.on(StoreCall::Append, [Fault::Pass, Fault::Lose(full())]);
    rig.say(&talk, "One.");
    rig.pass(Duration::from_secs(3));
    rig.say(&talk, "Two.");
    let session = rig.session();
    let said: Vec<_> = session.transcript.iter().map(|entry| entry.content.as_str()).collect();
    assert_eq!(said, ["One.", "Go on.", "Two.", "Go on."]);
    rig.assert_replays();
}
