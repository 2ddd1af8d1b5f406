//! Where values come from.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Serialize, Serializer};

use crate::error::{Error, Result};

/// The name of the configuration file in the environment.
pub const CONFIG_ENV: &str = "PREPAI_CONFIG";

/// The configuration file's usual name.
pub const CONFIG_FILE: &str = "prepai.toml";

/// Everything that a configuration is read from, as text: nothing is looked up behind the caller's back.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Flags of the command line, the strongest: the last of one key counts.
    pub flags: Vec<Flag>,
    /// The environment; of one name the first counts, so that what a `.env` file says is added at the end.
    pub env: Vec<(String, String)>,
    /// The configuration file, if there is one.
    pub file: Option<ConfigFile>,
}

/// A flag of the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// As it was written: `--data`.
    pub name: String,
    /// The setting's key.
    pub key: String,
    /// The value.
    pub value: String,
}

/// A configuration file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFile {
    /// Where it stands; relative paths in it begin at its folder.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

impl Sources {
    /// The environment of this process and its configuration file: the one given, else the one that [`CONFIG_ENV`] names,
    /// else [`CONFIG_FILE`] in the current folder if there is one.
    ///
    /// This is the only place that looks at the process. `dotenv` are the pairs of a `.env` file, weaker than the
    /// environment.
    ///
    /// # Errors
    /// `invalid_input` for a variable `PREPAI_…` that is not UTF-8; the file's error when it was named and cannot be read.
    pub fn of_process(
        flags: Vec<Flag>,
        file: Option<PathBuf>,
        dotenv: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Sources> {
        let mut env = Vec::new();
        for (name, value) in std::env::vars_os() {
            match (name.into_string(), value.into_string()) {
                (Ok(name), Ok(value)) => env.push((name, value)),
                (Ok(name), Err(_)) if name.starts_with("PREPAI_") => {
                    return Err(Error::invalid("environment", format!("{name} must be UTF-8")));
                }
                _ => {}
            }
        }
        env.extend(dotenv);
        let named = file.or_else(|| {
            let path = env.iter().find(|(name, value)| name == CONFIG_ENV && !value.is_empty());
            path.map(|(_, value)| PathBuf::from(value))
        });
        let path = named.clone().unwrap_or_else(|| PathBuf::from(CONFIG_FILE));
        let file = match std::fs::read_to_string(&path) {
            Ok(text) => Some(ConfigFile { path, text }),
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(Error::from(error).with("path", path.display()).during("config.read")),
        };
        Ok(Sources { flags, env, file })
    }

    /// The value of a variable; an empty one counts as absent.
    pub(super) fn env(&self, name: &str) -> Option<&str> {
        let found = self.env.iter().find(|(other, value)| other == name && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A flag, as it was written.
    Flag(String),
    /// A variable of the environment.
    Env(String),
    /// A line of the configuration file.
    File(PathBuf, usize),
    /// Nobody said otherwise.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Flag(name) | Origin::Env(name) => f.write_str(name),
            Origin::File(path, line) => write!(f, "{}:{line}", path.display()),
            Origin::Default => f.write_str("default"),
        }
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Origin {
    /// The folder at which relative paths begin.
    pub(super) fn folder(&self) -> &Path {
        match self {
            Origin::File(path, _) => path.parent().unwrap_or(Path::new("")),
            _ => Path::new(""),
        }
    }
}
