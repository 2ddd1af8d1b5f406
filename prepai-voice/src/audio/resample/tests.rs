//! Length, place, purity.

use std::f64::consts::TAU;

use super::*;

const PAIRS: [(u32, u32); 12] = [
    (8_000, 16_000),
    (16_000, 8_000),
    (44_100, 16_000),
    (16_000, 44_100),
    (48_000, 16_000),
    (16_000, 48_000),
    (22_050, 16_000),
    (24_000, 16_000),
    (11_025, 16_000),
    (16_000, 16_000),
    (44_101, 16_000),
    (192_000, 16_000),
];

fn sine(rate: u32, hertz: f64, samples: usize) -> Vec<f32> {
    (0..samples).map(|n| ((n as f64 * hertz * TAU / f64::from(rate)).sin() * 0.5) as f32).collect()
}

fn at_once(from: u32, to: u32, samples: &[f32]) -> Vec<f32> {
    let mut resampler = Resampler::new(from, to).unwrap();
    let mut out = resampler.push(samples).unwrap();
    out.extend(resampler.finish().unwrap());
    out
}

/// In decibels, without the ends.
fn power(found: &[f32]) -> f64 {
    let middle = &found[found.len() / 5..found.len() * 4 / 5];
    let power = middle.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / middle.len() as f64;
    10.0 * power.max(1e-30).log10()
}

/// Of a tone, without the ends that the filter blurs: signal to everything else in decibels, and how many samples late.
fn purity(found: &[f32], rate: u32, hertz: f64) -> (f64, f64) {
    let middle = found.len() / 5..found.len() * 4 / 5;
    let step = hertz * TAU / f64::from(rate);
    let samples = || {
        middle.clone().zip(&found[middle.clone()]).map(|(n, sample)| (n as f64 * step, f64::from(*sample)))
    };
    let count = middle.len() as f64 / 2.0;
    let (sine, cosine) = samples().fold((0.0, 0.0), |(sine, cosine), (at, sample)| {
        (sine + sample * at.sin(), cosine + sample * at.cos())
    });
    let (sine, cosine) = (sine / count, cosine / count);
    let noise =
        samples().map(|(at, sample)| (sample - sine * at.sin() - cosine * at.cos()).powi(2)).sum::<f64>();
    let signal = (sine * sine + cosine * cosine) * count;
    (10.0 * (signal / noise.max(1e-30)).log10(), -cosine.atan2(sine) / step)
}

#[test]
fn the_length_is_exact() {
    for (from, to) in PAIRS {
        for samples in [0, 1, 2, 160, 441, 999, 20_000] {
            let expected = (samples as u64 * u64::from(to)).div_ceil(u64::from(from));
            let found = at_once(from, to, &vec![0.1; samples]).len() as u64;
            assert_eq!(found, expected, "{samples} samples from {from} to {to}");
        }
    }
}

#[test]
fn pieces_do_not_matter_and_a_resampler_can_be_used_again() {
    for (from, to) in PAIRS {
        let sound = sine(from, 440.0, 5_000);
        let whole = at_once(from, to, &sound);
        let mut resampler = Resampler::new(from, to).unwrap();
        for piece in [1, 7, 160, 4_999] {
            let mut out: Vec<f32> =
                sound.chunks(piece).flat_map(|piece| resampler.push(piece).unwrap()).collect();
            out.extend(resampler.finish().unwrap());
            assert_eq!(out, whole, "{from} to {to} in pieces of {piece}");
        }
    }
}

#[test]
fn a_tone_stays_what_and_where_it_was() {
    for (from, to) in PAIRS {
        let found = at_once(from, to, &sine(from, 1_000.0, from as usize));
        let (ratio, late) = purity(&found, to, 1_000.0);
        assert!(ratio > 75.0 && late.abs() < 1.0, "{from} to {to}: {ratio:.1} dB, {late:.3} samples late");
        let exact = from != 44_101;
        assert!(!exact || late.abs() < 0.001, "{from} to {to}: {late} samples late");
    }
}

#[test]
fn nothing_folds_back_from_above_half_the_rate() {
    for (from, to, hertz) in [
        (48_000, 16_000, 9_000.0),
        (48_000, 16_000, 15_000.0),
        (44_100, 16_000, 10_000.0),
        (16_000, 8_000, 5_000.0),
        (44_101, 16_000, 10_000.0),
    ] {
        let found = at_once(from, to, &sine(from, hertz, from as usize));
        let level = power(&found) - power(&sine(from, hertz, from as usize));
        assert!(level < -75.0, "{hertz} Hz from {from} to {to} comes back with {level:.1} dB");
    }
}

#[test]
fn what_a_voice_needs_passes() {
    for (from, to, hertz) in [(48_000, 16_000, 7_000.0), (44_100, 16_000, 7_000.0), (8_000, 16_000, 3_400.0)]
    {
        let found = at_once(from, to, &sine(from, hertz, from as usize));
        let level = power(&found) - power(&sine(to, hertz, found.len()));
        assert!(level.abs() < 0.5, "{hertz} Hz from {from} to {to}: {level:.2} dB");
    }
}

#[test]
fn strange_rates_are_refused() {
    for (from, to) in [(0, 16_000), (16_000, 0), (999, 16_000), (400_000, 16_000)] {
        let error = Resampler::new(from, to).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.message().contains("rate of 1000 to 384000"), "{error}");
    }
}

#[test]
fn whole_sounds_are_mixed_and_keep_their_kind_of_sample() {
    let stereo = Audio { channels: 2, ..Audio::mono_i16(48_000, vec![1_000; 9_600]) };
    let found = resampled(&stereo, 16_000).unwrap();
    assert_eq!((found.rate, found.channels, found.frames()), (16_000, 1, 1_600));
    assert!(found.to_i16()[400..1_200].iter().all(|sample| (990..=1_010).contains(sample)));
    let floats = Audio::mono_f32(8_000, vec![0.25; 800]);
    assert!(matches!(resampled(&floats, 16_000).unwrap().samples, prepai_core::speech::Samples::F32(_)));
    assert_eq!(resampled(&floats, 8_000).unwrap(), floats);
}
