//! What all ears do.

use std::sync::Arc;

use futures::executor::block_on;
use prepai_core::testing::speech_to_text::{SUITE, Subject};

use super::fixture::{ears, sound};

#[test]
fn whisper_behaves_like_all_ears() {
    let subject = Subject { ears: Arc::new(ears()), speech: sound("00_seen.wav"), word: "queue" };
    let report = block_on(SUITE.run(|| subject.clone()));
    assert_eq!(report.skipped(), Ok(vec![]));
}
