//! The embedded voice: the suite of every voice, and what this one promises beyond it.
#![cfg(feature = "espeak")]
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::Arc;

use futures::executor::block_on;
use futures::{StreamExt, TryStreamExt};
use prepai_core::ErrorKind;
use prepai_core::speech::{SpeechChunk, SpeechRequest, TextToSpeech};
use prepai_core::testing::text_to_speech::SUITE;
use prepai_voice::audio::Levels;
use prepai_voice::espeak::{Espeak, EspeakOptions};

fn voice() -> Espeak {
    Espeak::new(EspeakOptions::default()).unwrap()
}

fn spoken(voice: &Espeak, text: &str) -> Vec<SpeechChunk> {
    let request = SpeechRequest { text: text.to_owned(), ..SpeechRequest::default() };
    block_on(voice.synthesize(request).try_collect()).unwrap()
}

fn frames(chunks: &[SpeechChunk]) -> u64 {
    chunks.iter().map(|chunk| chunk.audio.frames()).sum()
}

#[test]
fn it_does_what_every_voice_does() {
    let report = block_on(SUITE.run(|| Arc::new(voice())));
    assert_eq!(report.skipped(), Ok(Vec::new()));
}

#[test]
fn every_word_has_a_mark_where_it_is_heard() {
    let text = "Tell me, please: how would you explain recursion to a six-year-old?";
    let chunks = spoken(&voice(), text);
    let letters: Vec<char> = text.chars().collect();
    let marks: Vec<_> = chunks.iter().flat_map(|chunk| chunk.marks.clone()).collect();
    let words: Vec<String> =
        marks.iter().map(|mark| letters[mark.start..mark.end].iter().collect()).collect();
    for word in ["Tell", "please", "explain", "recursion"] {
        assert!(words.iter().any(|marked| marked == word), "{word} is not in {words:?}");
    }
    assert!(marks.windows(2).all(|two| two[0].sample < two[1].sample), "{marks:?}");
    let last = marks.last().unwrap().sample;
    assert!(last > frames(&chunks) / 2 && last < frames(&chunks), "{last} of {}", frames(&chunks));
    // Each mark comes with the sound that it begins in.
    let mut given = 0;
    for chunk in &chunks {
        let end = given + chunk.audio.frames();
        assert!(
            chunk.marks.iter().all(|mark| (given..end).contains(&mark.sample)),
            "{:?} in {given}..{end}",
            chunk.marks
        );
        given = end;
    }
}

#[test]
fn it_speaks_in_small_pieces_at_a_usual_speed_and_loudness() {
    let text = "Could you walk me through the design of a service that shortens links for millions of users?";
    let chunks = spoken(&voice(), text);
    assert!(
        chunks.iter().all(|chunk| chunk.audio.frames() <= 22_050 / 16),
        "{:?}",
        chunks.iter().map(|chunk| chunk.audio.frames()).max()
    );
    let words = text.split(' ').count() as u64;
    let per_minute = words * 60 * 22_050 / frames(&chunks);
    assert!((120..260).contains(&per_minute), "{per_minute} words a minute");
    for chunk in &chunks {
        assert_eq!((chunk.audio.rate, chunk.audio.channels), (22_050, 1));
    }
    let loudest = chunks.iter().map(|chunk| Levels::of(&chunk.audio).peak).fold(f32::MIN, f32::max);
    assert!((-12.0..0.0).contains(&loudest), "{loudest} dBFS");
    let slow = Espeak::new(EspeakOptions { speed: 0.5, ..EspeakOptions::default() }).unwrap();
    assert!(frames(&spoken(&slow, text)) * 2 > frames(&chunks) * 3);
}

