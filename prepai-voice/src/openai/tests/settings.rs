//! Both as configuration builds them.

use prepai_core::config::{Config, Flag, Sources};
use prepai_core::registry::{Given, Registry};
use prepai_core::speech::{Audio, Hints};
use prepai_core::{Backends, Result};

use super::server::SpeechServer;

fn build(settings: &[(&str, &str)]) -> Result<Backends> {
    let mut registry = Registry::new();
    prepai_core::registry::register(&mut registry);
    crate::openai::register(&mut registry);
    let flag = |(key, value): &(&str, &str)| Flag {
        name: "--set".to_owned(),
        key: (*key).to_owned(),
        value: (*value).to_owned(),
    };
    let named = [("speech_to_text.backend", "openai"), ("text_to_speech.backend", "openai")];
    assert!(["speech_to_text.backend", "text_to_speech.backend"].iter().all(|key| {
        Config::load(registry.schema(), &Sources::default()).unwrap().text(key) == Some("none")
    }));
    let always = [("sessions.backend", "memory"), ("layers.enabled", "false")];
    let flags = always.iter().chain(&named).chain(settings).map(flag).collect();
    let env = vec![("OPENAI_API_KEY".to_owned(), "sk-environment".to_owned())];
    let config = Config::load(registry.schema(), &Sources { flags, env, ..Sources::default() })?;
    assert!(!format!("{:?}", config.show()).contains("sk-"), "a key is shown");
    registry.build(&config, Given::default())
}

#[tokio::test]
async fn address_and_key_come_from_settings_and_environment() {
    let speech = SpeechServer::start().await;
    let base = format!("{}/v1", speech.base);
    let backends =
        build(&[("speech_to_text.openai.url", &base), ("text_to_speech.openai.url", &base)]).unwrap();
    let ears = backends.speech_to_text.unwrap();
    ears.transcribe(Audio::mono_i16(16_000, vec![900; 16_000]), Hints::default()).await.unwrap();
    assert_eq!(speech.key().as_deref(), Some("Bearer sk-environment"));
    assert!(backends.text_to_speech.is_some());
}

#[test]
fn what_is_no_address_or_key_is_refused_at_once() {
    let error = build(&[("speech_to_text.openai.url", "localhost:1")]).unwrap_err();
    assert_eq!(error.fact("setting"), Some("speech_to_text.openai.url"));
    assert!(build(&[("text_to_speech.openai.key", "two words")]).is_err());
}
