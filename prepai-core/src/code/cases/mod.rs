//! Tests as people write them: texts that stand for arguments and results.
//!
//! A text is read as JSON, as a list of arguments (`[2,7,11,15], 9`), line by line, as `name = value`, and then in the
//! same forms as Python literals (`True`, `None`, tuples, sets, single quotes, `1_000`); the first form that fits
//! counts. Words that are none of this are that text. [`TestCase::given`] makes a test of two texts.

mod arguments;
mod arity;
mod given;
mod literal;
mod python;
mod text;

pub use arguments::{arguments, written};
pub use arity::Arity;
pub use given::{MAX_TESTS, MAX_VALUE};

use super::value::Datum;
use crate::error::{Error, Result};
use literal::{Dialect, Parser};

#[cfg(doc)]
use super::TestCase;

/// A single value: JSON, else a Python literal, else the text itself if it does not look like either.
///
/// # Errors
/// `invalid_input` when the text begins like a value and is none; the message says what is wrong where.
pub fn value(text: &str) -> Result<Datum> {
    let text = text.trim();
    for dialect in [Dialect::Json, Dialect::Python] {
        if let Ok(value) = Parser::new(text, dialect).only() {
            return Ok(value);
        }
    }
    words(text)
}

/// The text as text, unless it is a value that went wrong.
fn words(text: &str) -> Result<Datum> {
    if !text.starts_with(['[', '{', '(', '"', '\'']) {
        return Ok(Datum::Text(text.to_owned()));
    }
    let wrong = match Parser::new(text, Dialect::Python).only() {
        Err(wrong) => wrong.told(text),
        Ok(_) => "is no value".to_owned(),
    };
    Err(Error::new(
        crate::error::ErrorKind::InvalidInput,
        format!("is neither JSON nor a Python literal: {wrong}"),
    ))
}
