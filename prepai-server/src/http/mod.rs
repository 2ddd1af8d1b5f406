//! The HTTP face: paths, what requests must look like, and how errors are told.

mod failure;
pub mod guard;
mod openapi;
mod options;
mod request_id;
mod routes;
mod state;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;
use prepai_core::Backends;
use prepai_core::turn::Interview;
use tower::util::MapRequest;

pub use failure::Failure;
pub use openapi::document;
pub use options::Options;
pub use request_id::RequestId;
pub use state::App;

/// Every path of the server on `backends`, with the default [`Options`].
///
/// The router needs a tokio runtime: conversations run as tasks of the runtime in which their first request came.
pub fn router(backends: Backends) -> Router {
    App::new(Interview::new(backends), Options::default()).into_router()
}

impl App {
    /// Every path of the server.
    pub fn into_router(self) -> Router {
        let app = Arc::new(self);
        let (paths, _) = routes::all().split_for_parts();
        let paths = paths.fallback(routes::nothing_here).layer(from_fn(request_id::attach)).with_state(app);
        // A path has to be rewritten before a router looks at it, hence the router around the router.
        Router::new().fallback_service(MapRequest::new(paths, routes::without_trailing_slash))
    }
}
