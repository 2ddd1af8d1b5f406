//! Ends of turns.

use prepai_core::session::Mode;

use super::{Talk, WHOLE, ms};
use crate::floor::FloorState::{Closing, Idle, Interrupted, Listening, Speaking, Thinking};
use crate::floor::Interviewer::{Listens, Speaks, Thinks};
use crate::floor::{FloorSettings, FloorSignal, Language, Observation, QuestionKind, TurnEnd, Words};

#[test]
fn listening_ends_quickly_after_whole_words() {
    let talk = Talk::practice().speech(3_200).silence(160).words(WHOLE).silence(480);
    let (at, ends) = talk.signals[2];
    assert_eq!(ends, FloorSignal::TurnEnds { reason: TurnEnd::Complete, from: ms(0), until: ms(3_200) });
    assert!(at <= 3_200 + 350, "{at}");
    talk.gives(&["started", "ends complete"], Thinking);
}

#[test]
fn listening_goes_on_after_unfinished_words() {
    let talk =
        Talk::practice().speech(3_200).silence(160).words("we moved the whole system to the cloud and");
    let talk = talk.silence(2_000).speech(480).gives(&["started", "resumed"], Listening);
    talk.silence(160).words(WHOLE).silence(480).gives(&["ends complete"], Thinking);
}

#[test]
fn listening_without_words_ends_after_the_blind_silence() {
    let talk = Talk::practice().speech(1_600).silence(1_600);
    assert!((2_500..2_560).contains(&talk.last()), "{}", talk.last());
    talk.gives(&["started", "ends silence"], Thinking);
}

#[test]
fn words_that_come_late_decide_at_once() {
    let talk = Talk::practice().speech(1_600).silence(800).gives(&["started"], Listening);
    talk.words(WHOLE).gives(&["ends complete"], Thinking);
}

#[test]
fn words_that_do_not_reach_the_end_do_not_end_the_turn() {
    let words = Words { text: WHOLE.to_owned(), until: Some(ms(800)) };
    let talk = Talk::practice().speech(1_600).silence(160).tell(Observation::Words(words));
    talk.silence(640).gives(&["started"], Listening);
}

#[test]
fn thinking_time_stretches_silence() {
    let end = |thinking| {
        let talk =
            Talk::new(FloorSettings::new(Mode::Practice, thinking)).speech(3_200).silence(96).words(WHOLE);
        talk.silence(4_800).last() - 3_200
    };
    assert!(end(4.0) > 3 * end(1.0), "{} {}", end(4.0), end(1.0));
}

#[test]
fn keys_hold_the_floor() {
    let mut talk = Talk::practice().speech(3_200).silence(160).tell(Observation::Editor).words(WHOLE);
    for _ in 0..10 {
        talk = talk.silence(1_600).tell(Observation::Editor);
    }
    talk.gives(&["started"], Listening).silence(4_000).gives(&["ends complete"], Thinking);
}

#[test]
fn asking_for_time_gets_it_and_a_kind_word() {
    let talk = Talk::practice().speech(640).silence(160).words("hmm let me think about that");
    let talk = talk.silence(7_600).gives(&["started"], Listening);
    talk.silence(800).gives(&["TakeYourTime"], Listening).silence(8_000).gives(&["ends silence"], Thinking);
}

#[test]
fn the_words_are_those_of_the_session() {
    let german = || Talk::new(FloorSettings { language: Language::of("de-DE"), ..FloorSettings::default() });
    let talk = german().speech(640).silence(160).words("äh lass mich kurz überlegen").silence(7_600);
    talk.gives(&["started"], Listening).silence(800).gives(&["TakeYourTime"], Listening);
    let talk = german().interviewer(Speaks).speech(400).words("ja, genau").silence(320);
    talk.gives(&["started", "pause", "play"], Speaking);
    let talk = Talk::practice().interviewer(Speaks).speech(400).words("ja, genau").silence(320);
    talk.gives(&["started", "pause", "interrupt"], Listening);
}

#[test]
fn without_frames_time_counts_after_a_while() {
    let talk = Talk::practice().speech(1_600).silence(144).words(WHOLE);
    talk.gives(&["started"], Listening).wait(5_000).gives(&["ends complete"], Thinking);
    // A stall in the middle of speech ends nothing.
    Talk::practice().speech(1_600).wait(30_000).gives(&["started"], Listening);
}

#[test]
fn muted_frames_are_silence() {
    Talk::practice().tell(Observation::Mute(true)).speech(1_600).gives(&[], Idle);
    let talk = Talk::practice().speech(1_600).tell(Observation::Mute(true)).speech(1_600);
    talk.gives(&["started", "ends silence"], Thinking);
}

#[test]
fn listening_is_overtaken_by_what_was_typed() {
    Talk::practice().speech(800).interviewer(Thinks).gives(&["started", "ends overtaken"], Thinking);
}

#[test]
fn real_mode_cuts_in_at_a_pause_far_past_the_budget() {
    let real = || Talk::new(FloorSettings::new(Mode::Real, 1.0)).asked(QuestionKind::Open, Some(4_000));
    let talk = real().speech(6_400).gives(&["started"], Listening);
    let talk = talk.silence(160).gives(&["cut in", "ends cut_in"], Thinking);
    // A new answer is a new turn.
    talk.interviewer(Speaks).interviewer(Listens).speech(96).gives(&["started"], Listening);
    let talk = real().speech(9_600).gives(&["started", "cut in", "ends cut_in"], Thinking);
    // Who speaks on for a moment neither goes on nor interrupts; after a pause speech counts again.
    let talk = talk.interviewer(Speaks).speech(1_600).gives(&[], Speaking).silence(320).speech(96);
    talk.gives(&["started", "pause"], Interrupted);
    Talk::practice().asked(QuestionKind::Open, Some(4_000)).speech(32_000).gives(&["started"], Listening);
}

#[test]
fn closing_ends_the_open_turn_and_everything() {
    let talk =
        Talk::practice().speech(800).tell(Observation::Close).gives(&["started", "ends closing"], Closing);
    talk.speech(800).button(true).interviewer(Speaks).wait(100_000).gives(&[], Closing);
    let talk = Talk::practice().interviewer(Speaks).speech(96).tell(Observation::Close);
    talk.gives(&["started", "pause", "interrupt", "ends closing"], Closing);
    Talk::practice().tell(Observation::Close).gives(&[], Closing);
}
