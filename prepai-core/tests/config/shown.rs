//! What is shown of a configuration, and that secrets are not.

use prepai_core::config::{Config, Kind, REDACTED, Schema, Setting, markdown};

use super::{env, load};

#[test]
fn every_setting_is_shown_with_its_origin() {
    let config = load(&env(&[("PREPAI_LOG", "info")])).unwrap();
    let shown = config.show();
    let line = |key: &str| shown.iter().find(|line| line.key == key).unwrap();
    assert_eq!(line("log.level").value.as_deref(), Some("info"));
    assert_eq!(line("log.level").origin.to_string(), "PREPAI_LOG");
    assert_eq!(line("layers.wait").value.as_deref(), Some("0.1s"));
    assert_eq!(line("interview.duration_minutes").value, None);
    assert!(Schema::core().settings().all(|setting| shown.iter().any(|line| line.key == setting.key)));
    assert!(shown.is_sorted_by(|a, b| a.key < b.key));
}

#[test]
fn a_secret_is_never_shown() {
    let mut schema = Schema::core();
    schema.add(&[Setting { key: "agent.openai.key", kind: Kind::Secret, default: None, doc: "", env: &[] }]);
    schema.open("agent.mine");
    let mut sources = env(&[("PREPAI_AGENT_OPENAI_KEY", "sk-hunter2")]);
    sources.flags = vec![super::flag("--set", "agent.mine.token", "hunter2")];
    let config = Config::load(schema, &sources).unwrap();
    assert_eq!(config.secret("agent.openai.key").unwrap().expose(), "sk-hunter2");
    let value = config.get("agent.openai.key").unwrap();
    for text in [
        format!("{:?} {value} {value:?}", config.secret("agent.openai.key")),
        format!("{:?}", config.show()),
        serde_json::to_string(&config.show()).unwrap(),
        serde_json::to_string(value).unwrap(),
    ] {
        assert!(!text.contains("hunter2") && text.contains(REDACTED), "{text}");
    }
}

#[test]
fn errors_do_not_repeat_secrets() {
    let mut schema = Schema::core();
    schema.add(&[Setting { key: "agent.openai.key", kind: Kind::Secret, default: None, doc: "", env: &[] }]);
    for text in [
        "[agent.openai]\nkey = 'hunter2' x",
        "[agent.openai]\nkey = ['hunter2']",
        "agent.openai.kez = 'hunter2'",
    ] {
        let error = Config::load(schema.clone(), &super::file(text)).unwrap_err();
        assert!(!format!("{error:?} {error}").contains("hunter2"), "{error:?}");
    }
}

#[test]
fn the_table_in_the_documentation_names_everything() {
    let table = markdown(&Schema::core());
    for setting in Schema::core().settings() {
        let line = table.lines().find(|line| line.starts_with(&format!("| `{}` |", setting.key))).unwrap();
        assert!(
            line.contains(&setting.env_name()) && line.ends_with(&format!("{} |", setting.doc)),
            "{line}"
        );
        assert!(!setting.doc.contains('|') && setting.doc.ends_with('.'), "{line}");
    }
}
