//! The client.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder, Response, Url};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;

use super::failure;
use crate::error::{Error, ErrorKind, Result};

/// How long to wait for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpOptions {
    /// For a connection.
    pub connect: Duration,
    /// For the next bytes of an answer; a slow answer that goes on coming is no failure.
    pub idle: Duration,
}

impl Default for HttpOptions {
    fn default() -> Self {
        HttpOptions { connect: Duration::from_secs(10), idle: Duration::from_secs(30) }
    }
}

/// A client with its connections, cheap to clone.
#[derive(Debug, Clone)]
pub struct Http {
    client: Client,
}

impl Http {
    /// A client; nothing is connected yet.
    ///
    /// # Errors
    /// `not_available` when the system's certificates cannot be read, or a proxy of the environment is no address.
    pub fn new(options: &HttpOptions) -> Result<Http> {
        let wrong = |what: &str| Error::new(ErrorKind::NotAvailable, what.to_owned()).during("http.open");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(BuilderVerifierExt::with_platform_verifier)
            .map_err(|error| wrong("the certificates of this system cannot be read").caused_by(error))?
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(concat!("prepai/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(options.connect)
            .read_timeout(options.idle)
            .build()
            .map_err(|error| {
                wrong("the settings of the network are wrong, perhaps a proxy").caused_by(error)
            })?;
        Ok(Http { client })
    }

    /// A request, to be filled and given to [`Http::send`].
    ///
    /// # Errors
    /// `invalid_input` for what is no address of the web.
    pub fn request(&self, method: Method, url: &str) -> Result<RequestBuilder> {
        Ok(self.client.request(method, address(url)?))
    }

    /// Sends a request; the answer's body is still to come.
    ///
    /// # Errors
    /// `unavailable` when there is no connection, `timeout` when nothing comes, and what [`Http::told`] makes of an answer
    /// that is none of success.
    pub async fn send(&self, request: RequestBuilder) -> Result<Response> {
        let response = request.send().await.map_err(Http::broken)?;
        if response.status().is_success() { Ok(response) } else { Err(Http::told(response).await) }
    }

    /// Sends a request and takes any answer.
    ///
    /// # Errors
    /// `unavailable` when there is no connection, `timeout` when nothing comes.
    pub async fn ask(&self, request: RequestBuilder) -> Result<Response> {
        request.send().await.map_err(Http::broken)
    }

    /// What an answer without success says, in our words: its status is the kind, its body the reason.
    pub async fn told(response: Response) -> Error {
        failure::told(response).await
    }

    /// What went wrong on the way.
    pub fn broken(error: reqwest::Error) -> Error {
        failure::broken(error)
    }
}

fn address(url: &str) -> Result<Url> {
    let wrong = || Error::invalid("url", "must be an address that begins with http:// or https://");
    let url = Url::parse(url).map_err(|error| wrong().with("reason", error))?;
    if !["http", "https"].contains(&url.scheme()) || url.host_str().is_none() {
        return Err(wrong());
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_asked() {
        let http = Http::new(&HttpOptions::default()).unwrap();
        for url in ["", "localhost:1234", "file:///etc/passwd", "ftp://host/x", "http://"] {
            let error = http.request(Method::GET, url).unwrap_err();
            assert_eq!(error.fact("field"), Some("url"), "{url}");
        }
        assert!(http.request(Method::GET, "http://127.0.0.1:1/x").is_ok());
    }
}
