//! Answers of the earlier implementation, as recorded for the wire contract.

use std::path::PathBuf;

use serde_json::Value;

/// The JSON file `name` under `tests/fixtures/`; a missing or broken one is a line on standard error and null.
pub fn fixture(name: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    std::fs::read_to_string(path).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// The body of a recorded answer, by the file's name without `.json`.
pub fn recorded_body(name: &str) -> Value {
    fixture(&format!("contract/{name}.json")).pointer("/response/body").cloned().unwrap_or_default()
}
