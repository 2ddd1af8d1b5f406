//! One socket, from its first frame to its close.

mod hear;
mod legacy;
mod say;
mod second;
mod sit;
mod utterance;

use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket};
use futures::StreamExt;
use futures::stream::{SplitSink, SplitStream};
use prepai_core::Result;
use prepai_core::ids::SessionId;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::budget::Budget;
use super::listener::Listener;
use super::sentences::Sentences;
use super::{Close, OneOf};
use crate::http::App;
use crate::http::guard::Caller;
use crate::rooms::{Seat, Sent, VoicePlace};
use utterance::Utterance;

/// The longest text frame, in bytes.
const MAX_TEXT: usize = 256 << 10;

/// How long the last words may take.
const FAREWELL: Duration = Duration::from_secs(2);

/// Messages that are read and thrown away after the close.
const LEFTOVERS: usize = 10_000;

/// The version that this server speaks.
const PROTOCOL: u32 = 2;

/// Goes on, or says why the socket closes.
type Flow = ControlFlow<Close>;

/// Holds a socket until it closes. Without a caller the first frame has to bring a token.
///
/// `held` is a place for a voice that the client was promised.
pub(super) async fn run(
    socket: WebSocket,
    app: Arc<App>,
    id: String,
    caller: Option<Caller>,
    held: Option<VoicePlace>,
) {
    let (sink, mut stream) = socket.split();
    let metrics = Arc::clone(&app.metrics);
    metrics.sockets.inc();
    let mut talk = Talk {
        app,
        sink,
        id,
        caller,
        session: None,
        form: Shape::Undecided,
        seat: None,
        held,
        ready: false,
        utterance: None,
        unheard: false,
        sentences: Sentences::default(),
        listener: None,
        budget: Budget::new(Instant::now()),
        counted: None,
        explained: false,
    };
    let known = match &talk.caller {
        Some(_) => talk.find().await,
        None => Flow::Continue(()),
    };
    let reason = match known {
        Flow::Continue(()) => talk.listen(&mut stream).await,
        Flow::Break(reason) => reason,
    };
    metrics.sockets.dec();
    metrics.closed(reason.code());
    talk.bye(reason).await;
    // Closing over what was not read would reset the connection, and the client would lose our last words.
    let _ = timeout(FAREWELL, stream.take(LEFTOVERS).for_each(|_| std::future::ready(()))).await;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Undecided,
    Legacy,
    Two,
}

struct Talk {
    app: Arc<App>,
    sink: SplitSink<WebSocket, Message>,
    /// The session as the path names it.
    id: String,
    /// Whose token was shown; nobody's yet when absent.
    caller: Option<Caller>,
    session: Option<SessionId>,
    form: Shape,
    seat: Option<Seat>,
    /// A place for a voice, until the client has sat down.
    held: Option<VoicePlace>,
    /// Whether this socket has said that the candidate is there.
    ready: bool,
    /// Legacy: the utterance between its beginning and its end.
    utterance: Option<Utterance>,
    /// Protocol 2: whether the client was told that speech is not understood, and waits to hear that it is.
    unheard: bool,
    /// Legacy: in which order replies are told.
    sentences: Sentences,
    /// Protocol 2: the frames of sound.
    listener: Option<Box<Listener>>,
    budget: Budget,
    /// The owner's, whose token came in the first frame.
    counted: Option<OneOf>,
    /// Whether it was told why the socket is closed.
    explained: bool,
}

enum Wake {
    Heard(Option<Result<Message, axum::Error>>),
    Told(Option<Arc<Sent>>),
    Close(Close),
    /// Speech is understood from now on.
    Hears,
    /// Nobody spoke in the time that a place is kept.
    Late,
    Tick,
}

impl Talk {
    async fn listen(&mut self, stream: &mut SplitStream<WebSocket>) -> Close {
        let patience = self.app.options.patience;
        let mut ticks = interval(patience.ping);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.tick().await;
        let mut heard = Instant::now();
        let mut closing = pin!(self.app.rooms.closing());
        let mut proof = pin!(sleep(patience.proof));
        let mut hears = pin!(self.app.rooms.hearing().begins());
        loop {
            let wake = match &mut self.seat {
                Some(seat) => tokio::select! {
                    biased;
                    reason = &mut seat.mailbox.close => Wake::Close(reason.unwrap_or(Close::Shutdown)),
                    sent = seat.mailbox.messages.recv() => Wake::Told(sent),
                    message = stream.next() => Wake::Heard(message),
                    () = &mut hears, if self.unheard => Wake::Hears,
                    _ = ticks.tick() => Wake::Tick,
                },
                None => tokio::select! {
                    () = &mut closing => Wake::Close(Close::Shutdown),
                    message = stream.next() => Wake::Heard(message),
                    _ = ticks.tick() => Wake::Tick,
                    () = &mut proof, if self.caller.is_none() || self.held.is_some() => match self.caller {
                        None => Wake::Close(Close::Unauthenticated),
                        Some(_) => Wake::Late,
                    },
                },
            };
            let flow = match wake {
                Wake::Heard(message) => {
                    heard = Instant::now();
                    self.hear(message).await
                }
                Wake::Told(Some(sent)) => self.pass(sent).await,
                // What was sent before the reason to close has been passed on; the reason is there too.
                Wake::Told(None) => Flow::Break(self.reason()),
                Wake::Close(reason) => self.rest(reason).await,
                Wake::Hears => self.heard_now().await,
                Wake::Late => {
                    // The first frame asks anew.
                    self.held = None;
                    Flow::Continue(())
                }
                Wake::Tick if heard.elapsed() > patience.silence => Flow::Break(Close::Gone),
                Wake::Tick => self.put(Message::Ping(Bytes::new())).await,
            };
            if let Flow::Break(reason) = flow {
                return reason;
            }
        }
    }

    /// Why the room has closed this socket.
    fn reason(&mut self) -> Close {
        let seat = self.seat.as_mut();
        seat.and_then(|seat| seat.mailbox.close.try_recv().ok()).unwrap_or(Close::Shutdown)
    }

    /// Passes on what was sent before the room closed; not to a client that does not read.
    async fn rest(&mut self, reason: Close) -> Flow {
        while reason != Close::TooBusy
            && let Some(sent) = self.seat.as_mut().and_then(|seat| seat.mailbox.messages.try_recv().ok())
        {
            self.pass(sent).await?;
        }
        Flow::Break(reason)
    }
}
