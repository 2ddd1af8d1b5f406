//! Binary frames: whatever comes is an error, or a frame that is written as it came.

use prepai_server::socket::{Frame, HEADER};

pub(crate) fn holds(bytes: &[u8]) {
    match Frame::parse(bytes) {
        Ok(frame) => {
            assert_eq!(frame.write(), bytes);
            assert_eq!(frame.payload.len(), bytes.len() - HEADER);
        }
        Err(error) => {
            assert_eq!(error.kind().code(), "invalid_input");
            assert!(!error.message().is_empty());
        }
    }
}
