//! The behaviour suite of voice activity, on recorded speech.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::Path;

use futures::executor::block_on;
use prepai_core::speech::{Audio, VoiceActivity};
use prepai_core::testing::voice_activity::{SUITE, Subject};
use prepai_voice::activity::Earshot;
use prepai_voice::audio::{DecodeOptions, decode};

fn recorded(name: &str) -> Audio {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/audio").join(name);
    decode(&std::fs::read(path).unwrap(), DecodeOptions::default()).unwrap()
}

#[test]
fn earshot_does_what_every_judge_does() {
    for name in ["speech_16k.wav", "client_utterance_1.webm"] {
        let speech = recorded(name);
        let subject = || Subject { activity: Box::new(Earshot::new()), speech: speech.clone() };
        let report = block_on(SUITE.run(subject));
        assert_eq!(report.skipped(), Ok(Vec::new()), "{name}");
    }
}

#[test]
fn what_rests_in_silence_wakes_in_time() {
    for (name, hiss) in
        [("speech_16k.wav", 0), ("client_utterance_1.webm", 9), ("client_utterance_3.webm", 5)]
    {
        // Two seconds of silence, and somebody speaks; three times.
        let speech = recorded(name).to_i16();
        let mut sound = Vec::new();
        for _ in 0..3 {
            sound.extend((0..32_000).map(|n: i16| n % 7 * hiss / 3 - hiss));
            sound.extend_from_slice(&speech);
            sound.resize(sound.len().next_multiple_of(256), 0);
        }
        let judged = Earshot::new().push(&Audio::mono_i16(16_000, sound.as_slice())).unwrap();
        // The same network without a rest.
        let mut detector = earshot::Detector::default();
        let awake: Vec<f32> = sound.chunks(256).map(|frame| detector.predict_i16(frame)).collect();
        let other =
            judged.iter().zip(&awake).filter(|(judged, awake)| (judged.speech >= 0.5) != (**awake >= 0.5));
        let other = other.count();
        assert!(other <= 3, "{name}: {other} of {} frames are judged another way", awake.len());
        let rested = judged.windows(50).any(|second| second.iter().all(|one| one == &second[0]));
        assert!(rested, "{name}: it never rested");
    }
}

#[test]
fn noise_and_tones_are_rarely_taken_for_speech() {
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as i16 / 16
    };
    let noise: Vec<i16> = (0..32_000).map(|_| noise()).collect();
    let tone: Vec<i16> = (0..32_000).map(|n| ((n as f32 * 0.39).sin() * 6_000.0) as i16).collect();
    for (name, sound) in [("noise", noise), ("tone", tone)] {
        let judged = Earshot::new().push(&Audio::mono_i16(16_000, sound)).unwrap();
        let loud = judged.iter().filter(|activity| activity.speech >= 0.5).count();
        assert!(loud * 8 <= judged.len(), "{loud} of {} frames of {name} are taken for speech", judged.len());
    }
}
