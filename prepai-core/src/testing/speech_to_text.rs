//! The behaviour of every [`SpeechToText`].

use std::sync::Arc;

use futures::StreamExt;
use futures::future::join;

use super::check::{Checked, ensure, given, suite};
use crate::ErrorKind;
use crate::speech::{Audio, Hints, Samples, SpeechToText, StreamingSpeechToText, Transcript};

/// Ears to check, and what to let them hear.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The ears.
    pub ears: Arc<dyn SpeechToText>,
    /// An utterance, mono at 16 kHz in 16-bit integers.
    pub speech: Audio,
    /// A word that is surely heard in it, in lower case.
    pub word: &'static str,
}

suite! {
    /// What every transcription does; the cases about streaming are skipped where there is none.
    "speech_to_text": Subject {
        /// The word that was spoken is in the text.
        hears_a_word,
        /// The same sound in floats has the same word.
        hears_floats,
        /// Words stand in order, within the sound, and confidences between 0 and 1.
        times_words_within_the_sound,
        /// No sound at all is an empty text, or refused as invalid.
        takes_no_sound,
        /// Two utterances at once are both heard.
        hears_two_at_once,
        /// Dropping a transcription does not disturb the next.
        survives_a_dropped_transcription,
        /// Streamed in pieces, the word is heard as well.
        streams,
        /// What a partial result calls stable is no longer than the result.
        gives_sensible_partials,
        /// Dropping a running transcription does not disturb the next.
        survives_a_dropped_stream,
    }
}

impl Subject {
    async fn transcribe(&self, speech: Audio) -> crate::Result<Transcript> {
        self.ears.transcribe(speech, Hints::default()).await
    }

    fn streaming(&self) -> Checked<Arc<dyn StreamingSpeechToText>> {
        given(self.ears.streaming(), "it does not stream")
    }

    fn heard(&self, transcript: &Transcript) -> Checked {
        let text = transcript.text.to_lowercase();
        ensure!(text.contains(self.word), "`{}` is not in `{text}`", self.word);
        Ok(())
    }

    /// The utterance in pieces of 100 ms.
    fn pieces(&self) -> Vec<Audio> {
        match &self.speech.samples {
            Samples::I16(samples) => {
                samples.chunks(1_600).map(|piece| Audio::mono_i16(self.speech.rate, piece)).collect()
            }
            Samples::F32(_) => vec![self.speech.clone()],
        }
    }
}

async fn hears_a_word(subject: Subject) -> Checked {
    let transcript = subject.transcribe(subject.speech.clone()).await?;
    subject.heard(&transcript)
}

async fn hears_floats(subject: Subject) -> Checked {
    let Samples::I16(samples) = &subject.speech.samples else { return hears_a_word(subject).await };
    let floats: Vec<f32> = samples.iter().map(|sample| f32::from(*sample) / 32_768.0).collect();
    let speech = Audio { samples: Samples::F32(floats.into()), ..subject.speech.clone() };
    let transcript = subject.transcribe(speech).await?;
    subject.heard(&transcript)
}

async fn times_words_within_the_sound(subject: Subject) -> Checked {
    let transcript = subject.transcribe(subject.speech.clone()).await?;
    let frames = subject.speech.frames();
    let mut last = 0;
    for word in &transcript.words {
        ensure!(last <= word.start_sample, "`{}` begins before the word before it", word.text);
        ensure!(
            word.start_sample <= word.end_sample && word.end_sample <= frames,
            "{word:?} of {frames} samples"
        );
        last = word.start_sample;
    }
    let of_words = transcript.words.iter().filter_map(|word| word.confidence);
    for confidence in of_words.chain(transcript.confidence) {
        ensure!((0.0..=1.0).contains(&confidence), "confidence {confidence}");
    }
    Ok(())
}

async fn takes_no_sound(subject: Subject) -> Checked {
    match subject.transcribe(Audio::mono_i16(16_000, Vec::new())).await {
        Ok(transcript) => {
            ensure!(transcript.text.trim().is_empty(), "heard `{}` in nothing", transcript.text)
        }
        Err(error) => {
            let invalid = [ErrorKind::InvalidInput, ErrorKind::InvalidContent].contains(&error.kind());
            ensure!(invalid, "unexpected error: {error:?}");
        }
    }
    Ok(())
}

async fn hears_two_at_once(subject: Subject) -> Checked {
    let transcribe = || subject.transcribe(subject.speech.clone());
    let (one, two) = join(transcribe(), transcribe()).await;
    subject.heard(&one?)?;
    subject.heard(&two?)
}

async fn survives_a_dropped_transcription(subject: Subject) -> Checked {
    let mut dropped = Box::pin(subject.transcribe(subject.speech.clone()));
    // Polled once, so that it has begun.
    let _ = futures::poll!(&mut dropped);
    drop(dropped);
    hears_a_word(subject).await
}

async fn streams(subject: Subject) -> Checked {
    let mut running = subject.streaming()?.begin(Hints::default());
    for piece in subject.pieces() {
        running.push(piece).await?;
    }
    let transcript = running.finish().await?;
    subject.heard(&transcript)
}

async fn gives_sensible_partials(subject: Subject) -> Checked {
    let mut running = subject.streaming()?.begin(Hints::default());
    let partials = running.partials();
    for piece in subject.pieces() {
        running.push(piece).await?;
    }
    running.finish().await?;
    for partial in partials.collect::<Vec<_>>().await {
        let partial = partial?;
        let length = partial.text.chars().count();
        ensure!(partial.stable <= length, "{} stable characters of {length}", partial.stable);
    }
    Ok(())
}

async fn survives_a_dropped_stream(subject: Subject) -> Checked {
    let mut running = subject.streaming()?.begin(Hints::default());
    for piece in subject.pieces().into_iter().take(2) {
        running.push(piece).await?;
    }
    drop(running);
    streams(subject).await
}
