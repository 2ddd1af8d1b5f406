//! Where a replay differs.

use serde::Serialize;
use serde_json::Value;

use crate::interview::{self, Library};
use crate::session::{Body, Event, Hashes};

/// A derived value that is not what was recorded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The commit.
    pub commit: u64,
    /// The turn; 0 outside of turns.
    pub turn: u32,
    /// The event's type.
    pub event: String,
    /// The first field that differs, as a JSON pointer (RFC 6901); empty for the whole event.
    pub field: String,
    /// What the log says there; null when nothing was recorded.
    pub recorded: Value,
    /// What today's code makes of the same inputs; null when it derives nothing.
    pub derived: Value,
}

/// What came of a replay.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replay {
    /// Whether everything that was derived is what was recorded.
    pub identical: bool,
    /// Commits.
    pub commits: u64,
    /// Events.
    pub events: u64,
    /// Turns.
    pub turns: u64,
    /// Where it differs, in order.
    pub differences: Vec<Difference>,
    /// Content that has changed since (`kind`, `packs`, `rubric`, `prompt`): it explains differences and is none itself.
    pub changed_content: Vec<String>,
    /// This build's evaluator.
    pub evaluator: String,
    /// The evaluator of a recorded report, where it is another one: its scores were not compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_evaluator: Option<String>,
}

impl Replay {
    pub(super) fn new(evaluator: &str) -> Self {
        Replay {
            identical: true,
            commits: 0,
            events: 0,
            turns: 0,
            differences: Vec::new(),
            changed_content: Vec::new(),
            evaluator: evaluator.to_owned(),
            other_evaluator: None,
        }
    }

    pub(super) fn check_content(&mut self, kind: &str, recorded: &Hashes, library: &Library) {
        let today = Hashes {
            kind: library.kinds().resolve(kind).hash(),
            packs: library.hash(),
            rubric: crate::evaluation::rubric_hash(),
            prompt: interview::prompt_hash(),
        };
        let pairs = [
            ("kind", &recorded.kind, &today.kind),
            ("packs", &recorded.packs, &today.packs),
            ("rubric", &recorded.rubric, &today.rubric),
            ("prompt", &recorded.prompt, &today.prompt),
        ];
        let changed = pairs.into_iter().filter(|(_, then, now)| then != now);
        self.changed_content.extend(changed.map(|(name, ..)| name.to_owned()));
    }

    pub(super) fn differ(&mut self, difference: Difference) {
        self.identical = false;
        self.differences.push(difference);
    }
}

/// Compares a recorded derived event with what is derived today.
pub(super) fn compare(replay: &mut Replay, commit: u64, recorded: &Event, derived: Option<&Body>) {
    if derived == Some(&recorded.body) {
        return;
    }
    let then = fields(Some(&recorded.body));
    let now = fields(derived);
    let (field, recorded_value, derived_value) = first_difference(String::new(), &then, &now);
    replay.differ(Difference {
        commit,
        turn: recorded.meta.turn,
        event: recorded.body.name().to_owned(),
        field,
        recorded: recorded_value,
        derived: derived_value,
    });
}

/// An event's type and fields; the type tells where another event altogether is derived.
fn fields(body: Option<&Body>) -> Value {
    let Some(body) = body else { return Value::Null };
    match body.to_value() {
        Ok(Value::Object(mut fields)) => {
            fields.insert("type".to_owned(), body.name().into());
            Value::Object(fields)
        }
        Ok(value) => value,
        Err(_) => Value::Null,
    }
}

/// The first place, depth first, in which two values differ.
fn first_difference(at: String, a: &Value, b: &Value) -> (String, Value, Value) {
    match (a, b) {
        (Value::Object(left), Value::Object(right)) => {
            let keys = left.keys().chain(right.keys().filter(|key| !left.contains_key(*key)));
            for key in keys {
                let (x, y) = (left.get(key).unwrap_or(&Value::Null), right.get(key).unwrap_or(&Value::Null));
                if x != y {
                    let escaped = key.replace('~', "~0").replace('/', "~1");
                    return first_difference(format!("{at}/{escaped}"), x, y);
                }
            }
        }
        (Value::Array(left), Value::Array(right)) => {
            for index in 0..left.len().max(right.len()) {
                let (x, y) =
                    (left.get(index).unwrap_or(&Value::Null), right.get(index).unwrap_or(&Value::Null));
                if x != y {
                    return first_difference(format!("{at}/{index}"), x, y);
                }
            }
        }
        _ => {}
    }
    (at, a.clone(), b.clone())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_difference_is_found_in_its_depth() {
        let (a, b) = (json!({"x": [1, {"a/b": 2}], "y": 3}), json!({"x": [1, {"a/b": 5}], "y": 4}));
        let found = first_difference(String::new(), &a, &b);
        assert_eq!(found, ("/x/1/a~1b".to_owned(), json!(2), json!(5)));
    }

    #[test]
    fn what_is_missing_is_null() {
        let found = first_difference(String::new(), &json!([1, 2]), &json!([1]));
        assert_eq!(found, ("/1".to_owned(), json!(2), Value::Null));
    }
}
