//! How an error leaves the server.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use prepai_core::{Error, ErrorKind};
use serde_json::{Value, json};

use super::RequestId;

/// An error on its way out: `{"detail", "code", "request_id"}` with the status of its kind.
///
/// The response carries the failure in its extensions, where the layers outside read it: the one that knows the request's
/// id writes it into the body, and metrics count it by code.
#[derive(Debug, Clone)]
pub struct Failure {
    error: Error,
    /// In place of the sentence: what is wrong with each field.
    fields: Option<Value>,
}

impl Failure {
    /// The word of the error's kind.
    pub fn code(&self) -> &'static str {
        self.error.kind().code()
    }

    /// The error.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// The response, with the id of the request if it is known.
    pub(crate) fn response(self, request: Option<&RequestId>) -> Response {
        let kind = self.error.kind();
        let status = StatusCode::from_u16(kind.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let detail = self.fields.clone().unwrap_or_else(|| sentence(self.error.message()).into());
        let body =
            json!({"detail": detail, "code": kind.code(), "request_id": request.map(RequestId::as_str)});
        let mut response = (status, Json(body)).into_response();
        if let Some(wait) = self.error.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        if kind == ErrorKind::Unauthenticated {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Messages are lowercase inside; a person reads a sentence. The name of a field before a colon stays as it is written.
fn sentence(message: &str) -> String {
    if message
        .split_once(": ")
        .is_some_and(|(field, _)| field.contains(char::is_uppercase) && !field.contains(' '))
    {
        return message.to_owned();
    }
    let mut letters = message.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What is wrong with each field of a request: a list of `{type, loc, msg, input}`.
impl From<Vec<Value>> for Failure {
    fn from(fields: Vec<Value>) -> Self {
        let error = Error::new(ErrorKind::InvalidInput, "the request has not the form that it must have");
        Failure { error, fields: Some(Value::Array(fields)) }
    }
}

/// A field that breaks a limit of the core is told in the form of the others.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let field = error.fact("field").filter(|_| error.kind() == ErrorKind::InvalidInput);
        let fields = field.map(|field| {
            let told = error.message();
            let remedy = told.strip_prefix(field).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(told);
            json!([{"type": "value_error", "loc": ["body", field], "msg": sentence(remedy), "input": null}])
        });
        Failure { error, fields }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        self.response(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_leaves_as_a_sentence_with_its_code() {
        let response = Failure::from(Error::not_found("session")).response(None);
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(response.extensions().get::<Failure>().map(Failure::code), Some("not_found"));
        assert_eq!(sentence("session not found"), "Session not found");
    }

    #[test]
    fn a_field_of_the_core_is_told_like_a_field_of_the_body() {
        let failure = Failure::from(Error::invalid("at", "must be a commit from 1 to 3"));
        let told = json!([{"type": "value_error", "loc": ["body", "at"], "msg": "Must be a commit from 1 to 3", "input": null}]);
        assert_eq!(failure.fields, Some(told));
    }
}
