//! How turns open.

use std::time::Duration;

use prepai_core::ErrorKind;
use prepai_core::agent::AgentEvent;
use prepai_core::session::ExchangeRole;
use prepai_core::testing::Step;
use prepai_core::turn::{CodeInput, MAX_TEXT, TurnEvent, TurnInput};
use serde_json::json;

use super::rig::Rig;

#[test]
fn words_are_stored_then_shown_then_answered() {
    let mut rig = Rig::new(|agent| agent.streams("Thank you. What is a hash map?"));
    let mut talk = rig.typed();
    rig.say(&talk, "I build compilers.");
    assert_eq!(
        talk.words(),
        ["Transcript", "Phase", "Thinking", "Text", "Text", "Released", "Completed", "Timings"]
    );
    assert_eq!(rig.shape(), "created | attached | said phase_entered | generated replied");
    let session = rig.session();
    let said: Vec<_> = session.transcript.iter().map(|entry| (entry.role, entry.content.as_str())).collect();
    assert_eq!(
        said,
        [
            (ExchangeRole::User, "I build compilers."),
            (ExchangeRole::Assistant, "Thank you. What is a hash map?")
        ]
    );
    rig.assert_replays();
}

#[test]
fn the_interviewer_greets_once() {
    let mut rig = Rig::new(|agent| agent.says("Hello Ada. Please tell me about yourself."));
    let mut talk = rig.typed();
    rig.send(&talk, TurnInput::Ready).unwrap();
    rig.settle();
    assert!(talk.words().contains(&"Completed".to_owned()));
    rig.send(&talk, TurnInput::Ready).unwrap();
    rig.settle();
    assert_eq!(talk.words(), ["Again"]);
    assert_eq!(rig.session().transcript.len(), 1);
}

#[test]
fn nothing_typed_is_silence_and_no_message() {
    let mut rig = Rig::new(|agent| agent.says("Take your time."));
    let talk = rig.typed();
    rig.say(&talk, " \n ");
    let session = rig.session();
    assert_eq!(session.transcript.len(), 1);
    assert_eq!(session.transcript[0].content, "Take your time.");
    rig.assert_replays();
}

#[test]
fn limits_are_named_and_nothing_is_stored() {
    let mut rig = Rig::new(|agent| agent);
    let talk = rig.typed();
    let long = TurnInput::Text("x".repeat(MAX_TEXT + 1));
    let error = rig.send(&talk, long).unwrap_err();
    assert_eq!((error.kind(), error.fact("field")), (ErrorKind::TooLarge, Some("text")));
    let empty = CodeInput { code: " ".into(), language: "python".into(), ..CodeInput::default() };
    let error = rig.send(&talk, TurnInput::Code(empty)).unwrap_err();
    assert_eq!((error.kind(), error.fact("field")), (ErrorKind::InvalidInput, Some("code")));
    assert_eq!(rig.shape(), "created | attached");
}

#[test]
fn code_is_stored_with_its_hash_and_opens_a_turn() {
    let mut rig = Rig::new(|agent| agent.says("Thank you. How long does it take?"));
    let mut talk = rig.typed();
    let code =
        CodeInput { code: "def solution(): pass".into(), language: "python".into(), ..CodeInput::default() };
    rig.send(&talk, TurnInput::Code(code)).unwrap();
    rig.settle();
    assert!(talk.words().contains(&"Submitted".to_owned()));
    let session = rig.session();
    assert_eq!(session.submissions.len(), 1);
    assert_eq!(session.submissions[0].submitted.sha256.len(), 64);
    assert!(session.submissions[0].executed.is_none(), "nothing executes code here");
    rig.assert_replays();
}

