//! Tells at once that somebody else has taken a session over or erased it: `LISTEN` and `NOTIFY`.

use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::{AsyncMessage, Client};

use super::append::Append;
use super::connection::{Connection, Opened, Opener};
use super::error::sql;
use crate::error::Result;
use crate::session::Status;

/// What is notified: the payload is the session's id.
const CHANNEL: &str = "prepai_sessions";

/// After which a lost connection is tried again.
const AGAIN: Duration = Duration::from_secs(2);

/// Entries at which those that nobody waits for are looked for.
const TIDY: usize = 1024;

/// Who waits for which session.
#[derive(Debug, Default)]
pub(super) struct Watchers(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    sessions: HashMap<String, Vec<oneshot::Sender<()>>>,
    /// Entries at which it is tidied next.
    tidy_at: usize,
    listening: bool,
}

impl Watchers {
    /// Ready when the session changed from now on; and whether somebody has to begin to listen.
    pub(super) fn wait(&self, session: &str) -> (BoxFuture<'static, ()>, bool) {
        let (told, waits) = oneshot::channel();
        let mut waiting = self.waiting();
        let begins = !std::mem::replace(&mut waiting.listening, true);
        if waiting.sessions.len() >= waiting.tidy_at {
            waiting.sessions.retain(|_, all| all.iter().any(|one| !one.is_canceled()));
            waiting.tidy_at = TIDY.max(2 * waiting.sessions.len());
        }
        let all = waiting.sessions.entry(session.to_owned()).or_default();
        all.retain(|one| !one.is_canceled());
        all.push(told);
        // A sender that went without a word belongs to a store that is gone: nothing changes any more.
        let wait = async move {
            if waits.await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        (wait.boxed(), begins)
    }

    fn tell(&self, session: &str) {
        let told = self.waiting().sessions.remove(session);
        wake(told.into_iter().flatten());
    }

    /// Something may have been missed: everybody looks.
    fn tell_all(&self) {
        let all = std::mem::take(&mut self.waiting().sessions);
        wake(all.into_values().flatten());
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake(all: impl Iterator<Item = oneshot::Sender<()>>) {
    for one in all {
        // Whoever waits no more needs no word.
        let _ = one.send(());
    }
}

/// Listens as long as there is somebody to tell.
pub(super) async fn listen(opener: Opener, watchers: Weak<Watchers>) {
    loop {
        let heard = match opener.open().await {
            Ok(Opened::Plain(client, connection)) => hear(client, connection, &watchers).await,
            Ok(Opened::Secret(client, connection)) => hear(client, connection, &watchers).await,
            Err(error) => Err(error),
        };
        if let Err(error) = heard {
            // Whoever waits also looks every two seconds.
            tracing::debug!(%error, "cannot listen to PostgreSQL");
        }
        if watchers.strong_count() == 0 {
            return;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// Passes on notifications until the connection ends.
async fn hear<S, T>(
    client: Client,
    mut connection: tokio_postgres::Connection<S, T>,
    watchers: &Weak<Watchers>,
) -> Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    let listening = async {
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await.map_err(sql)?;
        // What came before this connection listened was not heard.
        if let Some(watchers) = watchers.upgrade() {
            watchers.tell_all();
        }
        Ok(())
    };
    let hearing = async {
        while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
            let Some(watchers) = watchers.upgrade() else { return Ok(()) };
            if let AsyncMessage::Notification(notification) = message.map_err(sql)? {
                watchers.tell(notification.payload());
            }
        }
        Ok(())
    };
    futures::future::try_join(listening, hearing).await.map(drop)
}

/// Notifies of those commits of a group that end somebody else's conversation; told when the transaction stands.
pub(super) async fn notify(connection: &Connection, done: &[&Append]) -> Result<()> {
    let mut ids: Vec<&str> = done.iter().filter(|job| ends(job)).map(|job| job.session.as_str()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    ids.dedup();
    let notify = format!("SELECT pg_notify('{CHANNEL}', id) FROM unnest($1::text[]) AS id");
    let notify = connection.prepared(&notify).await?;
    connection.client.execute(&notify, &[&ids]).await.map_err(sql)?;
    Ok(())
}

/// Whether a commit attaches a conversation or erases its session. Inside a text the quotes would be escaped.
fn ends(job: &Append) -> bool {
    const ATTACHED: &[u8] = br#""type":"attached""#;
    job.summary.status == Status::Erased
        || job.commit.bytes.windows(ATTACHED.len()).any(|bytes| bytes == ATTACHED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_for_a_session_is_told_of_it_alone() {
        let watchers = Watchers::default();
        let ((mut first, begins), (other, again)) = (watchers.wait("a"), watchers.wait("b"));
        assert!(begins && !again);
        assert!((&mut first).now_or_never().is_none());
        watchers.tell("a");
        assert!(first.now_or_never().is_some());
        watchers.tell_all();
        assert!(other.now_or_never().is_some());
    }

    #[test]
    fn those_that_nobody_waits_for_are_forgotten() {
        let watchers = Watchers::default();
        for number in 0..10 * TIDY {
            drop(watchers.wait(&number.to_string()));
        }
        assert!(watchers.waiting().sessions.len() <= 2 * TIDY);
        drop((watchers.wait("a"), watchers.wait("a")));
        let _third = watchers.wait("a");
        assert_eq!(watchers.waiting().sessions.get("a").map(Vec::len), Some(1));
    }
}
