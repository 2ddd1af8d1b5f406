//! One socket, from its first frame to its close.

mod legacy;
mod second;
mod sit;

use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use prepai_core::ids::SessionId;
use prepai_core::speech::Audio;
use prepai_core::turn::TurnInput;
use prepai_core::{Error, ErrorKind, Result};
use prepai_voice::audio::Decoder;
use prepai_voice::duplex::VoiceInput;
use tokio::time::error::Elapsed;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::budget::Budget;
use super::client::ClientMessage;
use super::listener::Listener;
use super::message::{ErrorMessage, ServerMessage};
use super::sentences::Sentences;
use super::{Audience, Close, wire};
use crate::http::App;
use crate::http::guard::Caller;
use crate::rooms::{Body, Seat, Sent};

/// The longest text frame, in bytes.
const MAX_TEXT: usize = 256 << 10;

/// How often a silent client is asked whether it is there, and after which silence it is taken for gone.
const PING: Duration = Duration::from_secs(20);
const SILENCE: Duration = Duration::from_secs(70);

/// How long a client may take to accept a frame.
const SLOW: Duration = Duration::from_secs(10);

/// How long a client may take to show its token.
const PROOF: Duration = Duration::from_secs(10);

/// How long the last words may take.
const FAREWELL: Duration = Duration::from_secs(2);

/// Messages that are read and thrown away after the close.
const LEFTOVERS: usize = 10_000;

/// The version that this server speaks.
const PROTOCOL: u32 = 2;

/// Goes on, or says why the socket closes.
type Flow = ControlFlow<Close>;

/// Holds a socket until it closes. Without a caller the first frame has to bring a token.
pub(super) async fn run(socket: WebSocket, app: Arc<App>, id: String, caller: Option<Caller>) {
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
        ready: false,
        utterance: None,
        sound: Vec::new(),
        sentences: Sentences::default(),
        listener: None,
        budget: Budget::new(Instant::now()),
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
    /// Whether this socket has said that the candidate is there.
    ready: bool,
    /// Legacy: the utterance between its beginning and its end.
    utterance: Option<Box<Decoder>>,
    /// Legacy: its sound so far.
    sound: Vec<Audio>,
    /// Legacy: in which order replies are told.
    sentences: Sentences,
    /// Protocol 2: the frames of sound.
    listener: Option<Box<Listener>>,
    budget: Budget,
}

enum Wake {
    Heard(Option<Result<Message, axum::Error>>),
    Told(Option<Arc<Sent>>),
    Close(Close),
    Tick,
}

