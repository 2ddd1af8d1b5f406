use super::*;

/// A talker: harmonics of a gliding pitch through bands that open and close with the syllables. Seeded.
pub(crate) fn talker(seed: u64, seconds: f32, level_dbfs: f32) -> Vec<i16> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1u32 << 24) as f32
    };
    let length = (seconds * 16_000.0) as usize;
    let mut out = vec![0.0f32; length];
    let base = 90.0 + 130.0 * random();
    let mut at = 0;
    let mut phase = 0.0f32;
    while at < length {
        let syllable = (1_600.0 + 2_400.0 * random()) as usize;
        let pitch = base * (0.85 + 0.3 * random());
        let loud = 0.35 + 0.65 * random();
        let formants = [300.0 + 500.0 * random(), 900.0 + 1_300.0 * random(), 2_200.0 + 1_200.0 * random()];
        let harmonics: Vec<f32> = (1..30)
            .map(|n| n as f32 * pitch)
            .take_while(|f| *f < 5_000.0)
            .map(|f| {
                let near = formants
                    .iter()
                    .enumerate()
                    .map(|(n, c)| (-((f - c) / (90.0 + 60.0 * n as f32)).powi(2)).exp() / (1.0 + n as f32));
                near.sum::<f32>() + 0.02
            })
            .collect();
        for i in 0..syllable.min(length - at) {
            let place = i as f32 / syllable as f32;
            let shape = (place * std::f32::consts::PI).sin().powf(0.7) * loud;
            phase = (phase + pitch / 16_000.0) % 1.0;
            let voices = harmonics.iter().enumerate();
            let value: f32 =
                voices.map(|(n, a)| a * (std::f32::consts::TAU * phase * (n + 1) as f32).sin()).sum();
            out[at + i] = value * shape;
        }
        at += syllable
            + if random() < 0.2 { (3_200.0 * random()) as usize } else { (480.0 * random()) as usize };
    }
    let rms = (out.iter().map(|v| v * v).sum::<f32>() / length as f32).sqrt().max(1e-6);
    let gain = 10f32.powf(level_dbfs / 20.0) / rms * 32_768.0;
    out.iter().map(|v| (v * gain).clamp(-32_768.0, 32_767.0) as i16).collect()
}

fn mixed(parts: &[(&[i16], usize, f32)], length: usize) -> Vec<i16> {
    let mut state = 99u32;
    (0..length)
        .map(|i| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = ((state >> 16) as f32 / 65_536.0 - 0.5) * 60.0;
            let sum: f32 = parts
                .iter()
                .map(|(part, delay, db)| {
                    let sample = i.checked_sub(*delay).and_then(|i| part.get(i)).copied().unwrap_or(0);
                    f32::from(sample) * 10f32.powf(db / 20.0)
                })
                .sum();
            (sum + noise).clamp(-32_768.0, 32_767.0) as i16
        })
        .collect()
}

/// The first time (in seconds) at which three of four frames are the candidate's to a detector of activity that takes every
/// sound above -50 dB for speech, which is the hardest case.
fn first_voice(played: &[i16], microphone: &[i16], from: f32) -> Option<f32> {
    let mut echo = EchoDetector::new();
    let mut history = 0u32;
    for (n, frame) in microphone.chunks(FRAME).enumerate() {
        let at = n * FRAME;
        if let Some(piece) = played.get(at..(at + FRAME).min(played.len())) {
            echo.play(at as u64, piece);
        }
        for heard in echo.hear(frame) {
            let voiced = heard.level_dbfs > -50.0 && heard.echo < 0.5;
            history = history << 1 | u32::from(voiced);
            let time = (at + FRAME) as f32 / 16_000.0;
            if voiced && (history & 0b1111).count_ones() >= 3 && time > from {
                return Some(time);
            }
        }
    }
    None
}

