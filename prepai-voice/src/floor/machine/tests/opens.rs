//! Turns that open, and who has the floor between them.

use super::{Talk, WHOLE, ms};
use crate::floor::FloorState::{Idle, Listening, Speaking, Thinking};
use crate::floor::Interviewer::{Listens, Speaks, Thinks};
use crate::floor::{FloorSignal, Frame, Language, Observation, QuestionKind, words};

#[test]
fn idle_to_listening_by_speech_that_began_a_little_ago() {
    let talk = Talk::practice().silence(160).speech(64);
    assert_eq!(talk.signals, [(208, FloorSignal::SpeechStarted { at: ms(160), during: Idle })]);
    talk.gives(&["started"], Listening);
}

#[test]
fn a_click_is_no_speech() {
    Talk::practice().speech(32).silence(200).speech(16).silence(400).gives(&[], Idle);
}

#[test]
fn idle_to_listening_by_the_button_and_to_thinking_by_its_release() {
    let talk = Talk::practice().button(true).gives(&["started"], Listening);
    // The button decides: no silence ends the turn, and none of its signals is given twice.
    talk.silence(30_000).button(true).gives(&[], Listening).button(false).gives(&["ends released"], Thinking);
}

#[test]
fn idle_to_speaking_and_back() {
    Talk::practice().interviewer(Speaks).gives(&[], Speaking).interviewer(Listens).gives(&[], Idle);
}

#[test]
fn idle_to_thinking_by_something_typed_and_back_when_there_was_nothing() {
    Talk::practice().interviewer(Thinks).gives(&[], Thinking).interviewer(Listens).gives(&[], Idle);
}

#[test]
fn thinking_to_speaking() {
    Talk::practice().interviewer(Thinks).interviewer(Speaks).gives(&[], Speaking);
}

#[test]
fn thinking_to_listening_when_somebody_goes_on() {
    let talk = Talk::practice().speech(3_200).silence(160).words(WHOLE).silence(480);
    let talk = talk.gives(&["started", "ends complete"], Thinking).speech(96).gives(&[], Thinking);
    let talk = talk.speech(160);
    assert!(matches!(talk.signals[..], [(_, FloorSignal::SpeechStarted { during: Thinking, .. })]));
    talk.gives(&["started"], Listening);
}

#[test]
fn who_goes_on_is_read_once_whether_the_words_come_again_or_only_the_new_ones() {
    let first = "we moved the whole system to the cloud and then it was fast";
    let goes_on = |words: &str| {
        let talk = Talk::practice().speech(3_200).silence(160).words(first).silence(480);
        let talk = talk.gives(&["started", "ends complete"], Thinking).speech(1_600).silence(96).words(words);
        let turn = talk.floor.turn.clone().unwrap();
        assert_eq!(turn.words.unwrap(), words::read(&turn.all(), QuestionKind::Open, Language::English));
        (turn.all(), talk.silence(4_800).floor.answered.unwrap().1)
    };
    let both = |text: &str| (text.to_owned(), text.to_owned());
    let whole = "We moved the whole system to the cloud, and then it was fast because we did it well.";
    assert_eq!(goes_on(whole), both(whole));
    let new = "because we did it well";
    assert_eq!(goes_on(new), both(&format!("{first} {new}")));
    let other = "we moved the rest in May";
    assert_eq!(goes_on(other), both(&format!("{first} {other}")));
}

#[test]
fn a_short_sound_while_the_interviewer_thinks_is_nothing() {
    Talk::practice().interviewer(Thinks).speech(112).silence(800).gives(&[], Thinking);
    Talk::practice().interviewer(Thinks).button(true).gives(&["started"], Listening);
}

#[test]
fn after_a_filler_the_interviewer_thinks_on() {
    Talk::practice().interviewer(Thinks).interviewer(Speaks).interviewer(Thinks).gives(&[], Thinking);
}

#[test]
fn old_and_doubled_frames_are_ignored() {
    let mut talk = Talk::practice().speech(800).silence(160);
    for at in [0, 500, 960] {
        let signals = talk.floor.take(ms(at), Observation::Frame(Frame::of_speech(1.0)));
        assert_eq!(signals, []);
    }
    talk.gives(&["started"], Listening);
}
