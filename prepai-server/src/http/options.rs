//! How a server is set up, beside its backends.

/// What an embedder can set; the program fills it from `server.*` settings.
#[derive(Debug, Clone)]
pub struct Options {
    /// Names this process in logs of sessions (`attached`), so that two servers on one store can be told apart.
    pub server: String,
}

impl Default for Options {
    fn default() -> Self {
        Options { server: "server".to_owned() }
    }
}
