//! Speech over the interviewer.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::{self, BoxStream};
use prepai_core::Result;
use prepai_core::speech::{Audio, SpeechChunk, SpeechRequest, TextToSpeech, Transcript};
use prepai_core::testing::Step;
use prepai_core::turn::TurnInput;
use prepai_voice::duplex::{Form, VoiceInput};

use crate::rig::{House, REPLY, Rig, says};

const LONG: &str = "First we look at the queue and then at the store behind it. Then we count what is lost.";

fn hears(text: &str) -> Vec<Step<Transcript>> {
    vec![Step::Give(Transcript { text: text.into(), ..Transcript::default() })]
}

/// The interviewer is in the middle of a long reply.
fn speaking(change: impl FnOnce(House) -> House) -> Rig {
    let mut rig = Rig::with(|house| {
        let house = House { agent: house.agent.answers(says(LONG)), ..house };
        change(House { ears: house.ears.answers(hears("Tell me about queues.")), ..house })
    });
    rig.speak(1_000);
    rig.quiet_until(|rig| rig.client.played >= 16_000);
    assert_eq!(rig.client.turn, 1, "it speaks");
    rig
}

#[test]
fn speech_pauses_at_once_and_an_interruption_keeps_the_words_that_were_played() {
    let mut rig =
        speaking(|house| House { ears: house.ears.answers(hears("Wait, I have a question.")), ..house });
    use prepai_core::clock::Clock;
    let began = rig.clock.monotonic();
    rig.speak(1_400);
    let paused = rig.when(began, "Pause").unwrap() - began;
    assert!(paused <= Duration::from_millis(120), "{paused:?}");
    let flushed = rig.when(began, "Flush").unwrap() - began;
    assert!(flushed - paused <= Duration::from_millis(600), "{flushed:?}");
    assert_eq!(rig.when(began + paused + Duration::from_millis(1), "Sound"), None, "no sound follows");
    let played = rig.client.played;
    rig.quiet(6_000);
    let characters = played as f64 / 800.0;
    let heard = &rig.heard()[0];
    let difference = heard.chars().count() as f64 - characters;
    assert!(LONG.starts_with(heard) && (-1.0..12.0).contains(&difference), "`{heard}`, {characters} played");
    assert_eq!(rig.said().last().map(String::as_str), Some("Wait, I have a question."));
    assert_eq!(rig.heard()[1], REPLY);
    rig.assert_replays();
}

#[test]
fn a_cough_pauses_and_loses_nothing() {
    use prepai_core::clock::Clock;
    let mut rig = speaking(|house| House { ears: house.ears.answers(hears("")), ..house });
    let began = rig.clock.monotonic();
    rig.speak(160);
    rig.quiet(700);
    let paused = rig.when(began, "Pause").unwrap();
    let resumed = rig.when(began, "Resume").unwrap();
    assert!(resumed - paused <= Duration::from_millis(620), "{:?}", resumed - paused);
    rig.quiet(8_000);
    // The client checks that sound follows without a gap; all of it was played.
    assert_eq!(rig.heard(), [LONG]);
    assert_eq!(rig.client.played, LONG.chars().count() as u64 * 800 - 800, "without the space between");
    assert_eq!(rig.said(), ["Tell me about queues."]);
}

#[test]
fn mhm_is_no_interruption() {
    let mut rig = speaking(|house| House { ears: house.ears.answers(hears("Mhm.")), ..house });
    rig.speak(300);
    rig.quiet(9_000);
    assert_eq!(rig.heard(), [LONG]);
    assert!(rig.words().contains(&"Resume".to_owned()));
    assert_eq!(rig.said(), ["Tell me about queues."]);
}

#[test]
fn typed_words_stop_the_voice_too() {
    let mut rig = speaking(|house| house);
    rig.send(TurnInput::Text("Stop.".into()));
    let words = rig.words();
    let flush = words.iter().position(|word| word == "Flush").unwrap();
    assert!(words[flush..].contains(&"Transcript".to_owned()), "{words:?}");
    rig.quiet(5_000);
    assert_eq!(rig.heard()[1], REPLY);
}

#[test]
fn pause_stops_and_the_interview_stands_still() {
    let mut rig = speaking(|house| house);
    rig.give(VoiceInput::Pause(true));
    assert!(rig.words().contains(&"Flush".to_owned()));
    let before = rig.bodies().len();
    rig.quiet(60_000);
    assert!(rig.bodies().len() <= before + 1, "silence does not count");
    rig.give(VoiceInput::Pause(false));
    rig.speak(1_000);
    rig.quiet(5_000);
    assert_eq!(rig.said().len(), 2);
}

