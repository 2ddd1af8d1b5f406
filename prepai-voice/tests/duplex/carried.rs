//! Spoken words that nothing answers at once: none of them is lost.

use std::time::Duration;

use prepai_core::clock::Clock;
use prepai_core::session::{Body, Cause, EndReason};
use prepai_core::speech::Transcript;
use prepai_core::testing::{Fault, Step, StoreCall};
use prepai_core::turn::{CodeInput, NewSession, TurnInput};
use prepai_core::{Error, ErrorKind};
use prepai_voice::duplex::{Form, VoiceEvent, VoiceInput};

use crate::rig::{House, REPLY, Rig, WORDS};

fn hears(house: House, text: &str) -> House {
    House { ears: house.ears.hears(text), ..house }
}

fn recorded(house: House) -> House {
    House { new: NewSession { recording_consent: true, ..house.new }, ..house }
}

fn code() -> TurnInput {
    TurnInput::Code(CodeInput { code: "print(1)".into(), language: "python".into(), ..CodeInput::default() })
}

#[test]
fn words_over_code_are_stored_before_what_is_typed_next() {
    let mut rig = Rig::with(|house| hears(recorded(house), "I use a map here."));
    rig.speak(1_000);
    rig.send(code());
    rig.quiet(5_000);
    assert!(rig.said().is_empty(), "they may still go on");
    rig.send(TurnInput::Text("Done.".into()));
    rig.quiet(5_000);
    assert_eq!(rig.said(), ["I use a map here.", "Done."]);
    assert_eq!(rig.reasons(), ["overtaken", "typed"]);
    rig.speak(1_000);
    rig.quiet(5_000);
    assert_eq!(rig.said()[2], WORDS, "once");
    rig.assert_replays();
}

#[test]
fn words_over_code_are_stored_before_the_end_with_their_sound() {
    let mut rig = Rig::with(|house| hears(recorded(house), "I use a map here."));
    rig.speak(1_000);
    rig.send(code());
    rig.quiet(5_000);
    rig.send(TurnInput::End(EndReason::Candidate));
    rig.pass(1_000);
    let said = rig.bodies().into_iter().find_map(|body| match body {
        Body::Said(said) => Some(said),
        _ => None,
    });
    let said = said.expect("they are in the log");
    assert_eq!(
        (said.text.as_str(), rig.files().contains(&said.audio.unwrap().stream)),
        ("I use a map here.", true)
    );
    assert!(matches!(rig.bodies()[..], [.., Body::Interrupted(_), Body::Ended(_), Body::Reported(_)]));
    rig.assert_replays();
}

#[test]
fn a_kind_word_to_who_asked_for_time_ends_no_answer() {
    let mut rig = Rig::with(|house| hears(house, "Let me think."));
    rig.speak(1_000);
    let silence = |rig: &Rig| rig.bodies().contains(&Body::Prompted(Cause::Silence));
    (0..4).for_each(|_| rig.quiet(3_000));
    assert!(silence(&rig) && rig.said().is_empty(), "{:?}", rig.words());
    rig.speak(1_000);
    rig.quiet(6_000);
    assert_eq!(rig.said(), [WORDS], "it is one answer");
    assert_eq!(rig.heard(), [REPLY, REPLY]);
    rig.assert_replays();
}

#[test]
fn an_answer_that_is_too_long_for_a_turn_is_stored_whole_and_answered_once() {
    let long = "We count what is lost in the queue. ".repeat(1_000);
    let mut rig = Rig::with(|house| hears(house, long.trim_end()));
    rig.speak(1_000);
    rig.quiet(6_000);
    assert!(rig.said().len() == 3 && rig.said().join(" ") == long.trim_end(), "{}", rig.said().len());
    let answered = rig.heard().into_iter().filter(|heard| !heard.is_empty()).count();
    assert_eq!((answered, rig.agent.requests().len()), (1, 1));
    rig.assert_replays();
}