/// Milliseconds from the beginning of another voice to its discovery, for one seed each.
fn discovered(delay: usize, db: f32) -> Vec<f32> {
    let mut found: Vec<f32> = (1..=8)
        .map(|seed| {
            let played = talker(seed, 6.0, -20.0);
            let other = talker(seed + 100, 2.0, -24.0);
            let at = 16_000 * 3 + 1_000 * seed as usize;
            let both = mixed(&[(&played, delay, db), (&other, at, 0.0)], played.len());
            let start = at as f32 / 16_000.0;
            first_voice(&played, &both, start).map_or(f32::INFINITY, |found| (found - start) * 1_000.0)
        })
        .collect();
    found.sort_by(f32::total_cmp);
    found
}

#[test]
fn the_own_voice_never_counts_from_its_first_sample_on() {
    for (delay, db) in [(1_920, -12.0), (0, -12.0), (8_000, -12.0), (700, -3.0), (1_920, -35.0)] {
        for seed in 1..=2 {
            let played = talker(seed, 5.0, -20.0);
            let microphone = mixed(&[(&played, delay, db)], played.len());
            assert_eq!(first_voice(&played, &microphone, 0.0), None, "delay {delay}, {db} dB, seed {seed}");
        }
    }
}

#[test]
fn a_voice_on_top_of_the_echo_is_found() {
    let found = discovered(1_920, -12.0);
    assert!(found[4] <= 120.0 && found[7] <= 400.0, "{found:?}");
}

#[test]
fn a_voice_without_echo_is_found_as_fast_as_alone() {
    let found = discovered(0, -100.0);
    assert!(found[7] <= 64.0, "{found:?}");
}

#[test]
fn without_any_knowledge_a_voice_is_found_late() {
    let (played, other) = (talker(5, 3.0, -20.0), talker(77, 3.0, -24.0));
    let found = first_voice(&played, &mixed(&[(&other, 0, 0.0)], other.len()), 0.0);
    assert!(found.is_some_and(|seconds| seconds < 1.2), "{found:?}");
}

#[test]
fn the_delay_is_measured() {
    let played = talker(3, 4.0, -20.0);
    let microphone = mixed(&[(&played, 1_920, -12.0)], played.len());
    let mut echo = EchoDetector::new();
    echo.play(0, &played);
    assert_eq!(echo.delay(), None);
    echo.hear(&microphone);
    let delay = echo.delay().unwrap().as_millis();
    assert!((112..=128).contains(&delay), "{delay}");
}

#[test]
fn what_is_stopped_is_not_expected() {
    let played = talker(3, 4.0, -20.0);
    let microphone = mixed(&[(&played, 0, -6.0)], played.len());
    let mut echo = EchoDetector::new();
    echo.play(0, &played);
    echo.hear(&microphone[..32_000]);
    echo.stop(32_000);
    // The same voice goes on although nothing is played: then it is somebody in the room.
    let heard = echo.hear(&microphone[32_000..48_000]);
    let voices = heard[20..].iter().filter(|heard| heard.level_dbfs > -40.0 && heard.echo < 0.5).count();
    let loud = heard[20..].iter().filter(|heard| heard.level_dbfs > -40.0).count();
    assert!(loud > 10 && voices == loud, "{voices} of {loud}");
}

#[test]
fn silence_and_empty_pieces_are_no_echo() {
    let mut echo = EchoDetector::new();
    assert!(echo.hear(&[]).is_empty());
    let heard = echo.hear(&[0; 513]);
    assert_eq!(heard, vec![Heard { echo: 0.0, level_dbfs: -90.0 }; 2]);
}

#[test]
fn it_does_not_matter_how_sound_is_cut() {
    let played = talker(9, 2.0, -20.0);
    let microphone = mixed(&[(&played, 900, -12.0)], played.len());
    let mut whole = EchoDetector::new();
    whole.play(0, &played);
    let all = whole.hear(&microphone);
    for size in [1, 100, 320, 4_096] {
        let mut cut = EchoDetector::new();
        for (n, piece) in played.chunks(size).enumerate() {
            cut.play((n * size) as u64, piece);
        }
        let pieces: Vec<Heard> = microphone.chunks(size).flat_map(|piece| cut.hear(piece)).collect();
        assert_eq!(pieces.len(), all.len());
        let same = pieces.iter().zip(&all).all(|(a, b)| (a.echo - b.echo).abs() < 1e-3);
        assert!(same, "pieces of {size}");
    }
}
