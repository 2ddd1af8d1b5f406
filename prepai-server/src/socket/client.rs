//! What clients say in text frames.

use prepai_core::turn::CodeInput;
use prepai_core::{Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A text frame of a client.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientMessage {
    /// Protocol 2 is wanted.
    Hello(Hello),
    /// The candidate is there.
    InterviewReady,
    /// Code was submitted.
    CodeSubmission(Box<CodeInput>),
    /// Legacy: an utterance begins.
    SpeechStart,
    /// Legacy: it ends.
    SpeechEnd,
    /// Typed words.
    TextMessage(String),
    /// So many samples of a turn were played.
    Played {
        /// The turn.
        turn: u32,
        /// Samples since its first.
        samples: u64,
    },
    /// The microphone is off or on.
    Mute(bool),
    /// The key that decides by itself who has the floor is down or up.
    PushToTalk(bool),
    /// Something happened in the editor.
    Editor,
    /// A hint is wanted.
    Hint,
    /// The last words are wanted again.
    Repeat,
    /// The interviewer is to stop talking; with a value the interview stands still from now on, or goes on.
    Pause(Option<bool>),
    /// The interview is to end.
    End,
    /// Is anybody there?
    Ping,
    /// Something that nobody here knows: it is ignored.
    Unknown,
}

/// Fields of `hello`.
#[derive(Debug, Clone, PartialEq, Deserialize, ToSchema)]
pub struct Hello {
    /// 2.
    pub protocol: u32,
    /// What audio frames are to hold.
    #[serde(default)]
    pub audio: Option<Value>,
    /// The conversation that was cut off.
    #[serde(default)]
    pub resume: Option<Resume>,
    /// In place of a header.
    #[serde(default)]
    pub token: Option<String>,
}

/// Where a client was.
#[derive(Debug, Clone, PartialEq, Deserialize, ToSchema)]
pub struct Resume {
    /// The conversation, from `hello_ack`.
    pub conversation: String,
    /// The `seq` of the last frame that arrived.
    pub last_seq: u64,
}

/// Fields of `text_message`.
#[derive(Debug, Clone, PartialEq, Deserialize, ToSchema)]
pub struct TextMessage {
    /// The words, at most 16 KiB.
    pub text: String,
}

/// Fields of `played`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, ToSchema)]
pub struct Played {
    /// The turn.
    pub turn: u32,
    /// Samples since its first, at the agreed rate.
    pub samples: u64,
}

/// Fields of `mute`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, ToSchema)]
pub struct Mute {
    /// Whether the microphone is off; true when absent.
    #[serde(default = "yes")]
    pub on: bool,
}

/// Fields of `push_to_talk`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, ToSchema)]
pub struct PushToTalk {
    /// Whether the key is down.
    pub down: bool,
}

/// Fields of `pause`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, ToSchema)]
pub struct Pause {
    /// Whether the interview stands still from now on, or goes on; absent to stop only the turn that runs.
    #[serde(default)]
    pub on: Option<bool>,
}

const fn yes() -> bool {
    true
}

impl ClientMessage {
    /// Reads a text frame. What is no object with a `type` that is known is [`ClientMessage::Unknown`].
    ///
    /// # Errors
    /// `invalid_input` when a known message lacks a field or has a wrong one.
    pub fn parse(text: &str) -> Result<Self> {
        let Ok(Value::Object(mut fields)) = serde_json::from_str(text) else {
            return Ok(ClientMessage::Unknown);
        };
        let Some(Value::String(name)) = fields.remove("type") else { return Ok(ClientMessage::Unknown) };
        Ok(match name.as_str() {
            "hello" => ClientMessage::Hello(read(fields)?),
            "interview_ready" => ClientMessage::InterviewReady,
            "code_submission" => ClientMessage::CodeSubmission(Box::new(code(fields)?)),
            "speech_start" => ClientMessage::SpeechStart,
            "speech_end" => ClientMessage::SpeechEnd,
            "text_message" => ClientMessage::TextMessage(read::<TextMessage>(fields)?.text),
            "played" => {
                let Played { turn, samples } = read(fields)?;
                ClientMessage::Played { turn, samples }
            }
            "mute" => ClientMessage::Mute(read::<Mute>(fields)?.on),
            "push_to_talk" => ClientMessage::PushToTalk(read::<PushToTalk>(fields)?.down),
            "editor" => ClientMessage::Editor,
            "hint" => ClientMessage::Hint,
            "repeat" => ClientMessage::Repeat,
            "pause" => ClientMessage::Pause(read::<Pause>(fields)?.on),
            "end" => ClientMessage::End,
            "ping" => ClientMessage::Ping,
            _ => ClientMessage::Unknown,
        })
    }
}

fn read<T: DeserializeOwned>(fields: Map<String, Value>) -> Result<T> {
    serde_json::from_value(Value::Object(fields)).map_err(|error| Error::invalid("message", error))
}

/// The code; whatever else the client says of it is its own claim.
fn code(mut fields: Map<String, Value>) -> Result<CodeInput> {
    let code = text(&mut fields, "code")?.ok_or_else(|| Error::invalid("code", "is missing"))?;
    let language = text(&mut fields, "language")?.ok_or_else(|| Error::invalid("language", "is missing"))?;
    let function = match text(&mut fields, "functionName")? {
        Some(function) => Some(function),
        None => text(&mut fields, "function_name")?,
    };
    let claimed = (!fields.is_empty()).then_some(Value::Object(fields));
    Ok(CodeInput { code, language, function, claimed })
}

fn text(fields: &mut Map<String, Value>, name: &'static str) -> Result<Option<String>> {
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Error::invalid(name, "must be text")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_knows_is_no_error() {
        for text in ["not json", "[1,2]", "{}", "{\"type\":5}", "{\"type\":\"foo\"}", "null", ""] {
            assert_eq!(ClientMessage::parse(text).unwrap(), ClientMessage::Unknown, "{text}");
        }
    }

    #[test]
    fn claims_are_kept_beside_the_code() {
        let text = r#"{"type":"code_submission","code":"x","language":"python","allTestsPassed":true}"#;
        let ClientMessage::CodeSubmission(input) = ClientMessage::parse(text).unwrap() else { panic!() };
        assert_eq!(input.claimed.unwrap()["allTestsPassed"], true);
        let text = r#"{"type":"code_submission","code":5,"language":"python"}"#;
        assert_eq!(ClientMessage::parse(text).unwrap_err().message(), "code: must be text");
    }

    #[test]
    fn a_message_without_its_field_is_wrong() {
        let error = ClientMessage::parse(r#"{"type":"played","turn":1}"#).unwrap_err();
        assert!(error.message().contains("samples"), "{error}");
    }
}
