//! What is wrong with a request, field by field.

use serde_json::{Value, json};

/// The complaints about a request.
#[derive(Debug, Default)]
pub(super) struct Wrong(Vec<Value>);

impl Wrong {
    /// Adds one: its type, the place, a sentence, what came, and the limits that it breaks.
    pub(super) fn add(&mut self, kind: &str, place: &[Value], message: &str, input: &Value, limits: Value) {
        let mut complaint = json!({"type": kind, "loc": place, "msg": message, "input": input});
        if let (Some(fields), false) = (complaint.as_object_mut(), limits.is_null()) {
            fields.insert("ctx".to_owned(), limits);
        }
        self.0.push(complaint);
    }

    /// All of them, if there is one.
    pub(super) fn into_result<T>(self, value: T) -> Result<T, Vec<Value>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }
}
