//! One connection, in HTTP/1.1 or HTTP/2.

use std::net::SocketAddr;
use std::pin::pin;
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
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tower::ServiceExt;

use super::asked::{Answer, Asked};
use super::patient::Patient;
use super::{Limits, Place};
use crate::http::App;

/// The longest head of a request, and how many headers it may have.
const MAX_HEAD: usize = 32 << 10;
const MAX_HEADERS: usize = 100;

/// Answers connections.
#[derive(Clone)]
pub(super) struct Connections {
    router: Router,
    builder: Builder<TokioExecutor>,
    header_timeout: Duration,
    write_timeout: Duration,
}

impl Connections {
    pub(super) fn new(app: Arc<App>, limits: &Limits) -> Self {
        let Limits { header_timeout, write_timeout, .. } = *limits;
        let mut builder = Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(header_timeout)
            // Who has said all that it has to say still waits for the answer; the request's time bounds that.
            .half_close(true)
            .max_buf_size(MAX_HEAD)
            .max_headers(MAX_HEADERS);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(100)
            .max_header_list_size(MAX_HEAD as u32)
            .keep_alive_interval(Duration::from_secs(30));
        Connections { router: app.router(), builder, header_timeout, write_timeout }
    }

    /// Answers the requests of a connection until it closes, or until what was asked is answered after the order to stop
    /// or after a while in which nothing is asked: also before the first request, and in HTTP/2 whatever pings there are.
    pub(super) async fn hold<S>(
        &self,
        stream: S,
        peer: SocketAddr,
        place: Place,
        mut stop: watch::Receiver<()>,
    ) where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let asked = Asked::default();
        let (router, counted) = (self.router.clone(), asked.clone());
        let service = service_fn(move |request: Request<Incoming>| {
            let answering = counted.begin();
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            request.extensions_mut().insert(place.clone());
            let answer = router.clone().oneshot(request);
            async move { answer.await.map(|answer| answer.map(|body| Answer::new(body, answering))) }
        });
        let stream = TokioIo::new(Patient::new(stream, self.write_timeout));
        let mut connection = pin!(self.builder.serve_connection_with_upgrades(stream, service));
        let ended = tokio::select! {
            // What has come counts before the time that has passed.
            biased;
            ended = connection.as_mut() => Some(ended),
            // Who orders waits until this receiver is dropped.
            _ = stop.changed() => None,
            () = asked.nothing_for(self.header_timeout) => None,
        };
        let ended = match ended {
            Some(ended) => ended,
            None => {
                connection.as_mut().graceful_shutdown();
                tokio::select! {
                    biased;
                    ended = connection.as_mut() => ended,
                    () = asked.nothing_for(self.header_timeout) => return,
                }
            }
        };
        if let Err(error) = ended {
            // Clients go without a word, or send what is no HTTP: theirs, not ours.
            tracing::debug!(%error, "a connection broke");
        }
    }
}
