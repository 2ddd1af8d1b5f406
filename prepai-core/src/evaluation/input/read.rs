//! The guide's JSON, field by field: what is wrong is named by its path.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{Input, InputSubmission, Message, Results, limits};
use crate::clock::Timestamp;
use crate::error::{Error, ErrorKind, Result};
use crate::session::ExchangeRole;

impl Input {
    /// Reads the evaluator's input of the guide: `sessionId`, `conversationHistory [{role, content, timestamp}]`,
    /// `codeSubmissions [{code, language, testResults, …}]`, `interviewType`, `duration` (seconds), `candidateName`.
    ///
    /// Names may also be written with underscores, lists may be strings of JSON (as tools of hosted agents send them),
    /// and everything but the conversation may be missing or null. Unknown fields are ignored. A submission counts as
    /// executed by the platform when it has `testResults`; what it claims beside them (`allTestsPassed`) counts for
    /// nothing.
    ///
    /// # Errors
    /// `invalid_input` whose message begins with the field's path, such as `conversationHistory[3].role`.
    ///
    /// ```
    /// use prepai_core::evaluation::Input;
    /// use serde_json::json;
    /// let input = Input::from_json(&json!({"session_id": "s", "conversationHistory": []})).unwrap();
    /// assert_eq!(input.session_id, "s");
    /// let error = Input::from_json(&json!({"conversationHistory": [{"role": "user", "content": 3}]})).unwrap_err();
    /// assert!(error.to_string().starts_with("conversationHistory[0].content: "));
    /// ```
    pub fn from_json(value: &Value) -> Result<Input> {
        let Value::Object(fields) = value else { return Err(wrong("input", "must be a JSON object")) };
        let root = Reader { path: String::new(), fields };
        let Some(history) = root.list("conversationHistory", limits::MESSAGES)? else {
            return Err(wrong("conversationHistory", "is missing"));
        };
        let messages: Vec<Message> =
            each(&history, "conversationHistory", message)?.into_iter().flatten().collect();
        total(&messages)?;
        let submissions = root.list("codeSubmissions", limits::SUBMISSIONS)?.unwrap_or_default();
        Ok(Input {
            session_id: root.text("sessionId", limits::NAME)?.unwrap_or_default(),
            candidate_name: root.text("candidateName", limits::NAME)?.unwrap_or_default(),
            interview_type: root.text("interviewType", limits::NAME)?.unwrap_or_default(),
            duration: match root.number("duration", 0.0..=limits::DURATION)? {
                Some(seconds) => seconds,
                None => span(&messages),
            },
            timestamp: None,
            messages,
            submissions: each(&submissions, "codeSubmissions", submission)?,
            asked: None,
        })
    }
}

/// Seconds from the first to the last message.
fn span(messages: &[Message]) -> f64 {
    let mut times = messages.iter().filter_map(|message| message.timestamp);
    let first = times.next();
    let last = times.next_back().or(first);
    first.zip(last).map_or(0.0, |(first, last)| last.since(first).as_secs_f64())
}

fn total(messages: &[Message]) -> Result<()> {
    let characters: usize = messages.iter().map(|message| message.content.chars().count()).sum();
    if characters > limits::CONVERSATION {
        let remedy = format!("must have at most {} characters in all", limits::CONVERSATION);
        return Err(wrong("conversationHistory", &remedy));
    }
    Ok(())
}

/// One message; system and tool messages are left out.
fn message(one: &Reader<'_>) -> Result<Option<Message>> {
    let Some(role) = one.text("role", limits::NAME)? else {
        return Err(wrong(&one.at("role"), "is missing"));
    };
    let role = match role.to_lowercase().as_str() {
        "user" | "candidate" | "human" => ExchangeRole::User,
        "assistant" | "interviewer" | "agent" | "ai" | "bot" => ExchangeRole::Assistant,
        "system" | "tool" | "function" | "developer" => return Ok(None),
        _ => return Err(wrong(&one.at("role"), "must be `user` or `assistant`")),
    };
    Ok(Some(Message {
        role,
        content: one.text("content", limits::CONTENT)?.unwrap_or_default(),
        timestamp: one.time("timestamp")?,
        turn: None,
    }))
}

