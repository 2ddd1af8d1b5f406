//! What the core itself registers.

use std::sync::Arc;

use super::Registry;
use crate::agent::LocalAgent;
#[cfg(feature = "sqlite")]
use crate::storage::SqliteStore;
use crate::storage::{FileStore, MemoryStore};

/// Registers the backends of this crate: the agent `local`; stores `sqlite` (with the feature), `files` and
/// `memory`.
pub fn register(registry: &mut Registry) {
    registry.add_agent("local", |_| Ok(Arc::new(LocalAgent::new())));
    #[cfg(feature = "sqlite")]
    registry.add_sessions("sqlite", |context| {
        let path = context.sessions_path("prepai.db");
        Ok(Arc::new(SqliteStore::with_clock(path, Arc::clone(context.clock))))
    });
    registry.add_sessions("files", |context| Ok(Arc::new(FileStore::new(context.sessions_path("files")))));
    registry
        .add_sessions("memory", |context| Ok(Arc::new(MemoryStore::with_clock(Arc::clone(context.clock)))));
}
