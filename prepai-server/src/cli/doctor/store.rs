//! The store: whether it answers, and whether a session can be written, read and erased beside it.

use std::time::Instant;

use futures::{StreamExt, TryStreamExt, stream};
use prepai_core::config::settings;
use prepai_core::ids::SessionId;
use prepai_core::session::{Body, Candidate, Created, Entry, Said};
use prepai_core::turn::Interview;
use prepai_core::{Error, ErrorKind, Result};

use super::check::Check;
use super::outcome;
use crate::cli::context::Context;

const TRIAL: &str = "store trial";
const FILE: &str = "doctor.txt";

/// Asks the store, and tries out writing, reading and erasing beside it.
pub(super) async fn checks(context: &Context, interview: &Interview) -> Vec<Check> {
    let probed = outcome("store", probe(interview).await);
    if probed.is_failure() {
        return vec![probed];
    }
    let backend = context.config.text(settings::SESSIONS_BACKEND).unwrap_or("memory");
    let tried = match backend {
        // What others share is not written into: an erased session leaves its id.
        "postgres" => Check::off(TRIAL, "a store that servers share is asked and not written into"),
        backend => outcome(TRIAL, trial(context, backend).await),
    };
    vec![probed, tried]
}

/// Whether the configured store answers; nothing is written.
async fn probe(interview: &Interview) -> Result<String> {
    let began = Instant::now();
    let backends = interview.backends();
    backends.ready().await?;
    let nobody: SessionId = backends.ids.fresh(backends.clock.now()).parse()?;
    backends.sessions.summary(&nobody).await?;
    Ok(format!("answers, in {:.1} ms", began.elapsed().as_secs_f64() * 1000.0))
}

/// The same kind of store in a folder of its own, on the same disk.
async fn trial(context: &Context, backend: &str) -> Result<String> {
    let folder = tempfile::Builder::new().prefix("doctor-").tempdir_in(context.data())?;
    exercise(&context.interview_in(folder.path(), backend)?).await
}

/// Writes, reads, erases.
async fn exercise(interview: &Interview) -> Result<String> {
    let sessions = interview.sessions();
    let began = Instant::now();
    let candidate = Candidate { name: "doctor".to_owned(), id: None };
    let created =
        Created { interview_type: "doctor".to_owned(), candidate, demo: true, ..Created::default() };
    let mut log = sessions.create(None, created).await?;
    let id = log.session().id.clone();
    let worked = async {
        let said = Said { text: "is anybody there?".to_owned(), ..Said::default() };
        let body = Body::Said(said);
        sessions.update(&mut log, sessions.moment(0), |_| Ok(vec![Entry::system(body.clone())])).await?;
        let content = stream::iter([Ok(b"hello".to_vec())]).boxed();
        sessions.store().put_file(&id, FILE, content).await?;
        let read: Vec<Vec<u8>> = sessions.store().get_file(&id, FILE, None).try_collect().await?;
        let loaded = sessions.load(&id).await?;
        let same =
            loaded.number() == 2 && loaded.session().transcript.len() == 1 && read.concat() == b"hello";
        let wrong = || Error::new(ErrorKind::Corrupt, "the store gave back something else than was stored");
        same.then_some(()).ok_or_else(wrong)
    }
    .await;
    // Whatever went wrong before, nothing stays behind.
    let erased = sessions.erase(&id).await;
    worked?;
    erased?;
    match sessions.load(&id).await {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        _ => return Err(Error::new(ErrorKind::Corrupt, "an erased session can still be read")),
    }
    Ok(format!("wrote, read and erased a session in {:.1} ms", began.elapsed().as_secs_f64() * 1000.0))
}
