//! `prepai serve`: the server.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use clap::Args;
use prepai_core::Result;

use super::context::Context;
use super::exit::Outcome;
use crate::http::{App, Options};
use crate::serve::Server;

/// Run the server: the pages, the REST interface and the WebSocket
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// The address to listen on
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// The port to listen on; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 8000)]
    port: u16,
}

impl ServeArgs {
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        let server = Server::bind(SocketAddr::new(self.host, self.port)).await?;
        let router = App::new(context.interview()?, Options::default()).into_router();
        context.output.note(format!("PrepAI listens on http://{}", server.address()?));
        let stop = async {
            let _ = tokio::signal::ctrl_c().await;
        };
        server.run(router, stop).await?;
        Ok(Outcome::Done)
    }
}
