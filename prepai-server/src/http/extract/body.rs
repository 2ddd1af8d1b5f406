//! The JSON body of a request.

use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use bytes::Bytes;
use prepai_core::{Error, ErrorKind};
use serde_json::{Value, json};

use super::json;
use super::kind::{Shaped, object};
use super::wrong::Wrong;
use crate::http::{Failure, MAX_BODY};

/// A body whose fields were checked. Where no field is required there may be no body.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: Shaped> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        match value_of(request, state).await? {
            None if T::PART => Err(vec![missing()].into()),
            None => Ok(Body(absent()?)),
            // Where there may be no body, null is none.
            Some(Value::Null) if !T::PART && T::FIELDS.iter().all(|field| !field.required) => {
                Ok(Body(absent()?))
            }
            Some(value) => Ok(Body(read(&value)?)),
        }
    }
}

/// The JSON of a body, if there is one.
async fn value_of<S: Send + Sync>(request: Request, state: &S) -> Result<Option<Value>, Failure> {
    let kind = request.headers().get(header::CONTENT_TYPE).cloned();
    let bytes = Bytes::from_request(request, state).await.map_err(unread)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if let Some(kind) = kind {
        let kind = String::from_utf8_lossy(kind.as_bytes()).into_owned();
        if !is_json(&kind) {
            return Err(vec![json!({
                "type": "content_type",
                "loc": ["header", "content-type"],
                "msg": "Content-Type should be application/json",
                "input": kind,
            })]
            .into());
        }
    }
    Ok(Some(json::parse(&bytes)?))
}

/// What an absent body stands for.
fn absent<T: Shaped>() -> Result<T, Failure> {
    if T::FIELDS.iter().any(|field| field.required) {
        return Err(vec![missing()].into());
    }
    read(&json!({}))
}

fn missing() -> Value {
    json!({"type": "missing", "loc": ["body"], "msg": "Field required", "input": Value::Null})
}

fn read<T: Shaped>(value: &Value) -> Result<T, Failure> {
    let mut wrong = Wrong::default();
    let taken = object(T::FIELDS, value, &["body".into()], &mut wrong);
    let known = |name: &str| T::FIELDS.iter().any(|field| field.name == name);
    let others = value.as_object().into_iter().flatten().filter(|(name, _)| T::PART && !known(name));
    for (name, value) in others {
        let place = ["body".into(), name.as_str().into()];
        wrong.add("extra_forbidden", &place, "Extra inputs are not permitted", value, Value::Null);
    }
    typed(wrong.into_result(taken)?)
}

/// Checked fields as a type; that they do not fit is a defect of the description.
pub(super) fn typed<T: Shaped>(fields: Value) -> Result<T, Failure> {
    serde_json::from_value(fields).map_err(|error| {
        Error::new(ErrorKind::Internal, "a checked request does not fit its type").caused_by(error).into()
    })
}

fn is_json(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

fn unread(rejection: impl IntoResponse) -> Failure {
    let kind = match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let message = format!("body: may have {MAX_BODY} bytes");
            return Error::new(ErrorKind::TooLarge, message).with("field", "body").into();
        }
        StatusCode::REQUEST_TIMEOUT => ErrorKind::Timeout,
        _ => ErrorKind::InvalidContent,
    };
    Error::new(kind, "the body ended before it was complete").into()
}
