//! A store that goes wrong: nothing is lost, nothing is doubled.

use std::sync::Arc;
use std::time::Duration;

use prepai_core::agent::{AgentEvent, ToolCall};
use prepai_core::session::{Body, EndReason, Said, Status};
use prepai_core::testing::{Fault, ScriptedTool, Step, StoreCall};
use prepai_core::tool::Tools;
use prepai_core::turn::{CodeInput, TurnInput};
use prepai_core::{Backends, Error, ErrorKind};
use serde_json::json;

use super::rig::{Rig, word};

fn full() -> Error {
    Error::new(ErrorKind::Unavailable, "the disk is full")
}

fn talkative(agent: prepai_core::testing::ScriptedAgent) -> prepai_core::testing::ScriptedAgent {
    agent.otherwise(|_| vec![Step::Give(AgentEvent::Text("Go on.".into()))])
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
fn a_tool_that_answers_more_than_the_log_takes_is_refused_and_the_turn_is_stored() {
    let call = ToolCall { id: "f".into(), name: "flood".into(), arguments: json!({}) };
    let mut rig = Rig::with(
        |agent| {
            agent
                .answers([Step::Give(AgentEvent::ToolCall(call))])
                .answers([Step::Give(AgentEvent::Text("Go on.".into()))])
        },
        |backends, clock| {
            let flood = json!({ "much": "x".repeat(5 << 20) });
            let flood = ScriptedTool::new(clock, "flood").answers([Step::Give(flood)]);
            Backends { tools: Tools::none().with(Arc::new(flood)).unwrap(), ..backends }
        },
    );
    let mut talk = rig.typed();
    rig.say(&talk, "One.");
    assert!(talk.words().contains(&"Completed".to_owned()), "{}", rig.shape());
    let codes: Vec<_> = rig
        .commits()
        .into_iter()
        .flat_map(|(_, events)| events)
        .filter_map(|event| match event.body {
            Body::ToolReturned(returned) => Some((returned.code, returned.result)),
            _ => None,
        })
        .collect();
    assert_eq!(codes, [(Some("too_large".to_owned()), None)]);
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

#[test]
fn a_lost_acknowledgement_doubles_nothing_whatever_comes_next() {
    for (next, words) in [
        (TurnInput::BargeIn, vec!["One.", "Go on."]),
        (TurnInput::End(EndReason::Candidate), vec!["One.", "Go on."]),
        (TurnInput::Text("Two.".into()), vec!["One.", "Go on.", "Two.", "Go on."]),
    ] {
        let mut rig = Rig::new(talkative);
        let mut talk = rig.typed();
        rig.store.on(StoreCall::Append, [Fault::Pass, Fault::Lose(full())]);
        rig.say(&talk, "One.");
        rig.send(&talk, next.clone()).unwrap();
        rig.pass(Duration::from_secs(3));
        let session = rig.session();
        let said: Vec<_> = session.transcript.iter().map(|entry| entry.content.as_str()).collect();
        assert_eq!(said, words, "{next:?}: {}", rig.shape());
        let completed = talk.words().iter().filter(|told| *told == "Completed").count();
        assert_eq!(completed, words.len() / 2, "{next:?}");
        rig.assert_replays();
    }
}

#[test]
fn a_turn_that_was_closed_by_a_lost_opening_is_not_closed_again() {
    for next in [TurnInput::BargeIn, TurnInput::Text("Three.".into()), TurnInput::End(EndReason::Candidate)] {
        let mut rig = Rig::new(|agent| agent.answers([Step::Stall]).answers([Step::Stall]));
        let talk = rig.typed();
        rig.say(&talk, "One.");
        rig.store.on(StoreCall::Append, [Fault::Lose(full())]);
        rig.send(&talk, TurnInput::Text("Two.".into())).unwrap_err();
        rig.send(&talk, next.clone()).unwrap();
        rig.settle();
        let closed = rig.commits().into_iter().flat_map(|(_, events)| events);
        let closed: Vec<u32> =
            closed.filter(|event| event.body.name() == "interrupted").map(|event| event.meta.turn).collect();
        let expected = if next == TurnInput::BargeIn { vec![1] } else { vec![1, 2] };
        assert_eq!(closed, expected, "{next:?}: {}", rig.shape());
        rig.assert_replays();
    }
}

#[test]
fn an_end_that_could_not_be_stored_is_not_forgotten_when_the_candidate_cuts_in() {
    let mut rig = Rig::new(|agent| {
        let call = ToolCall { id: "e".into(), name: "end_interview".into(), arguments: json!({}) };
        let last = AgentEvent::Text("Goodbye, Ada.".into());
        agent.answers([Step::Give(last), Step::Give(AgentEvent::ToolCall(call))]).answers([])
    });
    let talk = rig.typed();
    rig.store.on(StoreCall::Append, [Fault::Pass, Fault::Fail(full())]);
    rig.say(&talk, "That was all.");
    assert_eq!(rig.session().status, Status::Active);
    // Another server takes its number: the commit in doubt stands never, and is decided again.
    let code = CodeInput { code: "print(1)".into(), language: "python".into(), ..CodeInput::default() };
    rig.clock.run(rig.interview.submit_code(&rig.session, code)).unwrap();
    rig.send(&talk, TurnInput::BargeIn).unwrap();
    assert_eq!(rig.session().status, Status::Completed, "{}", rig.shape());
    rig.assert_replays();
}

#[test]
fn an_end_from_outside_is_told_when_a_commit_was_in_doubt() {
    let mut rig = Rig::new(talkative);
    let mut talk = rig.typed();
    rig.store.on(StoreCall::Append, [Fault::Pass, Fault::Fail(full())]);
    rig.say(&talk, "One.");
    rig.clock.run(rig.interview.end(&rig.session, EndReason::Request)).unwrap();
    // Sooner than it would look by itself.
    rig.send(&talk, TurnInput::BargeIn).unwrap();
    assert_eq!(talk.words().iter().filter(|told| *told == "Ended").count(), 1);
    assert_eq!(rig.session().transcript.len(), 1, "{}", rig.shape());
}

#[test]
fn words_that_are_taken_back_are_known_to_be_stored_before() {
    let said = |text: &str| Said { text: text.into(), ..Said::default() };
    let mut rig = Rig::new(talkative);
    let mut talk = rig.typed();
    rig.send(&talk, TurnInput::Carried(vec![said("I use a map")])).unwrap();
    rig.store.on(StoreCall::Append, [Fault::Fail(full()), Fault::Fail(full())]);
    rig.send(&talk, TurnInput::Hint).unwrap_err();
    // More words may come, whatever stands.
    rig.send(&talk, TurnInput::Carried(vec![said("I use a map"), said("here.")])).unwrap();
    rig.send(&talk, TurnInput::Carried(vec![])).unwrap_err();
    assert!(talk.words().is_empty());
    rig.send(&talk, TurnInput::Carried(vec![])).unwrap();
    assert!(talk.words().contains(&"Transcript".to_owned()), "before whoever takes them back has an answer");
    rig.say(&talk, "Done.");
    let session = rig.session();
    let said: Vec<_> = session.transcript.iter().map(|entry| entry.content.as_str()).collect();
    assert_eq!(said, ["I use a map", "Done.", "Go on."]);
    rig.assert_replays();
}
