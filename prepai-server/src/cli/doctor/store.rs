//! The store: a session is written, read, and erased again.

use std::time::Instant;

use futures::{StreamExt, TryStreamExt, stream};
use prepai_core::session::{Body, Candidate, Created, Entry, Said};
use prepai_core::turn::Interview;
use prepai_core::{Error, ErrorKind, Result};

use super::check::Check;
use super::outcome;

const FILE: &str = "doctor.txt";

/// Writes, reads, erases; each step is a line.
pub(super) async fn checks(interview: &Interview) -> Vec<Check> {
    if let Err(error) = interview.backends().ready().await {
        return vec![Check::failed("store", &error)];
    }
    vec![outcome("store", exercise(interview).await)]
}

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
