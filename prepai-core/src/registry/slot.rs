//! The named constructors of one kind of backend.

use std::fmt;
use std::sync::Arc;

use super::Context;
use crate::config::did_you_mean;
use crate::error::{Error, ErrorKind, Result};

/// Makes a backend from its configuration: checks what it says and opens nothing.
pub(super) type Constructor<T> = Box<dyn Fn(&Context<'_>) -> Result<Arc<T>> + Send + Sync>;

/// Where one kind of backend stands: what can stand there, in order of preference.
pub(super) struct Slot<T: ?Sized> {
    /// As in configuration and in messages.
    pub(super) name: &'static str,
    backends: Vec<(String, Constructor<T>)>,
}

/// The name that leaves a slot empty where that is allowed.
pub(super) const NONE: &str = "none";

impl<T: ?Sized> Slot<T> {
    pub(super) fn new(name: &'static str) -> Self {
        Slot { name, backends: Vec::new() }
    }

    /// Adds a backend, or puts it in the place of the one of the same name.
    pub(super) fn add(&mut self, name: &str, constructor: Constructor<T>) {
        match self.backends.iter_mut().find(|(other, _)| other == name) {
            Some(backend) => backend.1 = constructor,
            None => self.backends.push((name.to_owned(), constructor)),
        }
    }

    /// Names in order of preference.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.backends.iter().map(|(name, _)| name.as_str())
    }

    /// The backend that the configuration names; `None` when the slot is to be empty.
    pub(super) fn build(&self, context: &Context<'_>, key: &'static str) -> Result<Option<Arc<T>>> {
        let Some(name) = context.config.text(key).filter(|name| *name != NONE) else { return Ok(None) };
        let Some((_, constructor)) = self.backends.iter().find(|(other, _)| other == name) else {
            return Err(self.unknown(context, key, name));
        };
        let context = context.at(self.name, name);
        let backend =
            constructor(&context).map_err(|error| error.with("backend", format!("{}={name}", self.name)))?;
        context.section.finish()?;
        Ok(Some(backend))
    }

    /// As [`build`](Slot::build), where a backend must stand.
    pub(super) fn require(&self, context: &Context<'_>, key: &'static str) -> Result<Arc<T>> {
        self.build(context, key)?.ok_or_else(|| {
            let message =
                format!("`{key}` names no backend, and there has to be one; there are: {}", self.list());
            Error::new(ErrorKind::NotAvailable, message).during("registry.build")
        })
    }

    fn unknown(&self, context: &Context<'_>, key: &str, name: &str) -> Error {
        let meant = did_you_mean(name, self.names());
        let place = context.config.origin(key).map(|origin| format!("{origin}: ")).unwrap_or_default();
        let message = format!("{place}`{key}` is `{name}`, and there are: {}{meant}", self.list());
        Error::new(ErrorKind::NotAvailable, message).during("registry.build")
    }

    fn list(&self) -> String {
        let names: Vec<_> = self.names().map(|name| format!("`{name}`")).collect();
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    }
}

impl<T: ?Sized> fmt::Debug for Slot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple(self.name).field(&self.names().collect::<Vec<_>>()).finish()
    }
}
