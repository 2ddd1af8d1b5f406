//! Whatever a file, the environment or a flag says: an error or a configuration, never a panic.

use prepai_core::config::{Config, Schema, Sources, markdown};
use proptest::prelude::*;

use super::{file, flag};

/// Text that has something of TOML and of our keys.
fn toml_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("[agent]\n".to_owned()),
        Just("layers.".to_owned()),
        Just("wait = ".to_owned()),
        Just("attempts=".to_owned()),
        Just("'".to_owned()),
        Just("\"\"\"".to_owned()),
        Just("\\u00e9".to_owned()),
        Just("[[".to_owned()),
        Just("={}\n".to_owned()),
        Just("1e999\n".to_owned()),
        Just("0x7f\n".to_owned()),
        "\\PC{0,6}",
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_file_is_read_or_refused(text in toml_like()) {
        if let Err(error) = Config::load(Schema::core(), &file(&text)) {
            prop_assert!(error.message().starts_with("/etc/prepai/prepai.toml:"), "{error:?}");
        }
    }

    #[test]
    fn any_value_of_any_setting_is_read_or_refused(index in 0..64_usize, value in any::<String>()) {
        let schema = Schema::core();
        let settings: Vec<_> = schema.settings().collect();
        let setting = settings[index % settings.len()];
        let sources = Sources {
            env: vec![(setting.env_name(), value.clone())],
            flags: vec![flag("--set", setting.key, &value)],
            ..Sources::default()
        };
        if let Ok(config) = Config::load(schema.clone(), &sources) {
            // What was accepted can be shown.
            prop_assert!(config.show().len() >= settings.len());
        }
        prop_assert!(markdown(&schema).lines().count() == settings.len() + 2);
    }
}
