//! The candidate's turn: how it opens, pauses, goes on, and ends.

use std::time::Duration;

use prepai_core::session::{Body, Cause, InterjectionReason};
use prepai_core::speech::{Audio, SpeechToText, Transcript};
use prepai_core::testing::Step;
use prepai_core::turn::{NewSession, TurnInput};
use prepai_core::{Error, ErrorKind};
use prepai_voice::duplex::{VoiceEvent, VoiceInput};

use crate::rig::{House, REPLY, Rig, WORDS, real, says};

fn text(text: &str) -> Vec<Step<Transcript>> {
    vec![Step::Give(Transcript { text: text.into(), ..Transcript::default() })]
}

fn after(ms: u64, words: &str) -> Vec<Step<Transcript>> {
    [vec![Step::Wait(Duration::from_millis(ms))], text(words)].concat()
}

#[test]
fn a_turn_is_heard_stored_and_answered_aloud() {
    let mut rig = Rig::new();
    rig.quiet(400);
    rig.speak(1_500);
    rig.quiet(5_000);
    let expected = ["SpeechStarted", "Partial", "Transcript", "Committed", "Thinking", "Sound", "Completed"];
    assert_eq!(rig.words(), expected);
    assert_eq!((rig.said(), rig.heard()), (vec![WORDS.to_owned()], vec![REPLY.to_owned()]));
    let said = rig.bodies().into_iter().find_map(|body| match body {
        Body::Said(said) => said.audio,
        _ => None,
    });
    let span = said.unwrap();
    let (start, end) = (span.start_sample, span.end_sample);
    // 240 ms before the speech, which began at 400 ms, and 160 ms after it.
    assert!((2_560..=3_000).contains(&start), "{start}");
    assert!((30_000..=33_200).contains(&end), "{end}");
    assert!(rig.files().is_empty(), "nobody gave consent");
    assert_eq!(rig.reasons(), ["complete"]);
    rig.assert_replays();
}

#[test]
fn a_pause_in_a_sentence_does_not_end_it() {
    let mut rig = Rig::with(|house| House {
        ears: house
            .ears
            .answers(text("I used a cache because"))
            .answers(text("I used a cache because it was slow.")),
        ..house
    });
    rig.speak(1_000);
    rig.quiet(900);
    rig.speak(1_000);
    rig.quiet(3_000);
    assert_eq!(rig.said(), ["I used a cache because it was slow."]);
    let stable = rig.told().into_iter().find_map(|(_, event)| match event {
        VoiceEvent::Partial { text, stable } if text.ends_with("slow.") => Some(stable),
        _ => None,
    });
    assert_eq!(stable, Some("I used a cache because".len()));
}

#[test]
fn who_goes_on_before_the_words_are_stored_is_in_the_same_turn() {
    let mut rig = Rig::with(|house| House {
        ears: house
            .ears
            .answers(after(6_000, "I wrote the parser."))
            .answers(text("I wrote the parser. It was fast."))
            .answers(text("I wrote the parser. It was fast.")),
        ..house
    });
    rig.speak(1_000);
    // Over for the floor, which does not wait so long without words, and not yet stored.
    rig.quiet(4_000);
    assert!(rig.said().is_empty());
    rig.speak(1_000);
    rig.quiet(6_000);
    assert_eq!(rig.said(), ["I wrote the parser. It was fast."]);
    assert_eq!(rig.heard(), [REPLY]);
}

#[test]
fn who_goes_on_while_the_agent_thinks_breaks_its_turn_off() {
    let mut rig = Rig::with(|house| {
        let slow = [vec![Step::Wait(Duration::from_secs(30))], says("Too late.")].concat();
        House { agent: house.agent.answers(slow), ..house }
    });
    rig.speak(1_000);
    rig.quiet_until(|rig| rig.said().len() == 1);
    rig.speak(1_000);
    rig.quiet(6_000);
    assert_eq!(rig.said(), [WORDS, WORDS]);
    assert_eq!(rig.heard(), ["", REPLY]);
    assert_eq!(rig.agent.dropped(), 1, "the agent is stopped");
    rig.assert_replays();
}

