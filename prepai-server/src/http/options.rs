//! How a server is set up, beside its backends.

use std::net::IpAddr;
use std::time::Duration;

use prepai_voice::duplex::Setup;
use prepai_voice::models::Folder;

use super::guard::{Tokens, origin};
use crate::socket::Patience;
use crate::telemetry::Spans;

/// What an embedder can set; the program fills it from `server.*` settings.
#[derive(Debug, Clone)]
pub struct Options {
    /// Names this process in logs of sessions (`attached`), so that two servers on one store can be told apart.
    pub server: String,
    /// Who is let in; everybody when there are none.
    pub tokens: Tokens,
    /// Names under which it answers, besides this machine's own and the address that it listens on; `*` is any.
    pub allow_hosts: Vec<String>,
    /// The address that it listens on.
    pub address: Option<IpAddr>,
    /// Origins of pages that may read its answers and open sockets, besides its own.
    pub allow_origins: Vec<String>,
    /// Requests a second of one client in the long run, this machine without a token excepted; 0 is no limit.
    pub requests_per_second: u32,
    /// WebSockets of one client at once, counted as requests are; 0 is no limit.
    pub sockets_per_client: usize,
    /// Where spans of requests and turns go.
    pub spans: Spans,
    /// After which a request is given up.
    pub request_timeout: Duration,
    /// How long the WebSocket waits for its clients.
    pub patience: Patience,
    /// What voices work with.
    pub voice: Setup,
    /// Voices at once; more are refused. 0 is as many as the machine keeps up with.
    pub voices: usize,
    /// Speech of all sockets together that may wait to be transcribed; a second is 32 KB.
    pub waiting_speech: Duration,
    /// Where models are kept, to tell which there are.
    pub models: Option<Folder>,
}

impl Default for Options {
    fn default() -> Self {
        let origins = [
            "http://localhost:3000",
            "http://localhost:3001",
            "http://127.0.0.1:3000",
            "http://127.0.0.1:3001",
        ];
        Options {
            server: "server".to_owned(),
            tokens: Tokens::default(),
            allow_hosts: Vec::new(),
            address: None,
            allow_origins: origins.map(str::to_owned).to_vec(),
            requests_per_second: 50,
            sockets_per_client: 1_000,
            spans: Spans::default(),
            request_timeout: Duration::from_secs(60),
            patience: Patience::default(),
            voice: Setup::default(),
            voices: 0,
            waiting_speech: Duration::from_secs(7_200),
            models: None,
        }
    }
}

impl Options {
    /// Whether a name in the header Host is this server.
    pub(super) fn is_own_host(&self, name: &str) -> bool {
        // A number cannot be bent to another machine as a name can: where all addresses are listened on, each is ours.
        let all = self.address.is_some_and(|address| address.is_unspecified());
        origin::is_loopback(name)
            || name.parse::<IpAddr>().is_ok_and(|address| all || Some(address) == self.address)
            || self.allow_hosts.iter().any(|known| known == "*" || known.eq_ignore_ascii_case(name))
    }
}
