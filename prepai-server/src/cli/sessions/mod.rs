//! `prepai sessions`: the sessions of a data folder.

use clap::{Args, Subcommand, ValueEnum};
use prepai_core::Result;
use prepai_core::analytics::fold_name;
use prepai_core::session::{SessionSummary, Status, SummaryFilter, SummaryQuery};
use serde_json::json;

use super::context::Context;
use super::exit::Outcome;
use super::output::Table;
use crate::page::Cursor;

/// List the sessions, newest first.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct SessionsArgs {
    #[command(subcommand)]
    command: Option<SessionsCommand>,
    #[command(flatten)]
    list: ListArgs,
}

#[derive(Debug, Subcommand)]
enum SessionsCommand {
    /// List the sessions, newest first (what `prepai sessions` does too)
    List(ListArgs),
}

#[derive(Debug, Clone, Args)]
struct ListArgs {
    /// Only these
    #[arg(long, value_enum)]
    status: Option<StatusArg>,
    /// Only of this kind, in any spelling
    #[arg(long = "type", value_name = "KIND")]
    kind: Option<String>,
    /// Only of the candidate of this name, in any case and spacing
    #[arg(long, value_name = "NAME")]
    candidate: Option<String>,
    /// Also demonstrations
    #[arg(long)]
    demo: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
    /// Go on after a page: its `next_cursor`
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<Cursor>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum StatusArg {
    Active,
    Completed,
}

impl SessionsArgs {
    /// Lists a page.
    ///
    /// # Errors
    /// What the configuration or the store says.
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        let args = match self.command {
            Some(SessionsCommand::List(args)) => args,
            None => self.list,
        };
        context.existing()?;
        let interview = context.interview()?;
        let limit = usize::from(args.limit);
        let kinds = interview.backends().library.kinds();
        let filter = SummaryFilter {
            status: args.status.map(|status| match status {
                StatusArg::Active => Status::Active,
                StatusArg::Completed => Status::Completed,
            }),
            kind: args.kind.as_deref().map(|kind| kinds.resolve(kind).id.clone()),
            candidate_key: args.candidate.as_deref().map(fold_name),
            demo: args.demo,
            ..SummaryFilter::default()
        };
        // One more than is shown tells whether there is another page.
        let after = args.cursor.map(Cursor::into_position);
        let mut page =
            interview.sessions().list(SummaryQuery { filter, after, limit: Some(limit + 1) }).await?;
        let more = page.len() > limit;
        page.truncate(limit);
        let next = page.last().filter(|_| more).map(Cursor::after);
        let value = json!({ "sessions": page, "next_cursor": next });
        context.output.result(&value, || shown(context, &page, next.as_ref()))?;
        Ok(Outcome::Done)
    }
}

fn shown(context: &Context, page: &[SessionSummary], next: Option<&Cursor>) -> String {
    if page.is_empty() {
        let folder = context.data().display();
        return format!("no sessions in {folder}\nbegin one with `{}`", context.command("interview"));
    }
    let mut table =
        Table::new(&["session", "created (UTC)", "interview", "candidate", "status", "turns", "score"]);
    for summary in page {
        let created = summary.created_at.to_string();
        let score = match summary.scores.overall {
            Some(tenths) => format!("{}.{}", tenths / 10, tenths % 10),
            None if summary.status == Status::Completed => "–".to_owned(),
            None => String::new(),
        };
        table.row(vec![
            summary.session.to_string(),
            created.get(..16).unwrap_or(&created).replace('T', " "),
            summary.interview_type.clone(),
            summary.candidate.clone(),
            summary.status.as_str().to_owned(),
            summary.turns.to_string(),
            score,
        ]);
    }
    let mut out = table.show(context.output.style());
    if let Some(next) = next {
        let more = context.command(&format!("sessions --cursor {next}"));
        out.push_str(&format!("\n{}", context.output.style().dim(format!("more: {more}"))));
    }
    out
}