#[test]
fn words_on_their_way_are_not_answered_in_a_pause() {
    let mut rig = Rig::with(|house| {
        let slow = [vec![Step::Wait(Duration::from_secs(6))], hears("I would use a queue.")].concat();
        House { ears: house.ears.answers(slow), ..house }
    });
    rig.speak(1_000);
    // The turn is over, and its words are still being transcribed.
    rig.quiet(4_000);
    rig.give(VoiceInput::Pause(true));
    rig.quiet(5_000);
    assert_eq!(rig.client.got, 0, "nothing is spoken: {:?}", rig.words());
    rig.give(VoiceInput::Pause(false));
    rig.quiet(5_000);
    assert!(rig.client.got > 0, "{:?}", rig.words());
    assert_eq!(rig.said(), ["I would use a queue."]);
}

#[test]
fn a_client_that_comes_back_finds_its_pause_and_no_key_down() {
    let mut rig = Rig::new();
    let joined = VoiceInput::Joined { form: Form::Duplex, rate: 16_000 };
    rig.give(VoiceInput::PushToTalk(true));
    rig.speak(1_000);
    rig.give(VoiceInput::Away(true));
    rig.give(joined.clone());
    rig.quiet(5_000);
    assert_eq!(rig.said().len(), 1, "no key holds the turn: {:?}", rig.words());
    rig.give(VoiceInput::Pause(true));
    rig.give(VoiceInput::Away(true));
    rig.give(joined.clone());
    rig.speak(1_000);
    rig.quiet(5_000);
    assert_eq!(rig.said().len(), 1, "it has paused: {:?}", rig.words());
    rig.give(VoiceInput::Pause(false));
    rig.give(VoiceInput::Mute(true));
    rig.speak(1_000);
    rig.quiet(5_000);
    assert_eq!(rig.said().len(), 1, "its microphone is off: {:?}", rig.words());
    rig.give(VoiceInput::Pause(true));
    rig.give(VoiceInput::Anew);
    rig.give(joined);
    rig.speak(1_000);
    rig.quiet(5_000);
    assert_eq!(rig.said().len(), 2, "whoever begins anew has neither: {:?}", rig.words());
}

#[test]
fn while_the_client_is_away_nothing_is_given_out() {
    let mut rig = speaking(|house| house);
    rig.give(VoiceInput::Away(true));
    let got = rig.client.got;
    rig.pass(3_000);
    // What had passed the gate already may still come.
    assert!(rig.client.got <= got + 1_600, "{} after {got}", rig.client.got);
    rig.give(VoiceInput::Away(false));
    rig.quiet(8_000);
    assert_eq!(rig.heard(), [LONG]);
}

#[test]
fn a_client_that_acknowledges_what_was_never_sent_does_no_harm() {
    let mut rig = speaking(|house| house);
    rig.give(VoiceInput::Played { turn: 7, samples: 5 });
    rig.give(VoiceInput::Played { turn: 1, samples: u64::MAX });
    rig.quiet(8_000);
    assert_eq!(rig.heard(), [LONG]);
    rig.speak(1_000);
    rig.quiet(4_000);
    assert_eq!(rig.heard()[1], REPLY);
}

/// A voice with syllables: noise that swells and falls four times a second.
#[derive(Debug)]
struct Noise;

impl TextToSpeech for Noise {
    fn synthesize(&self, request: SpeechRequest) -> BoxStream<'static, Result<SpeechChunk>> {
        let mut seed = 7_u32;
        let samples: Vec<i16> = (0..request.text.chars().count() * 800)
            .map(|n| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = f64::from(seed >> 16) / 32_768.0 - 1.0;
                let swell = (n as f64 / 16_000.0 * std::f64::consts::TAU * 4.0).sin().max(0.0);
                (noise * swell * 12_000.0) as i16
            })
            .collect();
        let audio = Audio::mono_i16(16_000, samples);
        stream::iter([Ok(SpeechChunk { audio, marks: Vec::new() })]).boxed()
    }
}

#[test]
fn the_own_voice_that_comes_back_interrupts_nothing_and_a_person_does() {
    use prepai_core::clock::Clock;
    let long =
        "First we look at the queue and then at the store. Then we count it all. And then we look again.";
    let mut rig = Rig::with(|house| House {
        agent: house.agent.answers(says(long)).answers(says(long)),
        other_voice: Some(Arc::new(Noise)),
        ..house
    });
    // Delayed by 120 ms, 12 dB softer, all the time.
    rig.speak(1_000);
    rig.quiet_until(|rig| rig.client.got > 0);
    rig.echo(9_000, 1_920, 0.25);
    assert_eq!(rig.heard(), [long], "{:?}", rig.words());
    assert!(!rig.words().contains(&"Flush".to_owned()));
    rig.speak(1_000);
    rig.quiet_until(|rig| rig.client.turn == 2);
    rig.echo(1_500, 1_920, 0.25);
    let began = rig.clock.monotonic();
    rig.babble(1_200);
    assert!(rig.when(began, "Flush").is_some(), "{:?}", rig.words());
}
