//! The helper program: a launcher, and the processes that it starts and confines.

mod child;
pub(crate) mod confine;
mod javascript;
mod launcher;
mod probe;
mod sys;

use std::io;
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};

use super::layer::Layer;
use super::order::ARGUMENT;

/// Whether this program calls [`dispatch`], and so can be its own helper.
static DISPATCHES: AtomicBool = AtomicBool::new(false);

/// Makes this program a helper when it was started as one; call it first in `main`.
///
/// A helper never returns from here. In every other case nothing happens but that this program is now known to be able to
/// serve as its own helper, so that none has to be found.
///
/// ```no_run
/// prepai_core::worker::dispatch();
/// // The rest of the program.
/// ```
pub fn dispatch() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == ARGUMENT) {
        let without = arguments.next().and_then(|name| left_out(&name.to_string_lossy()));
        exit(run(without));
    }
    DISPATCHES.store(true, Ordering::Relaxed);
}

/// Is a helper, whatever the arguments: the whole of the program `prepai-worker`.
pub fn serve() -> i32 {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_none_or(|first| first != ARGUMENT) {
        complain(
            "this program is started by prepai to confine what it executes; it has nothing to say to people",
        );
        return 2;
    }
    run(arguments.next().and_then(|name| left_out(&name.to_string_lossy())))
}

/// The filters that a preloaded interpreter puts on for a candidate's program, each as the kernel takes it.
pub(crate) fn job_filters(files: bool) -> io::Result<Vec<Vec<u8>>> {
    Ok(confine::filter::Filter::narrowing(files)?.bytes())
}

/// Whether this program is its own helper.
pub(super) fn dispatches() -> bool {
    DISPATCHES.load(Ordering::Relaxed)
}

fn run(without: Option<Layer>) -> i32 {
    match launcher::run(confine::Layers { without }) {
        Ok(()) => 0,
        Err(error) => {
            complain(&format!("prepai worker: {error}"));
            2
        }
    }
}

/// The layer that a test leaves out; a program that is not built for tests leaves out none.
fn left_out(name: &str) -> Option<Layer> {
    if !cfg!(feature = "testing") {
        return None;
    }
    Layer::ALL.into_iter().find(|layer| layer.name() == name)
}

/// Tells a person.
fn complain(message: &str) {
    use io::Write as _;
    let _ = writeln!(io::stderr(), "{message}");
}
