//! Files that are no model, or not whole.

use std::fs;
use std::path::Path;

use futures::executor::block_on;
use prepai_core::ErrorKind;
use prepai_core::speech::{Hints, SpeechToText};

use super::fixture::{MODEL, ears, model, options, recordings, sound};
use crate::whisper::{ModelFile, Whisper};

/// The error of a file with these bytes.
fn refused(bytes: &[u8]) -> prepai_core::Error {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    let checked = ModelFile::check(file.path()).unwrap_err();
    let opened = block_on(Whisper::new(file.path(), options()).open()).unwrap_err();
    assert_eq!(checked.message(), opened.message());
    checked
}

/// The model with `bytes` at `position`.
fn patched(position: usize, bytes: &[u8]) -> Vec<u8> {
    let mut model = MODEL.clone();
    model[position..position + bytes.len()].copy_from_slice(bytes);
    model
}

#[test]
fn the_fixture_says_what_it_is() {
    let file = ModelFile::check(&model()).unwrap();
    assert_eq!((file.size, file.format, file.multilingual), ("tiny", "q5_1", false));
    assert_eq!((file.bytes, file.audio_context, file.text_context), (5_880_694, 1_500, 448));
    assert_eq!(block_on(ears().open()).unwrap(), file);
}

#[test]
fn a_missing_file_names_the_remedy() {
    for path in [Path::new("no/such/model.bin"), Path::new("/")] {
        let error = ModelFile::check(path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotAvailable, "{error}");
        assert!(error.message().contains("prepai models pull"), "{error}");
        assert_eq!(error.fact("model"), path.to_str());
    }
}

#[test]
fn files_of_another_kind_are_named() {
    for (bytes, word) in [
        (&b"GGUF\x03\0\0\0"[..], "GGUF"),
        (b"PK\x03\x04....", "ZIP"),
        (&[0x1f, 0x8b, 8, 0], "gzip"),
        (b"<!DOCTYPE html>", "HTML"),
        (b"version https://git-lfs", "Git LFS"),
        (b"RIFF....WAVE", "ggml"),
    ] {
        let error = refused(bytes);
        assert_eq!(error.kind(), ErrorKind::NotAvailable);
        assert!(error.message().contains(word), "{error}");
    }
    assert_eq!(refused(b"").kind(), ErrorKind::Corrupt);
}

#[test]
fn a_file_that_is_cut_anywhere_is_damaged() {
    let whole = MODEL.len();
    let cuts = (1..60).chain((60..whole).step_by(97_003)).chain([whole - 1, whole - 4_000]);
    for length in cuts {
        let error = refused(&MODEL[..length]);
        assert_eq!(error.kind(), ErrorKind::Corrupt, "{length} bytes: {error}");
    }
    let mut longer = MODEL.clone();
    longer.extend_from_slice(b"more");
    assert_eq!(refused(&longer).kind(), ErrorKind::Corrupt);
}

#[test]
fn a_header_that_lies_is_found_out() {
    // Vocabulary, contexts, widths, heads, layers, bands, format: at 4, 8, … 44.
    for position in (4..48).step_by(4) {
        for number in [0_i32, -1, i32::MIN, i32::MAX, 7, 97, 1 << 20] {
            let error = refused(&patched(position, &number.to_le_bytes()));
            let kinds = [ErrorKind::Corrupt, ErrorKind::NotAvailable];
            assert!(kinds.contains(&error.kind()), "{number} at {position}: {error}");
        }
    }
}

#[test]
fn random_damage_is_an_error_or_another_weight() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..40 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        // The first part holds all structure: header, filters, vocabulary, the first tensors' heads.
        let position = usize::try_from(state % 700_000).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), patched(position, &state.to_le_bytes())).unwrap();
        let ears = Whisper::new(file.path(), options());
        // Whatever comes of it, it is an answer.
        let _ = block_on(ears.transcribe(sound("18_seen.wav"), Hints::default()));
    }
}

#[test]
fn a_model_may_come_late_and_go_early() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.bin");
    let ears = Whisper::new(&path, options());
    let hear = || block_on(ears.transcribe(sound("00_seen.wav"), Hints::default()));
    assert_eq!(hear().unwrap_err().kind(), ErrorKind::NotAvailable);
    fs::write(&path, &*MODEL).unwrap();
    assert_eq!(hear().unwrap().text, recordings()[0].text);
    fs::remove_file(&path).unwrap();
    assert_eq!(hear().unwrap().text, recordings()[0].text);
}
