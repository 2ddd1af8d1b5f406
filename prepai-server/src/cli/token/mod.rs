//! `prepai token`: a new token, and the line that lets it in.

use std::fmt::Write;

use clap::Args;
use prepai_core::{Error, ErrorKind, Result};
use serde_json::json;

use super::context::Context;
use super::exit::Outcome;
use crate::http::guard::Tokens;

/// Make a token for the server: 256 random bits, shown once.
#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// Whose it is; sessions that are created with it are this owner's
    #[arg(value_name = "OWNER")]
    owner: String,
}

impl TokenArgs {
    /// Makes one.
    ///
    /// # Errors
    /// `invalid_input` for a name that cannot stand in the line.
    pub(crate) fn run(self, context: &Context) -> Result<Outcome> {
        if self.owner.contains([':', ',']) {
            return Err(Error::invalid("owner", "may have neither colon nor comma"));
        }
        let token = random()?;
        let line = Tokens::line(&self.owner, &token);
        Tokens::read(&[&line])?;
        let value = json!({ "owner": self.owner, "token": token, "line": line });
        context.output.result(&value, || {
            format!(
                "token, for {} to keep; it is not shown again:\n  {token}\n\nfor the server, in prepai.toml:\n  [server]\n  tokens = [\"{line}\"]",
                self.owner
            )
        })?;
        Ok(Outcome::Done)
    }
}

fn random() -> Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::new(ErrorKind::Unavailable, "the system gives no random numbers").with("reason", error)
    })?;
    Ok(bytes.iter().fold(String::from("prepai_"), |mut token, byte| {
        let _ = write!(token, "{byte:02x}");
        token
    }))
}
