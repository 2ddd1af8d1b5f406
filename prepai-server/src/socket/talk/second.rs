//! What clients of protocol 2 say.

use prepai_core::session::EndReason;
use prepai_core::turn::TurnInput;
use prepai_voice::duplex::VoiceInput;

use super::{Flow, Talk};
use crate::socket::client::ClientMessage;
use crate::socket::message::ServerMessage;
use crate::socket::{Close, Frame};

impl Talk {
    /// A message of protocol 2.
    pub(super) async fn second(&mut self, message: ClientMessage) -> Flow {
        match message {
            ClientMessage::InterviewReady => self.ready().await,
            ClientMessage::CodeSubmission(code) => self.input(TurnInput::Code(*code)).await,
            ClientMessage::TextMessage(text) => self.input(TurnInput::Text(text)).await,
            ClientMessage::Played { turn, samples } => {
                let Some(seat) = &self.seat else { return Flow::Break(Close::Shutdown) };
                seat.room.played(turn, samples);
                Flow::Continue(())
            }
            ClientMessage::Hint => self.input(TurnInput::Hint).await,
            ClientMessage::Repeat => self.input(TurnInput::Repeat).await,
            ClientMessage::Pause(None) => self.input(TurnInput::BargeIn).await,
            ClientMessage::Pause(Some(on)) => self.give(VoiceInput::Pause(on)).await,
            ClientMessage::End => self.input(TurnInput::End(EndReason::Candidate)).await,
            ClientMessage::Mute(on) => self.give(VoiceInput::Mute(on)).await,
            ClientMessage::PushToTalk(down) => self.give(VoiceInput::PushToTalk(down)).await,
            // What is typed in the editor holds the floor; where nobody listens nobody takes it.
            ClientMessage::Editor => match &self.seat {
                Some(seat) if seat.room.voice().hears() => self.give(VoiceInput::Editor).await,
                _ => Flow::Continue(()),
            },
            ClientMessage::Ping => self.say(&ServerMessage::Pong).await,
            ClientMessage::SpeechStart
            | ClientMessage::SpeechEnd
            | ClientMessage::Hello(_)
            | ClientMessage::Unknown => Flow::Continue(()),
        }
    }

    /// A frame of sound.
    pub(super) async fn frame(&mut self, bytes: &[u8]) -> Flow {
        let frame = match Frame::parse(bytes) {
            Ok(frame) => frame,
            Err(error) => return self.fail(&error).await,
        };
        let Some(seat) = &self.seat else { return Flow::Break(Close::Shutdown) };
        if !seat.room.voice().hears() {
            return self.deaf().await;
        }
        let Some(listener) = &mut self.listener else { return Flow::Continue(()) };
        let before = listener.bad();
        let inputs = listener.take(&frame);
        let (bad, complaint) = (listener.bad() - before, listener.complaint());
        self.app.metrics.bad_frames.inc_by(bad);
        if let Some(sentence) = complaint {
            let notice = ServerMessage::Notice { code: "disorder", message: sentence.to_owned() };
            self.say(&notice).await?;
        }
        match inputs {
            Ok(inputs) => {
                for input in inputs {
                    self.give(input).await?;
                }
                Flow::Continue(())
            }
            Err(error) => {
                self.app.metrics.bad_frames.inc();
                self.fail(&error).await
            }
        }
    }
}
