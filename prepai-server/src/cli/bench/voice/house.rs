//! The measured server: a process of its own, on one core.

use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use prepai_core::turn::Interview;
use prepai_core::{Backends, Result, storage};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::fakes::{FakeAgent, FakeEars, FakeVoice};
use crate::cli::bench::folder::Bench;
use crate::cli::bench::wrong;
use crate::clock::RuntimeClock;
use crate::http::{App, Options};
use crate::serve::Server;

const PATIENCE: Duration = Duration::from_secs(30);

/// Serves fakes over a real store until the process is stopped; tells its address in a line of JSON.
pub(in crate::cli::bench) async fn serve(folder: &std::path::Path) -> Result<()> {
    let clock = RuntimeClock::here();
    #[cfg(feature = "sqlite")]
    let store = Arc::new(storage::SqliteStore::with_clock(folder.join("voice.db"), Arc::clone(&clock)));
    #[cfg(not(feature = "sqlite"))]
    let store = Arc::new(storage::FileStore::new(folder));
    let backends = Backends {
        clock,
        speech_to_text: Some(Arc::new(FakeEars)),
        text_to_speech: Some(Arc::new(FakeVoice)),
        ..Backends::new(Arc::new(FakeAgent), store)
    };
    let app = Arc::new(App::new(Interview::new(backends), Options::default()));
    let server = Server::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let line = serde_json::json!({ "address": server.address()?.to_string() });
    let mut out = std::io::stdout().lock();
    std::io::Write::write_all(&mut out, format!("{line}\n").as_bytes())?;
    std::io::Write::flush(&mut out)?;
    drop(out);
    server.run(app, std::future::pending()).await;
    Ok(())
}

/// The server's process.
pub(super) struct House {
    process: Child,
    pub(super) address: SocketAddr,
    /// Whether it has a core for itself.
    pub(super) pinned: bool,
}

impl House {
    /// Starts it; where `taskset` is there it gets the first core, and this process keeps to the others.
    pub(super) async fn start(bench: &Bench<'_>) -> Result<House> {
        let program = std::env::current_exe()?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let pinned = cores > 1 && taskset(&["-V"]).await;
        let mut command = match pinned {
            true => {
                let mut command = Command::new("taskset");
                command.args(["-c", "0"]).arg(&program);
                command
            }
            false => Command::new(&program),
        };
        if pinned {
            let others = format!("1-{}", cores - 1);
            taskset(&["-a", "-cp", &others, &std::process::id().to_string()]).await;
        }
        let mut process = command
            .args(["bench", "voice-server", "--folder"])
            .arg(bench.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = process.stdout.take().ok_or_else(|| wrong("the server has no output"))?;
        let mut told = String::new();
        let mut lines = BufReader::new(output);
        let read = tokio::time::timeout(PATIENCE, lines.read_line(&mut told)).await;
        read.map_err(|_| wrong("the server does not come up"))??;
        let value: Value = serde_json::from_str(&told).unwrap_or_default();
        let address = value.get("address").and_then(Value::as_str).and_then(|text| text.parse().ok());
        let address = address.ok_or_else(|| wrong("the server tells no address"))?;
        Ok(House { process, address, pinned })
    }

    fn proc(&self, name: &str) -> Result<String> {
        let id = self.process.id().ok_or_else(|| wrong("the server has ended"))?;
        Ok(std::fs::read_to_string(format!("/proc/{id}/{name}"))?)
    }

    /// Memory in use, in MB.
    pub(super) fn resident_mb(&self) -> Result<f64> {
        let status = self.proc("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
        kilobytes.map(|kilobytes| kilobytes / 1024.0).ok_or_else(|| wrong("no memory is told"))
    }

    /// Time on the processor so far.
    pub(super) fn processor(&self) -> Result<Duration> {
        let stat = self.proc("stat")?;
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |index: usize| fields.get(index).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
        // Hundredths of a second since always, whatever the kernel's own clock.
        Ok(Duration::from_millis((ticks(11) + ticks(12)) * 10))
    }

    /// Open descriptors.
    pub(super) fn descriptors(&self) -> Result<usize> {
        let id = self.process.id().ok_or_else(|| wrong("the server has ended"))?;
        Ok(std::fs::read_dir(format!("/proc/{id}/fd"))?.count())
    }

    /// Ends it.
    pub(super) async fn stop(mut self) -> Result<()> {
        self.process.kill().await?;
        Ok(())
    }
}

async fn taskset(arguments: &[&str]) -> bool {
    let mut command = Command::new("taskset");
    let quiet = command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().await.is_ok_and(|status| status.success())
}
