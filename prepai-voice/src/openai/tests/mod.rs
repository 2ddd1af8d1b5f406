//! Against servers on this machine that answer as the real ones do, and as they do on a bad day.

mod ears;
mod server;
mod settings;
mod voice;

use std::time::Duration;

use prepai_core::config::Secret;
use prepai_core::net::{HttpOptions, Server};

/// The server with a key.
fn server(base: &str) -> Server {
    let options = HttpOptions { connect: Duration::from_secs(10), idle: Duration::from_secs(10) };
    Server::new(&format!("{base}/v1/"), Some(Secret::new("sk-test")), &options).unwrap()
}
