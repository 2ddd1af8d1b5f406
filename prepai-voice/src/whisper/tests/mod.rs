//! With a model of a million parameters that was trained on synthetic speech (`tests/fixtures/whisper/README.md`).

mod fixture;
mod hearing;
mod hostile;
mod settings;
mod streaming;
mod suite;
mod together;
