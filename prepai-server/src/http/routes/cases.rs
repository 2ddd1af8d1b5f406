//! Tests as clients write them: texts that stand for values.

use prepai_core::code::TestCase;
use serde::Deserialize;
use serde_json::Value;

use crate::http::extract::{Field, Kind};

const TEXT: Kind = Kind::Text { min: 0, max: 65_536, pattern: None };

/// The fields of a test.
pub(super) const CASE: &[Field] = &[
    Field::optional(
        "input",
        TEXT,
        "The arguments as JSON, separated by commas. A list whose only element is a list is a list of arguments.",
        r#""[3,1,2]""#,
    ),
    Field::required("expected", TEXT, "The result as JSON.", r#""[1,2,3]""#),
    Field::optional(
        "args",
        Kind::Values,
        "The arguments, without any doubt; goes before `input`.",
        "[[3,1,2]]",
    ),
];

/// A test as it came. Without `input` and `args` the function is called without arguments.
#[derive(Debug, Deserialize)]
pub(super) struct GivenCase {
    input: Option<String>,
    expected: String,
    args: Option<Vec<Value>>,
}

impl GivenCase {
    /// Arguments and expected result as they came.
    pub(super) fn shown(&self) -> (String, String) {
        let args = || self.args.as_ref().map(|args| Value::Array(args.clone()).to_string());
        (self.input.clone().or_else(args).unwrap_or_default(), self.expected.clone())
    }
}

impl From<GivenCase> for TestCase {
    fn from(given: GivenCase) -> Self {
        let args = given.args.unwrap_or_else(|| given.input.as_deref().map(arguments).unwrap_or_default());
        TestCase::new(Value::Array(args), value(&given.expected))
    }
}

/// The arguments that a text stands for.
fn arguments(text: &str) -> Vec<Value> {
    match serde_json::from_str::<Vec<Value>>(&format!("[{text}]")) {
        Ok(mut several) => {
            // A list whose only element is a list was the list of arguments of old.
            let old = match several.as_slice() {
                [Value::Array(only)] => matches!(only.as_slice(), [Value::Array(_)]),
                _ => false,
            };
            match (old, several.pop()) {
                (true, Some(Value::Array(arguments))) => arguments,
                (_, last) => several.into_iter().chain(last).collect(),
            }
        }
        Err(_) => vec![value(text)],
    }
}

/// A value as JSON; anything else is that text.
fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_stand_for_arguments() {
        let of = |text: &str| Value::Array(arguments(text));
        assert_eq!(of("[3,1,2]"), json!([[3, 1, 2]]));
        assert_eq!(of("[5]"), json!([[5]]));
        assert_eq!(of("[2,7,11,15], 9"), json!([[2, 7, 11, 15], 9]));
        assert_eq!(of("[[3,1,2]]"), json!([[3, 1, 2]]));
        assert_eq!(of("[[]]"), json!([[]]));
        assert_eq!(of("[[[1,2,3]]]"), json!([[[1, 2, 3]]]));
        assert_eq!(of("[[1],[2]]"), json!([[[1], [2]]]));
        assert_eq!(of("hello"), json!(["hello"]));
        assert_eq!(of(""), json!([]));
    }

    #[test]
    fn arguments_go_before_their_text() {
        let given: GivenCase =
            serde_json::from_value(json!({"input": "1", "args": [2], "expected": "x"})).unwrap();
        let case = TestCase::from(given);
        assert_eq!((case.args, case.expected), (json!([2]), json!("x")));
    }
}
