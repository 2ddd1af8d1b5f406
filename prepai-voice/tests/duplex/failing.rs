//! Ears that fail: what they understood before is not lost.

use std::sync::Arc;

use async_trait::async_trait;
use prepai_core::clock::Clock;
use prepai_core::session::Body;
use prepai_core::speech::{Audio, Hints, SpeechToText, Transcript};
use prepai_core::testing::Step;
use prepai_core::turn::NewSession;
use prepai_core::{Error, ErrorKind, Result};
use prepai_voice::duplex::{Form, VoiceEvent, VoiceInput};

use crate::rig::{House, REPLY, Rig};

fn broken() -> Vec<Step<Transcript>> {
    vec![Step::Fail(Error::new(ErrorKind::Unavailable, "the model is gone"))]
}

fn recorded(house: House) -> House {
    House { new: NewSession { recording_consent: true, ..house.new }, ..house }
}

fn failures(rig: &Rig) -> Vec<String> {
    let told = rig.told().into_iter();
    told.filter_map(|(_, event)| match event {
        VoiceEvent::Failed(error) => Some(error.message().to_owned()),
        _ => None,
    })
    .collect()
}

/// Seconds of the only recording.
fn seconds(rig: &Rig) -> f64 {
    assert_eq!(rig.files().len(), 1);
    // Mono at 16 kHz, 16 bits.
    rig.recording(0).len() as f64 / 32_000.0
}

#[test]
fn where_the_last_transcription_fails_the_words_before_it_are_answered() {
    let mut rig = Rig::with(|house| {
        let ears = house.ears.hears("I built a cache because").answers(broken()).answers(broken());
        recorded(House { ears, ..house })
    });
    rig.speak(1_000);
    rig.quiet(600);
    rig.speak(1_000);
    rig.quiet(6_000);
    assert_eq!(rig.said(), ["I built a cache because"]);
    assert_eq!(rig.heard(), [REPLY]);
    let failures = failures(&rig);
    assert!(failures.len() == 1 && failures[0].starts_with("some of your words"), "{failures:?}");
    let span = rig.bodies().into_iter().find_map(|body| match body {
        Body::Said(said) => said.audio,
        _ => None,
    });
    assert_eq!(span.map(|span| span.stream), rig.files().pop());
    assert!((2.6..3.1).contains(&seconds(&rig)), "{} s are recorded", seconds(&rig));
    rig.assert_replays();
}

#[test]
fn what_could_not_be_transcribed_is_recorded_with_consent() {
    let ears = |house: House| House { ears: house.ears.answers(broken()).answers(broken()), ..house };
    let mut rig = Rig::with(|house| recorded(ears(house)));
    rig.speak(1_000);
    rig.quiet(4_000);
    assert!(rig.said().is_empty() && failures(&rig)[0].starts_with("your words"), "{:?}", failures(&rig));
    assert!((1.0..1.5).contains(&seconds(&rig)), "{} s are recorded", seconds(&rig));
    let mut rig = Rig::joined(Form::Sentences, |house| recorded(ears(house)));
    rig.give(VoiceInput::Utterance(Audio::mono_i16(16_000, vec![9_000; 16_000]).into()));
    rig.pass(1_000);
    assert!(rig.said().is_empty() && failures(&rig).len() == 1, "{:?}", failures(&rig));
    assert!((1.0..1.1).contains(&seconds(&rig)), "{} s are recorded", seconds(&rig));
}

/// How loud the word is that nobody understands.
const MUMBLED: i16 = 8_000;

/// Counts words by their loudness, in a part of their time; fails where one is mumbled.
#[derive(Debug)]
struct Picky(Arc<dyn Clock>, f64);

#[async_trait]
impl SpeechToText for Picky {
    async fn transcribe(&self, sound: Audio, _: Hints) -> Result<Transcript> {
        self.0.sleep(sound.duration().mul_f64(self.1)).await;
        let mut levels: Vec<i16> = sound.to_i16().iter().copied().filter(|sample| *sample > 4_000).collect();
        levels.dedup();
        if levels.contains(&MUMBLED) {
            return Err(Error::new(ErrorKind::Unavailable, "the model is gone"));
        }
        let words: Vec<String> = levels.iter().map(i16::to_string).collect();
        Ok(Transcript { text: words.join(" "), ..Transcript::default() })
    }
}

/// The words that are answered of an answer in which one is mumbled after some.
fn answered(part: f64, before: i16) -> Vec<i16> {
    let mut rig = Rig::with(|house| {
        let ears = Arc::new(Picky(Arc::clone(&house.clock), part));
        House { other_ears: Some(ears), ..house }
    });
    for level in MUMBLED - before..MUMBLED + 50 {
        rig.speak_at(level, 1_380);
        rig.quiet(120);
    }
    rig.quiet(80_000);
    let (said, failures) = (rig.said(), failures(&rig));
    assert!(said.len() == 1 && failures.len() == 1, "{said:?} {failures:?}");
    assert!(failures.iter().all(|failed| failed.starts_with("some of your words")), "{failures:?}");
    said.join(" ").split(' ').map(|word| word.parse::<i16>().unwrap() - MUMBLED).collect()
}

/// A part has 20 s, which is 14 words.
const PART: i16 = 14;

#[test]
fn a_part_that_cannot_be_transcribed_takes_no_other_part_with_it() {
    // Ears so slow that all other parts wait behind it. What they heard of it before is known.
    assert_eq!(answered(0.6, 3), [vec![-3, -2, -1], (PART - 3..50).collect()].concat());
}

#[test]
fn quick_ears_that_fail_fail_for_one_part() {
    assert_eq!(answered(0.001, 20), [(-20..0).collect::<Vec<_>>(), (2 * PART - 20..50).collect()].concat());
}

#[test]
fn parts_that_cannot_be_transcribed_hold_no_later_part_up() {
    let mut rig = Rig::with(|house| {
        let ears = Arc::new(Picky(Arc::clone(&house.clock), 0.001));
        House { other_ears: Some(ears), ..house }
    });
    // The first word of the first part and one of the third are mumbled.
    let levels: Vec<i16> = (MUMBLED..MUMBLED + 35).chain(MUMBLED..MUMBLED + 1).chain(8_101..8_130).collect();
    for level in levels {
        rig.speak_at(level, 1_380);
        rig.quiet(120);
    }
    let partials = rig.told().into_iter().filter_map(|(_, event)| match event {
        VoiceEvent::Partial { text, .. } => Some(text),
        _ => None,
    });
    let shown = partials.last();
    assert!(shown.as_ref().is_some_and(|text| text.ends_with("8128")), "{shown:?}");
    rig.quiet(6_000);
    let said = rig.said();
    assert!(said.len() == 1 && said[0].starts_with("80") && said[0].ends_with("8128 8129"), "{said:?}");
    assert_eq!(failures(&rig).len(), 1, "{:?}", failures(&rig));
}
