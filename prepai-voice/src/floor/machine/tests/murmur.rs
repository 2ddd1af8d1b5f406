//! Murmurs over the interviewer, and words that come late.

use std::time::Duration;

use super::{Talk, ms};
use crate::floor::FloorState::{Listening, Speaking, Thinking};
use crate::floor::Interviewer::Speaks;
use crate::floor::{FloorSignal, Observation, Words};

#[test]
fn a_murmur_over_the_interviewer_is_known_by_its_words() {
    let talk = Talk::practice().interviewer(Speaks).speech(400).words("yeah, okay").speech(240).silence(320);
    talk.gives(&["started", "pause", "play"], Speaking);
}

#[test]
fn a_murmur_that_goes_on_does_not_pause_again_but_words_do() {
    let talk = Talk::practice().interviewer(Speaks).speech(400).words("right right").speech(560);
    let talk = talk.gives(&["started", "pause", "play"], Speaking);
    talk.words("right right but what about the deadline")
        .gives(&["started", "pause", "interrupt"], Listening);
}

#[test]
fn a_murmur_that_words_do_not_cover_interrupts() {
    let words = Words { text: "yeah".to_owned(), until: Some(ms(200)) };
    let talk = Talk::practice().interviewer(Speaks).speech(304).tell(Observation::Words(words));
    talk.speech(480).gives(&["started", "pause", "interrupt"], Listening);
}

#[test]
fn a_murmur_in_an_open_turn_is_a_pause_when_playback_goes_on() {
    let talk = Talk::practice().speech(304).interviewer(Speaks).speech(208).words("yeah okay").speech(352);
    let paused = |talk: &Talk| {
        let pauses = |(_, signal): &&(u64, FloorSignal)| matches!(signal, FloorSignal::SpeechPaused { .. });
        talk.signals.iter().filter(pauses).copied().collect::<Vec<_>>()
    };
    let until = 304 + 560;
    assert_eq!(paused(&talk), [(until, FloorSignal::SpeechPaused { since: ms(until) })]);
    let talk = talk.gives(&["started", "pause", "play"], Speaking);
    // It is over just then, which nothing would tell later; or it goes on.
    assert_eq!(paused(&talk.silence(320)), []);
}

#[test]
fn late_words_of_dropped_speech_interrupt() {
    let talk = Talk::practice().interviewer(Speaks).speech(304).silence(320);
    let talk = talk.gives(&["started", "pause", "play"], Speaking).words("wait");
    assert!(matches!(talk.signals[0].1, FloorSignal::SpeechStarted { at: Duration::ZERO, during: Speaking }));
    let talk = talk.gives(&["started", "pause", "interrupt"], Listening);
    talk.silence(4_000).gives(&["ends silence"], Thinking);
    let talk = Talk::practice().interviewer(Speaks).speech(304).silence(320);
    talk.gives(&["started", "pause", "play"], Speaking)
        .words("mhm")
        .silence(1_600)
        .words("wait")
        .gives(&[], Speaking);
}

#[test]
fn words_that_reach_into_the_voice_that_goes_on_are_its_own() {
    let talk = Talk::practice().interviewer(Speaks).speech(304).silence(320);
    let talk = talk.gives(&["started", "pause", "play"], Speaking).silence(480);
    talk.words("and then we count what is lost").gives(&[], Speaking);
}
