//! What a source declares: types, functions, and what the functions take.
//!
//! Enough to write the few lines that call a candidate's function, for languages whose compilers tell nothing about a
//! program that does not compile. It reads declarations and skips bodies, in linear time, and never fails: what it
//! does not understand is not in the outline.

mod c_like;
mod function;
mod go;
mod rust;
mod tokens;

pub(crate) use function::{Function, Outline, Parameter};
pub(crate) use tokens::{Family, tokens};

/// The outline of a source.
pub(crate) fn outline(source: &str, family: Family) -> Outline {
    let tokens = tokens(source, family);
    match family {
        Family::C | Family::Java => c_like::read(source, &tokens),
        Family::Go => go::read(source, &tokens),
        Family::Rust => rust::read(source, &tokens),
    }
}
