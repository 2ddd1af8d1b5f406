//! What a program can do with a store that lies before it: prints `read COMMITS`, then `appended` or `refused CODE TEXT`.
//!
//! `store-probe sqlite|files PATH`

use std::io::{self, Write};
use std::path::Path;

use futures::TryStreamExt;
use futures::executor::block_on;
use prepai_core::ids::SessionId;
use prepai_core::session::{Commit, SessionSummary};
use prepai_core::{Error, Result};
use prepai_tests::durability::{SESSIONS, open};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kind, path] = arguments.as_slice() else {
        return Err(Error::invalid("arguments", "must be sqlite|files PATH"));
    };
    let store = open(kind, Path::new(path))?;
    let session = SessionId::new(SESSIONS.first().copied().unwrap_or_default())?;
    let commits: Vec<Commit> = block_on(store.commits(&session, 1).try_collect())?;
    let number = commits.len() as u64 + 1;
    let commit = Commit { number, write_id: "probe".into(), bytes: b"probe".to_vec() };
    let summary = SessionSummary { commit: number, ..SessionSummary::new(session.clone()) };
    let told = match block_on(store.append(&session, commit, summary)) {
        Ok(_) => "appended".to_owned(),
        Err(error) => format!("refused {} {error:?}", error.kind().code()),
    };
    Ok(io::stdout().write_all(format!("read {}\n{told}\n", commits.len()).as_bytes())?)
}
