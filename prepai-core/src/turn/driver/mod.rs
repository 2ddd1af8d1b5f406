//! The one long-lived future of a conversation: it owns the session's state machine, its commits and its timers.

mod announce;
mod machine;
mod running;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::FutureExt;
use futures::channel::{mpsc, oneshot};
use futures::future::BoxFuture;

use self::machine::Machine;
use super::broadcast::Broadcast;
use super::{Interview, OpenOptions, TurnInput};
use crate::error::Result;
use crate::ids::SessionId;
use crate::session::{Entry, Event, Session};

/// How long a conversation waits for somebody to listen again before it ends, while the interview is not over.
pub const RESUME_GRACE: Duration = Duration::from_secs(60);

/// How often a conversation looks whether another one has taken over.
pub(super) const LOOK: Duration = Duration::from_secs(2);

/// Makes entries of a session.
pub(super) type Decide = Box<dyn FnMut(&Session) -> Result<Vec<Entry>> + Send>;

/// What a handle asks of the driver.
pub(super) enum Command {
    Input(TurnInput, oneshot::Sender<Result<()>>),
    Commit(Decide, oneshot::Sender<Result<Vec<Event>>>),
    Session(oneshot::Sender<Arc<Session>>),
}

/// Drives a conversation until it is over: spawn it, or poll it. Dropping it breaks the conversation off; a turn that
/// was open is closed as interrupted when the session is opened again.
#[must_use = "a conversation stands still until its driver is polled"]
pub struct Driver(BoxFuture<'static, ()>);

impl Driver {
    pub(super) async fn open(
        interview: Interview,
        session: &SessionId,
        conversation: &Arc<str>,
        options: OpenOptions,
        commands: mpsc::Receiver<Command>,
        broadcast: Broadcast,
    ) -> Result<Driver> {
        let machine = Machine::open(interview, session, conversation, options, commands, broadcast).await?;
        Ok(Driver(machine.run().boxed()))
    }
}

impl Future for Driver {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.0.poll_unpin(context)
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Driver")
    }
}
