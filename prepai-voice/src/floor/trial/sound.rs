//! The same turns as sound: spoken by a voice, with pauses of room noise, and judged by a real detector of activity.

use std::time::Duration;

use futures::StreamExt;
use prepai_core::Result;
use prepai_core::speech::{Audio, SpeechRequest, TextToSpeech, VoiceActivity};

use super::random::Random;
use super::turn::{TimedWord, Turn};
use crate::audio::resampled;

/// Samples per second of the detector.
const RATE: u32 = 16_000;
/// What is quieter is the silence that a voice puts around its words.
const QUIET: i16 = 200;
/// Room noise, about -64 dBFS.
const NOISE: f64 = 20.0;
/// Silence before the first word.
const BEFORE: Duration = Duration::from_millis(300);
/// Silence that is kept after the last word; longer waits see the same again.
const AFTER: Duration = Duration::from_millis(1_000);

/// A turn that can be heard.
#[derive(Debug, Clone)]
pub struct Spoken {
    /// The turn with the times of the sound.
    pub turn: Turn,
    /// How likely it is that each frame of 16 ms is speech, as the detector says, until a second after the end.
    pub activity: Vec<f32>,
}

/// Speaks a turn: what is between two pauses in one breath, the pauses as long as they are. A word's time in a breath is its part of the
/// letters; it is told as long after its end as before.
///
/// # Errors
/// What the voice and the detector say.
pub async fn spoken(
    turn: &Turn,
    voice: &dyn TextToSpeech,
    activity: &mut dyn VoiceActivity,
) -> Result<Spoken> {
    let mut random = Random::new(turn.seed ^ 0x5075);
    let mut samples: Vec<i16> = silence(BEFORE, &mut random);
    let mut out = Turn { words: Vec::new(), pauses: Vec::new(), ..turn.clone() };
    let mut told = Duration::ZERO;
    for (breath, pause) in breaths(turn) {
        let text = breath.iter().map(|word| word.text).collect::<Vec<&str>>().join(" ");
        let sound = say(&text, voice).await?;
        let letters: usize = breath.iter().map(|word| word.text.len() + 1).sum();
        let mut passed = 0;
        for word in &breath {
            let at = |passed: usize| time(samples.len() + sound.len() * passed / letters.max(1));
            let start = at(passed);
            passed += word.text.len() + 1;
            let end = at(passed);
            told = told.max(end + word.told.saturating_sub(word.end));
            out.words.push(TimedWord { start, end, told, ..TimedWord::clone(word) });
        }
        samples.extend(sound);
        if let Some(pause) = pause {
            let from = time(samples.len());
            samples.extend(silence(pause, &mut random));
            out.pauses.push((from, time(samples.len())));
        }
    }
    samples.extend(silence(AFTER, &mut random));
    activity.reset();
    let judged = activity.push(&Audio::mono_i16(RATE, samples))?;
    Ok(Spoken { turn: out, activity: judged.into_iter().map(|activity| activity.speech).collect() })
}

/// The words between pauses, each with the pause after it.
fn breaths(turn: &Turn) -> Vec<(Vec<&TimedWord>, Option<Duration>)> {
    let mut breaths = Vec::new();
    let mut words = turn.words.iter().peekable();
    for (from, to) in &turn.pauses {
        let mut breath = Vec::new();
        while let Some(word) = words.next_if(|word| word.end <= *from) {
            breath.push(word);
        }
        breaths.push((breath, Some(*to - *from)));
    }
    breaths.push((words.collect(), None));
    breaths
}

/// The sound of a text at 16 kHz, without the silence around it.
async fn say(text: &str, voice: &dyn TextToSpeech) -> Result<Vec<i16>> {
    let request = SpeechRequest { text: text.to_owned(), voice: None, language: Some("en-US".to_owned()) };
    let mut chunks = voice.synthesize(request);
    let mut rate = RATE;
    let mut samples: Vec<i16> = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let audio = chunk?.audio.mono();
        rate = audio.rate;
        samples.extend(audio.to_i16().iter());
    }
    let samples = resampled(&Audio::mono_i16(rate, samples), RATE)?.to_i16();
    let loud = |sample: &i16| sample.unsigned_abs() > QUIET.unsigned_abs();
    let first = samples.iter().position(loud).unwrap_or(0);
    let last = samples.iter().rposition(loud).map_or(0, |at| at + 1);
    Ok(samples.get(first..last).unwrap_or_default().to_vec())
}

fn silence(length: Duration, random: &mut Random) -> Vec<i16> {
    let count = (length.as_secs_f64() * f64::from(RATE)) as usize;
    (0..count).map(|_| random.between(-NOISE, NOISE) as i16).collect()
}

fn time(samples: usize) -> Duration {
    Duration::from_secs_f64(samples as f64 / f64::from(RATE))
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use prepai_core::testing::{ScriptedTextToSpeech, ScriptedVoiceActivity, VirtualClock};

    use super::super::{Lengths, Sentences, turns};
    use super::*;

    #[test]
    fn a_spoken_turn_has_its_words_and_its_pauses() {
        let voice = ScriptedTextToSpeech::new(std::sync::Arc::new(VirtualClock::new()));
        let mut activity = ScriptedVoiceActivity::new();
        for turn in turns(&Sentences::tuning(), Lengths::LogNormal, 1).iter().take(40) {
            let spoken = block_on(spoken(turn, &voice, &mut activity)).unwrap();
            let texts = |turn: &Turn| turn.words.iter().map(|word| word.text).collect::<Vec<&str>>();
            assert_eq!(texts(&spoken.turn), texts(turn));
            assert_eq!(spoken.turn.pauses.len(), turn.pauses.len());
            for (spoken, written) in spoken.turn.pauses.iter().zip(&turn.pauses) {
                let difference = (spoken.1 - spoken.0).abs_diff(written.1 - written.0);
                assert!(difference < Duration::from_millis(1), "{difference:?}");
            }
            assert!(spoken.turn.words.windows(2).all(|pair| pair[0].end <= pair[1].start));
            let end = spoken.turn.end() + AFTER;
            let heard = Duration::from_millis(16) * u32::try_from(spoken.activity.len()).unwrap();
            assert!(heard.abs_diff(end) < Duration::from_millis(40), "{heard:?} {end:?}");
        }
    }
}
