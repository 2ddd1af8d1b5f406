//! What the core itself registers.

use std::sync::Arc;

use super::Registry;
use crate::storage::MemoryStore;

/// Registers the backends of this crate.
pub fn register(registry: &mut Registry) {
    registry.add_sessions("memory", |_| Ok(Arc::new(MemoryStore::new())));
}
