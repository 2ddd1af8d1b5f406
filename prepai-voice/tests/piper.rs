//! Piper's form of a voice, on a model that beeps (`tests/fixtures/piper/make_voice.py`) and a real ONNX Runtime.
#![cfg(feature = "piper")]
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "helpers of tests, which name what they skip")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::executor::block_on;
use futures::{StreamExt, TryStreamExt};
use prepai_core::speech::{SpeechChunk, SpeechRequest, TextToSpeech};
use prepai_core::testing::text_to_speech::SUITE;
use prepai_core::{Error, ErrorKind};
use prepai_voice::piper::{Find, Piper, PiperOptions};

/// Samples of one phoneme id of the model that beeps.
const FRAME: u64 = 256;
/// Silence behind a sentence.
const PAUSE: u64 = 150 * 22_050 / 1_000;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/piper").join(name)
}

fn at(path: PathBuf) -> Find {
    Box::new(move || Ok(path.clone()))
}

/// The library of `ORT_DYLIB_PATH`, or that of the Python package `onnxruntime`.
fn library() -> Option<PathBuf> {
    let given = std::env::var_os("ORT_DYLIB_PATH").map(PathBuf::from);
    given.filter(|path| path.is_file()).or_else(|| {
        let script = "import glob, os, onnxruntime as o; print(glob.glob(os.path.dirname(o.__file__) + '/capi/libonnxruntime.*')[0])";
        let output = Command::new("python3").args(["-c", script]).output().ok().filter(|output| output.status.success())?;
        Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
    })
}

/// The voice that beeps, or a line that says which test is skipped.
fn voice(test: &str, options: PiperOptions) -> Option<Piper> {
    let Some(library) = library() else {
        eprintln!("skipped {test}: no ONNX Runtime (pip install onnxruntime, or set ORT_DYLIB_PATH)");
        return None;
    };
    Some(Piper::new(at(fixture("beep.onnx")), at(library), options).unwrap())
}

fn spoken(voice: &Piper, text: &str) -> Vec<SpeechChunk> {
    let request = SpeechRequest { text: text.to_owned(), ..SpeechRequest::default() };
    block_on(voice.synthesize(request).try_collect()).unwrap()
}

fn refused(voice: &Piper, request: SpeechRequest) -> Error {
    let items: Vec<_> = block_on(voice.synthesize(request).collect());
    assert_eq!(items.len(), 1);
    items.into_iter().next().unwrap().unwrap_err()
}

fn hello() -> SpeechRequest {
    SpeechRequest { text: "Hello.".to_owned(), ..SpeechRequest::default() }
}

#[test]
fn it_does_what_every_voice_does() {
    if library().is_none() {
        drop(voice("it_does_what_every_voice_does", PiperOptions::default()));
        return;
    }
    let subject = || -> Arc<dyn TextToSpeech> { Arc::new(voice("", PiperOptions::default()).unwrap()) };
    let report = block_on(SUITE.run(subject));
    assert_eq!(report.skipped(), Ok(Vec::new()));
}

#[test]
fn clauses_come_one_by_one_with_their_marks() {
    let Some(voice) = voice("clauses_come_one_by_one_with_their_marks", PiperOptions::default()) else {
        return;
    };
    let chunks = spoken(&voice, "test, test; test. test");
    let frames: Vec<_> = chunks.iter().map(|chunk| chunk.audio.frames()).collect();
    // "tˈɛst" is five phonemes with a pad each, the mark of the clause has one too, and there is a beginning and an end.
    let (with, without) = ((1 + 5 * 2 + 2 + 1) * FRAME, (1 + 5 * 2 + 1) * FRAME);
    assert_eq!(frames, [with, with, with + PAUSE, without]);
    let marks: Vec<_> = chunks.iter().flat_map(|chunk| chunk.marks.clone()).collect();
    let places: Vec<_> = marks.iter().map(|mark| (mark.start, mark.end, mark.sample)).collect();
    assert_eq!(places, [(0, 5, 0), (6, 11, with), (12, 17, 2 * with), (18, 22, 3 * with + PAUSE)]);
}