impl Talk {
    async fn listen(&mut self, stream: &mut SplitStream<WebSocket>) -> Close {
        let mut ticks = interval(PING);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ticks.tick().await;
        let mut heard = Instant::now();
        let mut closing = pin!(self.app.rooms.closing());
        let mut proof = pin!(sleep(PROOF));
        loop {
            let wake = match &mut self.seat {
                Some(seat) => tokio::select! {
                    biased;
                    reason = &mut seat.mailbox.close => Wake::Close(reason.unwrap_or(Close::Shutdown)),
                    sent = seat.mailbox.messages.recv() => Wake::Told(sent),
                    message = stream.next() => Wake::Heard(message),
                    _ = ticks.tick() => Wake::Tick,
                },
                None => tokio::select! {
                    () = &mut closing => Wake::Close(Close::Shutdown),
                    message = stream.next() => Wake::Heard(message),
                    _ = ticks.tick() => Wake::Tick,
                    () = &mut proof, if self.caller.is_none() => Wake::Close(Close::Unauthenticated),
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
                Wake::Tick if heard.elapsed() > SILENCE => Flow::Break(Close::Gone),
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

    async fn hear(&mut self, message: Option<Result<Message, axum::Error>>) -> Flow {
        let message = match message {
            None => return Flow::Break(Close::Gone),
            Some(Err(error)) => return Flow::Break(wire::close_for(error)),
            Some(Ok(message)) => message,
        };
        if !self.budget.pay(Instant::now()) {
            return Flow::Break(Close::TooBusy);
        }
        match message {
            Message::Close(_) => Flow::Break(Close::Gone),
            Message::Ping(_) | Message::Pong(_) => Flow::Continue(()),
            Message::Text(text) if text.len() > MAX_TEXT => Flow::Break(Close::TooLarge),
            Message::Text(text) => self.text(&text).await,
            Message::Binary(bytes) => self.binary(&bytes).await,
        }
    }

    async fn text(&mut self, text: &str) -> Flow {
        let message = match ClientMessage::parse(text) {
            Ok(message) => message,
            Err(error) if self.form == Shape::Undecided && text.contains("\"hello\"") => {
                self.fail(&error).await?;
                return Flow::Break(Close::Version);
            }
            Err(error) => {
                self.settle().await?;
                return self.fail(&error).await;
            }
        };
        match (self.form, message) {
            (Shape::Undecided, ClientMessage::Hello(hello)) => self.hello(hello).await,
            (_, ClientMessage::Hello(_) | ClientMessage::Unknown) => {
                self.app.metrics.ignored.inc();
                self.settle().await
            }
            (Shape::Undecided | Shape::Legacy, message) => {
                self.settle().await?;
                self.legacy(message).await
            }
            (Shape::Two, message) => self.second(message).await,
        }
    }

    async fn ready(&mut self) -> Flow {
        if std::mem::replace(&mut self.ready, true) {
            return Flow::Continue(());
        }
        self.input(TurnInput::Ready).await
    }

    async fn input(&mut self, input: TurnInput) -> Flow {
        let Some(seat) = &self.seat else { return Flow::Break(Close::Shutdown) };
        let conversation = seat.room.conversation().clone();
        match conversation.send(input).await {
            Ok(()) => Flow::Continue(()),
            // The room knows better why: it ended, was taken over or erased.
            Err(error) if error.operation() == "conversation.send" => Flow::Continue(()),
            Err(error) => self.fail(&error).await,
        }
    }

    /// Says that nobody listens.
    async fn deaf(&mut self) -> Flow {
        let message = "this server has no speech recognition: type your answers";
        self.fail(&Error::new(ErrorKind::NotAvailable, message)).await
    }

    async fn binary(&mut self, bytes: &[u8]) -> Flow {
        self.settle().await?;
        match self.form {
            Shape::Legacy | Shape::Undecided => self.piece(bytes).await,
            Shape::Two => self.frame(bytes).await,
        }
    }

    /// What only a voice needs.
    async fn give(&mut self, input: VoiceInput) -> Flow {
        let Some(seat) = &self.seat else { return Flow::Break(Close::Shutdown) };
        if !seat.room.voice().hears() {
            return self.deaf().await;
        }
        // What does not fit comes from a client that sends faster than sound.
        if !seat.room.voice().send(input) {
            self.app.metrics.bad_frames.inc();
        }
        Flow::Continue(())
    }

    async fn fail(&mut self, error: &Error) -> Flow {
        self.say(&ServerMessage::Error(ErrorMessage::of(error, 0))).await
    }

    /// Says something outside the conversation's count.
    async fn say(&mut self, message: &ServerMessage) -> Flow {
        self.put(Message::Text(message.text().into())).await
    }

    /// Passes on what the room sent, and what waits behind it, in one go.
    async fn pass(&mut self, sent: Arc<Sent>) -> Flow {
        let mut next = Some(sent);
        let mut fed = false;
        while let Some(sent) = next {
            for message in self.frames(&sent) {
                written(timeout(SLOW, self.sink.feed(message)).await)?;
                fed = true;
            }
            next = self.seat.as_mut().and_then(|seat| seat.mailbox.messages.try_recv().ok());
        }
        if !fed {
            return Flow::Continue(());
        }
        let Some(seat) = &mut self.seat else { return written(timeout(SLOW, self.sink.flush()).await) };
        let reason = tokio::select! {
            biased;
            flushed = timeout(SLOW, self.sink.flush()) => return written(flushed),
            reason = &mut seat.mailbox.close => reason.unwrap_or(Close::Shutdown),
        };
        // It takes nothing, and the room has given it up or away meanwhile.
        Box::pin(self.rest(reason)).await
    }

    /// A message as the frames of this socket's form.
    fn frames(&mut self, sent: &Sent) -> Vec<Message> {
        if self.form != Shape::Two {
            return self.sentences.take(sent);
        }
        match &sent.body {
            Body::Text { audience: Audience::Legacy, .. } | Body::Sentence { .. } => Vec::new(),
            Body::Text { text, .. } => vec![Message::Text(text.as_str().into())],
            Body::Sound { frame, .. } => vec![Message::Binary(frame.clone())],
        }
    }

    async fn put(&mut self, message: Message) -> Flow {
        written(timeout(SLOW, self.sink.send(message)).await)
    }

    /// The error that explains the close, and the close.
    async fn bye(&mut self, reason: Close) {
        self.seat = None;
        if let Some(error) = reason.error() {
            let mut message = ErrorMessage::of(&error, 0);
            if reason == Close::Version {
                message.supported = vec![PROTOCOL];
            }
            let text = ServerMessage::Error(message).text();
            let _ = timeout(FAREWELL, self.sink.send(Message::Text(text.into()))).await;
        }
        let frame = CloseFrame { code: reason.code(), reason: "".into() };
        let _ = timeout(FAREWELL, self.sink.send(Message::Close(Some(frame)))).await;
    }
}

/// Whether the client took what was sent: one that is there and takes nothing is too slow.
fn written<E>(sent: std::result::Result<std::result::Result<(), E>, Elapsed>) -> Flow {
    match sent {
        Ok(Ok(())) => Flow::Continue(()),
        Ok(Err(_)) => Flow::Break(Close::Gone),
        Err(_) => Flow::Break(Close::TooBusy),
    }
}
