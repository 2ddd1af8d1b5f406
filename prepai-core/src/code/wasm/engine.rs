//! The compiled module and the clock that ends programs.

use std::path::Path;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use wasmtime::{Config, Engine, InstancePre, Linker};

use super::host::{self, Host};
use super::kept;
use crate::error::{Error, ErrorKind, Result};

const MODULE: &[u8] = include_bytes!("../../../data/wasm/quickjs.wasm");
/// Bytes of machine stack for the module; its threads have more.
pub(super) const STACK: usize = 24 << 20;
/// How often a running program is asked whether its time is over.
pub(super) const TICK: Duration = Duration::from_millis(5);

/// The module, compiled.
pub(super) struct Compiled {
    pub(super) engine: Engine,
    pub(super) module: InstancePre<Host>,
}

impl Compiled {
    /// Compiles the module (some hundred milliseconds of processor time in an optimised program), or takes it from `folder`.
    ///
    /// # Errors
    /// `not_available` where this machine's processor is not supported.
    pub(super) fn new(folder: Option<&Path>) -> Result<Arc<Compiled>> {
        let make = || -> wasmtime::Result<Compiled> {
            let mut config = Config::new();
            config.epoch_interruption(true).async_stack_size(STACK + (1 << 20)).max_wasm_stack(STACK);
            let engine = Engine::new(&config)?;
            let mut linker = Linker::new(&engine);
            host::link(&mut linker)?;
            let module = linker.instantiate_pre(&kept::module(&engine, MODULE, folder)?)?;
            Ok(Compiled { engine, module })
        };
        let compiled = make().map_err(|error| {
            Error::new(ErrorKind::NotAvailable, "the JavaScript module cannot be compiled on this machine")
                .with("reason", format!("{error:#}"))
        })?;
        let compiled = Arc::new(compiled);
        tick(Arc::downgrade(&compiled))?;
        Ok(compiled)
    }
}

/// A thread that lets time pass for programs, and ends with the engine.
fn tick(compiled: Weak<Compiled>) -> Result<()> {
    let body = move || {
        while let Some(compiled) = compiled.upgrade() {
            compiled.engine.increment_epoch();
            drop(compiled);
            thread::sleep(TICK);
        }
    };
    let thread = thread::Builder::new().name("prepai-wasm-clock".to_owned()).spawn(body);
    thread
        .map_err(|error| Error::new(ErrorKind::Unavailable, "the system gives no thread").caused_by(error))?;
    Ok(())
}
