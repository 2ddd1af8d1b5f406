//! What goes out to a client, and to one that does not take it.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message};
use futures::SinkExt;
use prepai_core::Error;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::{FAREWELL, Flow, PROTOCOL, Shape, Talk};
use crate::rooms::{Body, Sent};
use crate::socket::message::{ErrorMessage, ServerMessage};
use crate::socket::{Audience, Close};

/// How long a client may take to accept a frame.
const SLOW: Duration = Duration::from_secs(10);

impl Talk {
    pub(super) async fn fail(&mut self, error: &Error) -> Flow {
        self.say(&ServerMessage::Error(ErrorMessage::of(error, 0))).await
    }

    /// Speech is understood from now on; the client was told before that it is not.
    pub(super) async fn heard_now(&mut self) -> Flow {
        self.unheard = false;
        let message = "Speech is understood from now on: you can speak your answers.".to_owned();
        self.say(&ServerMessage::Notice { code: "hears", message }).await
    }

    /// Says something outside the conversation's count.
    pub(super) async fn say(&mut self, message: &ServerMessage) -> Flow {
        self.put(Message::Text(message.text().into())).await
    }

    /// Passes on what the room sent, and what waits behind it, in one go.
    pub(super) async fn pass(&mut self, sent: Arc<Sent>) -> Flow {
        let mut next = Some(sent);
        let mut fed = false;
        while let Some(sent) = next {
            fed |= self.feed(&sent).await?;
            next = self.seat.as_mut().and_then(|seat| seat.mailbox.messages.try_recv().ok());
        }
        if fed { self.flush().await } else { Flow::Continue(()) }
    }

    /// Passes on what was missed, in order: what waits in the mailbox came after all of it.
    pub(super) async fn catch_up(&mut self, missed: Vec<Arc<Sent>>) -> Flow {
        for sent in missed {
            self.feed(&sent).await?;
        }
        self.flush().await
    }

    /// Writes a message without flushing it, and tells whether it has frames for this socket.
    async fn feed(&mut self, sent: &Sent) -> ControlFlow<Close, bool> {
        let frames = self.frames(sent);
        let some = !frames.is_empty();
        for message in frames {
            written(timeout(SLOW, self.sink.feed(message)).await)?;
        }
        ControlFlow::Continue(some)
    }

    async fn flush(&mut self) -> Flow {
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

    pub(super) async fn put(&mut self, message: Message) -> Flow {
        written(timeout(SLOW, self.sink.send(message)).await)
    }

    /// The error that explains the close, unless it was told, and the close.
    pub(super) async fn bye(&mut self, reason: Close) {
        (self.seat, self.held) = (None, None);
        if let Some(error) = reason.error().filter(|_| !self.explained) {
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
