//! JSON from the bytes of a body.

use serde_json::{Value, json};

/// The value, or what is wrong with the bytes.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, Vec<Value>> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let place = error.valid_up_to();
        complaint(place, "the body is not UTF-8")
    })?;
    serde_json::from_str(text).map_err(|error| complaint(place(text, &error), &reason(&error)))
}

fn complaint(place: usize, reason: &str) -> Vec<Value> {
    vec![json!({
        "type": "json_invalid",
        "loc": ["body", place],
        "msg": "JSON decode error",
        "input": {},
        "ctx": {"error": reason},
    })]
}

/// The byte at which it went wrong, from 0.
fn place(text: &str, error: &serde_json::Error) -> usize {
    let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    (before + error.column()).saturating_sub(1).min(text.len())
}

/// In the words that clients of the earlier implementation know, where it had words for it.
fn reason(error: &serde_json::Error) -> String {
    let told = error.to_string();
    let told = told.split(" at line ").next().unwrap_or_default();
    match told {
        "key must be a string" => "Expecting property name enclosed in double quotes".to_owned(),
        "expected value" | "EOF while parsing a value" => "Expecting value".to_owned(),
        "recursion limit exceeded" => "more than 127 levels of lists and objects".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> (Value, String) {
        let one = parse(bytes).unwrap_err().remove(0);
        (one["loc"][1].clone(), one["ctx"]["error"].as_str().unwrap().to_owned())
    }

    #[test]
    fn the_place_and_the_reason_are_told() {
        assert_eq!(
            told(b"{not json"),
            (json!(1), "Expecting property name enclosed in double quotes".to_owned())
        );
        assert_eq!(told(b"{\n\"a\": ?}").0, json!(7));
        assert_eq!(told(b"{\"a\":\xff}"), (json!(5), "the body is not UTF-8".to_owned()));
        assert_eq!(told("[".repeat(10_000).as_bytes()).1, "more than 127 levels of lists and objects");
        assert_eq!(told(b"  ").1, "Expecting value");
    }

    #[test]
    fn of_a_name_that_comes_twice_the_last_counts() {
        assert_eq!(parse(br#"{"a": 1, "a": 2}"#).unwrap(), json!({"a": 2}));
    }
}
