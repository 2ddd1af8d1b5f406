//! What the core itself registers.

use std::sync::Arc;

use super::Registry;
use crate::storage::MemoryStore;
#[cfg(feature = "sqlite")]
use crate::storage::SqliteStore;

/// Registers the backends of this crate: stores `sqlite` (with the feature) and `memory`.
pub fn register(registry: &mut Registry) {
    #[cfg(feature = "sqlite")]
    registry.add_sessions("sqlite", |context| {
        let path = context.sessions_path("prepai.db");
        Ok(Arc::new(SqliteStore::with_clock(path, Arc::clone(context.clock))))
    });
    registry
        .add_sessions("memory", |context| Ok(Arc::new(MemoryStore::with_clock(Arc::clone(context.clock)))));
}
