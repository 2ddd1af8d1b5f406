//! `prepai openapi`: the description of the REST interface.

use clap::Args;
use prepai_core::{Error, ErrorKind, Result};

use super::context::Context;
use super::exit::Outcome;
use crate::http::document;

/// Print the OpenAPI document of the server
#[derive(Debug, Args)]
pub(crate) struct OpenapiArgs {}

impl OpenapiArgs {
    pub(crate) fn run(self, context: &Context) -> Result<Outcome> {
        let document = document();
        let text = serde_json::to_string_pretty(&document).map_err(|error| {
            Error::new(ErrorKind::Internal, "the document has no JSON form").caused_by(error)
        })?;
        context.output.result(&document, || text)?;
        Ok(Outcome::Done)
    }
}
