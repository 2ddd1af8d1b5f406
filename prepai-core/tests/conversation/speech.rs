//! The speak half on a scripted voice.

use std::time::Duration;

use prepai_core::session::Body;
use prepai_core::speech::SpeechChunk;
use prepai_core::testing::{ScriptedTextToSpeech, Step};
use prepai_core::turn::{OpenOptions, TurnEvent, TurnInput};
use prepai_core::{Error, ErrorKind};

use super::rig::{Rig, Talk, voice};

const REPLY: &str = "Thank you very much. What is a queue?";

fn spoken(reports_playback: bool) -> OpenOptions {
    OpenOptions { spoken: true, reports_playback, ..OpenOptions::default() }
}

fn rig() -> Rig {
    Rig::with(
        |agent| agent.otherwise(|_| vec![Step::Give(prepai_core::agent::AgentEvent::Text(REPLY.into()))]),
        |backends, clock| voice(backends, ScriptedTextToSpeech::new(clock).speed(16_000, 800)),
    )
}

fn samples(talk: &mut Talk) -> (u64, Vec<TurnEvent>) {
    let told = talk.told();
    let mut expected = 0;
    for event in &told {
        if let TurnEvent::Audio { start_sample, audio, .. } = event {
            assert_eq!(*start_sample, expected, "sound follows without a gap");
            expected += audio.frames();
        }
    }
    (expected, told)
}

#[test]
fn a_reply_that_was_played_is_heard() {
    let mut rig = rig();
    let mut talk = rig.open(spoken(true));
    rig.say(&talk, "Hello.");
    rig.pass(Duration::from_millis(10));
    let (sent, told) = samples(&mut talk);
    assert!(sent > 0);
    assert!(!told.iter().any(|event| matches!(event, TurnEvent::Completed { .. })), "it still plays");
    rig.send(&talk, TurnInput::Played { turn: 1, samples: sent }).unwrap();
    rig.settle();
    let heard = talk.told().into_iter().find_map(|event| match event {
        TurnEvent::Completed { heard, .. } => heard,
        _ => None,
    });
    assert_eq!(heard.as_deref(), Some(REPLY));
    rig.assert_replays();
}

#[test]
fn a_barge_in_keeps_the_words_that_were_played() {
    let mut rig = rig();
    let mut talk = rig.open(spoken(true));
    rig.say(&talk, "Hello.");
    rig.pass(Duration::from_millis(10));
    // 800 samples a character: after "Thank you very" the third word has begun.
    rig.send(&talk, TurnInput::Played { turn: 1, samples: 800 * 12 }).unwrap();
    rig.send(&talk, TurnInput::BargeIn).unwrap();
    rig.settle();
    let heard = talk.told().into_iter().find_map(|event| match event {
        TurnEvent::Interrupted { heard, .. } => Some(heard),
        _ => None,
    });
    assert_eq!(heard.as_deref(), Some("Thank you very"));
    assert_eq!(rig.session().last_reply().unwrap().content, "Thank you very");
    rig.assert_replays();
}

#[test]
fn without_reports_the_time_counts_and_is_marked_estimated() {
    let mut rig = rig();
    let talk = rig.open(spoken(false));
    rig.say(&talk, "Hello.");
    rig.pass(Duration::from_secs(30));
    let heard = rig.commits().into_iter().flat_map(|(_, events)| events).find_map(|event| match event.body {
        Body::Heard(heard) => Some(heard),
        _ => None,
    });
    let heard = heard.expect("the turn ended by itself");
    assert!(heard.estimated);
    assert_eq!(heard.heard, REPLY);
    rig.assert_replays();
}

#[test]
fn a_client_that_reports_too_much_or_nothing_does_no_harm() {
    let mut rig = rig();
    let talk = rig.open(spoken(true));
    rig.say(&talk, "Hello.");
    rig.pass(Duration::from_millis(10));
    rig.send(&talk, TurnInput::Played { turn: 7, samples: 5 }).unwrap();
    rig.send(&talk, TurnInput::Played { turn: 1, samples: u64::MAX }).unwrap();
    rig.settle();
    assert_eq!(rig.session().last_reply().unwrap().content, REPLY);
    rig.say(&talk, "And now I go away.");
    rig.pass(Duration::from_secs(60));
    assert!(rig.session().open_turn.is_none(), "{}", rig.shape());
    rig.assert_replays();
}

#[test]
fn a_voice_that_goes_wrong_leaves_the_text() {
    let mut rig = Rig::with(
        |agent| agent.says(REPLY),
        |backends, clock| {
            let broken = || [Step::<SpeechChunk>::Fail(Error::new(ErrorKind::NotAvailable, "no voice"))];
            voice(backends, ScriptedTextToSpeech::new(clock).answers(broken()).answers(broken()))
        },
    );
    let mut talk = rig.open(spoken(true));
    rig.say(&talk, "Hello.");
    rig.pass(Duration::from_millis(10));
    let told = talk.told();
    assert!(told.iter().any(|event| matches!(event, TurnEvent::Failed { .. })));
    assert_eq!(rig.session().last_reply().unwrap().content, REPLY);
    rig.assert_replays();
}
