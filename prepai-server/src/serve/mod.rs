//! A running server: its listener, its connections and its end.

mod asked;
mod connection;
mod patient;
mod place;
mod settings;
mod tls;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use prepai_core::{Error, ErrorKind, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::http::App;
use connection::Connections;
pub(crate) use place::Place;
pub use settings::{SETTINGS, Settings};
pub use tls::Tls;

/// How a listener is set up.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at once, those that became WebSockets among them; more wait until one closes.
    pub connections: usize,
    /// How long a client may take to send the head of a request, the first one or the next one.
    pub header_timeout: Duration,
    /// How long a client may take nothing of what is sent to it.
    pub write_timeout: Duration,
    /// How long turns and requests may go on after the order to stop.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 20_000,
            header_timeout: Duration::from_secs(15),
            write_timeout: Duration::from_secs(30),
            grace: Duration::from_secs(20),
        }
    }
}

/// A socket that is bound and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    tls: Option<Tls>,
    limits: Limits,
}

impl Server {
    /// Binds an address; port 0 is a free one.
    ///
    /// # Errors
    /// `unavailable` with the address when it is taken or not this machine's.
    pub async fn bind(address: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(address).await.map_err(|error| {
            let remedy = match error.kind() {
                std::io::ErrorKind::AddrInUse => "; another program has it: choose another with `--port`",
                std::io::ErrorKind::PermissionDenied => {
                    "; ports below 1024 need a right: choose a higher one"
                }
                _ => "",
            };
            Error::new(ErrorKind::Unavailable, format!("cannot listen on {address}: {error}{remedy}"))
                .with("address", address)
                .caused_by(error)
        })?;
        Ok(Server { listener, tls: None, limits: Limits::default() })
    }

    /// Speaks TLS.
    #[must_use]
    pub fn with_tls(mut self, tls: Option<Tls>) -> Self {
        self.tls = tls;
        self
    }

    /// With these limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The address that it listens on.
    ///
    /// # Errors
    /// What the system says.
    pub fn address(&self) -> Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// Answers until `stop` is ready; then accepts nothing more, finishes requests and turns, and closes sockets.
    /// Dropping the future stops at once; what is committed stays.
    pub async fn run(self, app: Arc<App>, stop: impl Future<Output = ()> + Send) {
        let order = watch::Sender::new(());
        let connections = Connections::new(Arc::clone(&app), &self.limits);
        let places = Arc::new(Semaphore::new(self.limits.connections));
        let mut stop = std::pin::pin!(stop);
        let admission = Arc::clone(app.rooms().admission());
        // On a worker, among those whose work it watches; it ends with this future.
        let mut watching = JoinSet::new();
        watching.spawn(async move { admission.watch().await });
        let hearing = Arc::clone(app.rooms().hearing());
        watching.spawn(async move { hearing.watch().await });
        loop {
            let accepted = tokio::select! {
                () = &mut stop => break,
                accepted = accept(&self.listener, &places) => accepted,
            };
            let Some((stream, peer, place)) = accepted else { continue };
            let (tls, connections) = (self.tls.clone(), connections.clone());
            let ordered = order.subscribe();
            tokio::spawn(async move {
                match tls {
                    Some(tls) => {
                        if let Some(stream) = tls.accept(stream).await {
                            connections.hold(stream, peer, place, ordered).await;
                        }
                    }
                    None => connections.hold(stream, peer, place, ordered).await,
                }
            });
        }
        drop(self.listener);
        // Turns first: their sockets are connections that would wait for ever.
        app.rooms().shutdown(self.limits.grace).await;
        // A socket is no connection of HTTP any more: it has to be waited for by itself.
        order.send_replace(());
        let quiet = async { tokio::join!(order.closed(), app.sockets.none()) };
        let _ = tokio::time::timeout(self.limits.grace, quiet).await;
    }
}

/// The next connection, when there is a place for it.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<(TcpStream, SocketAddr, Place)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Without this a small frame waits for the acknowledgement of the one before it.
            let _ = stream.set_nodelay(true);
            Some((stream, peer, place.into()))
        }
        Err(error) => {
            tracing::warn!(%error, "cannot accept a connection");
            // Out of descriptors: trying again at once would only burn the processor.
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn small_frames_wait_for_nothing() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, ..) = accept(&listener, &Arc::new(Semaphore::new(1))).await.unwrap();
        assert!(stream.nodelay().unwrap(), "Nagle's algorithm is off");
    }
}
