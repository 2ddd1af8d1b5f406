//! The state machine of a conversation.

mod commands;
mod commits;
mod steps;
mod time;

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures::channel::mpsc;
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};

use self::commits::lost_turn;
use super::Command;
use super::running::Running;
use crate::error::Result;
use crate::ids::SessionId;
use crate::session::{AttachedBody, Body, EndReason, Entry, Log, Moment, Said, Session, Status};
use crate::turn::broadcast::Broadcast;
use crate::turn::openings;
use crate::turn::playback::Pace;
use crate::turn::step::Step;
use crate::turn::{Interview, OpenOptions};

pub(super) struct Machine {
    interview: Interview,
    log: Log,
    conversation: Arc<str>,
    options: OpenOptions,
    commands: mpsc::Receiver<Command>,
    handles: bool,
    broadcast: Broadcast,
    running: Option<Running>,
    /// How fast the voice speaks.
    pace: Pace,
    /// Entries of a turn that ended and could not be stored yet; they go first with the next chance.
    unsaved: Vec<Entry>,
    /// Words that nothing has answered; they go before the next turn or the end.
    carried: Vec<Said>,
    /// Those of them that are stored since they were given: whoever gave them may not know it, and give them again.
    stored: Vec<Said>,
    /// The end that waits to be stored with them.
    unsaved_end: Option<EndReason>,
    /// Monotonic time and session offset at the opening.
    began: (Duration, u64),
    look: BoxFuture<'static, ()>,
    unheard_since: Option<Duration>,
    over: bool,
}

enum Wake {
    Command(Option<Command>),
    Step(Option<Step>),
    PlayedOut,
    Look,
}

impl Machine {
    pub(super) async fn open(
        interview: Interview,
        session: &SessionId,
        conversation: &Arc<str>,
        options: OpenOptions,
        commands: mpsc::Receiver<Command>,
        broadcast: Broadcast,
    ) -> Result<Machine> {
        let sessions = interview.sessions();
        let mut log = sessions.load(session).await?;
        let server = if options.server.is_empty() { "local" } else { &options.server };
        let attached = AttachedBody { conversation: conversation.to_string(), server: server.to_owned() };
        sessions
            .update(&mut log, sessions.moment(0), |log| {
                openings::check_active(log.session())?;
                let mut entries = lost_turn(log.session());
                entries.push(Entry::system(Body::Attached(attached.clone())));
                Ok(entries)
            })
            .await?;
        let clock = sessions.clock();
        let began = (clock.monotonic(), log.session().offset_us);
        let look = time::next_look(&interview, &log.session().id);
        let conversation = Arc::clone(conversation);
        Ok(Machine {
            log,
            conversation,
            options,
            commands,
            handles: true,
            broadcast,
            running: None,
            pace: Pace::default(),
            unsaved: Vec::new(),
            carried: Vec::new(),
            stored: Vec::new(),
            unsaved_end: None,
            began,
            look,
            unheard_since: None,
            over: false,
            interview,
        })
    }

    pub(super) async fn run(mut self) {
        while !self.over {
            match self.wake().await {
                Wake::Command(Some(command)) => self.command(command).await,
                Wake::Command(None) => self.handles = false,
                Wake::Step(step) => self.step(step).await,
                Wake::PlayedOut => self.played_out().await,
                Wake::Look => self.look().await,
            }
            let ended = self.session().status != Status::Active && self.unsaved.is_empty();
            self.over |= ended && !self.handles;
        }
        self.broadcast.close();
    }

    async fn wake(&mut self) -> Wake {
        let Machine { commands, running, look, handles, .. } = self;
        poll_fn(|context| {
            if *handles && let Poll::Ready(command) = commands.poll_next_unpin(context) {
                return Poll::Ready(Wake::Command(command));
            }
            if let Some(running) = running {
                if running.generating
                    && let Poll::Ready(step) = running.steps.poll_next_unpin(context)
                {
                    return Poll::Ready(Wake::Step(step));
                }
                if let Some(played_out) = &mut running.played_out
                    && played_out.poll_unpin(context).is_ready()
                {
                    return Poll::Ready(Wake::PlayedOut);
                }
            }
            look.poll_unpin(context).map(|()| Wake::Look)
        })
        .await
    }

    fn session(&self) -> &Arc<Session> {
        self.log.session()
    }

    fn monotonic(&self) -> Duration {
        self.interview.sessions().clock().monotonic()
    }

    fn moment(&self) -> Moment {
        let (began, offset) = self.began;
        let since = self.monotonic().saturating_sub(began);
        let offset_us = offset.saturating_add(u64::try_from(since.as_micros()).unwrap_or(u64::MAX));
        self.interview.sessions().moment(offset_us)
    }
}
