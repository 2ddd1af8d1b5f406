//! Every backend trait for a backend in a layer: each method names its operation and says how it is begun.

mod agent;
mod sessions;
mod single;
mod speech;

use std::sync::Arc;

/// A backend in a layer.
#[derive(Debug)]
pub(super) struct Layered<L, B: ?Sized> {
    inner: Arc<B>,
    layer: L,
}

impl<L: Clone, B: ?Sized> Layered<L, B> {
    pub(super) fn over(inner: Arc<B>, layer: &L) -> Arc<Self> {
        Arc::new(Layered { inner, layer: layer.clone() })
    }
}
