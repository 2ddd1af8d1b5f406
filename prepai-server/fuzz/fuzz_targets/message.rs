//! Text frames: whatever comes is a message, one that nobody knows, or a told error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use prepai_server::socket::ClientMessage;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match ClientMessage::parse(text) {
        Ok(ClientMessage::TextMessage(words)) => assert!(words.len() <= text.len()),
        Ok(ClientMessage::CodeSubmission(input)) => assert!(input.code.len() <= text.len()),
        Ok(_) => {}
        Err(error) => assert_eq!(error.kind().code(), "invalid_input"),
    }
});
