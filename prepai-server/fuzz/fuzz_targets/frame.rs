//! Binary frames: whatever comes is an error, or a frame that is written as it came.
#![no_main]

use libfuzzer_sys::fuzz_target;
use prepai_server::socket::{Frame, HEADER};

fuzz_target!(|bytes: &[u8]| {
    match Frame::parse(bytes) {
        Ok(frame) => {
            assert_eq!(frame.write(), bytes);
            assert_eq!(frame.payload.len(), bytes.len() - HEADER);
        }
        Err(error) => assert_eq!(error.kind().code(), "invalid_input"),
    }
});
