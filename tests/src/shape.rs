//! Comparing JSON by field names and types: what the wire contract promises.

use serde_json::Value;

/// What may differ from a recording.
#[derive(Debug, Default)]
pub struct Allowed<'a> {
    /// Names of fields that may be null where the recording has a value (scores and averages).
    pub null: &'a [&'a str],
    /// Names of objects whose keys are data: only the types of their values count.
    pub keyed_by_data: &'a [&'a str],
}

/// What a recording has and `ours` lacks or has with another type, as sentences; more fields are free.
pub fn differences(recorded: &Value, ours: &Value, allowed: &Allowed<'_>) -> Vec<String> {
    let mut found = Vec::new();
    compare("", "", recorded, ours, allowed, &mut found);
    found
}

fn compare(
    path: &str,
    name: &str,
    recorded: &Value,
    ours: &Value,
    allowed: &Allowed<'_>,
    found: &mut Vec<String>,
) {
    match (recorded, ours) {
        // A recorded null says nothing about the type.
        (Value::Null, _) => {}
        (_, Value::Null) if allowed.null.contains(&name) => {}
        (Value::Object(recorded), Value::Object(ours)) if allowed.keyed_by_data.contains(&name) => {
            let Some(kind) = recorded.values().next() else { return };
            for (key, value) in ours {
                compare(&format!("{path}/{key}"), "", kind, value, allowed, found);
            }
        }
        (Value::Object(recorded), Value::Object(ours)) => {
            for (key, value) in recorded {
                let path = format!("{path}/{key}");
                match ours.get(key) {
                    Some(our) => compare(&path, key, value, our, allowed, found),
                    None => found.push(format!("{path} is missing")),
                }
            }
        }
        (Value::Array(recorded), Value::Array(ours)) => {
            let Some(first) = recorded.first() else { return };
            for (index, our) in ours.iter().enumerate() {
                let path = format!("{path}/{index}");
                // An element may be like any of the recorded ones: `["body", 1]`.
                let like = |one: &&Value| {
                    let mut found = Vec::new();
                    compare(&path, "", one, our, allowed, &mut found);
                    found.is_empty()
                };
                if !recorded.iter().any(|one| like(&one)) {
                    compare(&path, "", first, our, allowed, found);
                }
            }
        }
        _ if type_of(recorded) == type_of(ours) => {}
        _ => found.push(format!("{path} is {} and was {}", type_of(ours), type_of(recorded))),
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_and_types_count_and_values_do_not() {
        let recorded = json!({"a": 1, "b": {"x": "s"}, "c": [{"d": true}], "e": null, "k": {"one": 1}});
        let ours = json!({"a": 2.5, "b": {"x": "t"}, "c": [], "e": [1], "k": {"two": 2}, "more": 1});
        let allowed = Allowed { keyed_by_data: &["k"], ..Allowed::default() };
        assert_eq!(differences(&recorded, &ours, &allowed), Vec::<String>::new());
    }

    #[test]
    fn what_is_missing_or_of_another_type_is_named() {
        let recorded = json!({"a": 1, "b": {"x": "s"}, "c": [{"d": true}], "k": {"one": 1}});
        let ours = json!({"a": null, "b": {}, "c": [{"d": true}, {"d": 1}], "k": {"two": "2"}});
        let allowed = Allowed { keyed_by_data: &["k"], null: &["z"] };
        let expected = [
            "/a is null and was a number",
            "/b/x is missing",
            "/c/1/d is a number and was a boolean",
            "/k/two is a string and was a number",
        ];
        assert_eq!(differences(&recorded, &ours, &allowed), expected);
        let nullable = Allowed { null: &["a"], ..allowed };
        assert_eq!(differences(&recorded, &ours, &nullable).len(), 3);
    }
}
