//! Clients that send whole utterances and play whole sentences.

use std::time::Duration;

use prepai_core::session::Body;
use prepai_core::speech::{Audio, Transcript};
use prepai_core::testing::Step;
use prepai_core::turn::NewSession;
use prepai_voice::duplex::{Allowance, Form, Utterance, VoiceEvent, VoiceInput};

use crate::rig::{House, REPLY, Rig, WORDS};

fn utterance() -> VoiceInput {
    VoiceInput::Utterance(Audio::mono_i16(16_000, vec![9_000; 16_000]).into())
}

#[test]
fn an_utterance_is_answered_with_all_its_sound_at_once() {
    let mut rig = Rig::joined(Form::Sentences, |house| house);
    rig.give(utterance());
    assert_eq!(rig.said(), [WORDS]);
    let told = rig.told();
    let sound: u64 = told
        .iter()
        .filter_map(|(_, event)| match event {
            VoiceEvent::Sound { samples, .. } => Some(samples.len() as u64),
            _ => None,
        })
        .sum();
    assert_eq!(sound, (REPLY.chars().count() as u64 - 1) * 800, "without the space between");
    rig.pass(5_000);
    let heard = rig.bodies().into_iter().find_map(|body| match body {
        Body::Heard(heard) => Some((heard.heard, heard.estimated)),
        _ => None,
    });
    assert_eq!(heard, Some((REPLY.to_owned(), true)));
}

#[test]
fn an_utterance_without_words_is_met_with_silence() {
    let silent = [Step::Give(Transcript::default())];
    let mut rig = Rig::joined(Form::Sentences, |house| House { ears: house.ears.answers(silent), ..house });
    let before = rig.told().len();
    rig.give(utterance());
    rig.pass(1_000);
    assert_eq!(rig.told().len(), before);
}

#[test]
fn after_a_start_of_speech_the_old_turn_says_nothing_more() {
    let mut rig = Rig::joined(Form::Sentences, |house| House {
        voice: house.voice.delays(Duration::from_millis(100), Duration::from_millis(100)),
        ..house
    });
    rig.give(utterance());
    rig.pass(360);
    assert!(rig.words().contains(&"Sound".to_owned()));
    rig.give(VoiceInput::SpeechStart);
    let now = rig.told().len();
    rig.pass(3_000);
    let later = &rig.told()[now..];
    assert!(!later.iter().any(|(_, event)| matches!(event, VoiceEvent::Sound { .. })), "{later:?}");
    assert!(REPLY.starts_with(&rig.heard()[0]) && rig.heard()[0] != REPLY, "{:?}", rig.heard());
    rig.give(utterance());
    rig.pass(6_000);
    assert_eq!(rig.heard()[1], REPLY);
}

#[test]
fn utterances_are_taken_in_order_and_too_many_are_refused() {
    let slow = |text: &str| {
        let transcript = Transcript { text: text.into(), ..Transcript::default() };
        [Step::Wait(Duration::from_millis(500)), Step::Give(transcript)]
    };
    let mut rig = Rig::joined(Form::Sentences, |house| House {
        ears: house.ears.answers(slow("One.")).answers(slow("Two.")),
        ..house
    });
    for _ in 0..20 {
        rig.give(utterance());
    }
    let refused = rig.told().iter().filter(|(_, event)| matches!(event, VoiceEvent::Failed(_))).count();
    assert_eq!(refused, 3, "one is transcribed and 16 wait");
    rig.pass(3_000);
    assert_eq!(rig.said()[..2], ["One.", "Two."]);
}

