//! A voice whose every sample is known beforehand.

use std::sync::Arc;
use std::time::Duration;

use futures::stream::BoxStream;

use super::{Script, Step};
use crate::clock::Clock;
use crate::error::Result;
use crate::speech::{Audio, Mark, SpeechChunk, SpeechRequest, TextToSpeech};

/// Speaks a fixed number of samples for each character, in one chunk and with one mark a word (with the space after it).
///
/// Every sample of the nth character (from 1) has the value n modulo 32,768, so that a test sees from the samples which
/// words were played.
#[derive(Debug)]
pub struct ScriptedTextToSpeech {
    voice: Voice,
    script: Script<SpeechRequest, SpeechChunk>,
}

#[derive(Debug, Clone, Copy)]
struct Voice {
    rate: u32,
    samples_per_character: usize,
    first: Duration,
    each: Duration,
}

impl ScriptedTextToSpeech {
    /// A voice of 16 kHz that speaks 20 characters a second without delay; its waits pass on `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let voice =
            Voice { rate: 16_000, samples_per_character: 800, first: Duration::ZERO, each: Duration::ZERO };
        ScriptedTextToSpeech { voice, script: Script::new(clock) }.speaking(voice)
    }

    /// Sets the samples per second and for each character.
    #[must_use]
    pub fn speed(self, rate: u32, samples_per_character: usize) -> Self {
        let voice = Voice { rate, samples_per_character, ..self.voice };
        self.speaking(voice)
    }

    /// Lets time pass before the first chunk, and before each one.
    #[must_use]
    pub fn delays(self, first: Duration, each: Duration) -> Self {
        let voice = Voice { first, each, ..self.voice };
        self.speaking(voice)
    }

    /// Adds an answer in place of speech: errors, stalls.
    #[must_use]
    pub fn answers(self, steps: impl IntoIterator<Item = Step<SpeechChunk>>) -> Self {
        self.script.push(steps);
        self
    }

    /// The requests so far, in order.
    pub fn requests(&self) -> Vec<SpeechRequest> {
        self.script.calls()
    }

    /// How many answers were dropped before their end.
    pub fn dropped(&self) -> usize {
        self.script.dropped()
    }

    fn speaking(mut self, voice: Voice) -> Self {
        self.voice = voice;
        self.script.otherwise(move |request| voice.speak(&request.text));
        self
    }
}

impl Voice {
    fn speak(self, text: &str) -> Vec<Step<SpeechChunk>> {
        let mut steps = vec![Step::Wait(self.first)];
        let mut start = 0;
        for word in text.split_inclusive(' ') {
            let end = start + word.chars().count();
            let sample = (start * self.samples_per_character) as u64;
            let characters = (start..end).map(|n| i16::try_from((n + 1) % 32_768).unwrap_or_default());
            let samples: Vec<_> =
                characters.flat_map(|value| std::iter::repeat_n(value, self.samples_per_character)).collect();
            let audio = Audio::mono_i16(self.rate, samples);
            steps.push(Step::Wait(self.each));
            steps.push(Step::Give(SpeechChunk { audio, marks: vec![Mark { start, end, sample }] }));
            start = end;
        }
        steps
    }
}

impl TextToSpeech for ScriptedTextToSpeech {
    fn synthesize(&self, request: SpeechRequest) -> BoxStream<'static, Result<SpeechChunk>> {
        self.script.play(request)
    }
}
