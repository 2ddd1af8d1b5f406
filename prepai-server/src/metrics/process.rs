//! What the process takes of its machine.

use std::time::{Duration, SystemTime};

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::gauge::ConstGauge;

/// Reads memory and descriptors when somebody asks.
#[derive(Debug)]
pub struct Process {
    started: SystemTime,
}

impl Process {
    /// A process that starts now.
    pub(super) fn new() -> Self {
        Process { started: SystemTime::now() }
    }

    /// Bytes of memory that are in use, where the system tells.
    pub fn resident() -> Option<i64> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kilobytes: i64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kilobytes * 1024)
    }

    fn descriptors() -> Option<i64> {
        i64::try_from(std::fs::read_dir("/proc/self/fd").ok()?.count()).ok()
    }
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), std::fmt::Error> {
        let started = self.started.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let gauges = [
            ("resident_memory_bytes", "Memory in use", Process::resident()),
            ("open_fds", "Open descriptors", Process::descriptors()),
            ("start_time_seconds", "Start since 1970", i64::try_from(started.as_secs()).ok()),
        ];
        for (name, help, value) in gauges {
            let Some(value) = value else { continue };
            let gauge = ConstGauge::new(value);
            let metric = encoder.encode_descriptor(name, help, None, gauge.metric_type())?;
            gauge.encode(metric)?;
        }
        Ok(())
    }
}