fn submission(one: &Reader<'_>) -> Result<InputSubmission> {
    let results = one.list("testResults", limits::RESULTS)?.unwrap_or_default();
    let path = one.at("testResults");
    let passed = each(&results, &path, |result| result.flag("passed"))?;
    // The same inputs are the same exercise.
    let inputs: Vec<String> =
        results.iter().filter_map(|result| result.get("input")).map(Value::to_string).collect();
    let inputs = (!inputs.is_empty()).then(|| inputs.join("\n"));
    let count = |passed: usize| u32::try_from(passed).unwrap_or(u32::MAX);
    let results = Results {
        passed: count(passed.iter().filter(|passed| **passed == Some(true)).count()),
        total: count(passed.len()),
    };
    Ok(InputSubmission {
        id: one.text("submissionId", limits::NAME)?,
        code: one.text("code", limits::CODE)?.unwrap_or_default(),
        language: one.text("language", limits::NAME)?.unwrap_or_default(),
        exercise: one.text("questionId", limits::NAME)?.or(inputs),
        results: (results.total > 0).then_some(results),
    })
}

/// Reads each element of a list, which must be an object.
fn each<T>(list: &[Value], path: &str, read: impl Fn(&Reader<'_>) -> Result<T>) -> Result<Vec<T>> {
    let one = |(index, value): (usize, &Value)| {
        let path = format!("{path}[{index}]");
        let Value::Object(fields) = value else { return Err(wrong(&path, "must be an object")) };
        read(&Reader { path, fields })
    };
    list.iter().enumerate().map(one).collect()
}

fn wrong(path: &str, remedy: &str) -> Error {
    Error::new(ErrorKind::InvalidInput, format!("{path}: {remedy}"))
        .with("field", path)
        .during("evaluation.read")
}

/// An object and where it stands.
struct Reader<'a> {
    path: String,
    fields: &'a Map<String, Value>,
}

impl Reader<'_> {
    fn at(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// The field of a name, or of the same name with underscores; null is missing.
    fn get(&self, name: &str) -> Option<&Value> {
        let found = |name: &str| self.fields.get(name).filter(|value| !value.is_null());
        found(name).or_else(|| found(&snake(name)))
    }

    fn text(&self, name: &str, max: usize) -> Result<Option<String>> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let Value::String(text) = value else { return Err(wrong(&self.at(name), "must be a string")) };
        if text.len() > max && text.chars().count() > max {
            return Err(wrong(&self.at(name), &format!("must have at most {max} characters")));
        }
        Ok(Some(text.clone()))
    }

    fn number(&self, name: &str, range: std::ops::RangeInclusive<f64>) -> Result<Option<f64>> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number = match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        match number.filter(|number| range.contains(number)) {
            Some(number) => Ok(Some(number)),
            None => {
                let remedy = format!("must be a number from {} to {}", range.start(), range.end());
                Err(wrong(&self.at(name), &remedy))
            }
        }
    }

    fn flag(&self, name: &str) -> Result<Option<bool>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(wrong(&self.at(name), "must be true or false")),
        }
    }

    fn time(&self, name: &str) -> Result<Option<Timestamp>> {
        let Some(text) = self.text(name, limits::NAME)? else { return Ok(None) };
        if text.is_empty() {
            return Ok(None);
        }
        let time = text
            .parse()
            .map_err(|_| wrong(&self.at(name), "must be a date and time in the form of RFC 3339"))?;
        Ok(Some(time))
    }

    fn list(&self, name: &str, max: usize) -> Result<Option<Cow<'_, [Value]>>> {
        let list = match self.get(name) {
            None => return Ok(None),
            Some(Value::Array(list)) => Cow::Borrowed(list.as_slice()),
            Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
            Some(Value::String(text)) => match serde_json::from_str(text) {
                Ok(Value::Array(list)) => Cow::Owned(list),
                _ => return Err(wrong(&self.at(name), "must be a list, or a string with a list in JSON")),
            },
            Some(_) => return Err(wrong(&self.at(name), "must be a list")),
        };
        if list.len() > max {
            return Err(wrong(&self.at(name), &format!("must have at most {max} entries")));
        }
        Ok(Some(list))
    }
}

