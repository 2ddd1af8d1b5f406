//! The server as a child process.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use prepai_core::Result;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child as Process, Command};

use super::super::folder::{Bench, StoreKind};
use super::http::Client;
use crate::cli::bench::wrong;

/// How long a server may take to come up or go down.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server.
pub(in crate::cli::bench) struct Child {
    process: Process,
    address: SocketAddr,
}

impl Child {
    /// Starts this very program as a server, with settings beside the store, and says how long it took until it was ready.
    ///
    /// # Errors
    /// What the system or the server says.
    pub(in crate::cli::bench) async fn start(
        bench: &Bench<'_>,
        kind: StoreKind,
        folder: &Path,
        settings: &[String],
    ) -> Result<(Child, Duration)> {
        let began = Instant::now();
        let path = folder.join(kind.as_str());
        let mut process = Command::new(std::env::current_exe()?)
            .args(["serve", "--port", "0", "--json", "--log", "error", "--data"])
            .arg(bench.path())
            .args(["--set", &format!("sessions.backend={kind}"), "--set"])
            .arg(format!("sessions.path={}", path.display()))
            .args(settings.iter().flat_map(|setting| ["--set", setting]))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = process.stdout.take().ok_or_else(|| wrong("the server has no output"))?;
        let mut lines = BufReader::new(output);
        let mut told = String::new();
        let address = loop {
            let read = tokio::time::timeout(PATIENCE, lines.read_line(&mut told)).await;
            if read.map_err(|_| wrong("the server does not come up"))?? == 0 {
                return Err(wrong("the server ended before it came up"));
            }
            if let Ok(value) = serde_json::from_str::<Value>(&told) {
                let address = value.get("address").and_then(Value::as_str).and_then(|text| text.parse().ok());
                break address.ok_or_else(|| wrong("the server tells no address"))?;
            }
        };
        let mut client = Client::connect(address).await?;
        while client.get("/readyz").await? != 200 {
            if began.elapsed() > PATIENCE {
                return Err(wrong("the server does not become ready"));
            }
        }
        let took = began.elapsed();
        // What it says later is read by nobody, and it must not wait for that.
        tokio::spawn(
            async move { while lines.read_line(&mut String::new()).await.is_ok_and(|read| read > 0) {} },
        );
        Ok((Child { process, address }, took))
    }

    /// Where it listens.
    pub(in crate::cli::bench) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Memory in use, in MB.
    ///
    /// # Errors
    /// Where the system does not tell.
    pub(in crate::cli::bench) fn resident_mb(&self) -> Result<f64> {
        let id = self.process.id().ok_or_else(|| wrong("the server has ended"))?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
        Ok((kilobytes.ok_or_else(|| wrong("this system does not tell the memory of a process"))? / 102.4)
            .round()
            / 10.0)
    }

    /// Stops it as an operator would.
    ///
    /// # Errors
    /// When it does not stop.
    pub(in crate::cli::bench) async fn stop(mut self) -> Result<()> {
        if let Some(id) =
            self.process.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw)
        {
            rustix::process::kill_process(id, rustix::process::Signal::TERM).map_err(std::io::Error::from)?;
        }
        let ended = tokio::time::timeout(PATIENCE, self.process.wait()).await;
        ended.map_err(|_| wrong("the server does not stop"))??;
        Ok(())
    }
}
