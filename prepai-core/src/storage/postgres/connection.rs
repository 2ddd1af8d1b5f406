//! Connections, on a runtime of the store's own: its callers need none.

use std::collections::HashMap;
use std::future::Future;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::runtime::Runtime;
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::{Client, Config, NoTls, Socket, Statement};

use super::error::sql;
use super::schema;
use super::tls::{Stream, Tls};
use super::watch::{self, Watchers};
use crate::error::{Error, ErrorKind, Result};

/// Connections that read; each takes many questions at once.
const READERS: usize = 4;

/// How long connecting may take, where the address does not say.
const CONNECT: Duration = Duration::from_secs(10);

/// How long a host may leave what was sent unacknowledged before the connection counts as broken, where the address does not say. By
/// itself the system waits a quarter of an hour, and nothing is written meanwhile.
const VANISHED: Duration = Duration::from_secs(30);

/// How often a connection on which nothing is said is tried then.
const PROBE: Duration = Duration::from_secs(10);

/// What a connection is set to. A commit is acknowledged when it is on the disk, whatever the server's default is; who holds the lock
/// and says nothing any more loses it; a wait for the lock is bounded, by the address or the database if they say how.
const SETTINGS: &str = "SET synchronous_commit = on;
SET statement_timeout = '60s';
SET idle_in_transaction_session_timeout = '15s';
SELECT set_config('lock_timeout', '30s', false) WHERE current_setting('lock_timeout') = '0'";

/// An open connection with its prepared statements.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) client: Client,
    statements: Mutex<HashMap<String, Statement>>,
    /// Set when nobody knows in what state it is.
    given_up: AtomicBool,
}

impl Connection {
    /// Nobody uses it any more.
    pub(super) fn give_up(&self) {
        self.given_up.store(true, Ordering::Release);
    }

    fn is_usable(&self) -> bool {
        !self.client.is_closed() && !self.given_up.load(Ordering::Acquire)
    }

    /// A statement that is prepared once.
    pub(super) async fn prepared(&self, text: &str) -> Result<Statement> {
        let known = self.statements.lock().unwrap_or_else(PoisonError::into_inner).get(text).cloned();
        if let Some(statement) = known {
            return Ok(statement);
        }
        let statement = self.client.prepare(text).await.map_err(sql)?;
        let mut statements = self.statements.lock().unwrap_or_else(PoisonError::into_inner);
        statements.insert(text.to_owned(), statement.clone());
        Ok(statement)
    }
}

type Place = tokio::sync::Mutex<Option<Arc<Connection>>>;

/// A new connection, plain or secret, and what moves its bytes.
#[expect(clippy::large_enum_variant, reason = "it is taken apart at once")]
pub(super) enum Opened {
    Plain(Client, tokio_postgres::Connection<Socket, NoTlsStream>),
    Secret(Client, tokio_postgres::Connection<Socket, Stream<Socket>>),
}

/// Opens connections.
#[derive(Debug, Clone)]
pub(super) struct Opener {
    config: Config,
    /// When the address asks for it.
    tls: Option<Tls>,
}

impl Opener {
    pub(super) async fn open(&self) -> Result<Opened> {
        Ok(match &self.tls {
            None => {
                let (client, connection) = self.config.connect(NoTls).await.map_err(sql)?;
                Opened::Plain(client, connection)
            }
            Some(tls) => {
                let (client, connection) = self.config.connect(tls.clone()).await.map_err(sql)?;
                Opened::Secret(client, connection)
            }
        })
    }

    /// A connection whose bytes are moved by a task.
    async fn client(&self) -> Result<Client> {
        let (client, moving) = match self.open().await? {
            Opened::Plain(client, connection) => (client, connection.boxed()),
            Opened::Secret(client, connection) => (client, connection.boxed()),
        };
        tokio::spawn(async move {
            if let Err(error) = moving.await {
                tracing::debug!(%error, "a connection to PostgreSQL broke");
            }
        });
        Ok(client)
    }
}

/// The connections of a store.
#[derive(Debug)]
pub(super) struct Pool {
    opener: Opener,
    runtime: Option<Runtime>,
    writer: Place,
    readers: Vec<Place>,
    next: AtomicUsize,
    prepared: AtomicBool,
}

impl Drop for Pool {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A runtime must not be waited for where it is dropped by a task.
            runtime.shutdown_background();
        }
    }
}

