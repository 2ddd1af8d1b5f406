//! What the module is given of the world.

use std::time::{Duration, Instant};

use wasmtime::{Caller, Extern, Linker, Memory, ResourceLimiter, StoreLimits};

/// Pauses are cut into pieces, so that a program that sleeps too long is seen.
const PIECE: Duration = Duration::from_millis(20);

/// The state of one instance.
pub(super) struct Host {
    pub(super) limits: StoreLimits,
    pub(super) begun: Instant,
    /// When the running operation is over, whatever it does.
    pub(super) deadline: Instant,
    pub(super) stdin: Vec<u8>,
    /// What was printed since it was taken, cut at `keep`.
    pub(super) printed: Vec<u8>,
    pub(super) cut: bool,
    pub(super) keep: usize,
    /// How much was printed in all, and how much may be.
    pub(super) total: u64,
    pub(super) most: u64,
    /// Whether it was broken off.
    pub(super) stopped: std::sync::Arc<std::sync::atomic::AtomicBool>,
    pub(super) memory: usize,
}

impl ResourceLimiter for Host {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let granted = self.limits.memory_growing(current, desired, maximum)?;
        if granted {
            self.memory = desired;
        }
        Ok(granted)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        self.limits.table_growing(current, desired, maximum)
    }
}

/// The program printed more than it may.
#[derive(Debug)]
pub(super) struct TooMuchOutput;

impl std::fmt::Display for TooMuchOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("too much output")
    }
}

impl std::error::Error for TooMuchOutput {}

fn memory(caller: &mut Caller<'_, Host>) -> wasmtime::Result<Memory> {
    match caller.get_export("memory") {
        Some(Extern::Memory(memory)) => Ok(memory),
        _ => Err(wasmtime::Error::msg("the module has no memory")),
    }
}

fn place(start: i32) -> usize {
    // Addresses of the module are unsigned, whatever the type of the parameter says.
    start.cast_unsigned() as usize
}

/// Gives the module its imports; those of WASI that it has beside them answer that they are not supported.
pub(super) fn link(linker: &mut Linker<Host>) -> wasmtime::Result<()> {
    linker.func_wrap(
        "prepai",
        "write",
        |mut caller: Caller<'_, Host>, _number: i32, text: i32, length: i32| {
            let memory = memory(&mut caller)?;
            let (data, host) = memory.data_and_store_mut(&mut caller);
            let (start, length) = (place(text), place(length));
            let bytes = data.get(start..start.saturating_add(length)).unwrap_or_default();
            host.total += bytes.len() as u64;
            let room = host.keep.saturating_sub(host.printed.len());
            host.printed.extend(bytes.iter().take(room));
            host.cut |= bytes.len() > room;
            if host.total > host.most { Err(wasmtime::Error::new(TooMuchOutput)) } else { Ok(()) }
        },
    )?;
    linker.func_wrap("prepai", "stdin_length", |caller: Caller<'_, Host>| {
        i32::try_from(caller.data().stdin.len()).unwrap_or(i32::MAX)
    })?;
    linker.func_wrap("prepai", "stdin_read", |mut caller: Caller<'_, Host>, to: i32| {
        let memory = memory(&mut caller)?;
        let text = std::mem::take(&mut caller.data_mut().stdin);
        let written = memory.write(&mut caller, place(to), &text);
        caller.data_mut().stdin = text;
        written.map_err(wasmtime::Error::from)
    })?;
    linker.func_wrap("prepai", "now", |caller: Caller<'_, Host>| {
        caller.data().begun.elapsed().as_secs_f64() * 1000.0
    })?;
    linker.func_wrap("prepai", "sleep", |caller: Caller<'_, Host>, millis: f64| {
        let Ok(wanted) = Duration::try_from_secs_f64(millis / 1000.0) else { return Ok(()) };
        let end = Instant::now() + wanted.min(Duration::from_secs(3600));
        loop {
            let now = Instant::now();
            let host = caller.data();
            if host.stopped.load(std::sync::atomic::Ordering::Relaxed) || now >= host.deadline {
                return Err(wasmtime::Error::from(wasmtime::Trap::Interrupt));
            }
            if now >= end {
                return Ok(());
            }
            std::thread::sleep(PIECE.min(end - now));
        }
    })?;
    linker.func_wrap("wasi_snapshot_preview1", "clock_time_get", clock)?;
    linker.func_wrap("wasi_snapshot_preview1", "fd_close", |_: i32| NOT_SUPPORTED)?;
    linker.func_wrap("wasi_snapshot_preview1", "fd_fdstat_get", |_: i32, _: i32| NOT_SUPPORTED)?;
    linker.func_wrap("wasi_snapshot_preview1", "fd_seek", |_: i32, _: i64, _: i32, _: i32| NOT_SUPPORTED)?;
    linker.func_wrap("wasi_snapshot_preview1", "fd_write", |_: i32, _: i32, _: i32, _: i32| NOT_SUPPORTED)?;
    Ok(())
}

/// `ENOSYS` of WASI.
const NOT_SUPPORTED: i32 = 52;

/// Nanoseconds: since 1970 for the clock 0, since some moment for the others.
fn clock(mut caller: Caller<'_, Host>, which: i32, _precision: i64, to: i32) -> wasmtime::Result<i32> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let time = if which == 0 { since } else { caller.data().begun.elapsed() };
    let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    memory(&mut caller)?.write(&mut caller, place(to), &nanos.to_le_bytes())?;
    Ok(0)
}
