//! `prepai transcribe`: what is said in a recording.

use std::time::{Duration, Instant};

use clap::Args;
use prepai_core::config::{Flag, settings};
use prepai_core::speech::{Audio, Hints, Transcript};
use prepai_core::{Error, ErrorKind, Result};
use prepai_voice::audio::{self, DecodeOptions};
use serde_json::{Value, json};

use super::context::Context;
use super::exit::Outcome;
use super::input::{self, Input};

/// The longest recording.
const LIMIT: Duration = Duration::from_secs(6 * 3600);

/// Write down what is said in a recording: WAV, WebM or Ogg with Opus; `-` is standard input.
#[derive(Debug, Clone, Args)]
pub(crate) struct TranscribeArgs {
    /// The recording
    #[arg(value_name = "FILE")]
    file: Input,
    /// A model of `prepai models list`, or a file in ggml format [default: the best that was pulled]
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// The language that is spoken, as in BCP 47 [default: detected]
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
    /// Each word with its time
    #[arg(long)]
    words: bool,
}

impl TranscribeArgs {
    /// The flags that are settings.
    pub(crate) fn flags(&self) -> Vec<Flag> {
        let flag = |name: &str, key: &str, value: &str| Flag {
            name: name.to_owned(),
            key: key.to_owned(),
            value: value.to_owned(),
        };
        // Nobody is in a conversation: an hour of sound may take its time.
        let mut flags = vec![flag("transcribe", settings::LAYERS_CALL_TIMEOUT, "0")];
        if let Some(model) = &self.model {
            flags.push(flag("--model", settings::SPEECH_TO_TEXT_BACKEND, "whisper"));
            flags.push(flag("--model", "speech_to_text.whisper.model", model));
        }
        flags
    }

    /// Transcribes.
    ///
    /// # Errors
    /// `not_available` without ears; what is wrong with the recording or the model.
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        let ears = context.interview()?.backends().speech_to_text.clone().ok_or_else(|| {
            Error::new(
                ErrorKind::NotAvailable,
                "nothing listens: `speech_to_text.backend` is `none`, or this build has no ears",
            )
        })?;
        let bytes = input::read(&self.file)?;
        let options = DecodeOptions { limit: LIMIT, ..DecodeOptions::default() };
        let sound = audio::decode(&bytes, options)?;
        let hints = Hints { language: self.language.clone(), ..Hints::default() };
        ears.ready().await?;
        let began = Instant::now();
        let transcript = ears.transcribe(sound.clone(), hints).await?;
        let took = began.elapsed();
        if transcript.text.is_empty() {
            let length = sound.duration().as_secs_f64();
            context.output.note(format!("no words are to be heard in {length:.1} s of sound"));
        }
        context.output.result(&value(&transcript, &sound, took), || self.text(&transcript, &sound))?;
        Ok(Outcome::Done)
    }

    fn text(&self, transcript: &Transcript, sound: &Audio) -> String {
        if !self.words {
            return transcript.text.clone();
        }
        let lines = transcript.words.iter().map(|word| {
            let (start, end) = (seconds(word.start_sample, sound), seconds(word.end_sample, sound));
            let sure = word.confidence.map(|sure| format!("{sure:>6.2}")).unwrap_or_default();
            format!("{start:>8.2} {end:>8.2} {sure}  {}\n", word.text)
        });
        lines.collect()
    }
}

fn seconds(sample: u64, sound: &Audio) -> f64 {
    sample as f64 / f64::from(sound.rate.max(1))
}

fn value(transcript: &Transcript, sound: &Audio, took: Duration) -> Value {
    let words: Vec<Value> = transcript
        .words
        .iter()
        .map(|word| {
            json!({
                "text": word.text,
                "start_s": rounded(seconds(word.start_sample, sound)),
                "end_s": rounded(seconds(word.end_sample, sound)),
                "confidence": word.confidence.map(|sure| rounded(f64::from(sure))),
            })
        })
        .collect();
    json!({
        "text": transcript.text,
        "language": transcript.language,
        "confidence": transcript.confidence.map(|sure| rounded(f64::from(sure))),
        "duration_s": rounded(sound.duration().as_secs_f64()),
        "took_s": rounded(took.as_secs_f64()),
        "words": words,
    })
}

/// Thousandths are enough.
fn rounded(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}
