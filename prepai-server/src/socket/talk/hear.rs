//! What a client sends, by its form.

use std::time::Instant;

use axum::body::Bytes;
use axum::extract::ws::Message;
use prepai_core::turn::TurnInput;
use prepai_core::{Error, ErrorKind, Result};
use prepai_voice::duplex::VoiceInput;

use super::{Flow, MAX_TEXT, Shape, Talk};
use crate::socket::client::ClientMessage;
use crate::socket::{Close, wire};

impl Talk {
    pub(super) async fn hear(&mut self, message: Option<Result<Message, axum::Error>>) -> Flow {
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
            Message::Binary(bytes) => self.binary(bytes).await,
        }
    }

    pub(super) async fn text(&mut self, text: &str) -> Flow {
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

    pub(super) async fn ready(&mut self) -> Flow {
        if std::mem::replace(&mut self.ready, true) {
            return Flow::Continue(());
        }
        self.input(TurnInput::Ready).await
    }

    pub(super) async fn input(&mut self, input: TurnInput) -> Flow {
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
    pub(super) async fn deaf(&mut self) -> Flow {
        let message = "this server has no speech recognition: type your answers";
        self.fail(&Error::new(ErrorKind::NotAvailable, message)).await
    }

    pub(super) async fn binary(&mut self, bytes: Bytes) -> Flow {
        self.settle().await?;
        match self.form {
            Shape::Legacy | Shape::Undecided => self.piece(bytes).await,
            Shape::Two => self.frame(&bytes).await,
        }
    }

    /// What only a voice needs.
    pub(super) async fn give(&mut self, input: VoiceInput) -> Flow {
        let Some(seat) = &self.seat else { return Flow::Break(Close::Shutdown) };
        let voice = seat.room.voice();
        if !voice.hears() {
            return self.deaf().await;
        }
        // Who sends faster than sound waits here, and what is left stays in the connection.
        let _ = voice.give(input).await;
        Flow::Continue(())
    }
}
