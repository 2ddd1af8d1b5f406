//! The query of a request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde_json::{Map, Value};

use super::body::typed;
use super::kind::{Kind, Shaped, object};
use super::wrong::Wrong;
use crate::http::Failure;

/// A query whose parameters were checked. Parameters that nobody asked for are left alone.
#[derive(Debug)]
pub(crate) struct Query<T>(pub(crate) T);

impl<S: Sync, T: Shaped> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        let texts: Map<String, Value> = pairs
            .map(|pairs| pairs.0.into_iter().map(|(name, text)| (name, text.into())).collect())
            .unwrap_or_default();
        Ok(Query(typed(read::<T>(&texts)?)?))
    }
}

/// Texts as what the fields say that they are.
fn read<T: Shaped>(texts: &Map<String, Value>) -> Result<Value, Vec<Value>> {
    let (mut given, mut wrong) = (Map::new(), Wrong::default());
    for field in T::FIELDS {
        let Some(value) = texts.get(field.name) else { continue };
        match value.as_str().and_then(|text| parsed(&field.kind, text)) {
            Some(parsed) => {
                given.insert(field.name.to_owned(), parsed);
            }
            None => {
                let (kind, message) = unreadable(&field.kind);
                wrong.add(kind, &["query".into(), field.name.into()], message, value, Value::Null);
            }
        }
    }
    let taken = object(T::FIELDS, &Value::Object(given), &["query".into()], &mut wrong);
    wrong.into_result(taken)
}

fn parsed(kind: &Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::Integer { .. } => integer(text).map(Value::from),
        Kind::Flag => match text {
            "true" | "1" => Some(true.into()),
            "false" | "0" => Some(false.into()),
            _ => None,
        },
        _ => Some(text.into()),
    }
}

/// A whole number, cut to what fits: beyond it every limit is broken alike.
fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(text.parse().unwrap_or(if text.starts_with('-') { i64::MIN } else { i64::MAX }))
}

fn unreadable(kind: &Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Flag => ("bool_parsing", "Input should be a valid boolean, unable to interpret input"),
        _ => ("int_parsing", "Input should be a valid integer, unable to parse string as an integer"),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::http::extract::Field;

    #[derive(Debug, Deserialize)]
    struct Days {}

    impl Shaped for Days {
        const NAME: &'static str = "Days";
        const FIELDS: &'static [Field] =
            &[Field::optional("days", Kind::Integer { min: None, max: 9 }, "", "5")];
    }

    fn told(text: &str) -> Result<Value, Value> {
        let texts = Map::from_iter([("days".to_owned(), Value::from(text))]);
        read::<Days>(&texts).map(|days| days["days"].clone()).map_err(|wrong| wrong[0]["type"].clone())
    }

    #[test]
    fn numbers_are_read_whatever_their_size() {
        assert_eq!(told("-5"), Ok((-5).into()));
        assert_eq!(told(&format!("-{}", "9".repeat(40))), Ok(i64::MIN.into()));
        assert_eq!(told(&"9".repeat(40)), Err("less_than_equal".into()));
        for bad in ["", "abc", "-", "1.5", " 1", "0x1"] {
            assert_eq!(told(bad), Err("int_parsing".into()), "{bad:?}");
        }
    }
}
