//! The table of error kinds is the same in every language: `golden/errors.json` is what they all read.

use prepai_core::ErrorKind;
use serde_json::{Value, json};

#[test]
fn the_table_of_errors_is_the_golden_one() {
    let golden: Value = serde_json::from_str(include_str!("../golden/errors.json")).unwrap();
    let ours: Vec<_> = ErrorKind::ALL
        .iter()
        .map(|kind| json!({"code": kind.code(), "status": kind.http_status(), "retryable": kind.retryable()}))
        .collect();
    assert_eq!(Value::Array(ours), golden);
}
