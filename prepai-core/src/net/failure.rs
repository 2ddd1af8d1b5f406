//! Failures of other servers in our words.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde_json::Value;

use crate::error::{Error, ErrorKind};

/// Of an error's body this much is read, in bytes, and shown, in characters.
const READ: usize = 16 << 10;
const SHOWN: usize = 300;
/// Nobody waits longer than this for a server that asks for it.
const PATIENCE: Duration = Duration::from_secs(600);

/// What went wrong on the way to an answer, or in the middle of one.
pub(super) fn broken(error: reqwest::Error) -> Error {
    let (kind, message) = if error.is_timeout() {
        (ErrorKind::Timeout, "the server does not answer in time")
    } else if error.is_connect() {
        (ErrorKind::Unavailable, "the server cannot be reached")
    } else if error.is_redirect() {
        (ErrorKind::Unavailable, "the server sends us from one address to the next")
    } else if error.is_builder() {
        (ErrorKind::InvalidInput, "the request cannot be made")
    } else {
        (ErrorKind::Unavailable, "the connection was cut off")
    };
    // The address may hold a key; the deepest cause says most.
    let error = error.without_url();
    let mut cause: &dyn std::error::Error = &error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    let reason = cause.to_string();
    Error::new(kind, message).with("reason", reason).caused_by(error)
}

/// What a server says in place of what was asked for.
pub(super) async fn told(mut response: Response) -> Error {
    let status = response.status();
    let wait = retry_after(response.headers());
    let mut body = Vec::new();
    while body.len() < READ {
        match response.chunk().await {
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            _ => break,
        }
    }
    body.truncate(READ);
    let (kind, message, retryable) = meaning(status);
    let mut error = Error::new(kind, message).retry(retryable).with("status", status.as_u16());
    if let Some(reason) = reason(&body) {
        error = error.with("reason", reason);
    }
    match wait {
        Some(wait) if retryable => error.after(wait),
        _ => error,
    }
}

/// Kind, sentence, and whether to try again. A refused key is the fault of our settings and not of whoever asks us.
fn meaning(status: StatusCode) -> (ErrorKind, &'static str, bool) {
    match status.as_u16() {
        401 | 403 => (ErrorKind::NotAvailable, "the server refuses our key", false),
        404 | 405 | 410 | 501 => {
            (ErrorKind::NotAvailable, "the server has nothing at this address or by this name", false)
        }
        402 => (ErrorKind::NotAvailable, "the server wants to be paid first", false),
        408 | 504 => (ErrorKind::Timeout, "the server took too long", true),
        409 | 425 => (ErrorKind::Unavailable, "the server cannot do that now", true),
        413 => (ErrorKind::TooLarge, "the server takes less at once", false),
        429 => (ErrorKind::Busy, "the server has too much to do for us", true),
        500..=599 => (ErrorKind::Unavailable, "the server failed", true),
        300..=399 => (ErrorKind::Unavailable, "the server is elsewhere", false),
        _ => (ErrorKind::InvalidContent, "the server does not take the request", false),
    }
}

/// `Retry-After` in seconds; a date is as good as none, for clocks differ.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse::<f64>().ok()?;
    let wait = Duration::try_from_secs_f64(seconds).ok()?;
    Some(wait.min(PATIENCE))
}

/// The sentence in an error's body: of the usual shapes of JSON, or the text itself unless it is a page.
fn reason(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    let found = match serde_json::from_str::<Value>(text) {
        Ok(value) => sentence(&value)?,
        Err(_) if text.starts_with('<') => return None,
        Err(_) => text.to_owned(),
    };
    let clean: String =
        found.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(SHOWN).collect();
    Some(clean.trim().to_owned()).filter(|reason| !reason.is_empty())
}

fn sentence(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(fields) => {
            let known = ["error", "message", "detail", "msg"].iter().find_map(|name| fields.get(*name));
            known.and_then(sentence)
        }
        Value::Array(items) => items.first().and_then(sentence),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_found_in_the_usual_shapes() {
        for (body, expected) in [
            (r#"{"error":{"message":"bad model","type":"x"}}"#, Some("bad model")),
            (r#"{"error":"bad model"}"#, Some("bad model")),
            (r#"{"detail":[{"msg":"field required"}]}"#, Some("field required")),
            ("plain words\n", Some("plain words")),
            ("<html><body>502</body></html>", None),
            ("{\"x\":1}", None),
            ("", None),
        ] {
            assert_eq!(reason(body.as_bytes()).as_deref(), expected, "{body}");
        }
        assert_eq!(reason(&[b'x'; 10_000]).map(|reason| reason.len()), Some(SHOWN));
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        for (status, retryable) in [
            (400, false),
            (401, false),
            (404, false),
            (408, true),
            (413, false),
            (429, true),
            (500, true),
            (503, true),
        ] {
            assert_eq!(meaning(StatusCode::from_u16(status).unwrap()).2, retryable, "{status}");
        }
    }

    #[test]
    fn waits_are_read_and_bounded() {
        let wait = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, value.parse().unwrap());
            retry_after(&headers)
        };
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("0.5"), Some(Duration::from_millis(500)));
        assert_eq!(wait("99999999"), Some(PATIENCE));
        assert_eq!(wait("-1"), None);
        assert_eq!(wait("Wed, 21 Oct 2026 07:28:00 GMT"), None);
    }
}
