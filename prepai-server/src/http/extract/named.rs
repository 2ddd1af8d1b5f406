//! The names in a path.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use prepai_core::Error;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::kind::Kind;
use super::wrong::Wrong;
use crate::http::Failure;

/// What stands in the places of a path, percent-decoded. What is no text names nothing.
#[derive(Debug)]
pub(crate) struct Named<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(names)) => Ok(Named(names)),
            Err(_) => Err(Error::not_found("path").into()),
        }
    }
}

/// Checks a name of a path that is no id.
pub(crate) fn check_named(kind: Kind, place: &str, name: &str) -> Result<(), Failure> {
    let mut wrong = Wrong::default();
    kind.check(&Value::from(name), &["path".into(), place.into()], &mut wrong);
    Ok(wrong.into_result(())?)
}