#[test]
fn a_failed_transcription_is_told_and_the_interview_goes_on() {
    let broken = || [Step::Fail(Error::new(ErrorKind::NotAvailable, "the model is gone"))];
    let mut rig = Rig::with(|house| House { ears: house.ears.answers(broken()).answers(broken()), ..house });
    rig.speak(1_000);
    rig.quiet(2_000);
    let failed = rig.told().into_iter().find_map(|(_, event)| match event {
        VoiceEvent::Failed(error) => Some(error.to_string()),
        _ => None,
    });
    assert!(failed.is_some_and(|failed| failed.contains("the model is gone") && failed.contains("type")));
    assert!(rig.said().is_empty());
    rig.speak(1_000);
    rig.quiet(4_000);
    assert_eq!((rig.said(), rig.heard()), (vec![WORDS.to_owned()], vec![REPLY.to_owned()]));
}

#[test]
fn speech_without_words_is_not_answered() {
    let mut rig = Rig::with(|house| House { ears: house.ears.answers(text(" ")), ..house });
    rig.speak(600);
    rig.quiet(3_000);
    assert!(rig.said().is_empty());
    rig.speak(1_000);
    rig.quiet(4_000);
    assert_eq!(rig.heard(), [REPLY]);
}

#[test]
fn silence_is_met_with_patience_once_for_each_level() {
    let mut rig = Rig::new();
    rig.speak(1_000);
    rig.quiet(4_000);
    rig.quiet(40_000);
    let silences = rig.bodies().iter().filter(|body| **body == Body::Prompted(Cause::Silence)).count();
    assert_eq!(silences, 2, "take your time, and the offer of a hint");
    rig.assert_replays();
}

#[test]
fn keys_in_the_editor_are_no_silence() {
    let mut rig = Rig::new();
    rig.speak(1_000);
    rig.quiet(4_000);
    for _ in 0..20 {
        rig.quiet(2_000);
        rig.give(VoiceInput::Editor);
    }
    assert!(!rig.bodies().contains(&Body::Prompted(Cause::Silence)));
}

#[test]
fn typed_words_are_answered_and_spoken_ones_are_not_lost() {
    let mut rig = Rig::with(|house| House { ears: house.ears.answers(text("I was saying")), ..house });
    rig.speak(1_000);
    rig.send(TurnInput::Text("What is the time?".into()));
    rig.quiet(5_000);
    assert_eq!(rig.said(), ["What is the time?"]);
    rig.speak(1_000);
    rig.quiet(5_000);
    assert_eq!(rig.said(), ["What is the time?".to_owned(), format!("I was saying {WORDS}")]);
}

#[test]
fn a_slow_agent_gets_a_filler() {
    let mut rig = Rig::with(|house| {
        let slow = [vec![Step::Wait(Duration::from_millis(2_500))], says(REPLY)].concat();
        House { agent: house.agent.answers(slow), ..house }
    });
    rig.speak(1_000);
    rig.quiet(8_000);
    let thinking = rig.when(Duration::ZERO, "Thinking").unwrap();
    let sound = rig.when(Duration::ZERO, "Sound").unwrap();
    let waited = sound - thinking;
    assert!((1_200..=1_240).contains(&waited.as_millis()), "{waited:?}");
    let filler = rig.bodies().into_iter().find_map(|body| match body {
        Body::Interjected(what) => Some(what.reason),
        _ => None,
    });
    assert_eq!(filler, Some(InterjectionReason::Filler));
    assert_eq!(rig.heard(), [REPLY], "it is no part of the reply");
    rig.assert_replays();
}

