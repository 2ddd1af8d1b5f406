//! The speak half on a scripted voice.

use std::time::Duration;

use futures::StreamExt;
use prepai_core::session::{Body, InterjectionReason, Said};
use prepai_core::speech::{AudioSpan, SpeechChunk};
use prepai_core::testing::{ScriptedTextToSpeech, Step};
use prepai_core::turn::{OpenOptions, Speaking, TurnEvent, TurnInput};
use prepai_core::{Error, ErrorKind};

use super::rig::{Rig, Talk, voice};

const REPLY: &str = "Thank you very much. What is a queue?";

fn spoken(reports_playback: bool) -> OpenOptions {
    OpenOptions {
        speaking: Speaking { spoken: true, reports_playback, ..Speaking::default() },
        ..OpenOptions::default()
    }
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
fn words_whose_sound_was_still_being_made_were_not_heard() {
    let mut rig = Rig::with(
        |agent| agent.says(REPLY),
        |backends, clock| {
            let wait = Duration::from_millis(800);
            voice(backends, ScriptedTextToSpeech::new(clock).delays(wait, Duration::ZERO))
        },
    );
    let mut talk = rig.open(spoken(true));
    rig.say(&talk, "Hello.");
    rig.pass(Duration::from_millis(200));
    rig.send(&talk, TurnInput::BargeIn).unwrap();
    rig.settle();
    let told = talk.told();
    assert!(told.iter().any(|event| matches!(event, TurnEvent::Text { .. })), "they were written");
    let heard = told.into_iter().find_map(|event| match event {
        TurnEvent::Interrupted { heard, .. } => Some(heard),
        _ => None,
    });
    assert_eq!(heard.as_deref(), Some(""));
    rig.assert_replays();
}

#[test]
fn what_a_client_that_was_away_has_not_played_is_heard_when_it_is_back() {
    let mut rig = rig();
    let mut talk = rig.open(spoken(true));
    let there = talk.conversation.attend();
    talk.events = futures::stream::empty().boxed();
    rig.say(&talk, "Hello.");
    rig.pass(Duration::from_millis(10));
    rig.send(&talk, TurnInput::Played { turn: 1, samples: 800 * 12 }).unwrap();
    rig.settle();
    drop(there);
    rig.pass(Duration::from_secs(20));
    assert!(rig.session().open_turn.is_some(), "nobody is there to play it: {}", rig.shape());
    // It is back shortly before the time would be over, which begins anew.
    let back = talk.conversation.attend();
    rig.pass(Duration::from_secs(6));
    rig.send(&talk, TurnInput::Played { turn: 1, samples: u64::MAX }).unwrap();
    rig.settle();
    assert_eq!(rig.session().last_reply().unwrap().content, REPLY);
    drop(back);
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

/// An agent that writes nothing for `wait`, then the reply.
fn slow(wait: Duration) -> Rig {
    Rig::with(
        move |agent| {
            agent.otherwise(move |_| {
                vec![Step::Wait(wait), Step::Give(prepai_core::agent::AgentEvent::Text(REPLY.into()))]
            })
        },
        |backends, clock| voice(backends, ScriptedTextToSpeech::new(clock).speed(16_000, 800)),
    )
}

fn with_filler() -> OpenOptions {
    let speaking = Speaking {
        filler_after: Some(Duration::from_millis(1200)),
        spoken: true,
        reports_playback: true,
        ..Speaking::default()
    };
    OpenOptions { speaking, ..OpenOptions::default() }
}

fn interjected(rig: &Rig) -> Vec<(String, InterjectionReason)> {
    let events = rig.commits().into_iter().flat_map(|(_, events)| events);
    events
        .filter_map(|event| match event.body {
            Body::Interjected(what) => Some((what.text, what.reason)),
            _ => None,
        })
        .collect()
}

#[test]
fn a_slow_agent_gets_a_filler_that_is_no_part_of_the_reply() {
    let mut rig = slow(Duration::from_secs(3));
    let mut talk = rig.open(with_filler());
    rig.say(&talk, "Hello.");
    rig.pass(Duration::from_millis(1199));
    assert_eq!(samples(&mut talk).0, 0, "not before its time");
    rig.pass(Duration::from_millis(1));
    let (filler, told) = samples(&mut talk);
    assert!(filler > 0);
    assert!(told.iter().any(|event| matches!(event, TurnEvent::Interjected { .. })));
    rig.pass(Duration::from_secs(3));
    rig.send(&talk, TurnInput::Played { turn: 1, samples: u64::MAX }).unwrap();
    rig.settle();
    assert_eq!(interjected(&rig).len(), 1);
    assert_eq!(interjected(&rig)[0].1, InterjectionReason::Filler);
    assert_eq!(rig.session().last_reply().unwrap().content, REPLY);
    rig.assert_replays();
}

#[test]
fn without_reports_the_time_between_a_filler_and_the_reply_plays_nothing() {
    let mut rig = slow(Duration::from_secs(6));
    let mut options = with_filler();
    options.speaking.reports_playback = false;
    let mut talk = rig.open(options);
    rig.say(&talk, "Hello.");
    rig.pass(Duration::from_millis(6_900));
    let told = talk.told();
    assert!(!told.iter().any(|event| matches!(event, TurnEvent::Completed { .. })), "it still plays");
    rig.send(&talk, TurnInput::BargeIn).unwrap();
    rig.settle();
    // 20 letters a second, for 0.9 s.
    assert_eq!(rig.session().last_reply().unwrap().content, "Thank you very much.");
    rig.assert_replays();
}

#[test]
fn of_a_turn_that_is_broken_off_in_its_filler_nothing_was_heard() {
    let mut rig = slow(Duration::from_secs(60));
    let talk = rig.open(with_filler());
    rig.say(&talk, "Hello.");
    rig.pass(Duration::from_secs(20));
    assert_eq!(interjected(&rig).len(), 0, "it is stored with the turn's end");
    rig.send(&talk, TurnInput::Played { turn: 1, samples: 9_000 }).unwrap();
    rig.send(&talk, TurnInput::BargeIn).unwrap();
    rig.settle();
    assert_eq!(interjected(&rig).len(), 2, "two at most");
    assert!(rig.session().last_reply().is_none());
    rig.assert_replays();
}

#[test]
fn spoken_words_keep_where_they_were_spoken_and_may_be_cut_in_on() {
    let mut rig = rig();
    let mut talk = rig.open(spoken(true));
    let audio = AudioSpan { stream: "audio_1.wav".into(), start_sample: 0, end_sample: 9, rate: 16_000 };
    let said = Said { text: "And then".into(), audio: Some(audio.clone()), confidence: Some(0.5) };
    let cut_in = Some("Let me stop you there.".to_owned());
    rig.send(&talk, TurnInput::Said { said, cut_in }).unwrap();
    rig.pass(Duration::from_millis(10));
    let (sent, told) = samples(&mut talk);
    let first = told.iter().find_map(|event| match event {
        TurnEvent::Audio { unit, .. } => Some(*unit),
        _ => None,
    });
    assert_eq!(first, Some(None), "the cut-in is spoken before the reply");
    rig.send(&talk, TurnInput::Played { turn: 1, samples: sent }).unwrap();
    rig.settle();
    assert_eq!(interjected(&rig), [("Let me stop you there.".to_owned(), InterjectionReason::CutIn)]);
    let said = rig.commits().into_iter().flat_map(|(_, events)| events).find_map(|event| match event.body {
        Body::Said(said) => said.audio,
        _ => None,
    });
    assert_eq!(said, Some(audio));
    let empty = TurnInput::Said { said: Said::default(), cut_in: None };
    assert!(rig.send(&talk, empty).unwrap_err().message().contains("text"));
    rig.assert_replays();
}

#[test]
fn how_replies_are_given_can_change_between_turns() {
    let mut rig = rig();
    let mut talk = rig.open(OpenOptions::default());
    rig.say(&talk, "Typed.");
    rig.pass(Duration::from_millis(10));
    assert_eq!(samples(&mut talk).0, 0);
    let speaking = Speaking { spoken: true, reports_playback: true, ..Speaking::default() };
    rig.send(&talk, TurnInput::Speaking(speaking)).unwrap();
    rig.say(&talk, "Spoken.");
    rig.pass(Duration::from_millis(10));
    let (sent, told) = samples(&mut talk);
    assert!(sent > 0 && told.iter().any(|event| matches!(event, TurnEvent::Spoken { turn: 2 })));
    let units = told.iter().filter(|event| matches!(event, TurnEvent::UnitSpoken { .. })).count();
    assert_eq!(units, 2);
}
