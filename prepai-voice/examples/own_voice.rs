//! Measures what the echo detector makes of the interviewer's own voice in rooms: false pauses, and how late a person is found over it.
//!
//! ```text
//! cargo run --release -p prepai-voice --example own_voice --features espeak
//! ```
//!
//! Replies by espeak at -20 dB of full scale come back through sparse synthetic rooms; playback stops at a pause and goes on when the floor
//! says so, as it does in an interview. Times are virtual, so the figures are the same on every machine.

#![expect(clippy::print_stdout, reason = "a program for a terminal")]

use std::time::Duration;

use futures::StreamExt;
use futures::executor::block_on;
use prepai_core::Result;
use prepai_core::speech::{Audio, SpeechRequest, TextToSpeech, VoiceActivity};
use prepai_voice::activity::Earshot;
use prepai_voice::audio::resampled;
use prepai_voice::espeak::{Espeak, EspeakOptions};
use prepai_voice::floor::echo::EchoDetector;
use prepai_voice::floor::{Floor, FloorSettings, FloorSignal, Frame, Interviewer, Observation};

const RATE: u32 = 16_000;
const FRAME: usize = 256;
const VOICES: [&str; 7] =
    ["en-us", "en-gb", "en-us+f2", "en-gb+m3", "en-us+f4", "en-gb-scotland", "en-us+m7"];
const REPLY: &str = "Thank you, that helps me understand how the team was set up. Let us talk about the migration for a moment. You said that \
    the old system had to stay up while the new one was filled with data, and that the customers should not notice any of it. How did you decide \
    which part to move first, and what would you have done if the numbers of both sides had not agreed in the end? Take the time you need, and feel \
    free to think aloud while you go through it.";
const PERSON: &str = "Sorry, may I ask something about that before we go on with the next question?";

/// What came of one reply.
#[derive(Default)]
struct Outcome {
    seconds: f64,
    pauses: usize,
    interrupts: usize,
    found_ms: Option<f64>,
}

/// Ways of a sound through a room: delays in samples and gains.
struct Room(Vec<(usize, f32)>);

impl Room {
    /// The way straight back, and for a room that sounds on for `reverberates` (60 dB) a tail of sparse echoes half as strong; together `gain_db`.
    fn new(delay_ms: usize, gain_db: f32, reverberates: f32) -> Room {
        let direct = delay_ms * 16;
        let mut taps = vec![(direct, 1.0f32)];
        let mut state = 12_345u32;
        let mut random = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1u32 << 24) as f32
        };
        let tail = (reverberates * RATE as f32) as usize;
        for _ in 0..if tail > 0 { 40 } else { 0 } {
            let late = random();
            let sign = if random() < 0.5 { -1.0 } else { 1.0 };
            let fades = libm::powf(10.0, -3.0 * late);
            taps.push((direct + 32 + (late * tail as f32) as usize, 0.35 * sign * fades));
        }
        let energy: f32 = taps.iter().map(|(_, gain)| gain * gain).sum();
        let scale = libm::powf(10.0, gain_db / 20.0) / libm::sqrtf(energy);
        Room(taps.into_iter().map(|(at, gain)| (at, gain * scale)).collect())
    }

    fn comes_back(&self, played: &[i16], at: usize) -> f32 {
        let tap = |(delay, gain): &(usize, f32)| {
            at.checked_sub(*delay)
                .and_then(|at| played.get(at))
                .map_or(0.0, |sample| f32::from(*sample) * gain)
        };
        self.0.iter().map(tap).sum()
    }
}

fn main() -> Result<()> {
    let replies: Vec<Vec<i16>> =
        VOICES.iter().map(|voice| say(voice, REPLY, -20.0)).collect::<Result<_>>()?;
    let people: Vec<Vec<i16>> =
        VOICES.iter().rev().map(|voice| say(voice, PERSON, -24.0)).collect::<Result<_>>()?;
    for gain_db in [-12.0, -6.0] {
        for reverberates in [0.0, 0.2, 0.4] {
            for delay_ms in [40, 120, 250] {
                let room = Room::new(delay_ms, gain_db, reverberates);
                let alone: Vec<Outcome> =
                    replies.iter().map(|reply| listen(reply, &room, None)).collect::<Result<_>>()?;
                let mut found = Vec::new();
                let mut missed = 0;
                for (number, (reply, person)) in replies.iter().zip(&people).enumerate() {
                    for third in 1..=2 {
                        let from = reply.len() * third / 3 + number * 1_371;
                        match listen(reply, &room, Some((person, from)))?.found_ms {
                            Some(ms) => found.push(ms),
                            None => missed += 1,
                        }
                    }
                }
                found.sort_by(f64::total_cmp);
                let minutes = alone.iter().map(|outcome| outcome.seconds).sum::<f64>() / 60.0;
                let pauses: usize = alone.iter().map(|outcome| outcome.pauses).sum();
                let interrupts: usize = alone.iter().map(|outcome| outcome.interrupts).sum();
                println!(
                    "{gain_db} dB, room {reverberates} s, after {delay_ms} ms: {:.1} false pauses a minute, {interrupts} interruptions; a person is \
                     found after {:.0} ms (median), {:.0} ms (latest) of {}, {missed} missed",
                    pauses as f64 / minutes,
                    found.get(found.len() / 2).copied().unwrap_or_default(),
                    found.last().copied().unwrap_or_default(),
                    found.len(),
                );
            }
        }
    }
    Ok(())
}

