//! Ears and voice: one sentence is heard, one is spoken.

use std::time::{Duration, Instant};

use futures::StreamExt;
use prepai_core::speech::{Hints, SpeechRequest, SpeechToText, TextToSpeech};
use prepai_core::turn::Interview;
use prepai_core::{Error, ErrorKind, Result};
use prepai_voice::audio::{self, DecodeOptions};

use super::check::Check;

/// A second of synthetic speech.
const SENTENCE: &[u8] = include_bytes!("sentence.wav");
/// How long either may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// The quietest peak that is heard, of 32,768.
const AUDIBLE: u16 = 500;

/// A line for the ears and one for the voice.
pub(super) async fn checks(interview: &Interview) -> Vec<Check> {
    let backends = interview.backends();
    let ears = match &backends.speech_to_text {
        None => Check::off("ears", "nothing listens in this build or by its settings: interviews are typed"),
        Some(ears) => told("ears", patient(heard(&**ears)).await),
    };
    let voice = match &backends.text_to_speech {
        None => Check::off("voice", "nothing speaks in this build or by its settings: replies are read"),
        Some(voice) => told("voice", patient(spoken(&**voice)).await),
    };
    vec![ears, voice]
}

/// What is missing is no failure: interviews are typed and read until it is there.
fn told(name: &'static str, tried: Result<String>) -> Check {
    match tried {
        Ok(told) => Check::ok(name, told),
        Err(error) if error.kind() == ErrorKind::NotAvailable => Check::warn(
            name,
            error.message().to_owned(),
            "Until then interviews are typed and replies are read.",
        ),
        Err(error) => Check::failed(name, &error),
    }
}

async fn patient(tried: impl Future<Output = Result<String>>) -> Result<String> {
    let late = || Error::new(ErrorKind::Timeout, format!("no answer within {} s", PATIENCE.as_secs()));
    tokio::time::timeout(PATIENCE, tried).await.unwrap_or_else(|_| Err(late()))
}

async fn heard(ears: &dyn SpeechToText) -> Result<String> {
    let sound = audio::decode(SENTENCE, DecodeOptions::default())?;
    let began = Instant::now();
    ears.ready().await?;
    let opened = began.elapsed();
    let began = Instant::now();
    let seconds = sound.duration().as_secs_f64();
    let hints = Hints { language: Some("en".to_owned()), ..Hints::default() };
    let text = ears.transcribe(sound, hints).await?.text;
    let took = milliseconds(began.elapsed());
    Ok(format!("opened in {} ms, heard `{text}` in {took} ms of {seconds:.1} s", milliseconds(opened)))
}

async fn spoken(voice: &dyn TextToSpeech) -> Result<String> {
    let request = SpeechRequest { text: "Can you hear me?".to_owned(), ..SpeechRequest::default() };
    let began = Instant::now();
    let mut stream = voice.synthesize(request);
    let (mut first, mut peak, mut length) = (None, 0, Duration::ZERO);
    while let Some(chunk) = stream.next().await {
        let audio = chunk?.audio;
        first.get_or_insert_with(|| began.elapsed());
        length += audio.duration();
        peak = audio.to_i16().iter().map(|sample| sample.unsigned_abs()).fold(peak, u16::max);
    }
    if peak < AUDIBLE {
        let silent = format!("a sentence is {:.1} s of silence", length.as_secs_f64());
        return Err(Error::new(ErrorKind::Unavailable, silent));
    }
    let (first, all) = (milliseconds(first.unwrap_or_default()), milliseconds(began.elapsed()));
    Ok(format!("spoke {:.1} s, the first sound after {first} ms, all after {all} ms", length.as_secs_f64()))
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1_000.0)
}
