//! What clients of the legacy form say.

use axum::body::Bytes;
use prepai_core::speech::Audio;
use prepai_core::turn::TurnInput;
use prepai_voice::duplex::VoiceInput;

use super::utterance::Utterance;
use super::{Flow, Talk};
use crate::socket::Close;
use crate::socket::client::ClientMessage;
use crate::socket::wire::RATE;

impl Talk {
    /// A message in the legacy form.
    pub(super) async fn legacy(&mut self, message: ClientMessage) -> Flow {
        match message {
            ClientMessage::InterviewReady => self.ready().await,
            ClientMessage::CodeSubmission(code) => self.input(TurnInput::Code(*code)).await,
            ClientMessage::SpeechStart => self.speech_start().await,
            ClientMessage::SpeechEnd => match self.utterance.take() {
                Some(utterance) => self.speech_end(utterance).await,
                None => Flow::Continue(()),
            },
            // Types of protocol 2 are unknown to this form.
            _ => Flow::Continue(()),
        }
    }

    /// These clients stop their playback when the candidate speaks: the turn that runs is over, and says nothing more.
    async fn speech_start(&mut self) -> Flow {
        // What came of an utterance that was broken off is no part of this one.
        self.utterance = Some(Utterance::new(self.app.waiting.hold()));
        let Some(seat) = &self.seat else { return Flow::Break(Close::Shutdown) };
        seat.room.voice().send(VoiceInput::SpeechStart);
        let conversation = seat.room.conversation().clone();
        self.input(TurnInput::BargeIn).await?;
        if let Ok(session) = conversation.session().await {
            self.sentences.kill(session.turn);
        }
        Flow::Continue(())
    }

    /// A piece of an utterance; outside of speech it is a whole one.
    pub(super) async fn piece(&mut self, bytes: Bytes) -> Flow {
        if !self.hears() {
            // Inside of speech that is told once, at its end.
            return if self.utterance.is_some() { Flow::Continue(()) } else { self.deaf().await };
        }
        match self.utterance.take() {
            Some(utterance) => {
                self.utterance = Some(utterance.push(bytes, &self.app.decoding).await);
                Flow::Continue(())
            }
            None => {
                let utterance = Utterance::new(self.app.waiting.hold());
                let utterance = utterance.push(bytes, &self.app.decoding).await;
                self.speech_end(utterance).await
            }
        }
    }

    async fn speech_end(&mut self, utterance: Utterance) -> Flow {
        if !self.hears() {
            return self.deaf().await;
        }
        match utterance.finish() {
            Ok(utterance) => self.give(VoiceInput::Utterance(utterance)).await,
            Err(error) => {
                // It is over all the same: what was said before is not to wait for it.
                if let Some(seat) = &self.seat {
                    seat.room.voice().send(VoiceInput::Utterance(Audio::mono_i16(RATE, Vec::new()).into()));
                }
                self.fail(&error).await
            }
        }
    }

    fn hears(&self) -> bool {
        self.seat.as_ref().is_some_and(|seat| seat.room.voice().hears())
    }
}
