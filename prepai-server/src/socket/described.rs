//! What clients say, as the OpenAPI document shows it; [`ClientMessage`](super::ClientMessage) reads it.

use serde::Deserialize;
use utoipa::ToSchema;

use super::{Hello, Mute, Pause, Played, PushToTalk, TextMessage};

/// A text frame of a client.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ClientMessage)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(dead_code, reason = "describes messages that are read elsewhere")]
pub(crate) enum Described {
    /// The first frame of protocol 2.
    Hello(Hello),
    /// The candidate is there.
    InterviewReady,
    /// Typed words.
    TextMessage(TextMessage),
    /// Code is handed in.
    CodeSubmission(CodeSubmission),
    /// The next step of the hints is wanted.
    Hint,
    /// The last words are wanted again.
    Repeat,
    /// The interviewer is to stop, or the interview to stand still.
    Pause(Pause),
    /// The interview is to end.
    End,
    /// Asks for a `pong`: programs in browsers do not see the pings of WebSocket.
    Ping,
    /// So much of a turn was played.
    Played(Played),
    /// The microphone is off or on.
    Mute(Mute),
    /// The key that decides by itself who has the floor is down or up.
    PushToTalk(PushToTalk),
    /// The candidate is busy in the editor.
    Editor(Editor),
    /// Legacy: an utterance begins.
    SpeechStart,
    /// Legacy: it ends.
    SpeechEnd,
}

/// Fields of `code_submission`. Whatever else stands beside them is the client's own claim, kept for display.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes a message that is read elsewhere")]
pub(crate) struct CodeSubmission {
    /// The source, at most 64 KiB.
    #[schema(example = "def solution(arr):\n    return sorted(arr)\n")]
    code: String,
    /// One of `/api/code/languages`, in any case.
    #[schema(example = "python")]
    language: String,
    /// The function that is called; by default the open exercise's.
    #[schema(example = "solution")]
    function_name: Option<String>,
}

/// Fields of `editor`.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes a message that is read elsewhere")]
pub(crate) struct Editor {
    /// Keys were pressed.
    activity: Option<bool>,
    /// The text as it stands.
    snapshot: Option<String>,
    /// The language that is chosen.
    language: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::socket::ClientMessage;

    const DOCUMENT: &str = include_str!("../../docs/protocol.md");

    #[test]
    fn what_is_described_is_what_is_read() {
        let schema = serde_json::to_value(crate::http::document()).unwrap();
        let described = &schema["components"]["schemas"]["ClientMessage"]["oneOf"];
        let word = |one: &serde_json::Value| {
            let own = one["allOf"].as_array().and_then(|all| all.last()).unwrap_or(one);
            own["properties"]["type"]["enum"][0].as_str().map(str::to_owned)
        };
        let words: Vec<String> = described.as_array().unwrap().iter().filter_map(word).collect();
        assert_eq!(words.len(), 15, "{described}");
        for word in words {
            let known = ClientMessage::parse(&format!("{{\"type\": \"{word}\"}}"));
            assert!(!matches!(known, Ok(ClientMessage::Unknown)), "{word}");
        }
        let lines = DOCUMENT.lines().filter_map(|line| {
            let row = line.strip_prefix("| `").and_then(|row| row.split('`').next());
            row.or(line.starts_with("{\"type\": \"hello\"").then_some(line))
        });
        let examples: Vec<&str> = lines.filter(|line| line.starts_with("{\"type\"")).collect();
        assert!(examples.len() >= 12, "{examples:?}");
        for example in examples {
            serde_json::from_str::<Described>(example).expect(example);
        }
    }
}
