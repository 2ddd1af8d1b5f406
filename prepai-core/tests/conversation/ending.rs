//! How interviews end.

use prepai_core::ErrorKind;
use prepai_core::agent::{AgentEvent, ToolCall};
use prepai_core::session::{EndReason, REPORT_FILE, SESSION_FILE, Said, SessionStore, Status};
use prepai_core::speech::AudioSpan;
use prepai_core::testing::Step;
use prepai_core::turn::{Conversation, OpenOptions, TurnEvent, TurnInput};
use serde_json::json;

use super::rig::Rig;

#[test]
fn the_agent_closes_after_its_last_words() {
    let mut rig = Rig::new(|agent| {
        let call = ToolCall { id: "e".into(), name: "end_interview".into(), arguments: json!({}) };
        let last = AgentEvent::Text("Goodbye, Ada.".into());
        agent.answers([Step::Give(last), Step::Give(AgentEvent::ToolCall(call))]).answers([])
    });
    let mut talk = rig.typed();
    rig.say(&talk, "That was all.");
    assert!(
        rig.shape().ends_with("generated tool_returned generated replied ended reported"),
        "{}",
        rig.shape()
    );
    let words = talk.words();
    let place = |word: &str| words.iter().position(|told| told == word).unwrap();
    assert!(place("Completed") < place("Ended"), "{words:?}");
    assert_eq!(rig.session().status, Status::Completed);
    rig.assert_replays();
}

#[test]
fn an_end_from_outside_closes_the_turn_that_runs() {
    let mut rig = Rig::new(|agent| agent.answers([Step::Stall]));
    let mut talk = rig.typed();
    rig.say(&talk, "Hello.");
    let conversation = talk.conversation.clone();
    let report = rig.wait(async move { conversation.end(EndReason::Candidate).await }).unwrap();
    assert!(report["overallScore"].is_null(), "one word is no evidence");
    assert_eq!(report["recommendation"], "INSUFFICIENT_EVIDENCE");
    assert!(rig.shape().ends_with("interrupted ended reported"), "{}", rig.shape());
    assert!(talk.told().iter().any(|event| matches!(event, TurnEvent::Ended { .. })));
    rig.assert_replays();
}

#[test]
fn words_that_nothing_answered_are_stored_before_what_comes_next_and_before_the_end() {
    let said = |text: &str| Said { text: text.into(), ..Said::default() };
    let mut rig = Rig::new(|agent| agent.says("Welcome.").says("I see.").answers([Step::Stall]));
    let mut talk = rig.typed();
    rig.send(&talk, TurnInput::Ready).unwrap();
    rig.send(&talk, TurnInput::Carried(vec![said("Not this.")])).unwrap();
    rig.send(&talk, TurnInput::Carried(vec![said("I would"), said("use a map.")])).unwrap();
    rig.settle();
    talk.told();
    rig.say(&talk, "Here it is.");
    assert_eq!(
        talk.words()[..6],
        ["Transcript", "Interrupted", "Transcript", "Interrupted", "Transcript", "Thinking"]
    );
    rig.say(&talk, "One more thing.");
    // Given by somebody who does not know yet that some of it was stored meanwhile.
    rig.send(&talk, TurnInput::Carried(vec![said("use a map."), said("And it is fast.")])).unwrap();
    rig.send(&talk, TurnInput::End(EndReason::Candidate)).unwrap();
    let words: Vec<_> = rig.session().transcript.iter().map(|entry| entry.content.clone()).collect();
    let expected =
        ["Welcome.", "I would", "use a map.", "Here it is.", "I see.", "One more thing.", "And it is fast."];
    assert_eq!(words, expected);
    assert!(rig.shape().ends_with("interrupted said interrupted ended reported"), "{}", rig.shape());
    let empty = TurnInput::Carried(vec![Said::default()]);
    assert!(rig.send(&talk, empty).unwrap_err().message().contains("text"));
    rig.assert_replays();
}

#[test]
fn of_words_that_have_become_more_while_they_were_stored_the_others_are_stored_next() {
    let said = |text: &str, start_sample: u64| {
        let audio = AudioSpan { stream: "a.wav".into(), start_sample, end_sample: 9_000, rate: 16_000 };
        Said { text: text.into(), audio: Some(audio), ..Said::default() }
    };
    let mut rig = Rig::new(|agent| agent.otherwise(|_| vec![Step::Stall]));
    let talk = rig.typed();
    rig.send(&talk, TurnInput::Carried(vec![said("I use a map", 0)])).unwrap();
    rig.say(&talk, "Hello?");
    // Given by somebody who does not know yet that the beginning was stored.
    rig.send(&talk, TurnInput::Carried(vec![said("I use a map because it is fast.", 0)])).unwrap();
    rig.say(&talk, "Done.");
    rig.send(&talk, TurnInput::Carried(vec![said("because it is fast. Yes.", 100)])).unwrap();
    rig.send(&talk, TurnInput::End(EndReason::Candidate)).unwrap();
    let words: Vec<_> = rig.session().transcript.iter().map(|entry| entry.content.clone()).collect();
    let expected = ["I use a map", "Hello?", "because it is fast.", "Done.", "because it is fast. Yes."];
    assert_eq!(words, expected, "from another place on they are others");
    rig.assert_replays();
}

#[test]
fn a_second_end_gives_the_first_report_and_nothing_else_goes_on() {
    let mut rig = Rig::new(|agent| agent);
    let talk = rig.typed();
    let end = |conversation: &Conversation| {
        let conversation = conversation.clone();
        async move { conversation.end(EndReason::Candidate).await.unwrap() }
    };
    let first = rig.wait(end(&talk.conversation));
    let again = rig.wait(end(&talk.conversation));
    assert_eq!(first, again);
    let error = rig.send(&talk, TurnInput::Text("More.".into())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    let outside = rig.clock.run(rig.interview.end(&rig.session, EndReason::Request)).unwrap();
    assert_eq!(first, outside);
    let opened = rig.clock.run(Conversation::open(&rig.interview, &rig.session, OpenOptions::default()));
    assert_eq!(opened.unwrap_err().kind(), ErrorKind::Conflict);
}

#[test]
fn the_documents_of_older_readers_are_written() {
    let rig = Rig::new(|agent| agent);
    rig.clock.run(rig.interview.end(&rig.session, EndReason::Request)).unwrap();
    let files = rig.clock.run(rig.store.list_files(&rig.session)).unwrap();
    let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, [REPORT_FILE, SESSION_FILE]);
}

#[test]
fn there_is_no_report_before_the_end() {
    let rig = Rig::new(|agent| agent);
    let error = rig.clock.run(rig.interview.report(&rig.session)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotReady);
}
