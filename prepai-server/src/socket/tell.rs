//! From what happens in a conversation to what a client is told.

use std::time::Duration;

use prepai_core::session::{CodingQuestion, Session};
use prepai_core::turn::{Timings, TurnEvent};
use serde_json::{Value, json};

use super::message::{
    CodeResult, ErrorMessage, ExerciseView, Line, PhaseView, SampleView, ServerMessage, Stages, State,
};

/// Makes messages of events; remembers in which turn words were told, for the space between two pieces.
#[derive(Debug, Default)]
pub struct Teller {
    speaking: Option<u32>,
}

impl Teller {
    /// The messages that an event is told with, in order.
    pub fn tell(&mut self, event: &TurnEvent) -> Vec<ServerMessage> {
        match event {
            TurnEvent::Transcript { turn, text } => vec![
                ServerMessage::Transcript { turn: *turn, text: text.clone(), role: "user", is_final: true },
                ServerMessage::TurnCommitted { turn: *turn, reason: "typed" },
            ],
            TurnEvent::Thinking { turn } => vec![ServerMessage::Thinking { turn: *turn }],
            TurnEvent::Phase(phase) => {
                vec![ServerMessage::Phase { name: phase.phase.clone(), remaining: phase.budget_s }]
            }
            TurnEvent::Text { turn, text } => {
                let goes_on = self.speaking.replace(*turn) == Some(*turn);
                let text = if goes_on { format!(" {text}") } else { text.clone() };
                vec![ServerMessage::LlmChunk { turn: *turn, text }]
            }
            TurnEvent::Completed { turn, text, heard } => {
                let (text, heard) = (text.clone(), heard.clone());
                vec![complete(*turn, text, heard, false)]
            }
            TurnEvent::Again { text } => {
                self.speaking = None;
                let chunk = ServerMessage::LlmChunk { turn: 0, text: text.clone() };
                vec![chunk, complete(0, text.clone(), None, true)]
            }
            TurnEvent::Interrupted { turn, heard } => {
                vec![ServerMessage::Interrupted { turn: *turn, heard: heard.clone() }]
            }
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
            TurnEvent::Failed { turn, error } => {
                vec![ServerMessage::Error(ErrorMessage::of(error, *turn))]
            }
            TurnEvent::Timings { turn, timings } => {
                vec![ServerMessage::Metrics { turn: *turn, stages: stages(timings) }]
            }
            TurnEvent::Hint(hint) => vec![ServerMessage::Notice {
                code: "hint",
                message: format!("Step {} of the hints was given.", hint.step),
            }],
            TurnEvent::Ended { .. } => vec![ServerMessage::Notice {
                code: "ended",
                message: "The interview is over; its report is ready.".to_owned(),
            }],
            // Sound goes out in binary frames; the rest closes the socket.
            TurnEvent::Audio { .. }
            | TurnEvent::Released { .. }
            | TurnEvent::UnitSpoken { .. }
            | TurnEvent::Spoken { .. }
            | TurnEvent::Interjected { .. }
            | TurnEvent::TakenOver
            | TurnEvent::Erased
            | TurnEvent::Lagged => Vec::new(),
        }
    }
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
                input: arguments(&sample.args),
                args: sample.args.clone(),
                expected: sample.expected.to_string(),
            })
            .collect(),
        initial_code: question.initial_code.clone(),
    }
}

/// `[2, 7], 9`: a list without its brackets.
fn arguments(args: &Value) -> String {
    let Some(args) = args.as_array() else { return args.to_string() };
    args.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")
}

fn stages(timings: &Timings) -> Stages {
    let ms = |time: Duration| (time.as_secs_f64() * 1e6).round() / 1e3;
    Stages {
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
    use super::*;

    #[test]
    fn the_pieces_of_a_turn_are_its_text() {
        let mut teller = Teller::default();
        let mut text = String::new();
        for unit in ["One.", "Two?", "Three."] {
            for message in teller.tell(&TurnEvent::Text { turn: 3, text: unit.into() }) {
                let ServerMessage::LlmChunk { text: piece, .. } = message else { panic!("{message:?}") };
                text.push_str(&piece);
            }
        }
        assert_eq!(text, "One. Two? Three.");
    }
}