/// `testResults` as `test_results`.
fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn error(value: &Value) -> String {
        Input::from_json(value).unwrap_err().to_string()
    }

    #[test]
    fn both_spellings_and_strings_of_json_are_read() {
        let camel = json!({
            "sessionId": "s", "candidateName": "Ada", "interviewType": "Google SDE", "duration": 90,
            "conversationHistory": [{"role": "user", "content": "Hi", "timestamp": "2026-01-01T00:00:00Z"}],
            "codeSubmissions": [{"code": "x", "language": "python", "testResults": [{"passed": true}, {"passed": false}]}],
        });
        let snake = json!({
            "session_id": "s", "candidate_name": "Ada", "interview_type": "Google SDE", "duration": "90",
            "conversation_history": camel["conversationHistory"].to_string(),
            "code_submissions": [{"code": "x", "language": "python", "test_results": [{"passed": true}, {"passed": false}]}],
        });
        let input = Input::from_json(&camel).unwrap();
        assert_eq!(Input::from_json(&snake).unwrap(), input);
        assert_eq!(input.submissions[0].results, Some(Results { passed: 1, total: 2 }));
    }

    #[test]
    fn claims_without_results_are_untested() {
        let claimed = json!({"conversationHistory": [], "codeSubmissions": [{"code": "x", "allTestsPassed": true, "testResults": []}]});
        assert_eq!(Input::from_json(&claimed).unwrap().submissions[0].results, None);
    }

    #[test]
    fn a_missing_duration_is_the_time_from_first_to_last() {
        let at = |second: u32| json!({"role": "user", "content": "", "timestamp": format!("2026-01-01T00:00:{second:02}Z")});
        let input = Input::from_json(&json!({"conversationHistory": [at(1), at(5), at(31)]})).unwrap();
        assert_eq!(input.duration, 30.0);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let with = |field: &str, value: Value| json!({"conversationHistory": [], field: value});
        for (value, start) in [
            (json!([]), "input: "),
            (json!({}), "conversationHistory: is missing"),
            (json!({"conversationHistory": 3}), "conversationHistory: "),
            (json!({"conversationHistory": "no json"}), "conversationHistory: "),
            (json!({"conversationHistory": ["x"]}), "conversationHistory[0]: "),
            (json!({"conversationHistory": [{"content": "x"}]}), "conversationHistory[0].role: is missing"),
            (json!({"conversationHistory": [{"role": "dog"}]}), "conversationHistory[0].role: "),
            (
                json!({"conversationHistory": [{"role": "user", "timestamp": "noon"}]}),
                "conversationHistory[0].timestamp: ",
            ),
            (with("duration", json!(-1)), "duration: "),
            (with("duration", json!("NaN")), "duration: "),
            (
                with("candidateName", json!("x".repeat(201))),
                "candidateName: must have at most 200 characters",
            ),
            (with("codeSubmissions", json!([{"code": 1}])), "codeSubmissions[0].code: "),
            (
                with("codeSubmissions", json!([{"testResults": [{"passed": "yes"}]}])),
                "codeSubmissions[0].testResults[0].passed: ",
            ),
            (
                with("conversationHistory", json!(vec![json!({"role": "user"}); 5_001])),
                "conversationHistory: must have at most 5000 entries",
            ),
        ] {
            let message = error(&value);
            assert!(message.starts_with(start), "{message} should start with {start}");
        }
    }

    proptest! {
        #[test]
        fn no_text_in_any_field_panics(text in "\\PC{0,60}", number in any::<f64>()) {
            let value = json!({
                "sessionId": text, "duration": number, "interviewType": text,
                "conversationHistory": [{"role": "user", "content": text, "timestamp": text}],
                "codeSubmissions": [{"code": text, "language": number}],
            });
            let _ = Input::from_json(&value);
        }
    }
}
