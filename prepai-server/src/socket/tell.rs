//! From what happens in a conversation to what a client is told.

use std::time::Duration;

use prepai_core::code::cases::written;
use prepai_core::session::{CodingQuestion, InterjectionReason, Session};
use prepai_core::turn::{Timings, TurnEvent};
use prepai_voice::duplex::{Listened, VoiceEvent};
use serde_json::json;

use super::message::{
    CodeResult, ErrorMessage, ExerciseView, Line, PhaseView, SampleView, ServerMessage, Stages, State,
};

/// Whom a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Clients of both forms.
    Both,
    /// Clients of protocol 2.
    Two,
    /// Clients of the legacy form: it is no part of the conversation's count.
    Legacy,
}

/// Makes messages of events; remembers what spans several of them.
#[derive(Debug, Default)]
pub struct Teller {
    /// In which turn words were told, for the space between two pieces.
    speaking: Option<u32>,
    /// The text of the reply that is complete and still played.
    released: Option<(u32, String)>,
    /// The turn whose end legacy clients were told already.
    ended: Option<u32>,
    /// The turn that went wrong.
    failed: Option<u32>,
    listened: Option<(u32, Listened)>,
}

impl Teller {
    /// The messages that an event is told with, in order.
    pub fn tell(&mut self, event: &VoiceEvent) -> Vec<(ServerMessage, Audience)> {
        match event {
            VoiceEvent::Turn(event) => self.turn(event),
            event => self.voice(event).into_iter().map(|message| (message, Audience::Two)).collect(),
        }
    }

    fn voice(&mut self, event: &VoiceEvent) -> Option<ServerMessage> {
        Some(match event {
            VoiceEvent::SpeechStarted => ServerMessage::SpeechStarted,
            VoiceEvent::Partial { text, stable } => {
                ServerMessage::PartialTranscript { text: text.clone(), stable: *stable }
            }
            VoiceEvent::Committed { turn, reason } => ServerMessage::TurnCommitted { turn: *turn, reason },
            VoiceEvent::Listened { turn, stages } => {
                self.listened = Some((*turn, *stages));
                return None;
            }
            VoiceEvent::Pause { turn } => ServerMessage::PausePlayback { turn: *turn },
            VoiceEvent::Resume { turn } => ServerMessage::ResumePlayback { turn: *turn },
            VoiceEvent::Flush { turn } => ServerMessage::Flush { turn: *turn },
            VoiceEvent::Notice { code, message } => ServerMessage::Notice { code, message: message.clone() },
            // Sound goes out in binary frames, errors to everybody.
            VoiceEvent::Turn(_) | VoiceEvent::Sound { .. } | VoiceEvent::Failed(_) => return None,
        })
    }

    fn turn(&mut self, event: &TurnEvent) -> Vec<(ServerMessage, Audience)> {
        match event {
            TurnEvent::Released { turn, text } => {
                self.released = Some((*turn, text.clone()));
                Vec::new()
            }
            // Legacy clients end their waiting with it, and play what they have; the words are stored when they were heard.
            TurnEvent::Spoken { turn } => {
                let text = self.released.take_if(|(released, _)| released == turn).map(|(_, text)| text);
                self.ended = Some(*turn);
                text.map(|text| (complete(*turn, text, None, false), Audience::Legacy)).into_iter().collect()
            }
            TurnEvent::Completed { turn, text, heard } => {
                let told = self.ended == Some(*turn);
                let audience = if told { Audience::Two } else { Audience::Both };
                vec![(complete(*turn, text.clone(), heard.clone(), false), audience)]
            }
            TurnEvent::Interrupted { turn, heard } => {
                let message = ServerMessage::Interrupted { turn: *turn, heard: heard.clone() };
                let mut messages = vec![(message, Audience::Two)];
                if self.failed.take_if(|failed| failed == turn).is_some() && self.ended != Some(*turn) {
                    // After an error they wait for the end of the turn, and show what stands in it.
                    let text = if heard.is_empty() { "I could not answer just now." } else { heard.as_str() };
                    messages.push((complete(*turn, text.to_owned(), None, false), Audience::Legacy));
                }
                messages
            }
            TurnEvent::Failed { turn, error } => {
                self.failed = Some(*turn);
                vec![(ServerMessage::Error(ErrorMessage::of(error, *turn)), Audience::Both)]
            }
            event => self.other(event).into_iter().map(with_audience).collect(),
        }
    }

