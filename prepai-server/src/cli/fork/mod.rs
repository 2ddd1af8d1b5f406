//! `prepai fork`: a copy of a session that goes its own way.

use clap::Args;
use prepai_core::Result;
use prepai_core::ids::SessionId;
use serde_json::json;

use super::context::Context;
use super::exit::Outcome;

/// Copy a session up to a commit, to go on from there. End and report are left behind.
#[derive(Debug, Args)]
pub(crate) struct ForkArgs {
    /// The session
    #[arg(value_name = "ID")]
    id: SessionId,
    /// The last commit to copy [default: all]
    #[arg(long, value_name = "N")]
    at: Option<u64>,
}

impl ForkArgs {
    /// Copies.
    ///
    /// # Errors
    /// `not_found`, `corrupt`, `invalid_input` for a commit that is not there; what the store says.
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        let copy = context.interview()?.sessions().fork(&self.id, self.at).await?;
        let id = &copy.session().id;
        let resume = context.command(&format!("interview --resume {id}"));
        let value =
            json!({ "session_id": id, "forked_from": copy.session().created.forked_from, "resume": resume });
        context.output.result(&value, || format!("{id}\ngo on with it: {resume}"))?;
        Ok(Outcome::Done)
    }
}
