//! A running server: its listener and its end.

use std::net::SocketAddr;

use axum::Router;
use axum::serve::ListenerExt;
use prepai_core::{Error, ErrorKind, Result};
use tokio::net::TcpListener;

/// A socket that is bound and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
}

impl Server {
    /// Binds an address; port 0 is a free one.
    ///
    /// # Errors
    /// `unavailable` with the address when it is taken or not this machine's.
    pub async fn bind(address: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(address).await.map_err(|error| {
            Error::new(ErrorKind::Unavailable, format!("cannot listen on {address}: {error}"))
                .with("address", address)
                .caused_by(error)
        })?;
        Ok(Server { listener })
    }

    /// The address that it listens on.
    ///
    /// # Errors
    /// What the system says.
    pub fn address(&self) -> Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    /// Answers requests until `stop` is ready.
    ///
    /// # Errors
    /// What the system says.
    pub async fn run(self, router: Router, stop: impl Future<Output = ()> + Send + 'static) -> Result<()> {
        // Without this a small frame waits for the acknowledgement of the one before it.
        let listener = self.listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(stop)
            .await?;
        Ok(())
    }
}
