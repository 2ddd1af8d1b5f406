//! Speech to text by a server.

use async_trait::async_trait;
use prepai_core::net::reqwest::multipart::{Form, Part};
use prepai_core::net::{Http, Server};
use prepai_core::speech::{Audio, Hints, SpeechToText, Transcript, Word, primary_language};
use prepai_core::{Error, ErrorKind, Result};
use serde::Deserialize;

use crate::audio;

/// What is sent has this rate: what the models hear.
const RATE: u32 = 16_000;
/// The longest answer that is read, in bytes.
const LONGEST: usize = 4 << 20;

/// How a server is asked to transcribe.
#[derive(Debug, Clone, PartialEq)]
pub struct TranscriptionOptions {
    /// The server's name of the model, such as `whisper-1`.
    pub model: String,
    /// BCP 47 where a request names none; the server detects it when absent.
    pub language: Option<String>,
    /// Whether the hints' vocabulary is sent as a prompt.
    pub vocabulary: bool,
}

/// Ears on a server.
#[derive(Debug)]
pub struct Transcription {
    server: Server,
    options: TranscriptionOptions,
}

impl Transcription {
    /// Ears on this server; nothing is asked yet.
    pub fn new(server: Server, options: TranscriptionOptions) -> Transcription {
        Transcription { server, options }
    }

    fn form(&self, wav: Vec<u8>, hints: &Hints) -> Result<Form> {
        let file = Part::bytes(wav).file_name("speech.wav").mime_str("audio/wav").map_err(Http::broken)?;
        let mut form = Form::new()
            .part("file", file)
            .text("model", self.options.model.clone())
            .text("response_format", "verbose_json")
            .text("temperature", "0")
            .text("timestamp_granularities[]", "word");
        let language = hints.language.as_ref().or(self.options.language.as_ref());
        let primary = language.map(|tag| primary_language(tag)).filter(|language| !language.is_empty());
        if let Some(language) = primary {
            form = form.text("language", language);
        }
        if self.options.vocabulary && !hints.vocabulary.is_empty() {
            let prompt: String = hints.vocabulary.join(", ").chars().take(600).collect();
            form = form.text("prompt", prompt);
        }
        Ok(form)
    }
}

#[async_trait]
impl SpeechToText for Transcription {
    async fn transcribe(&self, speech: Audio, hints: Hints) -> Result<Transcript> {
        if speech.frames() == 0 {
            return Ok(Transcript::default());
        }
        let (rate, frames) = (speech.rate, speech.frames());
        // A WAV of 16 kHz is a third of what a browser records, and every server reads it.
        let wav = audio::wav::encode(&audio::resampled(&speech, RATE)?);
        let request = self.server.post("audio/transcriptions")?.multipart(self.form(wav, &hints)?);
        let mut response = self.server.send(request).await.map_err(|error| error.during("transcribe"))?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(Http::broken)? {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST {
                return Err(unreadable("it does not end"));
            }
        }
        let answer: Answer = serde_json::from_slice(&body).map_err(|error| unreadable(&error.to_string()))?;
        Ok(answer.transcript(rate, frames))
    }
}

fn unreadable(why: &str) -> Error {
    let message = "the server's answer is no transcription: it must speak the protocol of OpenAI";
    Error::new(ErrorKind::Unavailable, message).retry(false).with("reason", why).during("transcribe")
}

/// `verbose_json`, or `json` where a server knows nothing else. Times are seconds.
#[derive(Debug, Deserialize)]
struct Answer {
    text: String,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    words: Option<Vec<Spoken>>,
    #[serde(default)]
    segments: Option<Vec<Segment>>,
}

#[derive(Debug, Deserialize)]
struct Spoken {
    word: String,
    start: f64,
    end: f64,
    #[serde(default, alias = "probability")]
    confidence: Option<f32>,
}

#[derive(Debug, Deserialize)]
struct Segment {
    #[serde(default)]
    avg_logprob: Option<f32>,
    /// Some servers put words below segments.
    #[serde(default)]
    words: Option<Vec<Spoken>>,
}

