//! Ends of turns in real sound: spoken by the embedded voice, through the real detector, in virtual time.
#![cfg(feature = "espeak")]
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use futures::executor::block_on;
use prepai_voice::activity::Earshot;
use prepai_voice::espeak::{Espeak, EspeakOptions};
use prepai_voice::floor::Endpointing;
use prepai_voice::floor::trial::{Lengths, PauseKind, Score, Sentences, Spoken, Turn, spoken, turns};

/// Every so many turns: the whole set is for `prepai bench endpointing`.
const EVERY: usize = 9;

fn set() -> (Vec<Turn>, Vec<Spoken>) {
    let voice = Espeak::new(EspeakOptions::default()).unwrap();
    let all = turns(&Sentences::tuning(), Lengths::LogNormal, 3).into_iter().step_by(EVERY);
    let mut detector = Earshot::new();
    all.map(|turn| {
        let sound = block_on(spoken(&turn, &voice, &mut detector)).unwrap();
        (turn, sound)
    })
    .unzip()
}

#[test]
fn spoken_turns_end_as_written_ones_do() {
    let (written, sound) = set();
    assert!(sound.len() >= 100);
    let of_sound = Score::spoken(&sound, &Endpointing::default());
    let of_text = Score::by_person(&written, &Endpointing::default());
    // The detector holds on longer at the ends of words than the model of it, and nothing else is different.
    assert!((of_sound.cut_off - of_text.cut_off).abs() <= 0.1, "{of_sound:?} {of_text:?}");
    assert!((of_sound.mean_ms - of_text.mean_ms).abs() <= 250.0, "{of_sound:?} {of_text:?}");
    let patient = Score::spoken(&sound, &Endpointing { thinking_time: 3.0, ..Endpointing::default() });
    assert!(patient.cut_off <= 0.02 && patient.mean_ms > of_sound.mean_ms, "{patient:?}");
}

#[test]
fn the_detector_hears_the_pauses() {
    let (_, sound) = set();
    let mut heard = 0;
    let mut all = 0;
    for spoken in sound.iter().filter(|spoken| spoken.turn.kind != PauseKind::Fluent) {
        for (from, to) in &spoken.turn.pauses {
            let frames = |at: std::time::Duration| at.as_millis() as usize / 16;
            let middle =
                spoken.activity.get(frames(*from + (*to - *from).mul_f64(0.6))..frames(*to)).unwrap();
            all += 1;
            heard += usize::from(middle.iter().all(|speech| *speech < 0.5));
        }
    }
    assert!(all > 80 && heard * 10 >= all * 9, "{heard} of {all} pauses are silent to the detector");
}
