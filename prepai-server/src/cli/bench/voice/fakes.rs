//! Models without latency: what is measured is everything around them.

use std::sync::Arc;

use async_trait::async_trait;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use prepai_core::Result;
use prepai_core::agent::{Agent, AgentEvent, AgentRequest, AgentState};
use prepai_core::speech::{
    Audio, Hints, Mark, SpeechChunk, SpeechRequest, SpeechToText, TextToSpeech, Transcript,
};

/// What every utterance says.
pub(super) const WORDS: &str = "I have five years of experience building payment systems.";

/// What every reply says: about eight seconds.
pub(super) const REPLY: &str = "Thank you, that is a good beginning and a lot of experience. Which of these systems was the one \
                                that taught you the most, and what would you build in another way today?";

/// Samples for each character of speech, at 16 kHz: twenty characters a second.
pub(super) const CHARACTER: usize = 800;

/// Says the same to everything.
#[derive(Debug)]
pub(super) struct FakeAgent;

impl Agent for FakeAgent {
    fn respond(&self, _: AgentRequest) -> BoxStream<'static, Result<AgentEvent>> {
        stream::iter([Ok(AgentEvent::Text(REPLY.to_owned()))]).boxed()
    }

    fn state(&self) -> AgentState {
        AgentState::Stateless
    }
}

/// Hears the same in everything.
#[derive(Debug)]
pub(super) struct FakeEars;

#[async_trait]
impl SpeechToText for FakeEars {
    async fn transcribe(&self, _: Audio, _: Hints) -> Result<Transcript> {
        Ok(Transcript { text: WORDS.to_owned(), ..Transcript::default() })
    }
}

/// Hums, a word in a chunk.
#[derive(Debug)]
pub(super) struct FakeVoice;

impl TextToSpeech for FakeVoice {
    fn synthesize(&self, request: SpeechRequest) -> BoxStream<'static, Result<SpeechChunk>> {
        let words: Vec<String> = request.text.split_inclusive(' ').map(str::to_owned).collect();
        let chunks = words.into_iter().scan(0_usize, |start, word| {
            let length = word.chars().count();
            let samples: Arc<[i16]> =
                (0..length * CHARACTER).map(|n| if n / 40 % 2 == 0 { 2_000 } else { -2_000 }).collect();
            let mark = Mark { start: *start, end: *start + length, sample: (*start * CHARACTER) as u64 };
            *start += length;
            Some(Ok(SpeechChunk { audio: Audio::mono_i16(16_000, samples), marks: vec![mark] }))
        });
        stream::iter(chunks.collect::<Vec<_>>()).boxed()
    }
}

/// How many words of a reply begin before a sample: what a listener who was played so much has heard.
pub(super) fn words_before(samples: u64) -> usize {
    let mut at = 0_u64;
    let mut count = 0;
    for sentence in sentences(REPLY) {
        let mut start = at;
        for word in sentence.split_inclusive(' ') {
            count += usize::from(start < samples);
            start += (word.chars().count() * CHARACTER) as u64;
        }
        at += (sentence.chars().count() * CHARACTER) as u64;
    }
    count
}

/// The sentences, which the voice gets one by one without the space between.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(". ").map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_by_the_sample_at_which_they_begin() {
        assert_eq!(words_before(0), 0);
        assert_eq!(words_before(1), 1);
        assert_eq!(words_before(6 * 800), 1);
        assert_eq!(words_before(6 * 800 + 4_000), 2);
        assert_eq!(words_before(u64::MAX), REPLY.split_whitespace().count());
    }
}
