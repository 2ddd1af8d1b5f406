//! What requests must look like. One description of the fields is what is checked and what the OpenAPI document says.
//!
//! Everything that is wrong is told at once, as a list of `{type, loc, msg, input}` with status 422. Unknown fields are
//! left alone, of a name that comes twice the last counts, and null is the same as absence where a field may be absent.

mod body;
mod json;
mod kind;
mod named;
mod query;
mod schema;
mod wrong;

pub(super) use body::Body;
pub(super) use kind::Pattern;
pub(crate) use kind::{Field, Kind, Shaped};
pub(super) use named::{Named, check_named};
pub(crate) use query::Query;
pub(super) use schema::{body_schema, parameters, text_schema};