#[test]
fn after_a_filler_the_interviewer_thinks_again_and_who_speaks_on_goes_on() {
    let mut rig = Rig::with(|house| {
        let slow = [vec![Step::Wait(Duration::from_secs(20))], says(REPLY)].concat();
        House { agent: house.agent.answers(slow), ..house }
    });
    rig.speak(1_000);
    rig.quiet_until(|rig| rig.when(Duration::ZERO, "Sound").is_some());
    // The filler is over long before the second one comes.
    rig.quiet(3_500);
    let before = rig.told().len();
    rig.speak(400);
    rig.quiet(5_000);
    let told = rig.told();
    let names: Vec<String> = told.iter().skip(before).map(|(_, event)| format!("{event:?}")).collect();
    assert!(!names.iter().any(|name| name.starts_with("Pause")), "nothing was played: {names:?}");
    assert_eq!(rig.said().len(), 2, "the words are one answer after the other: {:?}", rig.said());
    rig.assert_replays();
}

#[test]
fn a_candidate_who_speaks_german_is_asked_to_wait_in_german() {
    let mut rig = Rig::with(|house| {
        let slow = [vec![Step::Wait(Duration::from_millis(2_500))], says(REPLY)].concat();
        let new = NewSession { language: "de-AT".into(), ..house.new };
        House { agent: house.agent.answers(slow), new, ..house }
    });
    rig.speak(1_000);
    rig.quiet(8_000);
    let filler = rig.bodies().into_iter().find_map(|body| match body {
        Body::Interjected(what) => Some(what.text),
        _ => None,
    });
    assert!(
        filler
            .is_some_and(|text| text.contains("Moment") || text.contains("nach") || text.contains("Lassen"))
    );
}

#[test]
fn in_real_mode_who_is_far_past_the_budget_is_cut_in_on() {
    let mut rig = Rig::with(real);
    rig.speak(1_000);
    rig.quiet(5_000);
    rig.speak(100_000);
    assert_eq!(rig.said().len(), 1, "not yet");
    rig.speak(150_000);
    rig.quiet(8_000);
    assert!(rig.said().len() >= 2);
    let cut = rig.bodies().into_iter().find_map(|body| match body {
        Body::Interjected(what) => Some(what),
        _ => None,
    });
    let cut = cut.expect("a polite word");
    assert!(cut.reason == InterjectionReason::CutIn && cut.text.contains("Thank you"), "{cut:?}");
}

#[test]
fn a_muted_microphone_says_nothing_and_a_button_decides_by_itself() {
    let mut rig = Rig::new();
    rig.give(VoiceInput::Mute(true));
    rig.speak(1_000);
    rig.quiet(2_000);
    assert!(rig.said().is_empty());
    rig.give(VoiceInput::Mute(false));
    rig.give(VoiceInput::PushToTalk(true));
    rig.speak(1_000);
    rig.quiet(5_000);
    assert!(rig.said().is_empty(), "as long as it is down");
    rig.give(VoiceInput::PushToTalk(false));
    rig.quiet(5_000);
    assert_eq!((rig.said(), rig.heard()), (vec![WORDS.to_owned()], vec![REPLY.to_owned()]));
}

/// How loud a colleague is.
const COLLEAGUE: i16 = 7_000;

/// Samples of the colleague in whatever the ears were given, and the length of the longest of it.
fn overheard(rig: &Rig) -> (usize, Duration) {
    let utterances = rig.ears.utterances();
    let sounds = || utterances.iter().flat_map(|heard| &heard.speech);
    let overheard = |sound: &Audio| sound.to_i16().iter().filter(|sample| **sample == COLLEAGUE).count();
    (sounds().map(overheard).sum(), sounds().map(Audio::duration).max().unwrap_or_default())
}

