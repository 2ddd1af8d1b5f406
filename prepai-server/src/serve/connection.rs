//! One connection, in HTTP/1.1 or HTTP/2.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::Watcher;
use tokio::io::{AsyncRead, AsyncWrite};
use tower::ServiceExt;

use crate::http::App;

/// The longest head of a request, and how many headers it may have.
const MAX_HEAD: usize = 32 << 10;
const MAX_HEADERS: usize = 100;

/// Answers connections.
#[derive(Clone)]
pub(super) struct Connections {
    router: Router,
    builder: Builder<TokioExecutor>,
}

impl Connections {
    pub(super) fn new(app: Arc<App>, header_timeout: Duration) -> Self {
        let mut builder = Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(header_timeout)
            .max_buf_size(MAX_HEAD)
            .max_headers(MAX_HEADERS);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(100)
            .max_header_list_size(MAX_HEAD as u32)
            .keep_alive_interval(Duration::from_secs(30));
        Connections { router: app.router(), builder }
    }

    /// Answers the requests of a connection until it closes, or until it is idle after the order to stop.
    pub(super) async fn hold<S>(&self, stream: S, peer: SocketAddr, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let router = self.router.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().oneshot(request)
        });
        let connection =
            self.builder.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned();
        if let Err(error) = watcher.watch(connection).await {
            // Clients go without a word, or send what is no HTTP: theirs, not ours.
            tracing::debug!(%error, "a connection broke");
        }
    }
}
