//! `prepai models`: what there is to fetch, fetching it, and whether it is still right.

mod list;
mod pull;
mod verify;

use clap::{Args, Subcommand};
use prepai_core::Result;
use prepai_voice::models::{Catalogue, Item};

use super::context::Context;
use super::exit::Outcome;

/// Models that listen, voices, and the library that voices run on.
#[derive(Debug, Args)]
pub(crate) struct ModelsArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// What there is, with sizes and licences, and what was fetched
    List(list::ListArgs),
    /// Fetch models by name; what was begun goes on where it broke off
    Pull(pull::PullArgs),
    /// Compare what was fetched with what its publishers say
    Verify(verify::VerifyArgs),
}

impl ModelsArgs {
    /// Lists, fetches or compares.
    ///
    /// # Errors
    /// `not_found` for an unknown name, and those of fetching.
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        match self.what {
            What::List(args) => args.run(context),
            What::Pull(args) => args.run(context).await,
            What::Verify(args) => args.run(context),
        }
    }
}

/// The items of these names.
fn named(names: &[String]) -> Result<Vec<&'static Item>> {
    names.iter().map(|name| Catalogue::embedded().require(name)).collect()
}

/// A size for people.
fn size(bytes: u64) -> String {
    format!("{:.0} MB", (bytes as f64 / 1e6).ceil())
}
