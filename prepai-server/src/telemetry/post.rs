//! Posts batches to the collector: one connection a batch, which comes every few seconds.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use opentelemetry_http::{HttpClient, HttpError};
use prepai_core::{Error, ErrorKind, Result};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, crypto::ring};

/// The longest answer of a collector that is read.
const ANSWER: usize = 1 << 20;

/// Sends requests on a runtime, whoever waits for them: the exporter has a thread without one.
#[derive(Clone)]
pub(super) struct Post {
    runtime: Handle,
    tls: Option<TlsConnector>,
    patience: Duration,
}

impl std::fmt::Debug for Post {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Post").field("tls", &self.tls.is_some()).finish_non_exhaustive()
    }
}

impl Post {
    /// Posts to this endpoint; for `https` the certificates of this machine are trusted.
    pub(super) fn new(endpoint: &Uri, runtime: Handle, patience: Duration) -> Result<Self> {
        let tls = (endpoint.scheme_str() == Some("https")).then(connector).transpose()?;
        Ok(Post { runtime, tls, patience })
    }

    async fn send(self, request: Request<Bytes>) -> std::result::Result<Response<Bytes>, HttpError> {
        let host = request.uri().host().ok_or("the endpoint has no host")?.to_owned();
        let name = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = request.uri().port_u16().unwrap_or(if self.tls.is_some() { 443 } else { 80 });
        let stream = TcpStream::connect((name.as_str(), port)).await?;
        match &self.tls {
            Some(tls) => exchange(tls.connect(ServerName::try_from(name)?, stream).await?, request).await,
            None => exchange(stream, request).await,
        }
    }
}

#[async_trait]
impl HttpClient for Post {
    async fn send_bytes(&self, request: Request<Bytes>) -> std::result::Result<Response<Bytes>, HttpError> {
        let (post, patience) = (self.clone(), self.patience);
        let sent =
            self.runtime.spawn(async move { tokio::time::timeout(patience, post.send(request)).await });
        sent.await??
    }
}

async fn exchange<S>(stream: S, request: Request<Bytes>) -> std::result::Result<Response<Bytes>, HttpError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut head, body) = request.into_parts();
    let authority = head.uri.authority().map(|authority| authority.as_str().to_owned()).unwrap_or_default();
    head.headers.insert(header::HOST, HeaderValue::from_str(&authority)?);
    head.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    head.uri = path.parse()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let answered = async {
        let answer = sender.send_request(Request::from_parts(head, Full::new(body))).await?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, ANSWER).collect().await?.to_bytes();
        Ok(Response::from_parts(head, body))
    };
    // The connection moves the bytes; it ends after the answer.
    let (answer, _) = tokio::join!(answered, connection);
    answer
}

fn connector() -> Result<TlsConnector> {
    let wrong = |error| Error::new(ErrorKind::Internal, "TLS cannot be set up").caused_by(error);
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(wrong)?
        .with_platform_verifier()
        .map_err(wrong)?
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
