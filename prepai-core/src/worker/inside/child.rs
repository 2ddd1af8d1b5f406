//! A process that was just started: puts its descriptors in place, confines itself, and does its task.

use std::ffi::CString;
use std::io;
use std::os::fd::{AsFd, OwnedFd};

use super::super::confinement::Confinement;
use super::super::layer::{Layer, Probe};
use super::super::order::{LEASH, Report, Task};
use super::super::protocol::CHANNEL;
use super::super::socket;
use super::confine::{self, Layers};
use super::javascript::Prepared;
use super::sys;

/// What a process is to be.
pub(super) struct Start<'a> {
    /// What it does.
    pub(super) task: &'a Task,
    /// What it may do.
    pub(super) confinement: &'a Confinement,
    /// Where it speaks with its host.
    pub(super) channel: OwnedFd,
    /// Where its end is reported.
    pub(super) leash: OwnedFd,
    /// Standard input, output and error.
    pub(super) standard: [OwnedFd; 3],
}

/// Becomes that process.
pub(super) fn become_it(start: Start<'_>, engine: &mut Prepared, probe: &Probe, layers: Layers) -> ! {
    let (task, confinement) = (start.task, start.confinement);
    if arrange(start, layers).is_err() {
        sys::exit(127);
    }
    match work(task, confinement, engine, probe, layers) {
        Ok(never) => match never {},
        Err(error) => {
            let _ = socket::send(sys::fixed(LEASH), &Report::Refused { message: error.to_string() }, &[]);
            sys::exit(127)
        }
    }
}

/// Puts every descriptor at its number and closes all others.
fn arrange(start: Start<'_>, layers: Layers) -> io::Result<()> {
    rustix::process::setsid()?;
    let Start { channel, leash, standard, .. } = start;
    // Where much runs at a time they may have come at the very numbers that one of them is put at.
    let (channel, leash) = (sys::lift(channel)?, sys::lift(leash)?);
    let [input, output, errors] = standard;
    let standard = [sys::lift(input)?, sys::lift(output)?, sys::lift(errors)?];
    sys::place(channel.as_fd(), CHANNEL, false)?;
    sys::place(leash.as_fd(), LEASH, true)?;
    for (number, descriptor) in (0..).zip(&standard) {
        sys::place(descriptor.as_fd(), number, false)?;
    }
    drop((channel, leash, standard));
    if layers.has(Layer::Descriptors) {
        sys::close_range(3, CHANNEL.unsigned_abs() - 1)?;
        sys::close_range(LEASH.unsigned_abs() + 1, u32::MAX)?;
    }
    Ok(())
}

enum Never {}

fn work(
    task: &Task,
    confinement: &Confinement,
    engine: &mut Prepared,
    probe: &Probe,
    layers: Layers,
) -> io::Result<Never> {
    match task {
        Task::JavaScript => {
            confine::confine(confinement, false, probe, layers)?;
            drop(sys::take(LEASH));
            sys::exit(engine.serve(sys::take(CHANNEL), confinement))
        }
        Task::Execute { argv, env, folder } => {
            let argv = argv.iter().map(|word| CString::new(word.as_str())).collect::<Result<Vec<_>, _>>()?;
            let env = env.iter().map(|(name, value)| CString::new(format!("{name}={value}")));
            let env = env.collect::<Result<Vec<_>, _>>()?;
            rustix::process::chdir(folder.as_deref().unwrap_or("/"))?;
            confine::confine(confinement, true, probe, layers)?;
            let error = sys::execute(&argv, &env);
            Err(io::Error::other(format!(
                "{}: {error}",
                argv.first().map_or_else(Default::default, |program| program.to_string_lossy())
            )))
        }
    }
}