impl Answer {
    fn transcript(self, rate: u32, frames: u64) -> Transcript {
        let segments = self.segments.unwrap_or_default();
        let logarithms: Vec<f32> = segments.iter().filter_map(|segment| segment.avg_logprob).collect();
        let mean = logarithms.iter().sum::<f32>() / logarithms.len().max(1) as f32;
        let confidence = (!logarithms.is_empty()).then(|| mean.exp().clamp(0.0, 1.0));
        let own = self.words.filter(|words| !words.is_empty());
        let spoken = own
            .unwrap_or_else(|| segments.into_iter().filter_map(|segment| segment.words).flatten().collect());
        let mut words = Vec::new();
        let mut last = 0;
        for one in spoken {
            let text = one.word.trim();
            if text.is_empty() {
                continue;
            }
            let start_sample = sample(one.start, rate, frames).max(last);
            let end_sample = sample(one.end, rate, frames).max(start_sample);
            last = start_sample;
            let confidence = one.confidence.filter(|sure| (0.0..=1.0).contains(sure));
            words.push(Word { text: text.to_owned(), start_sample, end_sample, confidence });
        }
        let language = self.language.filter(|language| !language.is_empty()).map(|language| tag(&language));
        Transcript { text: self.text.trim().to_owned(), words, language, confidence }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast from a float saturates")]
fn sample(seconds: f64, rate: u32, frames: u64) -> u64 {
    ((seconds * f64::from(rate)).max(0.0) as u64).min(frames)
}

/// OpenAI answers with the English name of a language, others with its code.
fn tag(language: &str) -> String {
    const NAMES: [(&str, &str); 16] = [
        ("arabic", "ar"),
        ("chinese", "zh"),
        ("dutch", "nl"),
        ("english", "en"),
        ("french", "fr"),
        ("german", "de"),
        ("hindi", "hi"),
        ("italian", "it"),
        ("japanese", "ja"),
        ("korean", "ko"),
        ("polish", "pl"),
        ("portuguese", "pt"),
        ("russian", "ru"),
        ("spanish", "es"),
        ("turkish", "tr"),
        ("ukrainian", "uk"),
    ];
    let lower = language.to_lowercase();
    let known = NAMES.iter().find(|(name, _)| *name == lower);
    known.map_or(lower.clone(), |(_, code)| (*code).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Transcript {
        serde_json::from_str::<Answer>(json).unwrap().transcript(48_000, 96_000)
    }

    #[test]
    fn words_are_read_wherever_they_stand() {
        let top = r#"{"text":" Hi there. ","language":"english","duration":2,
            "words":[{"word":" Hi","start":0.5,"end":0.75},{"word":" there","start":0.75,"end":9}],
            "segments":[{"id":0,"avg_logprob":-0.1}]}"#;
        let below = r#"{"text":"Hi there.","language":"en",
            "segments":[{"avg_logprob":-0.1,"words":[{"word":"Hi","start":0.5,"end":0.75,"probability":0.9},
            {"word":"there","start":0.75,"end":9}]}]}"#;
        for json in [top, below] {
            let transcript = read(json);
            assert_eq!((transcript.text.as_str(), transcript.language.as_deref()), ("Hi there.", Some("en")));
            let times: Vec<_> =
                transcript.words.iter().map(|word| (word.start_sample, word.end_sample)).collect();
            assert_eq!(times, [(24_000, 36_000), (36_000, 96_000)]);
            assert!(transcript.confidence.is_some_and(|sure| (sure - 0.904_837).abs() < 1e-4));
        }
    }

    #[test]
    fn a_text_alone_is_enough() {
        let transcript = read(r#"{"text":"Hi."}"#);
        assert_eq!(
            (transcript.text.as_str(), transcript.words.len(), transcript.confidence),
            ("Hi.", 0, None)
        );
    }

    #[test]
    fn times_that_cannot_be_are_brought_into_order() {
        let transcript = read(
            r#"{"text":"a b","words":[{"word":"a","start":1.5,"end":-3},{"word":"b","start":0.1,"end":1e300}]}"#,
        );
        let times: Vec<_> =
            transcript.words.iter().map(|word| (word.start_sample, word.end_sample)).collect();
        assert_eq!(times, [(72_000, 72_000), (72_000, 96_000)]);
    }
}
