//! Speech over the interviewer.

use super::{Talk, WHOLE};
use crate::floor::FloorState::{Interrupted, Listening, Speaking, Thinking};
use crate::floor::Interviewer::{Listens, Speaks};
use crate::floor::{Frame, Observation};

#[test]
fn the_interviewer_begins_into_speech_and_pauses() {
    let talk = Talk::practice().speech(800).interviewer(Speaks).gives(&["started", "pause"], Interrupted);
    talk.speech(640).gives(&["interrupt"], Listening);
}

#[test]
fn speech_over_the_interviewer_pauses_at_once_and_interrupts_in_time() {
    let talk = Talk::practice().interviewer(Speaks).silence(800).speech(1_600);
    let times: Vec<u64> = talk.signals.iter().map(|(at, _)| at - 800).collect();
    assert!(times[1] <= 64 && times[2] <= times[1] + 576, "{times:?}");
    talk.gives(&["started", "pause", "interrupt"], Listening);
}

#[test]
fn a_short_sound_over_the_interviewer_pauses_and_resumes() {
    let talk = Talk::practice().interviewer(Speaks).speech(304).silence(800);
    assert!(talk.last() <= 48 + 600);
    talk.gives(&["started", "pause", "play"], Speaking);
}

#[test]
fn the_decision_waits_for_speech_that_is_long_and_for_no_more() {
    // Partial words usually come in this conversation, so the time runs out.
    let talks = || {
        let talk = Talk::practice().speech(480).silence(96).words("we do").silence(4_800).interviewer(Speaks);
        let talk = talk.gives(&["started", "ends silence"], Speaking).silence(160);
        (talk.at, talk)
    };
    let (from, talk) = talks();
    let talk = talk.speech(496).silence(160);
    assert!(talk.last() - from <= 64 + 576, "{:?}", talk.signals);
    talk.gives(&["started", "pause", "interrupt"], Listening);
    let (from, talk) = talks();
    let talk = talk.speech(448).silence(320);
    assert!(talk.last() - from <= 64 + 576, "{:?}", talk.signals);
    talk.gives(&["started", "pause", "play"], Speaking);
}

#[test]
fn words_interrupt_before_the_time_is_up() {
    let talk = Talk::practice().interviewer(Speaks).speech(240).words("sorry what");
    talk.gives(&["started", "pause", "interrupt"], Listening);
}

#[test]
fn the_button_interrupts_at_once() {
    let talk = Talk::practice().interviewer(Speaks).button(true);
    let talk = talk.gives(&["started", "pause", "interrupt"], Listening).button(false);
    talk.gives(&["ends released"], Thinking);
    let talk = Talk::practice().interviewer(Speaks).speech(96).gives(&["started", "pause"], Interrupted);
    talk.button(true).gives(&["interrupt"], Listening);
}

#[test]
fn without_frames_the_decision_falls_in_time_too() {
    let talk = Talk::practice().interviewer(Speaks).speech(96).gives(&["started", "pause"], Interrupted);
    talk.wait(600).gives(&["play"], Speaking);
}

#[test]
fn the_own_voice_and_faint_voices_do_not_interrupt() {
    let echo = Frame { speech: 0.95, level_dbfs: -25.0, echo: 0.9 };
    Talk::practice().interviewer(Speaks).frames(3_200, echo).gives(&[], Speaking);
    // Who speaks at -30 dB is not heard at -55 dB.
    let faint = Frame { speech: 0.95, level_dbfs: -55.0, echo: 0.0 };
    let talk = Talk::practice().speech(3_200).silence(160).words(WHOLE).silence(480).interviewer(Speaks);
    talk.frames(3_200, faint).gives(&["started", "ends complete"], Speaking);
    Talk::practice()
        .interviewer(Speaks)
        .frames(3_200, faint)
        .gives(&["started", "pause", "interrupt"], Listening);
}

#[test]
fn keys_over_the_interviewer_need_longer_speech() {
    let talk = Talk::practice().interviewer(Speaks).tell(Observation::Editor).speech(80);
    talk.gives(&[], Speaking).speech(32).gives(&["started", "pause"], Interrupted);
}

#[test]
fn an_overlap_ends_when_the_interviewer_has_nothing_more_to_say() {
    let talk = Talk::practice().interviewer(Speaks).speech(96).interviewer(Listens);
    talk.gives(&["started", "pause", "interrupt"], Listening);
}
