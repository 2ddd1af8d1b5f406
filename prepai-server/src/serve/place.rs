//! A connection's place among those that the server takes.

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;

/// Held by the connection, and by the WebSocket that it may become, until both are gone.
#[derive(Debug, Clone)]
pub(crate) struct Place(#[expect(dead_code, reason = "held, never read")] Arc<OwnedSemaphorePermit>);

impl From<OwnedSemaphorePermit> for Place {
    fn from(permit: OwnedSemaphorePermit) -> Self {
        Place(Arc::new(permit))
    }
}
