//! Spoken words that wait because the interview stands still: they are stored once, in order, and answered when it goes on.

use std::time::Duration;

use prepai_core::session::{Body, EndReason};
use prepai_core::speech::{Audio, AudioSpan, Transcript};
use prepai_core::testing::{Fault, Step, StoreCall};
use prepai_core::turn::{CodeInput, NewSession, TurnInput};
use prepai_core::{Error, ErrorKind};
use prepai_voice::duplex::{Form, VoiceInput};

use crate::rig::{House, REPLY, Rig, WORDS};

/// So much later than the floor decides that a turn is over.
fn late(text: &str) -> Vec<Step<Transcript>> {
    let transcript = Transcript { text: text.into(), ..Transcript::default() };
    vec![Step::Wait(Duration::from_secs(6)), Step::Give(transcript)]
}

/// Says something whose words are known when the interview stands still.
fn speaks_and_pauses(rig: &mut Rig) {
    rig.speak(1_000);
    rig.quiet(4_000);
    rig.give(VoiceInput::Pause(true));
    rig.pass(4_000);
}

fn waits() -> Rig {
    let mut rig = Rig::with(|house| House { ears: house.ears.answers(late("I use a map.")), ..house });
    speaks_and_pauses(&mut rig);
    assert!(rig.said().is_empty(), "they wait");
    rig
}

#[test]
fn words_that_wait_are_answered_when_the_interview_goes_on() {
    let mut rig = waits();
    rig.give(VoiceInput::Pause(false));
    rig.quiet(5_000);
    assert_eq!((rig.said(), rig.heard()), (vec!["I use a map.".to_owned()], vec![REPLY.to_owned()]));
    assert_eq!(rig.reasons(), ["silence"]);
    rig.assert_replays();
}

#[test]
fn words_that_wait_are_in_the_log_of_an_interview_that_ends_there() {
    let mut rig = waits();
    rig.send(TurnInput::End(EndReason::Candidate));
    rig.pass(1_000);
    assert_eq!(rig.said(), ["I use a map."]);
    assert!(matches!(rig.bodies()[..], [.., Body::Interrupted(_), Body::Ended(_), Body::Reported(_)]));
    rig.assert_replays();
}

#[test]
fn words_that_wait_are_in_the_log_of_an_interview_to_which_nobody_comes_back() {
    let mut rig = waits();
    rig.leave();
    rig.pass(120_000);
    assert_eq!(rig.said(), ["I use a map."]);
    rig.assert_replays();
}

#[test]
fn words_that_wait_come_before_what_is_typed() {
    let mut rig = waits();
    rig.send(TurnInput::Text("Hello?".into()));
    rig.pass(5_000);
    assert_eq!(rig.said(), ["I use a map.", "Hello?"]);
    rig.give(VoiceInput::Pause(false));
    rig.quiet(5_000);
    assert_eq!(rig.said(), ["I use a map.", "Hello?"], "once");
    rig.speak(1_000);
    rig.quiet(5_000);
    assert_eq!(rig.said(), ["I use a map.", "Hello?", WORDS]);
    assert_eq!(rig.heard(), ["", REPLY, REPLY]);
    rig.assert_replays();
}

fn carries_and_waits() -> Rig {
    let code = CodeInput { code: "print(1)".into(), language: "python".into(), ..CodeInput::default() };
    let mut rig = Rig::with(|house| {
        let ears = house.ears.hears("I use a map here.").answers(late("It is fast."));
        House { ears, ..house }
    });
    rig.speak(1_000);
    rig.send(TurnInput::Code(code));
    rig.quiet(5_000);
    speaks_and_pauses(&mut rig);
    assert!(rig.said().is_empty(), "they wait");
    rig
}

#[test]
fn words_that_something_overtook_and_words_that_wait_are_stored_once() {
    let mut rig = carries_and_waits();
    rig.send(TurnInput::Text("Done.".into()));
    rig.pass(5_000);
    rig.give(VoiceInput::Pause(false));
    rig.quiet(5_000);
    assert_eq!(rig.said(), ["I use a map here.", "It is fast.", "Done."]);
    rig.assert_replays();
}

#[test]
fn words_that_something_overtook_are_answered_with_words_that_wait() {
    let mut rig = carries_and_waits();
    rig.give(VoiceInput::Pause(false));
    rig.quiet(5_000);
    assert_eq!(rig.said(), ["I use a map here. It is fast."]);
    rig.assert_replays();
}