#[test]
fn words_that_could_not_be_stored_are_stored_once_with_the_next() {
    let mut rig = Rig::with(|house| hears(hears(house, "I was saying"), "that it is fast."));
    rig.quiet(400);
    let fault = || Fault::Fail(Error::new(ErrorKind::Unavailable, "the disk is away"));
    rig.store.on(StoreCall::Append, [fault(), fault()]);
    for _ in 0..2 {
        rig.speak(1_000);
        rig.quiet(5_000);
        assert!(rig.said().is_empty() && rig.words().contains(&"Failed".to_owned()), "{:?}", rig.words());
    }
    rig.speak(1_000);
    rig.quiet(5_000);
    assert_eq!(rig.said(), ["I was saying", "that it is fast.", WORDS]);
    assert_eq!(rig.heard(), ["", "", REPLY]);
    rig.assert_replays();
}

#[test]
fn who_types_at_first_is_heard_with_hints_when_they_speak() {
    let mut rig = Rig::joined(Form::Typed, |house| house);
    rig.send(TurnInput::Ready);
    rig.pass(1_000);
    rig.client.reports = true;
    rig.give(VoiceInput::Joined { form: Form::Duplex, rate: 16_000 });
    rig.speak(1_000);
    rig.quiet(3_000);
    assert_eq!(rig.ears.utterances()[0].hints.vocabulary, ["Ada", "Lovelace"]);
}

#[test]
fn who_speaks_into_a_filler_interrupts_it() {
    let mut rig = Rig::with(|house| House { agent: house.agent.answers([Step::Stall]), ..house });
    rig.speak(1_000);
    rig.quiet_until(|rig| rig.client.played >= 3_200);
    rig.speak(1_400);
    rig.quiet(6_000);
    assert_eq!((rig.said().len(), rig.heard()), (2, vec![String::new(), REPLY.to_owned()]));
}

#[test]
fn what_was_never_played_holds_no_later_sound_back() {
    let long = "First we look at the queue and then at the store behind it. Then we count what is lost.";
    let mut rig = Rig::with(|house| House { agent: house.agent.answers(crate::rig::says(long)), ..house });
    rig.speak(1_000);
    rig.quiet_until(|rig| rig.client.played >= 16_000);
    let stopped = rig.clock.monotonic();
    rig.send(TurnInput::Text("Stop.".into()));
    assert_eq!(rig.when(stopped, "Thinking"), Some(stopped));
    let samples = |(at, event): (Duration, VoiceEvent)| match event {
        VoiceEvent::Sound { turn: 2, samples, .. } if at == stopped => samples.len(),
        _ => 0,
    };
    // 600 ms may be ahead.
    let ahead: usize = rig.told().into_iter().map(samples).sum();
    assert!(ahead >= 9_600, "{ahead} samples came at once");
}

#[test]
fn words_over_code_that_are_none_are_not_stored() {
    let nothing = || [Step::Give(Transcript::default())];
    let mut rig = Rig::with(|house| House { ears: house.ears.answers(nothing()), ..house });
    rig.speak(600);
    rig.send(code());
    rig.quiet(5_000);
    rig.send(TurnInput::Text("Done.".into()));
    rig.quiet(3_000);
    assert_eq!(rig.said(), ["Done."]);
}

#[test]
fn words_over_code_that_a_failed_store_call_has_stored_are_not_answered_again() {
    for failures in 1..3 {
        let mut rig = Rig::with(|house| hears(house, "I use a map here."));
        rig.speak(1_000);
        rig.send(code());
        rig.quiet(5_000);
        let fault = || Fault::Fail(Error::new(ErrorKind::Unavailable, "the disk is away"));
        rig.store.on(StoreCall::Append, (0..failures).map(|_| fault()));
        rig.try_send(TurnInput::Text("Done.".into())).unwrap_err();
        rig.speak(1_000);
        rig.quiet(5_000);
        rig.speak(1_000);
        rig.quiet(5_000);
        assert_eq!(rig.said(), ["I use a map here.", "Done.", WORDS, WORDS], "{failures}");
        rig.assert_replays();
    }
}
