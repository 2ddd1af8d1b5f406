//! The executor.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use async_trait::async_trait;
use futures::channel::oneshot;

use super::engine::{Compiled, STACK};
use super::job;
use crate::code::judge;
use crate::code::sandbox::Pool;
use crate::code::{CACHE, CodeExecutor, Execution, Language, Limits, Places, Program};
use crate::config::Config;
use crate::error::{Error, ErrorKind, Result};
use crate::worker::protocol::{Fault, LoadFailure};

/// Its name in the configuration, and what its executions are isolated by.
pub(crate) const NAME: &str = "wasm";

/// How an executor is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WasmOptions {
    /// Programs at a time; cores by default.
    pub concurrency: usize,
    /// Programs that may wait; whoever comes then is told `busy`.
    pub queue: usize,
    /// Limits of programs whose maker names none.
    pub limits: Limits,
    /// The folder of the compiled module; one among the temporary files by default.
    pub cache: Option<PathBuf>,
}

impl Default for WasmOptions {
    fn default() -> Self {
        let Places { concurrency, queue } = Places::default();
        WasmOptions { concurrency, queue, limits: Limits::default(), cache: None }
    }
}

impl WasmOptions {
    /// As a configuration says.
    ///
    /// # Errors
    /// As [`Limits::read`].
    pub fn read(config: &Config) -> Result<WasmOptions> {
        let Places { concurrency, queue } = Places::read(config);
        let cache = config.path(CACHE).map(Path::to_owned);
        Ok(WasmOptions { concurrency, queue, limits: Limits::read(config)?, cache })
    }
}

/// Executes JavaScript, and TypeScript with its feature, in WebAssembly inside of this process.
///
/// The module is compiled with the first program. Dropping a run's future ends its program within some milliseconds.
pub struct WasmExecutor {
    // Dropped first: waits for the programs that run.
    pool: Pool,
    compiled: Arc<Mutex<Option<Arc<Compiled>>>>,
    languages: Arc<[Language]>,
    limits: Limits,
    cache: Option<PathBuf>,
}

impl WasmExecutor {
    /// An executor.
    pub fn new(options: WasmOptions) -> WasmExecutor {
        let language = |id: &str, name: &str, engine: &str| Language {
            id: id.to_owned(),
            name: name.to_owned(),
            engine: engine.to_owned(),
        };
        let languages = [
            language("javascript", "JavaScript", "QuickJS-ng in WebAssembly"),
            #[cfg(feature = "typescript")]
            language("typescript", "TypeScript", "QuickJS-ng in WebAssembly, types stripped"),
        ];
        WasmExecutor {
            pool: Pool::new(options.concurrency, options.queue),
            compiled: Arc::default(),
            languages: Arc::from(languages),
            limits: options.limits,
            cache: options.cache,
        }
    }
}

impl fmt::Debug for WasmExecutor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WasmExecutor").field("languages", &self.languages).finish_non_exhaustive()
    }
}

/// Ends the program when it is dropped before the end.
struct Guard(Arc<AtomicBool>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[async_trait]
impl CodeExecutor for WasmExecutor {
    fn languages(&self) -> Arc<[Language]> {
        Arc::clone(&self.languages)
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    async fn run(&self, program: Program) -> Result<Execution> {
        program.check()?;
        if !self.languages.iter().any(|language| language.id == program.language) {
            let known: Vec<&str> = self.languages.iter().map(|language| language.id.as_str()).collect();
            let message = format!("language: `{}` is not one of {}", program.language, known.join(", "));
            return Err(Error::new(ErrorKind::Unsupported, message).with("field", "language"));
        }
        let source = match javascript(&program) {
            Ok(source) => source,
            Err(fault) => {
                let none = std::time::Duration::ZERO;
                let what = LoadFailure::Syntax;
                let told = judge::not_loaded(&program, what, &fault, String::new(), none, NAME);
                return Ok(Execution { executor: NAME.to_owned(), ..told });
            }
        };
        let stopped = Arc::new(AtomicBool::new(false));
        let (answer, answered) = oneshot::channel();
        let (compiled, watched) = (Arc::clone(&self.compiled), Arc::clone(&stopped));
        let cache = self.cache.clone();
        self.pool.give(Box::new(move || {
            if !answer.is_canceled() {
                let _ = answer.send(deep(|| {
                    let compiled = ready(&compiled, cache.as_deref())?;
                    let ran = job::run(&compiled, &program, &source, &watched)?;
                    Ok(Execution { executor: NAME.to_owned(), ..ran })
                }));
            }
        }))?;
        let _guard = Guard(stopped);
        let gone = || Error::new(ErrorKind::Internal, "the execution went wrong").during("code.run");
        answered.await.map_err(|_| gone())?
    }
}

/// The module, compiled by whoever comes first.
fn ready(compiled: &Mutex<Option<Arc<Compiled>>>, cache: Option<&Path>) -> Result<Arc<Compiled>> {
    let mut compiled = compiled.lock().unwrap_or_else(PoisonError::into_inner);
    match &*compiled {
        Some(compiled) => Ok(Arc::clone(compiled)),
        None => Ok(Arc::clone(compiled.insert(Compiled::new(cache)?))),
    }
}

/// Does something on a thread whose stack holds the module's.
fn deep<T: Send>(work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    let failed = |why: &str| Error::new(ErrorKind::Unavailable, why).during("code.run");
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("prepai-wasm".to_owned()).stack_size(STACK + (8 << 20));
        let thread = thread
            .spawn_scoped(scope, work)
            .map_err(|error| failed("the system gives no thread").caused_by(error))?;
        thread.join().map_err(|_| failed("the execution went wrong"))?
    })
}

/// The program as the engine takes it: a script.
fn javascript(program: &Program) -> std::result::Result<String, Fault> {
    #[cfg(feature = "typescript")]
    if program.language == "typescript" {
        let stripped = crate::code::languages::javascript(&program.source);
        return stripped
            .map(|source| without_exports(&source))
            .map_err(|error| Fault { message: error.message().to_owned(), ..Fault::default() });
    }
    Ok(without_exports(&program.source))
}

/// `export` before declarations becomes blanks: as a script the same declarations stand without it.
fn without_exports(source: &str) -> String {
    let line = |line: &str| {
        let rest = line.trim_start();
        let listed = rest.starts_with("export {") || rest.starts_with("export *");
        let word = ["export default ", "export "].into_iter().find(|word| rest.starts_with(word) && !listed);
        word.map_or_else(|| line.to_owned(), |word| line.replacen(word, &" ".repeat(word.len()), 1))
    };
    source.split('\n').map(line).collect::<Vec<_>>().join("\n")
}
