//! What is heard of a whole utterance.

use futures::executor::block_on;
use prepai_core::ErrorKind;
use prepai_core::speech::{Audio, Hints, Samples, SpeechToText};

use super::fixture::{ears, options, recordings, samples, sound};
use crate::whisper::{Options, Whisper};

fn heard(ears: &Whisper, sound: Audio) -> String {
    block_on(ears.transcribe(sound, Hints::default())).unwrap().text
}

#[test]
fn all_recordings_are_transcribed_exactly() {
    let ears = ears();
    let mut wrong = Vec::new();
    for recording in recordings() {
        let text = heard(&ears, sound(&recording.file));
        if text != recording.text {
            wrong.push(format!("{}: `{text}`, not `{}`", recording.file, recording.text));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(recordings().len(), 20);
}

#[test]
fn the_whole_context_hears_the_same() {
    let ears = Whisper::new(super::fixture::model(), Options { full_context: true, ..options() });
    for recording in recordings().into_iter().take(2) {
        assert_eq!(heard(&ears, sound(&recording.file)), recording.text);
    }
}

#[test]
fn silence_and_noise_are_no_words() {
    let ears = ears();
    for file in ["silence.wav", "noise.wav"] {
        assert_eq!(heard(&ears, sound(file)), "", "{file}");
    }
    for samples in [vec![], vec![0; 1], vec![5; 1_599], vec![0; 80_000]] {
        assert_eq!(heard(&ears, Audio::mono_i16(16_000, samples)), "");
    }
}

/// Where nothing is said, models like to repeat what they were told before.
#[test]
fn a_prompt_is_not_heard_in_silence_and_noise() {
    let ears = ears();
    let words = ["Ada", "Lovelace", "python", "queue", "cache", "sum", "store", "graph"];
    let hints = Hints { vocabulary: words.map(str::to_owned).to_vec(), ..Hints::default() };
    let hum: Vec<i16> = (0..48_000).map(|n| if n / 160 % 2 == 0 { 300 } else { -300 }).collect();
    for sound in [sound("silence.wav"), sound("noise.wav"), Audio::mono_i16(16_000, hum)] {
        let heard = block_on(ears.transcribe(sound, hints.clone())).unwrap().text;
        let prompted: Vec<_> = words.iter().filter(|word| heard.contains(*word)).collect();
        assert!(prompted.len() < 3, "`{heard}`");
    }
}

#[test]
fn words_have_times_and_confidence() {
    let ears = ears();
    for recording in recordings() {
        let sound = sound(&recording.file);
        let frames = sound.frames();
        let transcript = block_on(ears.transcribe(sound, Hints::default())).unwrap();
        let words: Vec<_> = transcript.words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(words.join(" "), recording.text);
        let mut last = 0;
        for word in &transcript.words {
            assert!(
                last <= word.start_sample && word.start_sample <= word.end_sample,
                "{word:?} after {last}"
            );
            assert!(word.end_sample <= frames, "{word:?} of {frames}");
            assert!(word.confidence.is_some_and(|sure| (0.0..=1.0).contains(&sure)));
            last = word.end_sample;
        }
        // The words are spread over the sound, not heaped up at one end.
        let (first, last) = (transcript.words.first().unwrap(), transcript.words.last().unwrap());
        println!(
            "{} {:?}",
            recording.file,
            transcript
                .words
                .iter()
                .map(|w| (w.text.as_str(), w.start_sample / 160, w.end_sample / 160))
                .collect::<Vec<_>>()
        );
        assert!(first.start_sample < frames / 3, "{}: {first:?} of {frames}", recording.file);
        assert!(last.end_sample > frames / 2, "{}: {last:?} of {frames}", recording.file);
        assert!(transcript.confidence.is_some_and(|sure| sure > 0.5), "{:?}", transcript.confidence);
    }
}

#[test]
fn floats_and_stereo_are_heard_like_integers() {
    let ears = ears();
    let recording = &recordings()[0];
    let samples = samples(&recording.file);
    let floats: Vec<f32> = samples.iter().map(|sample| f32::from(*sample) / 32_768.0).collect();
    let stereo: Vec<i16> = samples.iter().flat_map(|sample| [*sample, *sample]).collect();
    let mono = Audio { rate: 16_000, channels: 1, samples: Samples::F32(floats.into()) };
    let stereo = Audio { rate: 16_000, channels: 2, samples: Samples::I16(stereo.into()) };
    assert_eq!(heard(&ears, mono), recording.text);
    assert_eq!(heard(&ears, stereo), recording.text);
}

#[test]
fn other_rates_are_heard_and_timed_in_their_own_samples() {
    let ears = ears();
    let recording = &recordings()[1];
    let original = sound(&recording.file);
    for rate in [8_000, 44_100, 48_000] {
        let sound = crate::audio::resampled(&original, rate).unwrap();
        let frames = sound.frames();
        let transcript = block_on(ears.transcribe(sound, Hints::default())).unwrap();
        let end = transcript.words.last().map(|word| word.end_sample).unwrap_or_default();
        assert!(end > frames / 2 && end <= frames, "{end} of {frames} at {rate}");
        // The model was trained on 16 kHz: a telephone's half of it may cost a word.
        assert!(rate < 16_000 || transcript.text == recording.text, "{}", transcript.text);
    }
}

#[test]
fn clipped_and_broken_numbers_end_in_some_text() {
    let ears = ears();
    for wrong in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30] {
        let samples = vec![wrong; 8_000];
        let sound = Audio { rate: 16_000, channels: 1, samples: Samples::F32(samples.into()) };
        block_on(ears.transcribe(sound, Hints::default())).unwrap();
    }
}

#[test]
fn sound_that_cannot_be_is_refused_with_the_field() {
    let ears = ears();
    for (rate, channels, field) in [(0, 1, "rate"), (16_000, 0, "channels"), (4_000_000, 1, "rate")] {
        let sound = Audio { rate, channels, samples: Samples::I16([0; 64].into()) };
        let error = block_on(ears.transcribe(sound, Hints::default())).unwrap_err();
        assert_eq!((error.kind(), error.fact("field")), (ErrorKind::InvalidInput, Some(field)));
    }
}

#[test]
fn a_long_recording_is_heard_window_by_window() {
    let ears = Whisper::new(super::fixture::model(), Options { window_seconds: 5.0, ..options() });
    let chosen: Vec<_> = recordings().into_iter().filter(|one| samples(&one.file).len() > 48_000).collect();
    let mut all = Vec::new();
    for recording in &chosen {
        all.extend(samples(&recording.file));
        all.resize(all.len() + 16_000, 0);
    }
    let transcript = block_on(ears.transcribe(Audio::mono_i16(16_000, all), Hints::default())).unwrap();
    let expected: Vec<_> = chosen.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(transcript.text, expected.join(" "));
    assert!(transcript.words.is_sorted_by_key(|word| word.start_sample));
}

#[test]
fn another_language_needs_another_model() {
    let ears = ears();
    let hear = |language: &str| {
        let hints = Hints { language: Some(language.to_owned()), ..Hints::default() };
        block_on(ears.transcribe(sound("00_seen.wav"), hints))
    };
    assert_eq!(hear("en-GB").unwrap().text, recordings()[0].text);
    let error = hear("de-DE").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAvailable);
    assert!(error.message().contains("models pull"), "{error}");
}
