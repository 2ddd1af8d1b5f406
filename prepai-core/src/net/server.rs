//! A server with an address and perhaps a key.

use reqwest::{Method, RequestBuilder, Response};

use super::{Http, HttpOptions};
use crate::config::Secret;
use crate::error::{Error, Result};

/// A server that speaks the protocol of OpenAI: everything is below one address, and the key goes into a header.
#[derive(Debug, Clone)]
pub struct Server {
    http: Http,
    base: String,
    key: Option<Secret>,
}

impl Server {
    /// A server below `base`, such as `http://localhost:8000/v1`.
    ///
    /// # Errors
    /// `invalid_input` for what is no address; those of [`Http::new`].
    pub fn new(base: &str, key: Option<Secret>, options: &HttpOptions) -> Result<Server> {
        let http = Http::new(options)?;
        let base = base.trim_end_matches('/').to_owned();
        // What is no address is found out now and not in an interview.
        let _ = http.request(Method::GET, &base)?;
        let fits = |key: &Secret| key.expose().chars().all(|letter| letter.is_ascii_graphic());
        if !key.as_ref().is_none_or(fits) {
            return Err(Error::invalid("key", "must be letters, digits and marks without spaces"));
        }
        Ok(Server { http, base, key })
    }

    /// A request to post, to be filled and given to [`Server::send`].
    ///
    /// # Errors
    /// None that [`Server::new`] has not found.
    pub fn post(&self, path: &str) -> Result<RequestBuilder> {
        let request = self.http.request(Method::POST, &format!("{}/{path}", self.base))?;
        Ok(match &self.key {
            Some(key) => request.bearer_auth(key.expose()),
            None => request,
        })
    }

    /// Sends it; the answer's body is still to come.
    ///
    /// # Errors
    /// As [`Http::send`].
    pub async fn send(&self, request: RequestBuilder) -> Result<Response> {
        self.http.send(request).await
    }
}
