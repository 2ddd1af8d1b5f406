//! Native where a program can be confined, WebAssembly where not.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;

use super::sandbox::SandboxExecutor;
use super::wasm::WasmExecutor;
use super::{CodeExecutor, Execution, Language, Limits, Program};
use crate::error::{Error, ErrorKind, Result};

/// Executes natively where there is a helper and the kernel confines enough, else JavaScript and TypeScript in WebAssembly.
///
/// That nothing can be confined shows with the first program and stays so; what only went wrong once is tried again. Each execution names the isolation that ran; the other
/// languages are then `not_available`, with the reason why nothing could be confined.
#[derive(Debug)]
pub struct AutoExecutor {
    native: SandboxExecutor,
    wasm: WasmExecutor,
    /// Whether nothing can be confined here.
    refused: AtomicBool,
    languages: OnceLock<Arc<[Language]>>,
}

impl AutoExecutor {
    /// An executor of both.
    pub fn new(native: SandboxExecutor, wasm: WasmExecutor) -> AutoExecutor {
        AutoExecutor { native, wasm, refused: AtomicBool::new(false), languages: OnceLock::new() }
    }

    /// The native half, to be asked what the kernel grants.
    pub fn native(&self) -> &SandboxExecutor {
        &self.native
    }

    fn serves(&self, program: &Program) -> bool {
        self.wasm.languages().iter().any(|language| language.id == program.language)
    }
}

/// Whether an error says that there is no confinement, and not only no interpreter.
fn unconfined(error: &Error) -> bool {
    error.kind() == ErrorKind::NotAvailable && error.fact("language").is_none()
}

/// Whether it will be the same the next time: there is no helper, or the kernel grants too little.
fn lasts(error: &Error) -> bool {
    error.operation() == "worker.find" || error.fact("refused").is_some()
}

#[async_trait]
impl CodeExecutor for AutoExecutor {
    fn languages(&self) -> Arc<[Language]> {
        if let Some(languages) = self.languages.get() {
            return Arc::clone(languages);
        }
        match self.native.probe() {
            Err(error) if unconfined(&error) && !lasts(&error) => self.wasm.languages(),
            Err(error) if unconfined(&error) => {
                Arc::clone(self.languages.get_or_init(|| self.wasm.languages()))
            }
            _ => Arc::clone(self.languages.get_or_init(|| self.native.languages())),
        }
    }

    async fn ready(&self) -> Result<()> {
        self.native.ready().await
    }

    fn limits(&self) -> Limits {
        self.native.limits()
    }

    async fn run(&self, program: Program) -> Result<Execution> {
        if !self.serves(&program) {
            return self.native.run(program).await;
        }
        if !self.refused.load(Ordering::Relaxed) {
            match self.native.run(program.clone()).await {
                Err(error) if unconfined(&error) => self.refused.store(lasts(&error), Ordering::Relaxed),
                ran => return ran,
            }
        }
        self.wasm.run(program).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::Helper;

    #[test]
    fn only_what_lasts_turns_to_webassembly_for_good() {
        let missing = Helper::find(Some(std::path::Path::new("/nowhere/prepai-worker"))).unwrap_err();
        assert!(unconfined(&missing) && lasts(&missing));
        let less = Error::new(ErrorKind::NotAvailable, "less").with("refused", "seccomp");
        assert!(unconfined(&less) && lasts(&less));
        let silent = Error::new(ErrorKind::NotAvailable, "does not answer").with("program", "x");
        assert!(unconfined(&silent) && !lasts(&silent));
        assert!(!unconfined(&Error::new(ErrorKind::Unavailable, "no process")));
    }
}
