//! Python 3: the machine's interpreter, started once and forked for each job.

mod interpreter;
mod zygote;

use std::sync::{Mutex, PoisonError};

use self::interpreter::Interpreter;
pub(super) use self::zygote::Zygote;
use super::guest::{Guest, Machine, Made, Run, Source};
use crate::code::Language;
use crate::error::Result;

/// Python 3.
#[derive(Debug, Default)]
pub struct Python {
    found: Mutex<Option<Interpreter>>,
}

impl Guest for Python {
    fn id(&self) -> &'static str {
        "python"
    }

    fn is_compiled(&self) -> bool {
        false
    }

    fn language(&self, machine: &Machine) -> Result<Language> {
        let engine = format!("CPython {}", self.interpreter(machine)?.version());
        Ok(Language { id: "python".into(), name: "Python 3".into(), engine })
    }

    fn run(&self, source: &Source<'_>, machine: &Machine, _: Made<'_>) -> Result<Run> {
        self.interpreter(machine)?;
        Ok(Run::Python(source.text.to_owned()))
    }
}

impl Python {
    /// The interpreter: the configured one, else the first that serves.
    ///
    /// # Errors
    /// `not_available` with the remedy and what was tried.
    pub(super) fn interpreter(&self, machine: &Machine) -> Result<Interpreter> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = &*found {
            return Ok(found.clone());
        }
        let interpreter = interpreter::look(machine)?;
        Ok(found.insert(interpreter).clone())
    }
}
