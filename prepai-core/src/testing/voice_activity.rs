//! The behaviour of every [`VoiceActivity`].

use super::check::{Checked, ensure, ensure_eq, suite};
use crate::speech::{Activity, Audio, Samples, VoiceActivity};

/// Voice activity to check, and what to let it hear.
#[derive(Debug)]
pub struct Subject {
    /// A fresh instance.
    pub activity: Box<dyn VoiceActivity>,
    /// Somebody who speaks for at least half a second, mono at 16 kHz in 16-bit integers.
    pub speech: Audio,
}

suite! {
    /// What every judge of voice activity does.
    "voice_activity": Subject {
        /// Every judgement is between 0 and 1, and there are at least ten a second.
        judges_between_0_and_1,
        /// Speech is judged higher than silence.
        tells_speech_from_silence,
        /// The judgements do not depend on how the sound was cut.
        does_not_mind_how_sound_is_cut,
        /// After a reset everything is as in the beginning.
        forgets_on_reset,
        /// No sound brings no judgement.
        takes_no_sound,
        /// Another rate, or more channels than one, is an error.
        refuses_other_formats,
    }
}

fn mean(judged: &[Activity]) -> f32 {
    judged.iter().map(|activity| activity.speech).sum::<f32>() / judged.len().max(1) as f32
}

fn pushed(activity: &mut dyn VoiceActivity, sound: &Audio, piece: usize) -> Checked<Vec<Activity>> {
    let Samples::I16(samples) = &sound.samples else { return Ok(activity.push(sound)?) };
    let mut judged = Vec::new();
    for piece in samples.chunks(piece) {
        judged.extend(activity.push(&Audio::mono_i16(sound.rate, piece))?);
    }
    Ok(judged)
}

async fn judges_between_0_and_1(mut subject: Subject) -> Checked {
    let judged = pushed(&mut *subject.activity, &subject.speech, 320)?;
    let least = subject.speech.frames() / 1_600;
    ensure!(judged.len() as u64 >= least, "{} judgements where {least} were the least", judged.len());
    ensure!(judged.iter().all(|activity| (0.0..=1.0).contains(&activity.speech)), "{judged:?}");
    Ok(())
}

async fn tells_speech_from_silence(mut subject: Subject) -> Checked {
    let speech = mean(&pushed(&mut *subject.activity, &subject.speech, 320)?);
    subject.activity.reset();
    let silence = mean(&pushed(&mut *subject.activity, &Audio::mono_i16(16_000, vec![0; 16_000]), 320)?);
    ensure!(speech > silence + 0.2, "speech {speech}, silence {silence}");
    Ok(())
}

async fn does_not_mind_how_sound_is_cut(mut subject: Subject) -> Checked {
    let whole = pushed(&mut *subject.activity, &subject.speech, usize::MAX)?;
    for piece in [7, 320, 1_000] {
        subject.activity.reset();
        ensure_eq!(pushed(&mut *subject.activity, &subject.speech, piece)?, whole, "cut into {piece}");
    }
    Ok(())
}

async fn forgets_on_reset(mut subject: Subject) -> Checked {
    let first = pushed(&mut *subject.activity, &subject.speech, 320)?;
    // An unfinished frame must not survive either.
    pushed(&mut *subject.activity, &Audio::mono_i16(16_000, vec![9_000; 37]), 320)?;
    subject.activity.reset();
    ensure_eq!(pushed(&mut *subject.activity, &subject.speech, 320)?, first, "after a reset");
    Ok(())
}

async fn takes_no_sound(mut subject: Subject) -> Checked {
    let judged = subject.activity.push(&Audio::mono_i16(16_000, Vec::new()))?;
    ensure!(judged.is_empty(), "{judged:?}");
    Ok(())
}

async fn refuses_other_formats(mut subject: Subject) -> Checked {
    let stereo = Audio { channels: 2, ..Audio::mono_i16(16_000, vec![0; 640]) };
    ensure!(subject.activity.push(&Audio::mono_i16(48_000, vec![0; 960])).is_err(), "took 48 kHz");
    ensure!(subject.activity.push(&stereo).is_err(), "took two channels");
    Ok(())
}
