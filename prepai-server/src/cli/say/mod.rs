//! `prepai say`: a sentence by the configured voice, as a WAV file.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use futures::StreamExt;
use prepai_core::config::settings;
use prepai_core::speech::{SpeechRequest, SpokenForm};
use prepai_core::{Error, ErrorKind, Result};
use prepai_voice::audio::{pcm16, wav};
use serde_json::json;

use super::context::Context;
use super::exit::Outcome;

/// Speak a text into a WAV file, as the interviewer would
///
/// On standard output the sound comes while it is made:
/// prepai say "Hello" -o - | aplay
#[derive(Debug, Args)]
pub(crate) struct SayArgs {
    /// What to say
    #[arg(value_name = "TEXT")]
    words: String,
    /// The WAV file; - is standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// A voice of the backend, such as en-us+f3 [default: the backend's]
    #[arg(long, value_name = "NAME")]
    voice: Option<String>,
    /// The language, as in BCP 47 [default: `interview.language`]
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,
}

impl SayArgs {
    /// Speaks.
    ///
    /// # Errors
    /// `not_available` in a build without a voice, those of the voice, and those of the file.
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        let voice = context.interview()?.backends().text_to_speech.clone().ok_or_else(none)?;
        let language = self
            .language
            .clone()
            .or_else(|| context.config.text(settings::INTERVIEW_LANGUAGE).map(str::to_owned));
        let text = SpokenForm::of(&self.words, language.as_deref().unwrap_or("en-US")).text;
        if text.trim().is_empty() {
            return Err(Error::invalid("text", "has nothing that can be spoken"));
        }
        let begun = Instant::now();
        let mut chunks = voice.synthesize(SpeechRequest { text, voice: self.voice.clone(), language });
        let standard = self.output.as_os_str() == "-";
        let (mut first, mut format, mut samples) = (None, None, Vec::new());
        let mut frames = 0;
        while let Some(chunk) = chunks.next().await {
            let sound = chunk?.audio;
            if format.is_none() {
                first = Some(begun.elapsed());
                format = Some((sound.rate, sound.channels));
                if standard {
                    context.output.bytes(&wav::header(sound.rate, sound.channels, None))?;
                }
            }
            frames += sound.frames();
            if standard {
                context.output.bytes(&pcm16::bytes(&sound.to_i16()))?;
            } else {
                samples.extend_from_slice(&sound.to_i16());
            }
        }
        let Some((rate, channels)) = format else {
            return Err(Error::invalid("text", "has nothing that can be spoken"));
        };
        if standard {
            return Ok(Outcome::Done);
        }
        let mut file = wav::header(rate, channels, Some(frames)).to_vec();
        file.extend(pcm16::bytes(&samples));
        std::fs::write(&self.output, file).map_err(|error| unwritable(&self.output, error))?;
        self.told(
            context,
            frames as f64 / f64::from(rate),
            rate,
            first.unwrap_or_default().as_secs_f64() * 1e3,
        )
    }

    fn told(&self, context: &Context, seconds: f64, rate: u32, first: f64) -> Result<Outcome> {
        let file = self.output.display();
        let value =
            json!({ "file": file.to_string(), "seconds": seconds, "rate": rate, "first_audio_ms": first });
        context.output.result(&value, || {
            format!("{file}: {seconds:.1} s at {rate} Hz, first sound after {first:.1} ms")
        })?;
        Ok(Outcome::Done)
    }
}

fn none() -> Error {
    let message = "no voice is configured, or none is in this build; build with `--features voices`, or set `text_to_speech.backend`";
    Error::new(ErrorKind::NotAvailable, message)
}

fn unwritable(path: &std::path::Path, error: std::io::Error) -> Error {
    let message = format!("{} cannot be written: {error}", path.display());
    Error::new(ErrorKind::Unavailable, message).caused_by(error)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::args::{Cli, Command};

    #[test]
    fn the_words_are_no_flag_of_every_command() {
        // A flag `--text` is shared by all commands, and a positional of that name would take its place.
        let cli =
            Cli::try_parse_from(["prepai", "say", "Hello.", "-o", "-", "--voice", "en-us+f3", "--text"]);
        let Ok(Cli { command: Command::Say(say), shared }) = cli else { panic!("not understood") };
        assert_eq!(
            (say.words.as_str(), say.voice.as_deref(), shared.text),
            ("Hello.", Some("en-us+f3"), true)
        );
    }
}
