//! Pauses of the interview.

use prepai_core::session::Mode;

use super::{Talk, WHOLE, ms};
use crate::floor::FloorState::{Interrupted, Listening, Speaking, Thinking};
use crate::floor::Interviewer::Speaks;
use crate::floor::{FloorSettings, FloorSignal, Observation, QuestionKind};

#[test]
fn who_was_cut_in_on_is_heard_again_after_a_pause_of_the_interview() {
    let real = Talk::new(FloorSettings::new(Mode::Real, 1.0)).asked(QuestionKind::Open, Some(4_000));
    let talk = real.speech(9_600).gives(&["started", "cut in", "ends cut_in"], Thinking);
    let talk = talk.tell(Observation::Pause).tell(Observation::Resume).interviewer(Speaks);
    talk.silence(320).speech(96).gives(&["started", "pause"], Interrupted);
}

#[test]
fn a_pause_of_the_interview_stops_time() {
    let talk = Talk::practice().speech(3_200).silence(144).words(WHOLE).tell(Observation::Pause);
    assert_eq!(talk.floor.next_deadline(), None);
    let talk = talk.speech(3_200).silence(3_200).wait(60_000).gives(&["started"], Listening);
    talk.tell(Observation::Resume).silence(480).gives(&["ends complete"], Thinking);
    let talk = Talk::practice().interviewer(Speaks).speech(96).tell(Observation::Pause);
    talk.gives(&["started", "pause", "play"], Speaking);
}

#[test]
fn a_pause_of_the_interview_over_an_undecided_overlap_keeps_the_end_of_the_open_turn() {
    let talk = Talk::practice().speech(800).interviewer(Speaks).gives(&["started", "pause"], Interrupted);
    let talk = talk.speech(96).tell(Observation::Pause);
    let paused = FloorSignal::SpeechPaused { since: ms(896) };
    assert_eq!(talk.signals, [(896, paused), (896, FloorSignal::ResumePlayback)]);
    let talk = talk.gives(&["play"], Speaking).tell(Observation::Resume).silence(800).speech(96);
    talk.gives(&["resumed", "pause"], Interrupted);
}
