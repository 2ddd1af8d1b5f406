//! The executor from configuration.

use std::path::PathBuf;
use std::sync::Arc;

use super::executor::{NAME, Options, SandboxExecutor};
use super::guest::Machine;
use crate::code::{CACHE, Limits, Places};
use crate::config::{Config, Kind, Setting};
use crate::error::Result;
use crate::registry::Registry;
use crate::worker::{Helper, Isolation};

const WORKER: &str = "code.sandbox.worker";
const PYTHON: &str = "code.sandbox.python";
const WARM: &str = "code.sandbox.warm";
const MIN_ISOLATION: &str = "code.sandbox.min_isolation";

/// The executor's settings.
const SETTINGS: &[Setting] = &[
    Setting::new(
        WORKER,
        Kind::Path,
        None,
        "The program `prepai-worker`; by default this program itself, or the one beside it or on PATH.",
    ),
    Setting::new(
        PYTHON,
        Kind::Path,
        None,
        "The Python that programs run in; by default the first one that serves.",
    ),
    Setting::new(
        MIN_ISOLATION,
        Kind::Choice(&["limits", "filter", "full"]),
        Some("filter"),
        "Less isolation than this is refused: `full` is seccomp and Landlock, `filter` seccomp, `limits` neither.",
    ),
    Setting::new(
        WARM,
        Kind::Bool,
        Some("true"),
        "Whether a server that has started makes at once what the first programs would wait for: it loads the interpreter and \
         has each compiler build what its programs share, one after another and giving way to everything else.",
    ),
];

/// Registers the executor `sandbox` with its settings.
pub(crate) fn register(registry: &mut Registry) {
    registry.add_settings(SETTINGS);
    registry.add_code(NAME, |context| Ok(Arc::new(SandboxExecutor::new(Options::read(context.config)?))));
}

impl Options {
    /// As a configuration says, whose schema has the executor's settings.
    ///
    /// # Errors
    /// As [`Limits::read`].
    pub fn read(config: &Config) -> Result<Options> {
        let path = |key: &str| config.path(key).map(PathBuf::from);
        let mut machine = Machine { cache: path(CACHE), ..Machine::default() };
        if let Some(python) = path(PYTHON) {
            machine.programs.insert("python".to_owned(), python);
        }
        let Places { concurrency, queue } = Places::read(config);
        let min_isolation = match config.text(MIN_ISOLATION) {
            Some("limits") => Isolation::Limits,
            Some("full") => Isolation::Full,
            _ => Isolation::Filter,
        };
        Ok(Options {
            helper: Helper::find(path(WORKER).as_deref()),
            concurrency,
            queue,
            limits: Limits::read(config)?,
            min_isolation,
            machine,
            warm: config.bool(WARM).unwrap_or(true),
            guests: crate::code::languages::compiled(),
        })
    }
}
