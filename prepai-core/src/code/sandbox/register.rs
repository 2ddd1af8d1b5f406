//! The executor from configuration.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use super::executor::{Options, SandboxExecutor};
use super::guest::Machine;
use crate::config::{Config, Kind, Setting};
use crate::registry::Registry;
use crate::worker::{Helper, Isolation};

const WORKER: &str = "code.sandbox.worker";
const PYTHON: &str = "code.sandbox.python";
const CACHE: &str = "code.sandbox.cache";
const CONCURRENCY: &str = "code.sandbox.concurrency";
const QUEUE: &str = "code.sandbox.queue";
const MIN_ISOLATION: &str = "code.sandbox.min_isolation";

const fn setting(key: &'static str, kind: Kind, default: Option<&'static str>, doc: &'static str) -> Setting {
    Setting { key, kind, default, doc, env: &[] }
}

/// The executor's settings.
const SETTINGS: &[Setting] = &[
    setting(
        WORKER,
        Kind::Path,
        None,
        "The program `prepai-worker`; by default this program itself, or the one beside it or on PATH.",
    ),
    setting(
        PYTHON,
        Kind::Path,
        None,
        "The Python that programs run in; by default the first one that serves.",
    ),
    setting(
        CACHE,
        Kind::Path,
        None,
        "The folder of compiled programs; by default one in the folder for temporary files.",
    ),
    setting(CONCURRENCY, Kind::Integer(1, 1024), None, "Programs that run at a time; by default one a core."),
    setting(
        QUEUE,
        Kind::Integer(0, 100_000),
        Some("64"),
        "Programs that may wait; whoever comes then is told `busy`.",
    ),
    setting(
        MIN_ISOLATION,
        Kind::Choice(&["limits", "filter", "full"]),
        Some("filter"),
        "Less isolation than this is refused: `full` is seccomp and Landlock, `filter` seccomp, `limits` neither.",
    ),
];

/// Registers the executor `sandbox` with its settings.
pub(crate) fn register(registry: &mut Registry) {
    registry.add_settings(SETTINGS);
    registry.add_code("sandbox", |context| Ok(Arc::new(SandboxExecutor::new(Options::read(context.config)))));
}

impl Options {
    /// As a configuration says, whose schema has the executor's settings.
    pub fn read(config: &Config) -> Options {
        let path = |key: &str| config.path(key).map(PathBuf::from);
        let number = |key: &str| config.integer(key).and_then(|number| usize::try_from(number).ok());
        let mut machine = Machine { cache: path(CACHE), ..Machine::default() };
        if let Some(python) = path(PYTHON) {
            machine.programs.insert("python".to_owned(), python);
        }
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let min_isolation = match config.text(MIN_ISOLATION) {
            Some("limits") => Isolation::Limits,
            Some("full") => Isolation::Full,
            _ => Isolation::Filter,
        };
        Options {
            helper: Helper::find(path(WORKER).as_deref()),
            concurrency: number(CONCURRENCY).unwrap_or(cores),
            queue: number(QUEUE).unwrap_or(64),
            min_isolation,
            machine,
            guests: crate::code::languages::compiled(),
        }
    }
}
