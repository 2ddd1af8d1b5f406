//! Layered configuration, and backends put together from it.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod layered;
mod properties;
mod registry;
mod shown;

use std::path::PathBuf;

use prepai_core::config::{Config, ConfigFile, Flag, Schema, Sources};
use prepai_core::{Error, ErrorKind};

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn env(variables: &[(&str, &str)]) -> Sources {
    Sources { env: pairs(variables), ..Sources::default() }
}

fn file(text: &str) -> Sources {
    let path = PathBuf::from("/etc/prepai/prepai.toml");
    Sources { file: Some(ConfigFile { path, text: text.to_owned() }), ..Sources::default() }
}

fn flag(name: &str, key: &str, value: &str) -> Flag {
    Flag { name: name.to_owned(), key: key.to_owned(), value: value.to_owned() }
}

fn load(sources: &Sources) -> Result<Config, Error> {
    Config::load(Schema::core(), sources)
}

/// The message of the error that it has to be.
fn refused(sources: &Sources) -> String {
    let error = load(sources).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error:?}");
    error.message().to_owned()
}