#[test]
fn more_words_break_off_the_turn_that_runs() {
    let mut rig = Rig::new(|agent| {
        let begun = Step::Give(AgentEvent::Text("Let me think about it. And".into()));
        agent.answers([begun, Step::Stall]).says("Of course.")
    });
    let mut talk = rig.typed();
    rig.say(&talk, "One.");
    rig.say(&talk, "Two.");
    rig.settle();
    assert_eq!(rig.shape(), "created | attached | said phase_entered | interrupted said | generated replied");
    let words = talk.words();
    assert_eq!(words.iter().filter(|word| *word == "Interrupted").count(), 1, "{words:?}");
    let session = rig.session();
    let contents: Vec<_> = session.transcript.iter().map(|entry| entry.content.as_str()).collect();
    assert_eq!(contents, ["One.", "Let me think about it.", "Two.", "Of course."]);
    rig.assert_replays();
}

#[test]
fn tools_become_events_and_the_agent_is_asked_again() {
    let mut rig = Rig::new(|agent| {
        agent.calls("c1", "lookup_question", json!({"phase": "intro"})).otherwise(|request| {
            let text = request.results[0].result.as_ref().unwrap()["text"].as_str().unwrap().to_owned();
            vec![Step::Give(AgentEvent::Text(text))]
        })
    });
    let talk = rig.typed();
    rig.say(&talk, "Ready.");
    let session = rig.session();
    assert_eq!(session.asked.len(), 1);
    assert!(!session.transcript[1].content.is_empty());
    assert!(
        rig.shape().contains("generated tool_returned question_asked generated replied"),
        "{}",
        rig.shape()
    );
    rig.assert_replays();
}

#[test]
fn a_tool_that_is_not_there_is_told_to_the_agent() {
    let mut rig = Rig::new(|agent| agent.calls("c1", "launch_rocket", json!({})).says("Let us go on."));
    let talk = rig.typed();
    rig.say(&talk, "Hello.");
    assert!(rig.shape().ends_with("generated tool_returned generated replied"), "{}", rig.shape());
    rig.assert_replays();
}

#[test]
fn an_agent_that_calls_tools_for_ever_is_stopped() {
    let mut rig = Rig::new(|agent| {
        agent.otherwise(|request| {
            if request.tools.is_empty() {
                return vec![Step::Give(AgentEvent::Text("Enough.".into()))];
            }
            let call = prepai_core::agent::ToolCall {
                id: format!("c{}", request.round),
                name: "analyze_cv".into(),
                arguments: json!({}),
            };
            vec![Step::Give(AgentEvent::ToolCall(call))]
        })
    });
    let talk = rig.typed();
    rig.say(&talk, "Hello.");
    assert_eq!(rig.session().transcript[1].content, "Enough.");
    rig.assert_replays();
}

#[test]
fn an_empty_answer_gets_a_sentence_of_ours() {
    let mut rig = Rig::new(|agent| agent.says("*nods*"));
    let talk = rig.typed();
    rig.say(&talk, "Hello.");
    assert!(rig.session().transcript[1].content.len() > 5);
    rig.assert_replays();
}

#[test]
fn an_agent_that_goes_wrong_ends_the_turn_and_not_the_interview() {
    let mut rig = Rig::new(|agent| {
        let fail = Step::Fail(prepai_core::Error::new(ErrorKind::Unavailable, "the model is away"));
        agent.answers([Step::Give(AgentEvent::Text("Well done. ".into())), fail]).says("Back again.")
    });
    let mut talk = rig.typed();
    rig.say(&talk, "One.");
    let failed = talk.told().into_iter().find_map(|event| match event {
        TurnEvent::Failed { error, .. } => Some(error.kind()),
        _ => None,
    });
    assert_eq!(failed, Some(ErrorKind::Unavailable));
    rig.say(&talk, "Two.");
    let session = rig.session();
    assert_eq!(session.last_reply().unwrap().content, "Back again.");
    rig.assert_replays();
}

#[test]
fn phases_follow_the_clock() {
    let mut rig = Rig::new(|agent| agent.otherwise(|_| vec![Step::Give(AgentEvent::Text("Go on.".into()))]));
    let talk = rig.typed();
    rig.say(&talk, "Hello.");
    let first = rig.session().phase_name().unwrap().to_owned();
    rig.pass(Duration::from_secs(40 * 60));
    rig.say(&talk, "Still here.");
    assert_ne!(rig.session().phase_name().unwrap(), first);
    rig.assert_replays();
}
