//! `prepai replay`: the recorded inputs of an interview through today's code.

mod shown;

use clap::Args;
use futures::TryStreamExt;
use prepai_core::ids::SessionId;
use prepai_core::replay::replay;
use prepai_core::session::{Commit, Event, Log, Status, read_lines};
use prepai_core::turn::Interview;
use prepai_core::{Error, ErrorKind, Result};

use super::context::Context;
use super::exit::Outcome;
use super::input::{Input, read};

/// Run the recorded inputs of an interview through this build and compare what follows from them.
///
/// Exit code 0: identical. 1: it differs, and the output says where. 5: the log itself was changed.
#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// A session's id, or a log written by `prepai export --format jsonl` (`-` for standard input)
    #[arg(value_name = "ID|FILE")]
    what: Input,
}

impl ReplayArgs {
    /// Replays and tells what came of it.
    ///
    /// # Errors
    /// `not_found`, `corrupt`; what the configuration or the store says.
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        let interview = context.interview()?;
        let (id, commits) = match self.what.session() {
            Some(id) => (id.clone(), stored(&interview, &id).await?),
            None => read_lines(&read(&self.what)?)?,
        };
        let verified = verify(&id, &commits)?;
        let commits = verified.iter().map(|(number, events)| (*number, events.as_slice()));
        let replay = replay(&id, commits, &interview.backends().library);
        context.output.result(&replay, || shown::shown(&replay, context.output.style()))?;
        Ok(Outcome::yes(replay.identical))
    }
}

async fn stored(interview: &Interview, id: &SessionId) -> Result<Vec<Commit>> {
    let commits: Vec<Commit> = interview.sessions().store().commits(id, 1).try_collect().await?;
    if commits.is_empty() {
        return Err(Error::not_found("session").with("session", id));
    }
    Ok(commits)
}

/// The events of each commit, if the whole chain verifies.
fn verify(id: &SessionId, commits: &[Commit]) -> Result<Vec<(u64, Vec<Event>)>> {
    let erased = || Error::not_found("session").with("session", id);
    if commits.iter().any(|commit| commit.is_stub() || commit.is_tombstone()) {
        return Err(erased());
    }
    let mut log = Log::new(id.clone());
    let verified = commits.iter().map(|commit| Ok((commit.number, log.take(commit)?)));
    let verified: Vec<(u64, Vec<Event>)> = verified.collect::<Result<_>>()?;
    if log.session().status == Status::Erased {
        return Err(erased());
    }
    match verified.first().and_then(|(_, events)| events.first()) {
        Some(event) if event.body.name() == "created" => Ok(verified),
        _ => Err(Error::new(ErrorKind::Corrupt, "the log does not begin with a created session")),
    }
}
