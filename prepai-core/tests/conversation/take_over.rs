//! Two conversations on one session, listeners that go away, processes that die.

use std::time::Duration;

use prepai_core::session::{Body, EndReason, InterruptReason};
use prepai_core::testing::{Fault, Step, StoreCall};
use prepai_core::turn::{CodeInput, RESUME_GRACE, TurnInput};
use prepai_core::{Error, ErrorKind};

use super::rig::{Rig, word};

fn talkative(agent: prepai_core::testing::ScriptedAgent) -> prepai_core::testing::ScriptedAgent {
    agent.otherwise(|_| vec![Step::Give(prepai_core::agent::AgentEvent::Text("Go on.".into()))])
}

#[test]
fn the_newer_conversation_wins_and_the_older_never_commits_again() {
    let mut rig = Rig::new(talkative);
    let mut old = rig.typed();
    rig.say(&old, "One.");
    let mut new = rig.typed();
    let error = rig.send(&old, TurnInput::Text("Two.".into())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    rig.settle();
    assert!(old.told().iter().any(|event| word(event) == "TakenOver"));
    assert!(old.is_over());
    rig.say(&new, "Three.");
    assert!(new.words().contains(&"Completed".to_owned()));
    let session = rig.session();
    assert!(!session.transcript.iter().any(|entry| entry.content == "Two."));
    rig.assert_replays();
}

#[test]
fn an_idle_conversation_notices_within_two_seconds() {
    let mut rig = Rig::new(talkative);
    let mut old = rig.typed();
    let _new = rig.typed();
    rig.pass(Duration::from_millis(2_100));
    assert!(old.words().contains(&"TakenOver".to_owned()));
}

#[test]
fn an_end_from_outside_is_told_by_whoever_comes_upon_it() {
    let mut rig = Rig::new(talkative);
    let mut talk = rig.typed();
    rig.say(&talk, "One.");
    rig.clock.run(rig.interview.end(&rig.session, EndReason::Request)).unwrap();
    // Sooner than it would look by itself.
    let error = rig.send(&talk, TurnInput::Text("Two.".into())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert!(talk.words().contains(&"Ended".to_owned()));
}

#[test]
fn what_others_wrote_is_told_also_when_the_store_breaks_off_in_the_middle_of_it() {
    let mut rig = Rig::new(talkative);
    let mut talk = rig.typed();
    rig.say(&talk, "One.");
    let code = CodeInput { code: "print(1)".into(), language: "python".into(), ..CodeInput::default() };
    rig.clock.run(rig.interview.submit_code(&rig.session, code)).unwrap();
    rig.clock.run(rig.interview.end(&rig.session, EndReason::Request)).unwrap();
    // The stream gives the first of the two commits and breaks; the next look finds the other one.
    rig.store.on(StoreCall::Commits, [Fault::Lose(Error::new(ErrorKind::Unavailable, "the disk is away"))]);
    rig.pass(Duration::from_millis(4_200));
    let words = talk.words();
    let told = |word: &str| words.iter().filter(|told| *told == word).count();
    assert_eq!((told("Submitted"), told("Ended")), (1, 1), "{words:?}");
}

#[test]
fn a_log_that_is_damaged_is_told_once_and_the_conversation_is_over() {
    let mut rig = Rig::new(talkative);
    let mut talk = rig.typed();
    let damaged = Error::new(ErrorKind::Corrupt, "commit 3: its events are damaged");
    rig.store.on(StoreCall::Commits, vec![Fault::Fail(damaged); 5]);
    rig.pass(Duration::from_secs(9));
    assert_eq!(talk.words().iter().filter(|word| *word == "Failed").count(), 1);
    assert!(talk.is_over());
}

#[test]
fn a_turn_that_died_with_its_process_is_closed_as_lost() {
    let mut rig = Rig::new(|agent| agent.answers([Step::Stall]));
    let dead = rig.typed();
    rig.say(&dead, "Are you there?");
    let _new = rig.typed();
    let commits = rig.commits();
    let lost = commits.iter().flat_map(|(_, events)| events).any(|event| {
        matches!(&event.body, Body::Interrupted(interrupted) if interrupted.reason == InterruptReason::Lost)
    });
    assert!(lost, "{}", rig.shape());
    rig.assert_replays();
}

#[test]
fn a_conversation_outlives_its_listener_for_the_grace() {
    let mut rig = Rig::new(talkative);
    let talk = rig.typed();
    let conversation = talk.conversation.clone();
    drop(talk);
    rig.pass(RESUME_GRACE - Duration::from_secs(5));
    let again = super::rig::Talk { events: conversation.subscribe(), conversation: conversation.clone() };
    rig.pass(Duration::from_secs(120));
    rig.say(&again, "I am back.");
    drop(again);
    rig.pass(RESUME_GRACE + Duration::from_secs(5));
    let error = rig.wait(async move { conversation.send(TurnInput::Ready).await }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
}

#[test]
fn nobody_is_waited_for_when_the_interview_is_over() {
    let mut rig = Rig::new(talkative);
    let talk = rig.typed();
    let conversation = talk.conversation.clone();
    rig.send(&talk, TurnInput::End(EndReason::Candidate)).unwrap();
    rig.settle();
    // Who listens may still ask.
    rig.pass(RESUME_GRACE);
    rig.wait({
        let conversation = conversation.clone();
        async move { conversation.session().await }
    })
    .unwrap();
    drop(talk);
    rig.pass(Duration::from_secs(3));
    let error = rig.wait(async move { conversation.session().await }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
}

#[test]
fn erasing_ends_the_conversation() {
    let mut rig = Rig::new(talkative);
    let mut talk = rig.typed();
    rig.say(&talk, "Hello.");
    rig.clock.run(rig.interview.sessions().erase(&rig.session)).unwrap();
    let error = rig.send(&talk, TurnInput::Text("Still?".into())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    rig.settle();
    assert!(talk.words().contains(&"Erased".to_owned()));
    let gone = rig.clock.run(rig.interview.sessions().load(&rig.session)).unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::NotFound);
}

#[test]
fn a_request_may_commit_through_the_conversation() {
    let mut rig = Rig::new(talkative);
    let talk = rig.typed();
    let conversation = talk.conversation.clone();
    let committed = rig.wait(async move {
        conversation
            .commit(|session| {
                let hint = prepai_core::session::HintGiven {
                    question: "q".into(),
                    step: u32::try_from(session.hints.len()).unwrap() + 1,
                    text: "h".into(),
                };
                Ok(vec![prepai_core::session::Entry::system(Body::HintGiven(hint))])
            })
            .await
    });
    assert_eq!(committed.unwrap().len(), 1);
    assert_eq!(rig.session().hints.len(), 1);
}
