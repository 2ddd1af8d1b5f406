//! What the first programs would wait for, made before they come.

use std::sync::Arc;
use std::time::Duration;

use super::build;
use super::guest::Guest;
use super::workshop::Workshop;
use crate::worker::{Cancel, Confinement, Task};

/// Starts the helper with its engine and the interpreter, then has each compiler make what it makes once per machine, one after another
/// and giving way to everything else. What fails here fails again when it is asked for, and is told then.
pub(super) fn make(workshop: &Workshop, guests: &[Arc<dyn Guest>], cancel: &Cancel) {
    let confinement = Confinement::program(64 << 20, Duration::from_secs(1));
    let engine = workshop.start(&Task::JavaScript, &confinement, None);
    if let Err(error) = engine.map(drop) {
        tracing::debug!(%error, "no program can be confined yet");
        return;
    }
    if let Err(error) = workshop.preload() {
        tracing::debug!(%error, "no interpreter could be loaded before");
    }
    for guest in guests.iter().filter(|guest| guest.is_compiled()) {
        if cancel.is_cancelled() {
            return;
        }
        if let Err(error) = build::toolkit(workshop, guest, cancel, true) {
            tracing::debug!(%error, language = guest.id(), "nothing could be built before");
        }
    }
}