#[test]
fn who_mutes_the_microphone_in_the_middle_of_an_answer_is_not_overheard() {
    // Words that are not all, so that the turn stays open meanwhile.
    let consents = |house: House| House {
        new: NewSession { recording_consent: true, ..house.new },
        ears: house.ears.answers(text("I built a cache because")),
        ..house
    };
    let mut rig = Rig::with(consents);
    rig.speak(1_000);
    rig.give(VoiceInput::Mute(true));
    rig.speak_at(COLLEAGUE, 500);
    rig.give(VoiceInput::Mute(false));
    rig.speak(1_000);
    rig.quiet(5_000);
    assert_eq!(rig.said(), [WORDS]);
    let (samples, longest) = overheard(&rig);
    assert_eq!(samples, 0, "what a colleague says is transcribed");
    assert!(longest >= Duration::from_millis(2_500), "{longest:?}: it is one answer, with silence inside");
    let (stored, file) = (rig.files(), rig.recording(0));
    let colleague = COLLEAGUE.to_le_bytes();
    assert!(!file.chunks(2).any(|sample| sample == colleague), "and recorded: {stored:?}");
}

#[test]
fn a_client_that_stops_sending_when_it_mutes_has_fallen_silent() {
    let mut rig = Rig::new();
    rig.speak(1_000);
    rig.give(VoiceInput::Mute(true));
    rig.pass(5_000);
    assert_eq!((rig.said(), rig.heard()), (vec![WORDS.to_owned()], vec![REPLY.to_owned()]));
}

#[test]
fn while_the_interview_stands_still_nobody_is_overheard() {
    let mut rig = Rig::new();
    rig.speak(1_000);
    rig.give(VoiceInput::Pause(true));
    rig.speak_at(COLLEAGUE, 20_000);
    assert!(rig.said().is_empty(), "nothing is over");
    rig.give(VoiceInput::Pause(false));
    rig.speak(1_000);
    rig.quiet(5_000);
    // Each part is transcribed by itself.
    assert_eq!(rig.said(), [format!("{WORDS} {WORDS}")]);
    assert_eq!(overheard(&rig).0, 0, "what a colleague says is transcribed");
}

#[test]
fn with_consent_each_utterance_is_a_recording() {
    let mut rig =
        Rig::with(|house| House { new: NewSession { recording_consent: true, ..house.new }, ..house });
    rig.speak(1_000);
    rig.quiet(5_000);
    rig.speak(2_000);
    rig.quiet(5_000);
    let files = rig.files();
    assert_eq!(files.len(), 2, "{files:?}");
    let spans: Vec<_> = rig
        .bodies()
        .into_iter()
        .filter_map(|body| match body {
            Body::Said(said) => said.audio,
            _ => None,
        })
        .collect();
    for (span, seconds) in spans.iter().zip([1.0, 2.0]) {
        assert!(files.contains(&span.stream), "{span:?} {files:?}");
        assert!(span.stream.starts_with("audio_20260105_0900"), "{}", span.stream);
        let spoken = (span.end_sample - span.start_sample) as f64 / 16_000.0;
        assert!((seconds..seconds + 0.6).contains(&spoken), "{spoken} s");
    }
}

#[test]
fn hints_are_the_words_of_the_interview() {
    let mut rig = Rig::new();
    rig.speak(1_000);
    rig.quiet(3_000);
    let utterances = rig.ears.utterances();
    assert_eq!(utterances[0].hints.vocabulary, ["Ada", "Lovelace"]);
    assert_eq!(utterances[0].hints.language.as_deref(), Some("en-US"));
    assert!(rig.ears.streaming().is_none());
}

#[test]
fn dropping_the_driver_stops_everything() {
    let mut rig = Rig::with(|house| House { ears: house.ears.answers([Step::Stall]), ..house });
    rig.speak(1_000);
    rig.quiet(200);
    rig.drop_driver();
    assert_eq!(rig.ears.dropped(), 1);
    assert!(!rig.voice.send(VoiceInput::Editor), "it is over");
}

#[test]
fn sound_that_nobody_takes_is_refused_and_what_controls_is_not() {
    let mut rig = Rig::new();
    let sound = || VoiceInput::Sound { missing: 0, samples: vec![0; 320].into() };
    let taken = (0..1_000).filter(|_| rig.voice.send(sound())).count();
    assert!((100..200).contains(&taken), "{taken}");
    assert!(rig.voice.send(VoiceInput::Mute(false)));
    rig.settle();
    assert!(rig.voice.send(sound()), "when it has caught up");
}
