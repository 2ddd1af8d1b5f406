//! Long answers, and ears that are slower than pauses come.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use prepai_core::Result;
use prepai_core::clock::Clock;
use prepai_core::session::Body;
use prepai_core::speech::{Audio, Hints, SpeechToText, Transcript};
use prepai_core::turn::NewSession;
use prepai_voice::duplex::VoiceInput;

use crate::rig::{House, Rig};

/// The loudness of the first word; each word is a little louder.
const FIRST: i16 = 5_000;

/// Words by their loudness. It takes a part of the sound's length.
#[derive(Debug)]
struct Slow {
    clock: Arc<dyn Clock>,
    part: f64,
    /// The length of everything that was begun.
    begun: Mutex<Vec<Duration>>,
}

#[async_trait]
impl SpeechToText for Slow {
    async fn transcribe(&self, sound: Audio, _: Hints) -> Result<Transcript> {
        self.begun.lock().unwrap().push(sound.duration());
        self.clock.sleep(sound.duration().mul_f64(self.part)).await;
        let mut levels: Vec<i16> = sound.to_i16().iter().copied().filter(|sample| *sample >= FIRST).collect();
        levels.dedup();
        let words: Vec<String> = levels.iter().map(|level| format!("word{}", level - FIRST)).collect();
        Ok(Transcript { text: words.join(" "), ..Transcript::default() })
    }
}

fn answers(part: f64, consents: bool) -> (Rig, Arc<Slow>) {
    let mut ears = None;
    let rig = Rig::with(|house| {
        let clock = Arc::clone(&house.clock);
        let slow = Arc::new(Slow { clock, part, begun: Mutex::default() });
        ears = Some(Arc::clone(&slow));
        let new = NewSession { recording_consent: consents, ..house.new };
        House { other_ears: Some(slow), new, ..house }
    });
    (rig, ears.unwrap())
}

/// Says words with gaps between them as there are in speech.
fn speak(rig: &mut Rig, words: std::ops::Range<i16>) {
    for word in words {
        rig.speak_at(FIRST + word, 1_380);
        rig.quiet(120);
    }
}

fn words(words: std::ops::Range<i16>) -> String {
    words.map(|word| format!("word{word}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn four_minutes_are_heard_whole_by_ears_that_are_slower_than_pauses_come() {
    let (mut rig, ears) = answers(0.6, false);
    speak(&mut rig, 0..160);
    // As long as the last part takes.
    rig.quiet(20_000);
    assert_eq!(rig.said(), [words(0..160)]);
    let begun = ears.begun.lock().unwrap().clone();
    assert!(begun.len() <= 60, "{} transcriptions of 160 words", begun.len());
    let longest = begun.iter().max().unwrap();
    assert!(*longest < Duration::from_secs(25), "{longest:?} at once");
}

#[test]
fn quick_ears_hear_the_newest_pause() {
    let (mut rig, ears) = answers(0.001, false);
    speak(&mut rig, 0..5);
    rig.quiet(3_000);
    assert_eq!(rig.said(), [words(0..5)]);
    assert_eq!(ears.begun.lock().unwrap().len(), 5, "and nothing at the end");
}

#[test]
fn words_before_a_long_standstill_are_kept() {
    for seconds in [3, 200] {
        let (mut rig, ears) = answers(0.1, true);
        speak(&mut rig, 0..3);
        rig.speak_at(FIRST + 3, 700);
        rig.give(VoiceInput::Pause(true));
        rig.speak_at(FIRST + 100, seconds * 1_000);
        rig.give(VoiceInput::Pause(false));
        speak(&mut rig, 4..6);
        rig.quiet(5_000);
        assert_eq!(rig.said(), [words(0..6)], "{seconds} s");
        let longest = ears.begun.lock().unwrap().iter().max().copied();
        assert!(longest < Some(Duration::from_secs(6)), "{longest:?}: the standstill is not transcribed");
        let recorded = recorded(&rig);
        assert!((7.0..9.0).contains(&recorded), "{recorded} s are recorded");
    }
}

#[test]
fn a_client_that_says_twice_that_it_goes_on_cuts_no_word() {
    for again in [VoiceInput::Pause(false), VoiceInput::Anew, VoiceInput::Away(false)] {
        let (mut rig, _) = answers(0.1, false);
        speak(&mut rig, 0..3);
        rig.give(VoiceInput::Pause(true));
        rig.quiet(2_000);
        rig.give(VoiceInput::Pause(false));
        rig.speak_at(FIRST + 3, 400);
        rig.speak_at(FIRST + 4, 400);
        rig.give(again);
        rig.speak_at(FIRST + 5, 700);
        rig.quiet(5_000);
        assert_eq!(rig.said(), [words(0..6)]);
    }
}

#[test]
fn who_stands_still_twice_without_a_word_between_is_heard_without_both() {
    let (mut rig, ears) = answers(0.1, false);
    speak(&mut rig, 0..3);
    for _ in 0..2 {
        rig.give(VoiceInput::Pause(true));
        rig.quiet(100_000);
        rig.give(VoiceInput::Pause(false));
    }
    speak(&mut rig, 3..5);
    rig.quiet(5_000);
    assert_eq!(rig.said(), [words(0..5)]);
    let longest = ears.begun.lock().unwrap().iter().max().copied();
    assert!(longest < Some(Duration::from_secs(6)), "{longest:?}: the standstill is not transcribed");
}

#[test]
fn who_stops_there_is_answered_when_it_goes_on() {
    let (mut rig, _) = answers(0.1, false);
    speak(&mut rig, 0..3);
    rig.give(VoiceInput::Pause(true));
    rig.quiet(200_000);
    assert!(rig.said().is_empty());
    rig.give(VoiceInput::Pause(false));
    rig.quiet(5_000);
    assert_eq!(rig.said(), [words(0..3)]);
}

#[test]
fn a_recording_has_the_beginning_of_a_long_answer() {
    let (mut rig, _) = answers(0.01, true);
    speak(&mut rig, 0..85);
    // It does not stand still.
    rig.give(VoiceInput::Pause(false));
    speak(&mut rig, 85..160);
    rig.quiet(5_000);
    assert_eq!(rig.said(), [words(0..160)]);
    let recorded = recorded(&rig);
    assert!((240.0..241.0).contains(&recorded), "{recorded} s");
    let file = rig.recording(0);
    let sample = |word: i16| file.chunks(2).filter(|two| *two == (FIRST + word).to_le_bytes()).count();
    // 1.38 s of each, at 16 kHz.
    assert!((0..160).all(|word| sample(word) == 22_080), "a word was lost or doubled");
}

/// Seconds of the only recording, as the log has it.
fn recorded(rig: &Rig) -> f64 {
    let span = rig.bodies().into_iter().find_map(|body| match body {
        Body::Said(said) => said.audio,
        _ => None,
    });
    let span = span.unwrap();
    assert_eq!(rig.files(), [span.stream]);
    assert_eq!(span.start_sample, 0);
    span.end_sample as f64 / 16_000.0
}
