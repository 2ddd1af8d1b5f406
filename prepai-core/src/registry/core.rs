//! What the core itself registers.

use std::sync::Arc;

use super::Registry;
use crate::agent::LocalAgent;
#[cfg(feature = "postgres")]
use crate::config::{Kind, Setting};
#[cfg(feature = "postgres")]
use crate::error::Error;
#[cfg(feature = "postgres")]
use crate::storage::PostgresStore;
#[cfg(feature = "sqlite")]
use crate::storage::SqliteStore;
use crate::storage::{FileStore, MemoryStore};

/// Where the database is.
#[cfg(feature = "postgres")]
const POSTGRES_URL: Setting = Setting {
    key: "sessions.postgres.url",
    kind: Kind::Secret,
    default: None,
    doc: "The database of the store `postgres`, such as `postgres://user:password@host/prepai`.",
    env: &[],
};

/// Whom to trust there.
#[cfg(feature = "postgres")]
const POSTGRES_ROOT: Setting = Setting {
    key: "sessions.postgres.root_certificate",
    kind: Kind::Path,
    default: None,
    doc: "The certificates that are trusted with `sslmode=require` in the address, PEM; without it those of the machine.",
    env: &[],
};

/// Registers the backends of this crate: the agent `local`; stores `sqlite` and `postgres` (with their features), `files` and
/// `memory`; the executors `sandbox` (with its feature, on Linux), `wasm` (with its feature) and, with both, `auto`.
pub fn register(registry: &mut Registry) {
    crate::code::register(registry);
    registry.add_agent("local", |_| Ok(Arc::new(LocalAgent::new())));
    #[cfg(feature = "sqlite")]
    registry.add_sessions("sqlite", |context| {
        let path = context.sessions_path("prepai.db");
        Ok(Arc::new(SqliteStore::with_clock(path, Arc::clone(context.clock))))
    });
    registry.add_sessions("files", |context| Ok(Arc::new(FileStore::new(context.sessions_path("files")))));
    #[cfg(feature = "postgres")]
    {
        registry.add_settings(&[POSTGRES_URL, POSTGRES_ROOT]);
        registry.add_sessions("postgres", |context| {
            let url = context.config.secret(POSTGRES_URL.key).ok_or_else(|| {
                let remedy = "is missing: name the database, such as `postgres://user:password@host/prepai`";
                Error::invalid(POSTGRES_URL.key, remedy)
            })?;
            let root = context.config.path(POSTGRES_ROOT.key);
            let store = PostgresStore::trusting(url.expose(), root, Arc::clone(context.clock))?;
            Ok(Arc::new(store))
        });
    }
    registry
        .add_sessions("memory", |context| Ok(Arc::new(MemoryStore::with_clock(Arc::clone(context.clock)))));
}