#[test]
fn speed_is_the_length_of_sounds() {
    let options = PiperOptions { speed: 0.5, ..PiperOptions::default() };
    let Some(slow) = voice("speed_is_the_length_of_sounds", options) else { return };
    let frames: u64 = spoken(&slow, "test").iter().map(|chunk| chunk.audio.frames()).sum();
    assert_eq!(frames, 2 * (1 + 5 * 2 + 1) * FRAME);
}

#[test]
fn dropping_a_stream_ends_its_work() {
    let Some(voice) = voice("dropping_a_stream_ends_its_work", PiperOptions::default()) else { return };
    let request = SpeechRequest { text: "test, ".repeat(2_000), ..SpeechRequest::default() };
    let mut long = voice.synthesize(request);
    assert!(block_on(long.next()).unwrap().is_ok());
    // Another one is spoken between its clauses, not behind them.
    assert_eq!(spoken(&voice, "test").len(), 1);
    drop(long);
    assert_eq!(spoken(&voice, "test").len(), 1);
}

#[test]
fn a_missing_library_is_told_in_words_and_at_once() {
    let asked = Arc::new(AtomicUsize::new(0));
    let missing: Find = {
        let asked = Arc::clone(&asked);
        Box::new(move || {
            asked.fetch_add(1, Ordering::Relaxed);
            Ok(PathBuf::from("/nowhere/libonnxruntime.so"))
        })
    };
    if library().is_some() {
        // One library serves the process: where another test may have loaded it, this one is never looked at.
        eprintln!("a_missing_library_is_told_in_words_and_at_once: looked at in the library's own test");
        return;
    }
    let voice = Piper::new(at(fixture("beep.onnx")), missing, PiperOptions::default()).unwrap();
    for attempt in 1..3 {
        let error = refused(&voice, hello());
        assert_eq!(error.kind(), ErrorKind::NotAvailable);
        assert!(error.message().contains("prepai models pull onnxruntime"), "{error}");
        assert_eq!(asked.load(Ordering::Relaxed), attempt, "it is tried again");
    }
}

#[test]
fn what_is_missing_or_wrong_of_a_voice_is_told() {
    let Some(library) = library() else {
        eprintln!("skipped what_is_missing_or_wrong_of_a_voice_is_told: no ONNX Runtime");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let voice = |model: PathBuf| Piper::new(at(model), at(library.clone()), PiperOptions::default()).unwrap();
    let error = refused(&voice(file("none.onnx")), hello());
    assert!(
        error.kind() == ErrorKind::NotAvailable && error.message().contains("VOICE.onnx.json"),
        "{error}"
    );
    std::fs::copy(fixture("beep.onnx.json"), file("none.onnx.json")).unwrap();
    let error = refused(&voice(file("none.onnx")), hello());
    assert!(
        error.kind() == ErrorKind::NotAvailable && error.message().contains("prepai models list"),
        "{error}"
    );
    std::fs::write(file("none.onnx"), b"cut off").unwrap();
    let error = refused(&voice(file("none.onnx")), hello());
    assert_eq!(error.kind(), ErrorKind::InvalidContent, "{error}");
    let beep = voice(fixture("beep.onnx"));
    let error = refused(&beep, SpeechRequest { language: Some("de-DE".into()), ..hello() });
    assert!(error.kind() == ErrorKind::Unsupported && error.message().contains("en-us"), "{error}");
    let error = refused(&beep, SpeechRequest { voice: Some("eve".into()), ..hello() });
    assert!(error.kind() == ErrorKind::InvalidInput && error.message().contains("eve"), "{error}");
    let error = refused(&beep, SpeechRequest { text: "a ".repeat(20_000), ..SpeechRequest::default() });
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[test]
fn options_out_of_bounds_are_refused() {
    for (options, field) in [
        (PiperOptions { speed: 3.0, ..PiperOptions::default() }, "speed"),
        (PiperOptions { threads: 0, ..PiperOptions::default() }, "threads"),
    ] {
        let error = Piper::new(at(PathBuf::new()), at(PathBuf::new()), options).unwrap_err();
        assert_eq!(error.fact("field"), Some(field));
    }
}
