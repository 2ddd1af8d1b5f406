//! The fixture model, unpacked once, and its recordings.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use flate2::read::GzDecoder;
use prepai_core::speech::Audio;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::whisper::{Options, Whisper};

const SHA256: &str = "574923667a56006b9b560e42d9c6757854ed3b79ecdd03e5fdc28912a23bf946";

/// The bytes of the model.
pub(super) static MODEL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let packed = fs::read(folder().join("whisper-tiny-fixture-q5_1.bin.gz")).unwrap();
    let mut model = Vec::new();
    GzDecoder::new(&*packed).read_to_end(&mut model).unwrap();
    let digest: String = Sha256::digest(&model).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, SHA256);
    model
});

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("model.bin"), &*MODEL).unwrap();
    folder
});

/// One recording and what is said in it.
#[derive(Debug, Clone)]
pub(super) struct Recording {
    pub(super) file: String,
    pub(super) text: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/whisper")
}

pub(super) fn model() -> PathBuf {
    FOLDER.path().join("model.bin")
}

/// One thread a run: the model is too small for more to pay.
pub(super) fn options() -> Options {
    Options { threads: 1, workers: 2, ..Options::default() }
}

pub(super) fn ears() -> Whisper {
    Whisper::new(model(), options())
}

pub(super) fn recordings() -> Vec<Recording> {
    let truth: serde_json::Value =
        serde_json::from_slice(&fs::read(folder().join("truth.json")).unwrap()).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let all = truth.as_array().unwrap().iter();
    // Silence and noise stand there too.
    let spoken = all.filter(|one| one["text"] != "");
    spoken.map(|one| Recording { file: text(&one["file"]), text: text(&one["text"]) }).collect()
}

/// Samples of a recording: mono PCM16 at 16 kHz.
pub(super) fn samples(file: &str) -> Vec<i16> {
    let wav = fs::read(folder().join(file)).unwrap();
    let data = wav.windows(4).position(|four| four == b"data").unwrap() + 8;
    wav[data..].chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect()
}

pub(super) fn sound(file: &str) -> Audio {
    Audio::mono_i16(16_000, samples(file))
}
