//! Whisper as configuration builds it.

use std::fs;

use futures::executor::block_on;
use prepai_core::config::{Config, Flag, Sources};
use prepai_core::registry::{Given, Registry};
use prepai_core::speech::Hints;
use prepai_core::{Backends, ErrorKind, Result};

use super::fixture::{MODEL, model, recordings, sound};

fn build(flags: &[(&str, &str)]) -> Result<Backends> {
    let mut registry = Registry::new();
    prepai_core::registry::register(&mut registry);
    crate::register(&mut registry);
    let all =
        [("speech_to_text.backend", "whisper"), ("sessions.backend", "memory"), ("layers.enabled", "false")];
    let flag = |(key, value): &(&str, &str)| Flag {
        name: "--set".to_owned(),
        key: (*key).to_owned(),
        value: (*value).to_owned(),
    };
    let flags = all.iter().chain(flags).map(flag).collect();
    let config = Config::load(registry.schema(), &Sources { flags, ..Sources::default() })?;
    registry.build(&config, Given::default())
}

fn hear(backends: &Backends) -> Result<String> {
    let ears = backends.speech_to_text.clone().unwrap();
    Ok(block_on(ears.transcribe(sound("00_seen.wav"), Hints::default()))?.text)
}

#[test]
fn a_path_is_a_model() {
    let path = model();
    let backends = build(&[("speech_to_text.whisper.model", path.to_str().unwrap())]).unwrap();
    assert_eq!(hear(&backends).unwrap(), recordings()[0].text);
}

#[test]
fn whatever_was_pulled_is_the_model_when_none_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let backends = build(&[("models.folder", folder.path().to_str().unwrap())]).unwrap();
    let error = hear(&backends).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAvailable);
    assert!(error.message().contains("prepai models pull"), "{error}");
    fs::write(folder.path().join("ggml-tiny.en-q5_1.bin"), &*MODEL).unwrap();
    assert_eq!(hear(&backends).unwrap(), recordings()[0].text);
}

#[test]
fn the_remedy_is_a_model_of_the_language() {
    let folder = tempfile::tempdir().unwrap();
    let remedy = |language: &str| {
        let set = [
            ("models.folder", folder.path().to_str().unwrap()),
            ("speech_to_text.whisper.language", language),
        ];
        let error = hear(&build(&set).unwrap()).unwrap_err();
        error.message().rsplit(' ').next().unwrap().trim_matches('`').to_owned()
    };
    assert_eq!([remedy("en"), remedy("EN_gb")], ["base.en-q5_1"; 2]);
    // `enm` is Middle English, which begins as English does.
    assert_eq!([remedy("de-AT"), remedy("enm"), remedy("auto")], ["base-q5_1"; 3]);
}

#[test]
fn a_name_is_looked_up_in_the_folder_of_models() {
    let data = tempfile::tempdir().unwrap();
    let named = [("data", data.path().to_str().unwrap()), ("speech_to_text.whisper.model", "small.en")];
    let error = hear(&build(&named).unwrap()).unwrap_err();
    assert!(error.message().contains("prepai models pull small.en"), "{error}");
}

#[test]
fn a_name_that_nobody_knows_is_refused_at_once() {
    let error = build(&[("speech_to_text.whisper.model", "medium-rare")]).unwrap_err();
    assert_eq!(error.fact("field"), Some("speech_to_text.whisper.model"));
}