#[test]
fn languages_and_variants_sound_different() {
    let say = |voice: Option<&str>, language: Option<&str>| {
        let request = SpeechRequest {
            text: "1987, 2523, 99, information.".to_owned(),
            voice: voice.map(str::to_owned),
            language: language.map(str::to_owned),
        };
        let chunks: Vec<_> = block_on(self::voice().synthesize(request).try_collect()).unwrap();
        chunks.iter().flat_map(|chunk: &SpeechChunk| chunk.audio.to_i16().to_vec()).collect::<Vec<_>>()
    };
    let said = [
        say(None, None),
        say(Some("en-us+f3"), None),
        say(None, Some("de-DE")),
        say(None, Some("fr")),
        say(Some("en-gb"), Some("de")),
    ];
    let [usual, female, german, french, british] = said.map(|samples| (pitch(&samples), samples.len()));
    assert!(female.0 > usual.0 * 1.3, "{female:?} beside {usual:?}");
    for (one, other) in [(usual, german), (usual, french), (german, french), (german, british)] {
        assert!(one.1.abs_diff(other.1) > usual.1 / 50, "{one:?} {other:?}");
    }
    // A voice from before does not stay.
    let again = say(Some("EN-us"), None);
    assert!((0.8..1.25).contains(&(pitch(&again) / usual.0)) && again.len().abs_diff(usual.1) < usual.1 / 20);
}

/// The median pitch in hertz, by autocorrelation of voiced frames.
fn pitch(samples: &[i16]) -> f64 {
    let at = |frame: &[i16], lag: usize| -> f64 {
        frame.iter().zip(frame.iter().skip(lag)).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
    };
    let voiced = samples.chunks_exact(1_024).filter(|frame| at(frame, 0) > 1_024.0 * 1e6);
    let best = |frame: &[i16]| (55..315).max_by(|a, b| at(frame, *a).total_cmp(&at(frame, *b))).unwrap();
    let mut lags: Vec<usize> = voiced.map(best).collect();
    lags.sort_unstable();
    22_050.0 / lags.get(lags.len() / 2).copied().unwrap_or(usize::MAX) as f64
}

#[test]
fn what_cannot_be_spoken_says_why() {
    let refused = |request: SpeechRequest| {
        let items: Vec<_> = block_on(voice().synthesize(request).collect());
        assert_eq!(items.len(), 1);
        items.into_iter().next().unwrap().unwrap_err()
    };
    let text = "Hello.".to_owned();
    let error = refused(SpeechRequest {
        voice: Some("nobody".into()),
        text: text.clone(),
        ..SpeechRequest::default()
    });
    assert!(error.kind() == ErrorKind::InvalidInput && error.message().contains("en-us"), "{error}");
    let error = refused(SpeechRequest { language: Some("ja".into()), text, ..SpeechRequest::default() });
    assert!(error.kind() == ErrorKind::Unsupported && error.message().contains("de, en"), "{error}");
    let error = refused(SpeechRequest { text: "a ".repeat(20_000), ..SpeechRequest::default() });
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    assert_eq!(
        Espeak::new(EspeakOptions { speed: 9.0, ..EspeakOptions::default() }).unwrap_err().fact("field"),
        Some("speed")
    );
}

#[test]
fn what_looks_like_markup_is_spoken_as_text() {
    let plain = frames(&spoken(&voice(), "less than"));
    let chunks = spoken(&voice(), "<speak><break time=\"60s\"/> [[h@loU]] &amp; Vec<T>");
    assert!(frames(&chunks) > plain && frames(&chunks) < 22_050 * 20, "{} samples", frames(&chunks));
}

#[test]
fn many_at_once_are_all_spoken_whole() {
    let voice = voice();
    let alone = frames(&spoken(&voice, "What did you learn from it?"));
    let streams = (0..50).map(|_| {
        let request =
            SpeechRequest { text: "What did you learn from it?".to_owned(), ..SpeechRequest::default() };
        voice.synthesize(request).try_collect::<Vec<_>>()
    });
    for chunks in block_on(futures::future::join_all(streams)) {
        // The library's voice is not to the sample the same each time.
        let samples = frames(&chunks.unwrap());
        assert!(samples.abs_diff(alone) < alone / 20, "{samples} and {alone}");
    }
}

#[test]
fn sounds_are_written_without_punctuation() {
    let phonemes = |text: &str, voice: &str| block_on(self::voice().phonemes(text, voice)).unwrap();
    assert_eq!(phonemes("test", "en-us"), "tˈɛst");
    assert_eq!(phonemes("Haus", "de"), "hˈaʊs");
    assert_ne!(phonemes("bath", "en-us"), phonemes("bath", "en-gb"));
    assert_eq!(phonemes("", "en-us"), "");
    let error = block_on(voice().phonemes("x", "xx")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}
