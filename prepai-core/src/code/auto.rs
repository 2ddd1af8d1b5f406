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
/// Which of the two it is shows with the first program and stays so. Each execution names the isolation that ran; the other
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

#[async_trait]
impl CodeExecutor for AutoExecutor {
    fn languages(&self) -> Arc<[Language]> {
        let look = || match self.native.probe() {
            Err(error) if unconfined(&error) => self.wasm.languages(),
            _ => self.native.languages(),
        };
        Arc::clone(self.languages.get_or_init(look))
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
                Err(error) if unconfined(&error) => self.refused.store(true, Ordering::Relaxed),
                ran => return ran,
            }
        }
        self.wasm.run(program).await
    }
}
