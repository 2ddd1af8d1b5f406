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
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How often the files are looked at, at most, and only when somebody connects.
const LOOK: Duration = Duration::from_secs(1);

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
    /// The files as they were when they were last read, usable or not.
    read: [Stamp; 2],
    /// Why they could not be used; then they are tried again, for the reason may have been the machine's.
    broken: Option<String>,
    looked: Instant,
}

/// What tells that a file is another: its times alone may go back, where an older file takes its place.
type Stamp = Option<(SystemTime, u64, u64)>;

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
        // Looked at first: a file that changes in between is read again.
        let read = stamps(certificate, key);
        let state =
            State { acceptor: acceptor(certificate, key)?, read, broken: None, looked: Instant::now() };
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
            let found = stamps(&inner.certificate, &inner.key);
            if found != state.read || state.broken.is_some() {
                state.read = found;
                match acceptor(&inner.certificate, &inner.key) {
                    Ok(acceptor) => {
                        (state.acceptor, state.broken) = (acceptor, None);
                        tracing::info!("the certificate was read again");
                    }
                    Err(error) => {
                        let why = error.to_string();
                        if state.broken.as_ref() != Some(&why) {
                            tracing::warn!(%error, "the new certificate cannot be used; the one before stays");
                        }
                        state.broken = Some(why);
                    }
                }
            }
        }
        state.acceptor.clone()
    }
}

fn stamps(certificate: &Path, key: &Path) -> [Stamp; 2] {
    [certificate, key].map(|path| {
        let data = std::fs::metadata(path).ok()?;
        Some((data.modified().ok()?, data.len(), inode(&data)))
    })
}

#[cfg(unix)]
fn inode(data: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(data)
}

#[cfg(not(unix))]
fn inode(_: &std::fs::Metadata) -> u64 {
    0
}

/// The library shows lines of the file as lists of bytes.
fn why(error: &pem::Error) -> String {
    match error {
        pem::Error::MissingSectionEnd { end_marker } => {
            format!("`-----END {}-----` is missing", String::from_utf8_lossy(end_marker))
        }
        pem::Error::IllegalSectionStart { .. } => "a line that begins a section is cut off".to_owned(),
        pem::Error::NoItemsFound => "there is none in it".to_owned(),
        error => error.to_string(),
    }
}

fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor> {
    let wrong = |field: &'static str, path: &Path, why: String| {
        Error::invalid(field, format!("{} {why}", path.display()))
    };
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_file_iter(certificate).and_then(Iterator::collect).map_err(|error| {
            wrong("tls_cert", certificate, format!("is no PEM file of certificates: {}", why(&error)))
        })?;
    if chain.is_empty() {
        return Err(wrong("tls_cert", certificate, "has no certificate".to_owned()));
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| {
        wrong("tls_key", key, format!("is no PEM file of a private key: {}", why(&error)))
    })?;
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
