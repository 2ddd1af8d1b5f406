//! What all jobs share: the helper program and the preloaded interpreter, started when first needed and again when they
//! have gone.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::guest::Machine;
use super::python::{Python, Zygote};
use crate::error::{Error, ErrorKind, Result};
use crate::worker::{Confinement, Helper, Isolation, Launcher, Layer, Order, Probe, Process, Task};

/// What all jobs share.
#[derive(Debug)]
pub(super) struct Workshop {
    helper: Result<Helper>,
    least: Isolation,
    pub(super) machine: Machine,
    pub(super) python: Arc<Python>,
    running: Mutex<Running>,
    /// Held while an interpreter starts, which takes long and is nothing that other languages should wait for.
    preloading: Mutex<()>,
}

#[derive(Debug, Default)]
struct Running {
    // Dropped in this order: the interpreter before the launcher that holds it.
    zygote: Option<Arc<Mutex<Zygote>>>,
    launcher: Option<Arc<Launcher>>,
}

impl Workshop {
    pub(super) fn new(
        helper: Result<Helper>,
        least: Isolation,
        machine: Machine,
        python: Arc<Python>,
    ) -> Workshop {
        Workshop { helper, least, machine, python, running: Mutex::default(), preloading: Mutex::default() }
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The helper program.
    ///
    /// # Errors
    /// `not_available` with the remedy: no helper, or less isolation than is asked for.
    pub(super) fn launcher(&self) -> Result<Arc<Launcher>> {
        let mut running = self.running();
        if let Some(launcher) = running.launcher.as_ref().filter(|launcher| launcher.is_alive()) {
            return Ok(Arc::clone(launcher));
        }
        *running = Running::default();
        let launcher = Launcher::start(&self.helper.clone()?)?;
        refuse_less(launcher.probe(), self.least)?;
        Ok(Arc::clone(running.launcher.insert(Arc::new(launcher))))
    }

    /// The preloaded interpreter with the helper that it runs in.
    fn zygote(&self) -> Result<(Arc<Launcher>, Arc<Mutex<Zygote>>)> {
        let launcher = self.launcher()?;
        let interpreter = self.python.interpreter(&self.machine)?;
        if let Some(zygote) = self.preloaded() {
            return Ok((launcher, zygote));
        }
        let _preloading = self.preloading.lock().unwrap_or_else(PoisonError::into_inner);
        // Another job may have started it while this one waited.
        if let Some(zygote) = self.preloaded() {
            return Ok((launcher, zygote));
        }
        let zygote = Arc::new(Mutex::new(Zygote::start(&interpreter, &launcher)?));
        let mut running = self.running();
        if running.launcher.as_ref().is_some_and(|current| Arc::ptr_eq(current, &launcher)) {
            running.zygote = Some(Arc::clone(&zygote));
        }
        drop(running);
        Ok((launcher, zygote))
    }

    /// The interpreter that is there already.
    fn preloaded(&self) -> Option<Arc<Mutex<Zygote>>> {
        let zygote = self.running().zygote.clone()?;
        let alive = zygote.lock().unwrap_or_else(PoisonError::into_inner).is_alive();
        alive.then_some(zygote)
    }

    /// Starts the interpreter, so that the first program finds it.
    pub(super) fn preload(&self) -> Result<()> {
        self.zygote().map(drop)
    }

    /// A fork of the preloaded interpreter.
    pub(super) fn python(&self, confinement: &Confinement, input: Option<&[u8]>) -> Result<Process> {
        let fork = || {
            let (launcher, zygote) = self.zygote().map_err(|error| (error, None))?;
            let forked =
                zygote.lock().unwrap_or_else(PoisonError::into_inner).fork(&launcher, confinement, input);
            forked.map_err(|error| (error, Some(zygote)))
        };
        match fork() {
            Ok(process) => Ok(process),
            // It ended a moment ago, which the helper has not told yet.
            Err((error, Some(zygote))) if error.kind() == ErrorKind::Unavailable => {
                self.forget(&zygote);
                fork().map_err(|(error, _)| error)
            }
            Err((error, _)) => Err(error),
        }
    }

    /// Lets go of an interpreter that has ended, unless another one has its place already.
    fn forget(&self, ended: &Arc<Mutex<Zygote>>) {
        let mut running = self.running();
        if running.zygote.as_ref().is_some_and(|zygote| Arc::ptr_eq(zygote, ended)) {
            running.zygote = None;
        }
    }

    /// A process in the helper program.
    pub(super) fn start(
        &self,
        task: &Task,
        confinement: &Confinement,
        input: Option<&[u8]>,
    ) -> Result<Process> {
        let launcher = self.launcher()?;
        let task = match task {
            Task::Execute { argv, env, folder } if launcher.left_out() == Some(Layer::Environment) => {
                let env = env.iter().cloned().chain(std::env::vars()).collect();
                &Task::Execute { argv: argv.clone(), env, folder: folder.clone() }
            }
            task => task,
        };
        Process::start(&launcher, &Order { task, confinement, input })
    }

    /// Whether a compiler may run: not where it could read every file, unless nothing is asked of the confinement.
    ///
    /// # Errors
    /// `not_available` with the remedy.
    pub(super) fn may_compile(&self, language: &str) -> Result<()> {
        let launcher = self.launcher()?;
        let probe = launcher.probe();
        if probe.landlock > 0 || !probe.filter {
            return Ok(());
        }
        let message = "compiled languages need Landlock (a kernel 5.13 or newer, and a container that allows it): without it a \
                       compiler could read every file";
        Err(Error::new(ErrorKind::NotAvailable, message).with("language", language))
    }

    /// The isolation that runs, in words.
    pub(super) fn isolation(&self) -> Result<String> {
        Ok(self.launcher()?.probe().shown())
    }

    /// Process ids of what runs between jobs.
    pub(super) fn residents(&self) -> Vec<i32> {
        let running = self.running();
        let zygote = running.zygote.as_ref();
        let zygote = zygote.and_then(|zygote| zygote.lock().unwrap_or_else(PoisonError::into_inner).pid());
        let launcher = running.launcher.as_ref().map(|launcher| launcher.pid());
        launcher.into_iter().chain(zygote).collect()
    }
}

fn refuse_less(probe: &Probe, least: Isolation) -> Result<()> {
    if !probe.pidfd {
        let message = "programs cannot be watched here: run on a kernel with pidfd_open (5.3 or newer), in a container that \
                       allows it";
        return Err(Error::new(ErrorKind::NotAvailable, message).with("refused", probe.refused.join("; ")));
    }
    let there = Isolation::of(probe);
    if there >= least {
        return Ok(());
    }
    let message = format!(
        "this machine confines programs only by `{}`, and `{}` is asked for: run on a kernel with seccomp and Landlock \
         (5.13 or newer), or allow less in the setting code.sandbox.min_isolation",
        there.name(),
        least.name()
    );
    Err(Error::new(ErrorKind::NotAvailable, message).with("refused", probe.refused.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn less_isolation_than_asked_for_is_refused_with_the_reason() {
        let probe =
            Probe { limits: true, pidfd: true, refused: vec!["seccomp: EPERM".into()], ..Probe::default() };
        let error = refuse_less(&probe, Isolation::Filter).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotAvailable);
        assert!(error.message().contains("min_isolation") && error.fact("refused") == Some("seccomp: EPERM"));
        assert!(refuse_less(&probe, Isolation::Limits).is_ok());
        let blind = Probe { pidfd: false, refused: vec!["pidfd_open".into()], ..probe };
        let error = refuse_less(&blind, Isolation::Limits).unwrap_err();
        assert!(error.message().contains("5.3") && error.fact("refused") == Some("pidfd_open"));
    }
}