#[test]
fn what_waits_may_have_a_quarter_of_an_hour_of_sound_and_one_utterance_any_length() {
    let stalled = [Step::Wait(Duration::from_secs(60)), Step::Give(Transcript::default())];
    let long =
        |seconds: usize| VoiceInput::Utterance(Audio::mono_i16(16_000, vec![9_000; 16_000 * seconds]).into());
    let mut rig = Rig::joined(Form::Sentences, |house| House { ears: house.ears.answers(stalled), ..house });
    let refused =
        |rig: &Rig| rig.told().iter().filter(|(_, event)| matches!(event, VoiceEvent::Failed(_))).count();
    rig.give(long(901));
    assert_eq!(refused(&rig), 0, "nobody waits before it");
    rig.give(long(1));
    assert_eq!(refused(&rig), 1, "it holds all that may wait");
    rig.pass(61_000);
    rig.give(long(900));
    assert_eq!(refused(&rig), 1);
}

fn one_second_later(text: &str) -> [Step<Transcript>; 2] {
    let transcript = Transcript { text: text.into(), ..Transcript::default() };
    [Step::Wait(Duration::from_secs(1)), Step::Give(transcript)]
}

#[test]
fn who_speaks_on_before_the_words_are_known_is_answered_once_and_to_everything() {
    let mut rig = Rig::joined(Form::Sentences, |house| House {
        ears: house.ears.answers(one_second_later("One.")).answers(one_second_later("Two.")),
        new: NewSession { recording_consent: true, ..house.new },
        ..house
    });
    rig.give(VoiceInput::SpeechStart);
    rig.give(utterance());
    rig.pass(500);
    rig.give(VoiceInput::SpeechStart);
    let before = rig.told().len();
    rig.pass(3_000);
    assert_eq!(rig.told()[before..].len(), 0, "while somebody speaks nothing is said: {:?}", rig.words());
    rig.give(utterance());
    rig.pass(500);
    assert_eq!(rig.told()[before..].len(), 0, "nor before the words are known: {:?}", rig.words());
    rig.pass(6_000);
    assert_eq!((rig.said(), rig.heard()), (vec!["One. Two.".to_owned()], vec![REPLY.to_owned()]));
    let span = rig.bodies().into_iter().find_map(|body| match body {
        Body::Said(said) => said.audio,
        _ => None,
    });
    assert_eq!(span.map(|span| (span.stream, span.end_sample)), Some((rig.files()[0].clone(), 32_000)));
}

#[test]
fn speech_that_comes_to_nothing_takes_no_answer_away() {
    let wordless = [Step::Give(Transcript::default())];
    let nothing = || VoiceInput::Utterance(Audio::mono_i16(16_000, Vec::new()).into());
    for end in [utterance(), nothing(), VoiceInput::Away(true)] {
        let mut rig = Rig::joined(Form::Sentences, |house| House {
            ears: house.ears.answers(one_second_later("One.")).answers(wordless.clone()),
            ..house
        });
        rig.give(utterance());
        rig.pass(500);
        rig.give(VoiceInput::SpeechStart);
        rig.pass(2_000);
        assert!(rig.said().is_empty(), "{end:?}");
        rig.give(end.clone());
        rig.pass(1_000);
        assert_eq!(rig.said(), ["One."], "{end:?}");
    }
}

#[test]
fn what_waits_keeps_its_share_until_it_is_transcribed() {
    let allowance = std::sync::Arc::new(Allowance::new(Duration::from_secs(2)));
    let utterance = || {
        let mut held = allowance.hold();
        held.grow(16_000).unwrap();
        let sound = Audio::mono_i16(16_000, vec![9_000; 16_000]);
        VoiceInput::Utterance(Utterance { sound, held: Some(held.into()) })
    };
    let stalled = [Step::Wait(Duration::from_secs(60)), Step::Give(Transcript::default())];
    let mut rig = Rig::joined(Form::Sentences, |house| House {
        ears: house.ears.answers(stalled.clone()).answers(stalled),
        ..house
    });
    rig.give(utterance());
    rig.give(utterance());
    rig.pass(59_000);
    assert!(allowance.hold().grow(1).is_err(), "one is transcribed and one waits");
    rig.pass(2_000);
    assert!(allowance.hold().grow(16_000).is_ok(), "one is transcribed");
    assert!(allowance.hold().grow(16_001).is_err());
    rig.pass(60_000);
    assert!(allowance.hold().grow(32_000).is_ok());
}
