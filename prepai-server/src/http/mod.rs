//! The HTTP face: paths, what requests must look like, and how errors are told.

mod asked;
pub(crate) mod extract;
mod failure;
pub mod guard;
mod observe;
mod openapi;
mod options;
mod pages;
mod request_id;
mod routes;
mod state;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use prepai_core::Backends;
use prepai_core::turn::Interview;
use tower::util::MapRequest;
use tower_http::compression::CompressionLayer;

pub use failure::Failure;
pub use openapi::document;
pub use options::Options;
pub use request_id::RequestId;
pub use state::App;

/// The longest body of a request, where a path does not allow more.
const MAX_BODY: usize = 1 << 20;

/// Every path of the server on `backends`, with the default [`Options`].
///
/// The router needs a tokio runtime: conversations run as tasks of the runtime in which their first request came.
pub fn router(backends: Backends) -> Router {
    App::new(Interview::new(backends), Options::default()).into_router()
}

impl App {
    /// Every path of the server.
    pub fn into_router(self) -> Router {
        Arc::new(self).router()
    }

    /// Every path of a server that others share.
    pub fn router(self: Arc<Self>) -> Router {
        let (paths, _) = routes::all().split_for_parts();
        // From the inside out: what is nearest to the paths comes first.
        let paths = paths
            .fallback(routes::nothing_here)
            .method_not_allowed_fallback(routes::wrong_method)
            .layer(DefaultBodyLimit::max(MAX_BODY))
            .layer(CompressionLayer::new().br(true).gzip(true))
            .layer(from_fn_with_state(Arc::clone(&self), guard::time::guard))
            .layer(from_fn_with_state(Arc::clone(&self), guard::rate::guard))
            .layer(from_fn_with_state(Arc::clone(&self), guard::door::guard))
            .layer(from_fn_with_state(Arc::clone(&self), guard::origin::guard))
            .layer(from_fn_with_state(Arc::clone(&self), observe::observe))
            .layer(from_fn(request_id::attach))
            .with_state(self);
        // A path has to be rewritten before a router looks at it, hence the router around the router.
        Router::new().fallback_service(MapRequest::new(paths, routes::without_trailing_slash))
    }
}
