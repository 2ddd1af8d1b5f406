//! Text frames: whatever comes is a message, one that nobody knows, or a told error.

use prepai_server::socket::ClientMessage;

pub(crate) fn holds(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match ClientMessage::parse(text) {
        Ok(ClientMessage::TextMessage(words)) => assert!(words.len() <= text.len()),
        Ok(ClientMessage::CodeSubmission(input)) => {
            assert!(input.code.len() <= text.len());
            // What the client claims beside the code goes into the log, so it must be read there as it was here.
            let written = serde_json::to_string(&input.claimed).expect("a value is written");
            let again: Option<serde_json::Value> = serde_json::from_str(&written).expect("and read again");
            assert_eq!(again, input.claimed);
        }
        Ok(_) => {}
        Err(error) => {
            assert_eq!(error.kind().code(), "invalid_input");
            // It is answered with its own sentence, which must stay short however long the message was.
            assert!(error.message().len() <= 1000, "{}", error.message().len());
        }
    }
}
