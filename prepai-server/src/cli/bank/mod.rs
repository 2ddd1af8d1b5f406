//! `prepai bank`: kinds, questions and exercises.

mod kinds;
mod lint;
mod list;

use clap::{Args, Subcommand};
use prepai_core::Result;

use super::context::Context;
use super::exit::Outcome;

/// The question bank: what is in it, and whether packs are good.
#[derive(Debug, Args)]
pub(crate) struct BankArgs {
    #[command(subcommand)]
    command: BankCommand,
}

#[derive(Debug, Subcommand)]
enum BankCommand {
    /// Questions and exercises
    List(list::ListArgs),
    /// Kinds of interviews
    Kinds,
    /// Check packs: findings with file and line; exit code 1 if one is an error
    Lint(lint::LintArgs),
}

impl BankArgs {
    /// Runs the subcommand.
    ///
    /// # Errors
    /// What the configuration says; a pack that cannot be read.
    pub(crate) fn run(self, context: &Context) -> Result<Outcome> {
        match self.command {
            BankCommand::List(args) => args.run(context),
            BankCommand::Kinds => kinds::run(context),
            BankCommand::Lint(args) => args.run(context),
        }
    }
}