    fn other(&mut self, event: &TurnEvent) -> Vec<ServerMessage> {
        match event {
            TurnEvent::Transcript { turn, text } => {
                vec![ServerMessage::Transcript {
                    turn: *turn,
                    text: text.clone(),
                    role: "user",
                    is_final: true,
                }]
            }
            TurnEvent::Thinking { turn } => vec![ServerMessage::Thinking { turn: *turn }],
            TurnEvent::Phase(phase) => {
                vec![ServerMessage::Phase { name: phase.phase.clone(), remaining: phase.budget_s }]
            }
            TurnEvent::Text { turn, text } => {
                let goes_on = self.speaking.replace(*turn) == Some(*turn);
                let text = if goes_on { format!(" {text}") } else { text.clone() };
                vec![ServerMessage::LlmChunk { turn: *turn, text }]
            }
            TurnEvent::Again { text } => {
                self.speaking = None;
                let chunk = ServerMessage::LlmChunk { turn: 0, text: text.clone() };
                vec![chunk, complete(0, text.clone(), None, true)]
            }
            TurnEvent::Interjected { what, .. } => vec![ServerMessage::Notice {
                code: match what.reason {
                    InterjectionReason::Filler => "filler",
                    InterjectionReason::CutIn => "cut_in",
                },
                message: what.text.clone(),
            }],
            TurnEvent::CodingQuestion(question) => {
                vec![ServerMessage::CodingQuestion(Box::new(exercise(question)))]
            }
            TurnEvent::Submitted { submission } => vec![ServerMessage::CodeResult(CodeResult {
                submission: submission.clone(),
                verdict: json!("not_tested"),
                passed: 0,
                total: 0,
            })],
            TurnEvent::Executed(executed) => {
                let cases = &executed.execution.cases;
                let passed =
                    cases.iter().filter(|case| case.verdict == prepai_core::code::Verdict::Accepted).count();
                vec![ServerMessage::CodeResult(CodeResult {
                    submission: executed.submission.clone(),
                    verdict: json!(executed.execution.verdict),
                    passed,
                    total: cases.len(),
                })]
            }
            TurnEvent::Timings { turn, timings } => {
                let listened = self.listened.take_if(|(listened, _)| listened == turn);
                let stages = stages(timings, listened.map(|(_, stages)| stages));
                vec![ServerMessage::Metrics { turn: *turn, stages }]
            }
            TurnEvent::Hint(hint) => vec![ServerMessage::Notice {
                code: "hint",
                message: format!("Step {} of the hints was given.", hint.step),
            }],
            TurnEvent::Ended { .. } => vec![ServerMessage::Notice {
                code: "ended",
                message: "The interview is over; its report is ready.".to_owned(),
            }],
            // Sound goes out in binary frames; the rest is told otherwise, or closes the socket.
            _ => Vec::new(),
        }
    }
}

fn with_audience(message: ServerMessage) -> (ServerMessage, Audience) {
    let audience = if message.is_legacy() { Audience::Both } else { Audience::Two };
    (message, audience)
}

fn complete(turn: u32, text: String, heard: Option<String>, again: bool) -> ServerMessage {
    ServerMessage::AssistantComplete { turn, text, role: "assistant", heard, again }
}

/// An exercise without what a candidate must not see.
fn exercise(question: &CodingQuestion) -> ExerciseView {
    ExerciseView {
        question: question.question.clone(),
        question_id: question.question_id.clone(),
        language: question.language.clone(),
        function_name: question.function.clone(),
        test_cases: question
            .samples
            .iter()
            .map(|sample| SampleView {
                input: written(sample.args.as_array().map_or(&[], Vec::as_slice)),
                args: sample.args.clone(),
                expected: sample.expected.to_string(),
            })
            .collect(),
        initial_code: question.initial_code.clone(),
    }
}

