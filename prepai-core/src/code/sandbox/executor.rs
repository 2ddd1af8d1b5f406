//! The executor.

use std::sync::{Arc, OnceLock};
use std::thread;

use async_trait::async_trait;
use futures::channel::oneshot;

use super::guest::{Guest, Machine};
use super::javascript::JavaScript;
use super::job;
use super::pool::Pool;
use super::python::Python;
use super::ready;
use super::workshop::Workshop;
use crate::code::{CodeExecutor, Execution, Language, Limits, Places, Program};
use crate::error::{Error, ErrorKind, Result};
use crate::worker::{Cancel, Helper, Isolation, Probe};

/// Its name in the configuration.
pub(super) const NAME: &str = "sandbox";

/// How an executor is set up.
#[derive(Debug)]
pub struct Options {
    /// The helper program, or why there is none (told with each execution).
    pub helper: Result<Helper>,
    /// Jobs at a time; cores by default.
    pub concurrency: usize,
    /// Jobs that may wait.
    pub queue: usize,
    /// Limits of programs whose maker names none.
    pub limits: Limits,
    /// Less isolation is refused.
    pub min_isolation: Isolation,
    /// Programs and folders of this machine.
    pub machine: Machine,
    /// Whether [`ready`](CodeExecutor::ready) makes anything.
    pub warm: bool,
    /// Languages beside Python and JavaScript.
    pub guests: Vec<Arc<dyn Guest>>,
}

impl Default for Options {
    fn default() -> Self {
        let Places { concurrency, queue } = Places::default();
        Options {
            helper: Helper::find(None),
            concurrency,
            queue,
            limits: Limits::default(),
            min_isolation: Isolation::Filter,
            machine: Machine::default(),
            warm: true,
            guests: crate::code::languages::compiled(),
        }
    }
}

/// Executes programs natively, in confined processes of a helper program.
///
/// Nothing is started before the first execution, or [`ready`](CodeExecutor::ready). Dropping it ends everything that it started.
#[derive(Debug)]
pub struct SandboxExecutor {
    // Dropped first: waits for the jobs that run.
    pool: Pool,
    workshop: Arc<Workshop>,
    limits: Limits,
    warm: bool,
    entries: Vec<Entry>,
    languages: OnceLock<Arc<[Language]>>,
}

/// A language's entry with what it said when it was asked: looking for a compiler takes time.
#[derive(Debug)]
struct Entry {
    guest: Arc<dyn Guest>,
    language: OnceLock<Result<Language>>,
}

impl Entry {
    fn language(&self, workshop: &Workshop) -> &Result<Language> {
        let asked = || {
            let language = self.guest.language(&workshop.machine)?;
            // Whether there is a helper at all is told with each execution.
            if !self.guest.is_compiled() {
                return Ok(language);
            }
            match workshop.may_compile(self.guest.id()) {
                Err(error) if error.fact("language").is_some() => Err(error),
                _ => Ok(language),
            }
        };
        self.language.get_or_init(asked)
    }
}

impl SandboxExecutor {
    /// An executor.
    pub fn new(options: Options) -> SandboxExecutor {
        let Options { helper, concurrency, queue, limits, min_isolation, machine, warm, guests: more } =
            options;
        let python = Arc::new(Python::default());
        let mut guests: Vec<Arc<dyn Guest>> = vec![Arc::clone(&python) as _, Arc::new(JavaScript)];
        guests.extend(more);
        let workshop = Arc::new(Workshop::new(helper, min_isolation, machine, python));
        let entry = |guest| Entry { guest, language: OnceLock::new() };
        let entries = guests.into_iter().map(entry).collect();
        SandboxExecutor {
            pool: Pool::new(concurrency, queue),
            workshop,
            limits,
            warm,
            entries,
            languages: OnceLock::new(),
        }
    }

    /// What the kernel grants, tried out by the helper program.
    ///
    /// # Errors
    /// `not_available` with the remedy when there is no helper or too little isolation.
    pub fn probe(&self) -> Result<Probe> {
        Ok(self.workshop.launcher()?.probe().clone())
    }

    /// The languages that could be executed and are not there, each with the reason.
    pub fn missing(&self) -> Vec<Error> {
        let asked = self.entries.iter().map(|entry| entry.language(&self.workshop));
        asked.filter_map(|language| language.as_ref().err().cloned()).collect()
    }

    /// The ids of the processes that run between jobs.
    pub fn residents(&self) -> Vec<i32> {
        self.workshop.residents()
    }

    /// The entry of a language.
    fn guest(&self, id: &str) -> Result<Arc<dyn Guest>> {
        // Whether its interpreter or compiler is there shows when it is used: asking for a version takes a process.
        if let Some(entry) = self.entries.iter().find(|entry| entry.guest.id() == id) {
            return Ok(Arc::clone(&entry.guest));
        }
        let known: Vec<String> = self.languages().iter().map(|language| language.id.clone()).collect();
        let message = format!("language: `{id}` is not one of {}", known.join(", "));
        Err(Error::new(ErrorKind::Unsupported, message).with("field", "language"))
    }
}

/// Cancels when it is dropped before the end.
struct Guard(Arc<Cancel>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

#[async_trait]
impl CodeExecutor for SandboxExecutor {
    fn languages(&self) -> Arc<[Language]> {
        let look = || {
            let asked = self.entries.iter().map(|entry| entry.language(&self.workshop));
            asked.filter_map(|language| language.as_ref().ok().cloned()).collect()
        };
        Arc::clone(self.languages.get_or_init(look))
    }

    async fn ready(&self) -> Result<()> {
        if !self.warm {
            return Ok(());
        }
        let cancel = Arc::new(Cancel::new()?);
        let (told, done) = oneshot::channel();
        let (workshop, cancelled) = (Arc::clone(&self.workshop), Arc::clone(&cancel));
        let guests: Vec<_> = self.entries.iter().map(|entry| Arc::clone(&entry.guest)).collect();
        // A thread of its own: compiling must not take a program's place.
        let thread = thread::Builder::new().name("prepai-code-ready".to_owned()).spawn(move || {
            ready::make(&workshop, &guests, &cancelled);
            let _ = told.send(());
        });
        thread.map_err(|error| {
            Error::new(ErrorKind::Unavailable, "the system gives no thread").caused_by(error)
        })?;
        let _guard = Guard(cancel);
        // A thread that broke has nothing to say.
        let _ = done.await;
        Ok(())
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    async fn run(&self, program: Program) -> Result<Execution> {
        program.check()?;
        let guest = self.guest(&program.language)?;
        let cancel = Arc::new(Cancel::new()?);
        let (answer, answered) = oneshot::channel();
        let (workshop, cancelled) = (Arc::clone(&self.workshop), Arc::clone(&cancel));
        self.pool.give(Box::new(move || {
            // Whoever went away while it waited needs no process.
            if !answer.is_canceled() {
                let ran = job::run(&workshop, &guest, &program, &cancelled);
                let _ = answer.send(ran.map(|ran| Execution { executor: NAME.to_owned(), ..ran }));
            }
        }))?;
        let _guard = Guard(cancel);
        let gone = || Error::new(ErrorKind::Internal, "the execution went wrong").during("code.run");
        answered.await.map_err(|_| gone())?
    }
}
