//! TLS from files, which are read again when they change.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use prepai_core::{Error, ErrorKind, Result};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(10);

/// A certificate and its key.
#[derive(Clone)]
pub struct Tls(Arc<Inner>);

struct Inner {
    certificate: PathBuf,
    key: PathBuf,
    state: Mutex<State>,
}

struct State {
    acceptor: TlsAcceptor,
    changed: Option<SystemTime>,
    looked: Instant,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("certificate", &self.0.certificate).finish_non_exhaustive()
    }
}

impl Tls {
    /// Reads a certificate chain and its private key, both PEM.
    ///
    /// # Errors
    /// `invalid_input` with the file that is not what it must be.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self> {
        let state = State {
            acceptor: acceptor(certificate, key)?,
            changed: changed(certificate, key),
            looked: Instant::now(),
        };
        let (certificate, key) = (certificate.to_owned(), key.to_owned());
        Ok(Tls(Arc::new(Inner { certificate, key, state: Mutex::new(state) })))
    }

    /// Shakes hands; nothing when that goes wrong.
    pub(super) async fn accept(&self, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
        let acceptor = self.current();
        match tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => Some(stream),
            Ok(Err(error)) => {
                tracing::debug!(%error, "no handshake");
                None
            }
            Err(_) => None,
        }
    }

    /// The newest certificate that can be used: a renewed one needs no restart, a broken one changes nothing.
    fn current(&self) -> TlsAcceptor {
        let inner = &self.0;
        let mut state = inner.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.looked.elapsed() >= LOOK {
            state.looked = Instant::now();
            let changed = changed(&inner.certificate, &inner.key);
            if changed != state.changed {
                match acceptor(&inner.certificate, &inner.key) {
                    Ok(acceptor) => {
                        (state.acceptor, state.changed) = (acceptor, changed);
                        tracing::info!("the certificate was read again");
                    }
                    Err(error) => tracing::warn!(%error, "the new certificate cannot be used"),
                }
            }
        }
        state.acceptor.clone()
    }
}

fn changed(certificate: &Path, key: &Path) -> Option<SystemTime> {
    let time = |path: &Path| std::fs::metadata(path).and_then(|data| data.modified()).ok();
    time(certificate).max(time(key))
}

fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor> {
    let wrong = |field: &'static str, path: &Path, why: String| {
        Error::invalid(field, format!("{} {why}", path.display()))
    };
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect).map_err(|error| {
            wrong("tls_cert", certificate, format!("is no PEM file of certificates: {error}"))
        })?;
    if chain.is_empty() {
        return Err(wrong("tls_cert", certificate, "has no certificate".to_owned()));
    }
    let private = PrivateKeyDer::from_pem_file(key)
        .map_err(|error| wrong("tls_key", key, format!("is no PEM file of a private key: {error}")))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::new(ErrorKind::Internal, "TLS cannot be set up").caused_by(error))?;
    let mut config = config
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(|error| wrong("tls_key", key, format!("does not fit the certificate: {error}")))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
