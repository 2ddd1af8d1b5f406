//! How long the WebSocket waits for its clients.

use std::time::Duration;

/// Times after which a client is asked, or given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// How long a client may take to show its token, where one is needed.
    pub proof: Duration,
    /// How often a silent client is asked whether it is there.
    pub ping: Duration,
    /// After which silence it is taken for gone; pongs are no silence.
    pub silence: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            proof: Duration::from_secs(10),
            ping: Duration::from_secs(20),
            silence: Duration::from_secs(70),
        }
    }
}