#[test]
fn utterances_of_a_standstill_get_one_answer() {
    let ears = |house: House| House { ears: house.ears.hears("One.").hears("Two."), ..house };
    let mut rig = Rig::joined(Form::Sentences, ears);
    rig.give(VoiceInput::Pause(true));
    for _ in 0..2 {
        rig.give(VoiceInput::Utterance(Audio::mono_i16(16_000, vec![9_000; 16_000]).into()));
        rig.pass(1_000);
    }
    assert!(rig.said().is_empty());
    rig.give(VoiceInput::Pause(false));
    rig.pass(10_000);
    assert_eq!((rig.said(), rig.heard()), (vec!["One. Two.".to_owned()], vec![REPLY.to_owned()]));
    rig.assert_replays();
}

/// A client that is away or wants it so has the interview stand still in the middle of an answer.
fn stands() -> Vec<(VoiceInput, VoiceInput, Rig)> {
    let still = [
        (VoiceInput::Pause(true), VoiceInput::Pause(false)),
        (VoiceInput::Away(true), VoiceInput::Away(false)),
    ];
    let rig = |(still, on): (VoiceInput, VoiceInput)| {
        let mut rig = Rig::with(|house| House {
            ears: house.ears.hears("I use a map because"),
            new: NewSession { recording_consent: true, ..house.new },
            ..house
        });
        rig.speak(1_000);
        rig.give(still.clone());
        rig.pass(4_000);
        assert!(rig.said().is_empty(), "its turn is open");
        (still, on, rig)
    };
    still.map(rig).into()
}

#[test]
fn an_answer_that_stands_still_is_in_the_log_of_an_interview_that_ends_there() {
    for (still, _, mut rig) in stands() {
        rig.send(TurnInput::End(EndReason::Candidate));
        rig.pass(1_000);
        assert_eq!((rig.said(), rig.files().len()), (vec!["I use a map because".to_owned()], 3), "{still:?}");
        rig.assert_replays();
    }
}

#[test]
fn an_answer_that_stands_still_is_in_the_log_of_an_interview_to_which_nobody_comes_back() {
    for (still, _, mut rig) in stands() {
        rig.leave();
        rig.pass(120_000);
        assert_eq!(rig.said(), ["I use a map because"], "{still:?}");
        rig.assert_replays();
    }
}

#[test]
fn an_answer_that_stands_still_comes_before_what_is_typed_and_is_stored_once() {
    for (still, on, mut rig) in stands() {
        rig.send(TurnInput::Text("Hello?".into()));
        rig.pass(5_000);
        assert_eq!(rig.said(), ["I use a map because", "Hello?"], "{still:?}");
        assert_eq!(rig.files().len(), 1, "it is recorded");
        rig.give(on);
        rig.quiet(3_000);
        rig.speak(1_000);
        rig.quiet(6_000);
        assert_eq!(rig.said(), ["I use a map because", "Hello?", WORDS], "{still:?}");
        rig.assert_replays();
    }
}

#[test]
fn an_answer_that_stood_still_goes_on_as_one() {
    for (still, on, mut rig) in stands() {
        rig.give(on);
        rig.speak(1_000);
        rig.quiet(6_000);
        assert_eq!(rig.said(), [format!("I use a map because {WORDS}")], "{still:?}");
        rig.send(TurnInput::Text("Done.".into()));
        rig.quiet(2_000);
        assert_eq!(rig.said().len(), 2, "{still:?}");
        rig.assert_replays();
    }
}

/// Ears that know the words of a pause at once, and fail or take time when the rest is to be transcribed after that.
fn known_then(then: Vec<Step<Transcript>>) -> Rig {
    let mut rig = Rig::with(|house| {
        let ears =
            house.ears.hears("I use a map because").answers(then).hears("I use a map because it is fast.");
        House { ears, ..house }
    });
    rig.speak(1_000);
    rig.quiet(600);
    rig.speak(1_000);
    rig.give(VoiceInput::Pause(true));
    rig
}

fn busy() -> Vec<Step<Transcript>> {
    vec![Step::Fail(Error::new(ErrorKind::Busy, "too many speak"))]
}

fn whole(after: u64) -> Vec<Step<Transcript>> {
    let text = "I use a map, because it is fast.".into();
    let transcript = Transcript { text, ..Transcript::default() };
    vec![Step::Wait(Duration::from_secs(after)), Step::Give(transcript)]
}

