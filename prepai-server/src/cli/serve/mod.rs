//! `prepai serve`: the server.

mod tidy;

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use prepai_core::Result;
use prepai_core::config::Flag;
use serde_json::json;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::context::Context;
use super::exit::Outcome;
use super::output::Output;
use crate::http::App;
use crate::serve::{Server, Settings};
use crate::telemetry::Spans;

/// Run the server: the pages, the REST interface and the WebSocket.
///
/// Its settings stand under `[server]` in the configuration; these flags are stronger.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ServeArgs {
    /// The address to listen on [default: 127.0.0.1]; others than this machine's own need a token
    #[arg(long, value_name = "ADDRESS")]
    host: Option<IpAddr>,
    /// The port to listen on [default: 8000]; 0 takes a free one
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Listen beyond this machine without tokens: everybody reads every interview
    #[arg(long)]
    insecure_open: bool,
    /// A name under which the server answers; may be repeated
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// The certificate chain for TLS, PEM
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its private key, PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

impl ServeArgs {
    /// The flags that are settings.
    pub(crate) fn flags(&self) -> Vec<Flag> {
        let mut flags = Vec::new();
        let mut add = |name: &str, key: &str, value: Option<String>| {
            if let Some(value) = value {
                flags.push(Flag { name: name.to_owned(), key: key.to_owned(), value });
            }
        };
        let path = |path: &PathBuf| path.to_string_lossy().into_owned();
        add("--host", "server.host", self.host.map(|host| host.to_string()));
        add("--port", "server.port", self.port.map(|port| port.to_string()));
        add("--insecure-open", "server.insecure_open", self.insecure_open.then(|| "true".to_owned()));
        let hosts = (!self.allow_host.is_empty()).then(|| self.allow_host.join(","));
        add("--allow-host", "server.allow_hosts", hosts);
        add("--tls-cert", "server.tls_cert", self.tls_cert.as_ref().map(path));
        add("--tls-key", "server.tls_key", self.tls_key.as_ref().map(path));
        flags
    }

    /// Serves until the process is told to stop; a second time, and it stops at once.
    ///
    /// # Errors
    /// What is wrong with the settings; an address that is taken.
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        let mut settings = Settings::read(&context.config)?;
        settings.options.spans = spans(context)?;
        more_descriptors();
        let tls = settings.tls()?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let server = Server::bind(settings.address).await?.with_tls(tls).with_limits(settings.limits);
        let address = server.address()?;
        let spans = settings.options.spans.clone();
        let app = Arc::new(App::new(context.interview()?, settings.options));
        tokio::spawn(prepare(Arc::clone(&app), context.output.clone()));
        tokio::spawn(tidy::tidy(app.interview().sessions().clone()));
        let (mut first, mut orders) = (Orders::listen()?, Orders::listen()?);
        let url = format!("{scheme}://{address}");
        context
            .output
            .result(&json!({ "url": url, "address": address }), || format!("PrepAI listens on {url}"))?;
        let output = context.output.clone();
        let stop = async move {
            first.next().await;
            output.note("stopping: running turns are finished (once more stops at once)");
        };
        let second = async move {
            orders.next().await;
            orders.next().await;
        };
        let serving = server.run(app, stop);
        tokio::pin!(serving);
        tokio::select! {
            () = &mut serving => spans.finish().await,
            () = second => {}
        }
        Ok(Outcome::Done)
    }
}

/// Where spans go; they are sent while the server runs, hence on its runtime.
#[cfg(feature = "otel")]
fn spans(context: &Context) -> Result<Spans> {
    use crate::telemetry::Settings;
    let settings = Settings::read(&context.config)?;
    let runtime = tokio::runtime::Handle::current();
    settings.map_or_else(|| Ok(Spans::default()), |settings| Spans::to(&settings, runtime))
}

#[cfg(not(feature = "otel"))]
fn spans(_: &Context) -> Result<Spans> {
    Ok(Spans::default())
}

/// Allows as many open files as the system lets this process have: each connection is one.
fn more_descriptors() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    if limit.current < limit.maximum
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit })
    {
        tracing::debug!(%error, "the limit of open files stays as it is");
    }
}

/// Has every backend answer, while the server answers already.
async fn prepare(app: Arc<App>, output: Output) {
    if let Some(ears) = &app.interview().backends().speech_to_text
        && let Err(error) = ears.ready().await
    {
        output.note(format!("interviews are typed for now: {}", error.message()));
    }
    if let Err(error) = app.make_ready().await {
        tracing::warn!(%error, "a backend does not answer yet");
        return;
    }
    if let Some(code) = &app.interview().backends().code
        && let Err(error) = code.ready().await
    {
        tracing::warn!(%error, "the first programs will wait");
    }
}

/// Orders to stop, in their order: SIGTERM and Ctrl-C. None is lost between two looks.
struct Orders {
    terminate: Signal,
    interrupt: Signal,
}

impl Orders {
    /// Listens from now on.
    ///
    /// # Errors
    /// What the system says.
    fn listen() -> Result<Self> {
        Ok(Orders {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits for the next one.
    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
