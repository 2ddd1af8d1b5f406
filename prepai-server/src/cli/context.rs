//! What every command works with: the configuration, and the backends that it names.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use prepai_core::config::{Config, Flag, Origin, Sources, settings};
use prepai_core::registry::{Given, Registry, register};
use prepai_core::turn::Interview;
use prepai_core::{Error, ErrorKind, Result};

use super::args::Shared;
use super::output::Output;
use super::{dotenv, logging, shell};
use crate::clock::RuntimeClock;

/// The configuration of this run, and how results are written.
#[derive(Debug)]
pub(crate) struct Context {
    /// Where results go.
    pub(crate) output: Output,
    /// The configuration.
    pub(crate) config: Config,
    registry: Registry,
    sources: Sources,
    /// The program's name with the flags that choose configuration and data, as a person would repeat them.
    invocation: String,
}

impl Context {
    /// Reads the configuration and starts to log; `more` are flags of the command that are settings.
    ///
    /// # Errors
    /// What is wrong with configuration, environment or `.env`, with its place.
    pub(crate) fn new(shared: Shared, more: Vec<Flag>, program: Option<&OsString>) -> Result<Context> {
        let mut registry = Registry::new();
        register(&mut registry);
        prepai_voice::register(&mut registry);
        registry.add_settings(crate::serve::SETTINGS);
        registry.add_settings(crate::telemetry::SETTINGS);
        let mut flags = flags(&shared)?;
        flags.extend(more);
        let sources = Sources::of_process(flags, shared.config.clone(), dotenv::read()?)?;
        let config = Config::load(registry.schema(), &sources)?;
        logging::start(config.text(settings::LOG_LEVEL).unwrap_or("warn"))?;
        let output = Output::new(shared.json, shared.text);
        let invocation = invocation(&shared, &config, program);
        Ok(Context { output, config, registry, sources, invocation })
    }

    /// Interviews on the backends that the configuration names; nothing is opened yet.
    ///
    /// # Errors
    /// As [`Registry::build`].
    pub(crate) fn interview(&self) -> Result<Interview> {
        Ok(Interview::new(self.registry.build(&self.config, given())?))
    }

    /// The same with another store, which lies in `folder`.
    ///
    /// # Errors
    /// As [`Registry::build`].
    pub(crate) fn interview_in(&self, folder: &Path, store: &str) -> Result<Interview> {
        let mut sources = self.sources.clone();
        let path = folder.join(store);
        let flag = |key: &str, value: String| Flag { name: "bench".to_owned(), key: key.to_owned(), value };
        sources.flags.push(flag(settings::SESSIONS_BACKEND, store.to_owned()));
        sources.flags.push(flag(settings::SESSIONS_PATH, path.display().to_string()));
        let config = Config::load(self.registry.schema(), &sources)?;
        Ok(Interview::new(self.registry.build(&config, given())?))
    }

    /// The data folder; it may not exist yet.
    pub(crate) fn data(&self) -> &Path {
        self.config.data()
    }

    /// That the data folder is there, for commands that only read: what `--data` names wrongly must not answer as if it were empty.
    ///
    /// # Errors
    /// `not_found` for a folder of `--data` that is not there.
    pub(crate) fn existing(&self) -> Result<()> {
        let folder = self.data();
        if matches!(self.config.origin(settings::DATA), Some(Origin::Flag(_))) && !folder.is_dir() {
            let message = format!(
                "there is no folder {}: nothing was ever stored there; see `--data`",
                folder.display()
            );
            return Err(Error::new(ErrorKind::NotFound, message).with("folder", folder.display()));
        }
        Ok(())
    }

    /// The packs that the configuration adds to the built-in one.
    pub(crate) fn packs(&self) -> Vec<PathBuf> {
        self.config.paths(settings::BANK_PACKS).to_vec()
    }

    /// A command for a person to copy, on the same data.
    pub(crate) fn command(&self, rest: &str) -> String {
        format!("{} {rest}", self.invocation)
    }
}

/// What the program gives to the backends that are built.
fn given() -> Given {
    Given { clock: Some(RuntimeClock::here()), ..Given::default() }
}

/// The flags that are settings.
fn flags(shared: &Shared) -> Result<Vec<Flag>> {
    let flag = |name: &str, key: &str, value: &str| Flag {
        name: name.to_owned(),
        key: key.to_owned(),
        value: value.to_owned(),
    };
    let mut flags = Vec::new();
    for pair in &shared.set {
        let wrong = || Error::invalid("set", "must be KEY=VALUE, such as `sessions.backend=files`");
        let (key, value) = pair.split_once('=').ok_or_else(wrong)?;
        flags.push(flag("--set", key.trim(), value));
    }
    if let Some(data) = &shared.data {
        let data = data.to_str().ok_or_else(|| Error::invalid("data", "must be UTF-8"))?;
        flags.push(flag("--data", settings::DATA, data));
    }
    if let Some(level) = &shared.log {
        flags.push(flag("--log", settings::LOG_LEVEL, level));
    }
    Ok(flags)
}

/// The program with what a repetition needs to find the same data, from another terminal too.
fn invocation(shared: &Shared, config: &Config, program: Option<&OsString>) -> String {
    let program = program.map_or_else(|| "prepai".into(), |program| program.to_string_lossy());
    let mut words = vec![shell::quoted(&program)];
    let mut add = |name: &str, value: &str| words.extend([name.to_owned(), shell::quoted(value)]);
    if let Some(Origin::Flag(_) | Origin::Env(_)) = config.origin(settings::DATA) {
        add("--data", &config.data().to_string_lossy());
    }
    if let Some(file) = &shared.config {
        add("--config", &file.to_string_lossy());
    }
    for pair in &shared.set {
        add("--set", pair);
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use prepai_core::config::Schema;

    use super::*;

    #[test]
    fn a_command_to_copy_names_the_same_data() {
        let shared = Shared { set: vec!["a=b".into()], ..Shared::default() };
        let env = vec![("PREPAI_DATA".to_owned(), "my data".to_owned())];
        let config = Config::load(Schema::core(), &Sources { env, ..Sources::default() }).unwrap();
        let program = OsString::from("target/quick/prepai");
        let shown = invocation(&shared, &config, Some(&program));
        assert_eq!(shown, "target/quick/prepai --data 'my data' --set a=b");
    }

    #[test]
    fn a_setting_without_a_value_is_wrong() {
        let shared = Shared { set: vec!["sessions.backend".into()], ..Shared::default() };
        assert!(flags(&shared).unwrap_err().message().contains("KEY=VALUE"));
    }
}
