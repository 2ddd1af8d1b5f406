//! Retry, timeout and trace around scripted backends, on a virtual clock.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod retry;
mod sessions;
mod timeout;
mod trace;

use std::sync::Arc;
use std::time::Duration;

use prepai_core::clock::Clock;
use prepai_core::code::{Entry, Program};
use prepai_core::speech::{Audio, SpeechRequest};
use prepai_core::testing::VirtualClock;
use prepai_core::{Error, ErrorKind};

fn shared(clock: &VirtualClock) -> Arc<dyn Clock> {
    Arc::new(clock.clone())
}

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn unavailable() -> Error {
    Error::new(ErrorKind::Unavailable, "nobody answers")
}

fn program(source: &str) -> Program {
    Program {
        source: source.to_owned(),
        language: "python".to_owned(),
        entry: Entry::Function("solution".to_owned()),
        cases: Vec::new(),
        compare: Default::default(),
        limits: Default::default(),
    }
}

fn speech() -> Audio {
    Audio::mono_i16(16_000, vec![1000; 160])
}

fn words(text: &str) -> SpeechRequest {
    SpeechRequest { text: text.to_owned(), ..SpeechRequest::default() }
}