/// Plays a reply to a floor that hears it through the room, with a person who begins when so many samples were played.
fn listen(reply: &[i16], room: &Room, person: Option<(&Vec<i16>, usize)>) -> Result<Outcome> {
    let mut echo = EchoDetector::new();
    let mut activity = Earshot::new();
    let mut floor = Floor::new(FloorSettings::default());
    floor.take(Duration::ZERO, Observation::Interviewer(Interviewer::Speaks));
    let mut outcome = Outcome::default();
    let (mut played, mut at, mut paused): (Vec<i16>, usize, bool) = (Vec::new(), 0, false);
    let mut began: Option<usize> = None;
    let mut noise = 1u32;
    while at < reply.len() && played.len() < reply.len() * 2 {
        let now = played.len();
        let piece: Vec<i16> =
            if paused { vec![0; FRAME] } else { reply.iter().skip(at).take(FRAME).copied().collect() };
        if !paused {
            echo.play(now as u64, &piece);
            at += piece.len();
        }
        played.extend(&piece);
        played.resize(now + FRAME, 0);
        if person.is_some_and(|(_, from)| at >= from) && began.is_none() {
            began = Some(now);
        }
        let heard: Vec<i16> = (now..now + FRAME)
            .map(|sample| {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let hiss = ((noise >> 16) as f32 / 65_536.0 - 0.5) * 16.0;
                let says =
                    began.zip(person).and_then(|(from, (person, _))| person.get(sample.checked_sub(from)?));
                (room.comes_back(&played, sample) + hiss + says.map_or(0.0, |sample| f32::from(*sample)))
                    .clamp(-32_768.0, 32_767.0) as i16
            })
            .collect();
        let time = Duration::from_secs_f64((now + FRAME) as f64 / f64::from(RATE));
        let judged = activity.push(&Audio::mono_i16(RATE, heard.clone()))?;
        for (activity, heard) in judged.into_iter().zip(echo.hear(&heard)) {
            for signal in floor.take(time, Observation::Frame(Frame::new(activity, heard))) {
                match signal {
                    FloorSignal::PausePlayback => {
                        paused = true;
                        echo.stop((now + FRAME) as u64);
                        match began {
                            Some(from) => {
                                outcome.found_ms = Some((now + FRAME - from) as f64 / 16.0);
                                return Ok(outcome);
                            }
                            None => outcome.pauses += 1,
                        }
                    }
                    FloorSignal::ResumePlayback => paused = false,
                    FloorSignal::Interrupt => {
                        outcome.interrupts += 1;
                        paused = false;
                        floor.take(time, Observation::Interviewer(Interviewer::Thinks));
                        floor.take(time, Observation::Interviewer(Interviewer::Speaks));
                    }
                    _ => {}
                }
            }
        }
    }
    outcome.seconds = played.len() as f64 / f64::from(RATE);
    Ok(outcome)
}

/// A text at 16 kHz in a voice, without the silence before it, at a level in dB of full scale.
fn say(voice: &str, text: &str, level_dbfs: f32) -> Result<Vec<i16>> {
    let espeak = Espeak::new(EspeakOptions::default())?;
    let request = SpeechRequest {
        text: text.to_owned(),
        voice: Some(voice.to_owned()),
        language: Some("en-US".to_owned()),
    };
    let mut chunks = espeak.synthesize(request);
    let (mut rate, mut samples) = (RATE, Vec::new());
    while let Some(chunk) = block_on(chunks.next()) {
        let audio = chunk?.audio.mono();
        rate = audio.rate;
        samples.extend(audio.to_i16().iter());
    }
    let samples = resampled(&Audio::mono_i16(rate, samples), RATE)?.to_i16();
    let first = samples.iter().position(|sample| sample.unsigned_abs() > 200).unwrap_or(0);
    let sound = samples.get(first..).unwrap_or_default();
    let square: f64 = sound.iter().map(|sample| f64::from(*sample) * f64::from(*sample)).sum();
    let root = libm::sqrt(square / sound.len().max(1) as f64).max(1.0);
    let gain = libm::pow(10.0, f64::from(level_dbfs) / 20.0) * 32_768.0 / root;
    Ok(sound.iter().map(|sample| (f64::from(*sample) * gain).clamp(-32_768.0, 32_767.0) as i16).collect())
}