impl Pool {
    /// Connections to the database of an address; none is opened yet. `root` is a file with the certificates that are trusted, instead
    /// of the machine's.
    pub(super) fn new(url: &str, root: Option<&Path>) -> Result<Self> {
        let wrong = |error: tokio_postgres::Error| {
            let remedy = "must be an address such as `postgres://user:password@host:5432/prepai`";
            Error::invalid("sessions.postgres.url", remedy).caused_by(error)
        };
        // Here `require` checks the certificate and its name, which others call `verify-full`.
        let url = url.replace("sslmode=verify-full", "sslmode=require");
        let mut config: Config = url.parse().map_err(wrong)?;
        let tls = match config.get_ssl_mode() {
            SslMode::Require => Some(Tls::new(root)?),
            _ => None,
        };
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        if config.get_application_name().is_none() {
            config.application_name("prepai");
        }
        notice_vanished(&mut config);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("prepai-postgres")
            .enable_all()
            .build()
            .map_err(|error| {
                Error::new(ErrorKind::Unavailable, "the system gives no threads").caused_by(error)
            })?;
        let readers = std::iter::repeat_with(Place::default).take(READERS).collect();
        Ok(Pool {
            opener: Opener { config, tls },
            runtime: Some(runtime),
            writer: Place::default(),
            readers,
            next: AtomicUsize::new(0),
            prepared: AtomicBool::new(false),
        })
    }

    /// Listens to the database for those who wait, as long as they do.
    pub(super) fn listen(&self, watchers: Weak<Watchers>) {
        if let Some(runtime) = &self.runtime {
            runtime.spawn(watch::listen(self.opener.clone(), watchers));
        }
    }

    /// Runs work on the store's runtime; dropping the answer does not stop it.
    pub(super) fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> BoxFuture<'static, Result<T>> {
        let task = self.runtime.as_ref().map(|runtime| runtime.spawn(work));
        async move {
            let lost = || {
                Error::new(ErrorKind::Internal, "the store's runtime has ended").during("storage.postgres")
            };
            match task {
                Some(task) => task.await.map_err(|_| lost())?,
                None => Err(lost()),
            }
        }
        .boxed()
    }

    /// The connection that writes. Whoever holds the answer is the only one.
    pub(super) async fn writer(&self) -> Result<tokio::sync::MappedMutexGuard<'_, Arc<Connection>>> {
        let place = self.open(&self.writer).await?;
        tokio::sync::MutexGuard::try_map(place, Option::as_mut).map_err(|_| {
            Error::new(ErrorKind::Internal, "no connection was opened").during("storage.postgres")
        })
    }

    /// One of those that read.
    pub(super) async fn reader(&self) -> Result<Arc<Connection>> {
        let number = self.next.fetch_add(1, Ordering::Relaxed) % READERS;
        let missing =
            || Error::new(ErrorKind::Internal, "no connection was opened").during("storage.postgres");
        let place = self.open(self.readers.get(number).ok_or_else(missing)?).await?;
        place.as_ref().map(Arc::clone).ok_or_else(missing)
    }

    /// A place whose connection stands: a closed one is opened again.
    async fn open<'a>(
        &self,
        place: &'a Place,
    ) -> Result<tokio::sync::MutexGuard<'a, Option<Arc<Connection>>>> {
        let mut inside = place.lock().await;
        if !inside.as_ref().is_some_and(|open| open.is_usable()) {
            *inside = None;
            let client = self.opener.client().await?;
            client.batch_execute(SETTINGS).await.map_err(sql)?;
            if !self.prepared.load(Ordering::Acquire) {
                schema::prepare(&client).await?;
                self.prepared.store(true, Ordering::Release);
            }
            let (statements, given_up) = (Mutex::default(), AtomicBool::default());
            *inside = Some(Arc::new(Connection { client, statements, given_up }));
        }
        Ok(inside)
    }
}

/// Has the system notice a host that is gone without a word, where the address does not say how.
fn notice_vanished(config: &mut Config) {
    let unsaid = Config::new();
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(VANISHED);
    }
    if config.get_keepalives_idle() == unsaid.get_keepalives_idle() {
        config.keepalives_idle(VANISHED);
    }
    if config.get_keepalives_interval().is_none() {
        config.keepalives_interval(PROBE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_vanishes_is_noticed_as_soon_as_the_address_says_or_soon() {
        let waits = |url: &str| {
            let config = Pool::new(url, None).unwrap().opener.config.clone();
            let user = config.get_tcp_user_timeout().copied().unwrap_or_default();
            let interval = config.get_keepalives_interval().unwrap_or_default();
            (user.as_secs(), config.get_keepalives_idle().as_secs(), interval.as_secs())
        };
        assert_eq!(waits("host=db user=prepai"), (30, 30, 10));
        let said = "host=db user=prepai tcp_user_timeout=5 keepalives_idle=7 keepalives_interval=3";
        assert_eq!(waits(said), (5, 7, 3));
    }
}
