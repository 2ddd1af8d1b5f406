//! Whether a server could start with these settings.

use prepai_core::Result;
use prepai_core::config::Config;

use super::check::Check;
use crate::serve::{Server, Settings};

/// Reads the settings, the certificate too, and binds the address for a moment.
pub(super) async fn check(config: &Config) -> Check {
    const NAME: &str = "server";
    match tried(config).await {
        Ok(told) => Check::ok(NAME, told),
        Err(error) => Check::warn(
            NAME,
            error.message().to_owned(),
            "Everything but `prepai serve` works; it may also run already.",
        ),
    }
}

async fn tried(config: &Config) -> Result<String> {
    let settings = Settings::read(config)?;
    let scheme = if settings.tls()?.is_some() { "https" } else { "http" };
    let address = Server::bind(settings.address).await?.address()?;
    let tokens =
        if settings.options.tokens.is_empty() { "no tokens: open on this machine" } else { "with tokens" };
    Ok(format!("{scheme}://{address} is free, {tokens}"))
}
