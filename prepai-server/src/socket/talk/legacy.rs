//! What clients of the legacy form say.

use prepai_core::Error;
use prepai_core::turn::TurnInput;
use prepai_voice::audio::{DecodeOptions, Decoder};
use prepai_voice::duplex::VoiceInput;

use super::{Flow, Talk};
use crate::socket::Close;
use crate::socket::client::ClientMessage;

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
        self.utterance = Some(Box::new(Decoder::new(DecodeOptions::default())));
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
    pub(super) async fn piece(&mut self, bytes: &[u8]) -> Flow {
        match &mut self.utterance {
            // What is wrong is told once, at the end.
            Some(utterance) => {
                if let Ok(sound) = utterance.push(bytes) {
                    self.sound.push(sound);
                }
                Flow::Continue(())
            }
            None => {
                let mut utterance = Box::new(Decoder::new(DecodeOptions::default()));
                self.sound.clear();
                if let Ok(sound) = utterance.push(bytes) {
                    self.sound.push(sound);
                }
                self.speech_end(utterance).await
            }
        }
    }

    async fn speech_end(&mut self, mut utterance: Box<Decoder>) -> Flow {
        let mut sound = std::mem::take(&mut self.sound);
        let Some(seat) = &self.seat else { return Flow::Break(Close::Shutdown) };
        if !seat.room.voice().hears() {
            return self.deaf().await;
        }
        match utterance.finish() {
            Ok(rest) => sound.push(rest),
            Err(error) => return self.fail(&undecodable(error)).await,
        }
        let samples: Vec<i16> = sound.iter().flat_map(|sound| sound.to_i16().to_vec()).collect();
        let speech = prepai_core::speech::Audio::mono_i16(DecodeOptions::default().rate, samples);
        self.give(VoiceInput::Utterance(speech)).await
    }
}

fn undecodable(error: Error) -> Error {
    error.during("audio.decode")
}