fn stages(timings: &Timings, listened: Option<Listened>) -> Stages {
    let ms = |time: Duration| (time.as_secs_f64() * 1e6).round() / 1e3;
    Stages {
        endpointing: listened.map(|stages| ms(stages.endpointing)),
        transcription: listened.map(|stages| ms(stages.transcription)),
        commit: ms(timings.commit),
        agent: timings.agent.map(ms),
        first_text: timings.first_text.map(ms),
        first_audio: timings.first_audio.map(ms),
        generated: timings.generated.map(ms),
    }
}

/// Where a session stands, for a client that comes new.
pub fn state(session: &Session) -> State {
    let remaining = |budget: u32, since: u64| {
        let elapsed = session.offset_us.saturating_sub(since) / 1_000_000;
        u64::from(budget).saturating_sub(elapsed).try_into().unwrap_or(u32::MAX)
    };
    State {
        status: session.status.as_str(),
        turn: session.turn,
        transcript: session.transcript.iter().map(Line::of).collect(),
        phase: session.phase.as_ref().map(|(phase, since)| PhaseView {
            name: phase.phase.clone(),
            remaining: remaining(phase.budget_s, *since),
        }),
        coding_question: session.coding.as_ref().map(exercise),
    }
}

#[cfg(test)]
mod tests {
    use prepai_core::{Error, ErrorKind};

    use super::*;

    fn told(teller: &mut Teller, event: TurnEvent) -> Vec<(ServerMessage, Audience)> {
        teller.tell(&VoiceEvent::Turn(event))
    }

    #[test]
    fn the_pieces_of_a_turn_are_its_text() {
        let mut teller = Teller::default();
        let mut text = String::new();
        for unit in ["One.", "Two?", "Three."] {
            for (message, _) in told(&mut teller, TurnEvent::Text { turn: 3, text: unit.into() }) {
                let ServerMessage::LlmChunk { text: piece, .. } = message else { panic!("{message:?}") };
                text.push_str(&piece);
            }
        }
        assert_eq!(text, "One. Two? Three.");
    }

    #[test]
    fn legacy_clients_are_told_the_end_once_when_the_sound_is_there() {
        let mut teller = Teller::default();
        told(&mut teller, TurnEvent::Released { turn: 1, text: "One.".into() });
        let spoken = told(&mut teller, TurnEvent::Spoken { turn: 1 });
        assert!(matches!(&spoken[..], [(ServerMessage::AssistantComplete { .. }, Audience::Legacy)]));
        let heard = Some("One.".to_owned());
        let complete = told(&mut teller, TurnEvent::Completed { turn: 1, text: "One.".into(), heard });
        assert!(matches!(&complete[..], [(ServerMessage::AssistantComplete { .. }, Audience::Two)]));
        let typed = told(&mut teller, TurnEvent::Completed { turn: 2, text: "Two.".into(), heard: None });
        assert_eq!(typed[0].1, Audience::Both);
    }

    #[test]
    fn after_an_error_legacy_clients_get_an_end() {
        let mut teller = Teller::default();
        let error = Error::new(ErrorKind::RateLimited, "slow down");
        assert_eq!(told(&mut teller, TurnEvent::Failed { turn: 4, error })[0].1, Audience::Both);
        let ended = told(&mut teller, TurnEvent::Interrupted { turn: 4, heard: String::new() });
        let audiences: Vec<_> = ended.iter().map(|(_, audience)| *audience).collect();
        assert_eq!(audiences, [Audience::Two, Audience::Legacy]);
        // Broken off by the candidate: they know.
        let ended = told(&mut teller, TurnEvent::Interrupted { turn: 5, heard: String::new() });
        assert_eq!(ended.len(), 1);
    }
}
