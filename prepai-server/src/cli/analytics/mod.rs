//! `prepai analytics`: what all interviews of a data folder say together.

mod shown;

use clap::{Args, Subcommand};
use prepai_core::Result;
use prepai_core::analytics;

use super::context::Context;
use super::exit::Outcome;

/// Statistics over the interviews of this data folder.
#[derive(Debug, Args)]
pub(crate) struct AnalyticsArgs {
    #[command(subcommand)]
    command: AnalyticsCommand,
}

#[derive(Debug, Subcommand)]
enum AnalyticsCommand {
    /// All interviews together
    Aggregate,
    /// The scores of one kind, to compare oneself with
    Benchmarks {
        /// The kind, in any spelling
        #[arg(value_name = "KIND")]
        kind: String,
    },
    /// Scores day by day, and whether they rise or fall
    Trends {
        /// The window, today included
        #[arg(long, value_name = "N", default_value_t = 30, allow_negative_numbers = true)]
        days: i64,
    },
    /// One candidate's interviews
    History {
        /// The candidate's name, in any case and spacing
        #[arg(value_name = "NAME")]
        name: String,
    },
}

impl AnalyticsArgs {
    /// Answers.
    ///
    /// # Errors
    /// What the configuration or the store says.
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        context.existing()?;
        let interview = context.interview()?;
        let store = interview.sessions().store().as_ref();
        let (output, style) = (&context.output, context.output.style());
        match self.command {
            AnalyticsCommand::Aggregate => {
                let answer = analytics::aggregate(store, None).await?;
                output.result(&answer, || shown::aggregate(&answer, style))?;
            }
            AnalyticsCommand::Benchmarks { kind } => {
                let id = interview.backends().library.kinds().resolve(&kind).id.clone();
                let answer = analytics::benchmarks(store, None, &id, &kind).await?;
                output.result(&answer, || shown::benchmarks(&answer, style))?;
            }
            AnalyticsCommand::Trends { days } => {
                let now = interview.backends().clock.now();
                let answer = analytics::trends(store, None, now, days).await?;
                output.result(&answer, || shown::trends(&answer, style))?;
            }
            AnalyticsCommand::History { name } => {
                let answer = analytics::history(store, None, &name).await?;
                output.result(&answer, || shown::history(&answer, style))?;
            }
        }
        Ok(Outcome::Done)
    }
}
