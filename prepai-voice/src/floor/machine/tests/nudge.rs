//! Words into silence.

use prepai_core::session::Mode;

use super::Talk;
use crate::floor::FloorState::{Idle, Listening, Speaking};
use crate::floor::Interviewer::{Listens, Speaks};
use crate::floor::{FloorSettings, Observation, QuestionKind};

#[test]
fn a_nudge_in_a_pause_leaves_the_turn_open() {
    let talk = Talk::practice().speech(640).silence(160).words("let me think").gives(&["started"], Listening);
    let talk = talk.interviewer(Speaks).gives(&[], Speaking).silence(3_200).interviewer(Listens);
    talk.gives(&[], Listening).speech(800).gives(&["resumed"], Listening);
}

#[test]
fn silence_brings_nudges_in_their_order() {
    let talk = Talk::practice().interviewer(Speaks).interviewer(Listens).wait(7_990).gives(&[], Idle);
    let talk = talk.wait(20).gives(&["TakeYourTime"], Idle).wait(17_000).gives(&["OfferHint"], Idle);
    let talk = talk.wait(35_000).gives(&["StillThere"], Idle).wait(600_000).gives(&[], Idle);
    talk.asked(QuestionKind::Open, None).wait(8_000).gives(&["TakeYourTime"], Idle);
}

#[test]
fn no_hint_is_offered_in_real_mode() {
    let talk = Talk::new(FloorSettings::new(Mode::Real, 1.0)).wait(70_000);
    talk.gives(&["TakeYourTime", "StillThere"], Idle);
}

#[test]
fn nudges_wait_for_thinking_time_for_code_and_for_keys() {
    let talk = Talk::new(FloorSettings::new(Mode::Practice, 2.0)).wait(15_990).gives(&[], Idle);
    talk.wait(20).gives(&["TakeYourTime"], Idle);
    let talk = Talk::practice().asked(QuestionKind::Coding, None).wait(23_990).gives(&[], Idle);
    let mut talk = talk.wait(20).gives(&["TakeYourTime"], Idle);
    for _ in 0..100 {
        talk = talk.tell(Observation::Editor).wait(3_000);
    }
    talk.gives(&[], Idle);
}

#[test]
fn other_settings_count_at_once_and_what_was_observed_stands() {
    let mut talk = Talk::practice().tell(Observation::Mute(true)).interviewer(Speaks);
    talk.floor.set(FloorSettings::new(Mode::Real, 1.0));
    let talk = talk.speech(800).gives(&[], Speaking).interviewer(Listens).wait(70_000);
    // In practice a hint would be offered.
    talk.gives(&["TakeYourTime", "StillThere"], Idle);
}
