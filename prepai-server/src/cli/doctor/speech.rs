//! Ears and voice: one sentence is heard, one is spoken.

use std::time::{Duration, Instant};

use futures::StreamExt;
use prepai_core::speech::{Hints, SpeechRequest, SpeechToText, TextToSpeech};
use prepai_core::turn::Interview;
use prepai_core::{Error, ErrorKind, Result};
use prepai_voice::audio::{self, DecodeOptions};

use super::check::Check;

/// Two seconds of synthetic speech, and what is said in them.
const SENTENCE: &[u8] = include_bytes!("sentence.wav");
const WORDS: &str = "I would use a queue to store the sum.";
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
        Some(voice) => {
            let tried = patient(spoken(&**voice)).await;
            told("voice", tried.map(|detail| Check::ok("voice", detail)))
        }
    };
    vec![ears, voice]
}

/// What is missing is no failure: interviews are typed and read until it is there.
fn told(name: &'static str, tried: Result<Check>) -> Check {
    match tried {
        Ok(told) => told,
        Err(error) if error.kind() == ErrorKind::NotAvailable => Check::warn(
            name,
            error.message().to_owned(),
            "Until then interviews are typed and replies are read.",
        ),
        Err(error) => Check::failed(name, &error),
    }
}

async fn patient<T>(tried: impl Future<Output = Result<T>>) -> Result<T> {
    let late = || Error::new(ErrorKind::Timeout, format!("no answer within {} s", PATIENCE.as_secs()));
    tokio::time::timeout(PATIENCE, tried).await.unwrap_or_else(|_| Err(late()))
}

async fn heard(ears: &dyn SpeechToText) -> Result<Check> {
    let sound = audio::decode(SENTENCE, DecodeOptions::default())?;
    let began = Instant::now();
    ears.ready().await?;
    let opened = began.elapsed();
    let began = Instant::now();
    let seconds = sound.duration().as_secs_f64();
    let hints = Hints { language: Some("en".to_owned()), ..Hints::default() };
    let text = ears.transcribe(sound, hints).await?.text;
    let took = milliseconds(began.elapsed());
    let detail =
        format!("opened in {} ms, heard `{text}` in {took} ms of {seconds:.1} s", milliseconds(opened));
    Ok(understood(&text, detail))
}

/// Ears that hear nothing where somebody speaks are no ears, and ones that hear something else are poor ones.
fn understood(text: &str, detail: String) -> Check {
    let words = |text: &str| -> Vec<String> {
        let letters = text.to_lowercase().replace(|letter: char| !letter.is_alphanumeric(), " ");
        letters.split_whitespace().map(str::to_owned).collect()
    };
    let (said, heard) = (words(WORDS), words(text));
    if heard.is_empty() {
        let remedy =
            "Compare the model with what was published (`prepai models verify`), or fetch another one.";
        return Check::fail("ears", format!("{detail}: no word of `{WORDS}`"), remedy);
    }
    if heard.iter().any(|word| said.contains(word)) {
        return Check::ok("ears", detail);
    }
    let remedy = "A larger model understands more: `prepai models list` shows them.";
    Check::warn("ears", format!("{detail}, and not `{WORDS}`"), remedy)
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

#[cfg(test)]
mod tests {
    use prepai_core::testing::{ScriptedSpeechToText, VirtualClock};
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn ears_have_to_hear_the_words() {
        let clock = Arc::new(VirtualClock::new());
        let ears = ScriptedSpeechToText::new(clock).hears("").hears(" [BLANK] ").hears("i would, use a cue");
        let deaf = heard(&ears).await.unwrap();
        assert!(deaf.is_failure() && deaf.remedy().is_some(), "{deaf:?}");
        let poor = heard(&ears).await.unwrap();
        assert!(!poor.is_failure() && poor.remedy().is_some(), "{poor:?}");
        let good = heard(&ears).await.unwrap();
        assert!(!good.is_failure() && good.remedy().is_none(), "{good:?}");
    }
}
