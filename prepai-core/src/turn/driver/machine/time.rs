//! What the state machine does as time passes.

use futures::FutureExt;
use futures::future::{self, BoxFuture};

use super::Machine;
use crate::error::ErrorKind;
use crate::ids::SessionId;
use crate::session::{InterruptReason, Status};
use crate::turn::driver::announce::announce;
use crate::turn::driver::{LOOK, RESUME_GRACE};
use crate::turn::{Interview, TurnEvent};

/// When to look next whether somebody else has the session: after a while, or at once where the store can tell.
pub(super) fn next_look(interview: &Interview, session: &SessionId) -> BoxFuture<'static, ()> {
    let sessions = interview.sessions();
    let after = sessions.clock().sleep(LOOK);
    match sessions.store().changed(session) {
        None => after,
        Some(changed) => future::select(after, changed).map(drop).boxed(),
    }
}

impl Machine {
    pub(super) async fn look(&mut self) {
        self.look = next_look(&self.interview, &self.log.session().id);
        let now = self.monotonic();
        if self.broadcast.is_heard() {
            self.unheard_since = None;
        } else if self.session().status != Status::Active && self.unsaved.is_empty() {
            // Nobody comes back to an interview that is over.
            self.over = true;
            return;
        } else if now.saturating_sub(*self.unheard_since.get_or_insert(now)) >= RESUME_GRACE {
            // Whatever could not be stored is lost with the process at the latest; try once more.
            let _ = self.interrupt(InterruptReason::Lost).await;
            let _ = self.save_carried().await;
            self.over = true;
            return;
        }
        // An end that stands by a commit that was in doubt is still to be written down for older readers.
        if (!self.unsaved.is_empty() || self.unsaved_end.is_some()) && self.running.is_none() {
            self.save_or_tell(self.session().turn).await;
        }
        if self.session().status == Status::Active && !self.log.is_in_doubt() {
            self.look_for_others().await;
        }
    }

    pub(super) async fn look_for_others(&mut self) {
        let sessions = self.interview.sessions().clone();
        match sessions.refresh(&mut self.log).await {
            Ok(events) => {
                announce(&self.broadcast, self.log.session(), &events);
                let _ = self.check_owner();
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.broadcast.send(&TurnEvent::Erased);
                self.over = true;
            }
            Err(error) => {
                // What can never be read is told once: nothing can be committed to it either.
                self.over |= matches!(error.kind(), ErrorKind::Corrupt | ErrorKind::Unsupported);
                self.broadcast.send(&TurnEvent::Failed { turn: 0, error });
            }
        }
    }
}
