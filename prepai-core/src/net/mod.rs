//! Requests to other servers: one client for everything that speaks HTTP, and its failures in our words.
//!
//! TLS is rustls with ring and the certificates that the system trusts; proxies are those of the environment
//! (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`). Dropping a future or a body breaks off the request.

mod client;
mod failure;
mod server;

pub use client::{Http, HttpOptions};
pub use reqwest;
pub use server::Server;