#[test]
fn what_is_known_of_an_answer_that_stands_still_is_stored_where_its_end_is_not() {
    for then in [busy(), whole(1_000)] {
        let mut rig = known_then(then.clone());
        rig.pass(2_000);
        rig.send(TurnInput::End(EndReason::Candidate));
        rig.pass(1_000);
        assert_eq!(rig.said(), ["I use a map because"]);
        let mut rig = known_then(then);
        rig.leave();
        rig.pass(120_000);
        assert_eq!(rig.said(), ["I use a map because"]);
        rig.assert_replays();
    }
}

#[test]
fn the_end_of_an_answer_that_was_not_known_when_its_beginning_was_stored_follows_it() {
    for then in [busy(), whole(3)] {
        let mut rig = known_then(then);
        rig.pass(1_000);
        rig.send(TurnInput::Text("Hello?".into()));
        rig.pass(5_000);
        assert_eq!(rig.said(), ["I use a map because", "Hello?"]);
        rig.send(TurnInput::End(EndReason::Candidate));
        rig.pass(1_000);
        assert_eq!(rig.said(), ["I use a map because", "Hello?", "it is fast."]);
        rig.assert_replays();
    }
}

/// What was spoken, and seconds of the recording of each as far as its words reach; the recordings are there and so long.
fn recorded(rig: &Rig) -> Vec<(String, f64)> {
    let spoken = rig.bodies().into_iter().filter_map(|body| match body {
        Body::Said(said) => said.audio.map(|audio| (said.text, audio)),
        _ => None,
    });
    let recorded = |(text, audio): (String, AudioSpan)| {
        let number = rig.files().iter().position(|file| *file == audio.stream);
        let number = number.expect(&audio.stream);
        // Mono at 16 kHz, 16 bits, behind a head of 44 bytes.
        assert!(rig.recording(number).len() as u64 >= 44 + audio.end_sample * 2, "{text}");
        (text, (audio.end_sample - audio.start_sample) as f64 / 16_000.0)
    };
    spoken.map(recorded).collect()
}

#[test]
fn an_answer_that_stands_still_is_recorded_where_the_log_says() {
    for (_, on, mut rig) in stands() {
        rig.send(TurnInput::Text("Hello?".into()));
        rig.pass(2_000);
        let before = recorded(&rig);
        assert!(before.len() == 1 && (1.0..1.4).contains(&before[0].1), "{before:?}");
        rig.give(on);
        rig.quiet(3_000);
        rig.speak(1_000);
        rig.quiet(6_000);
        assert_eq!((recorded(&rig).len(), rig.files().len()), (2, 2));
    }
}

#[test]
fn an_answer_that_goes_on_while_its_beginning_is_being_stored_is_stored_and_recorded_once() {
    // Its rest is spoken, or over and waits to be answered, when the beginning is stored.
    for (seconds, files) in [(1, 2), (12, 1)] {
        for (_, on, mut rig) in stands() {
            rig.store.on(StoreCall::Append, [Fault::Wait(Duration::from_secs(seconds))]);
            rig.send_slowly(TurnInput::Text("Hello?".into()));
            rig.give(on);
            rig.speak(980);
            rig.quiet(20_000);
            rig.send(TurnInput::End(EndReason::Candidate));
            rig.pass(1_000);
            assert_eq!(rig.said(), ["I use a map because", "Hello?", WORDS], "{seconds}");
            let recorded = recorded(&rig);
            assert!(recorded.len() == 2 && recorded[1].1 > 0.9, "{seconds}: {recorded:?}");
            let sounds = rig.files().into_iter().filter(|name| name.ends_with(".wav")).count();
            assert_eq!(sounds, files, "{seconds}");
            rig.assert_replays();
        }
    }
}

#[test]
fn words_that_are_said_again_after_they_were_stored_are_stored_again() {
    let mut rig =
        Rig::joined(Form::Sentences, |house| House { ears: house.ears.hears("Yes.").hears("Yes."), ..house });
    rig.give(VoiceInput::Pause(true));
    for more in [TurnInput::Text("Hello?".into()), TurnInput::End(EndReason::Candidate)] {
        rig.give(VoiceInput::Utterance(Audio::mono_i16(16_000, vec![9_000; 16_000]).into()));
        rig.pass(1_000);
        rig.send(more);
        rig.pass(1_000);
    }
    assert_eq!(rig.said(), ["Yes.", "Hello?", "Yes."]);
    rig.assert_replays();
}
