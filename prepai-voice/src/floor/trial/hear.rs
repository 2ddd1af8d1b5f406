//! Plays a turn to a floor, as a detector of activity and a recogniser would.

use std::time::Duration;

use super::super::observation::FRAME;
use super::super::{Floor, FloorSignal, Frame, Interviewer, Observation, Question, Words};
use super::random::Random;
use super::sound::Spoken;
use super::turn::{PauseKind, Turn};

/// How a turn went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// Why there were pauses.
    pub kind: PauseKind,
    /// Whether the turn was taken to be over inside it.
    pub cut: bool,
    /// From the end of the last word to the end of the turn.
    pub delay: Duration,
}

/// Nobody waits longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Plays a turn; it begins `at` in the conversation. Gives how it went and when it was over.
///
/// The detector is late by 0 to 32 ms at the beginning of speech and holds on for 0 to 96 ms at its end, loses six frames in a
/// hundred inside words, and one pause in thirty has an audible breath of 64 ms. The recogniser tells each word 150 to 400 ms after
/// it ended, misses one in fifty and half of the fillers, and knows no punctuation.
pub fn hear(turn: &Turn, floor: &mut Floor, at: Duration) -> (Heard, Duration) {
    let mut random = Random::new(turn.seed);
    let voiced = voiced(turn, &mut random);
    let speech = |time: Duration, random: &mut Random| {
        let next = time + FRAME;
        if voiced.iter().any(|(from, to)| *from < next && *to > time) {
            if random.chance(0.06) { 0.2 } else { 0.9 }
        } else if random.chance(0.005) {
            0.7
        } else {
            0.05
        }
    };
    play(turn, floor, at, random, speech)
}

/// Plays a turn that was spoken, as its detector judged it; the recogniser is the same.
pub fn hear_spoken(spoken: &Spoken, floor: &mut Floor, at: Duration) -> (Heard, Duration) {
    let random = Random::new(spoken.turn.seed);
    let speech = |time: Duration, _: &mut Random| {
        let frame = (time.as_micros() / FRAME.as_micros()) as usize;
        // After the last frame the room stays as quiet as it was.
        let last = spoken.activity.len().saturating_sub(1);
        spoken.activity.get(frame.min(last)).copied().unwrap_or(0.0)
    };
    play(&spoken.turn, floor, at, random, speech)
}

fn play(
    turn: &Turn,
    floor: &mut Floor,
    at: Duration,
    mut random: Random,
    speech: impl Fn(Duration, &mut Random) -> f32,
) -> (Heard, Duration) {
    floor.take(at, Observation::Interviewer(Interviewer::Speaks));
    floor.take(at, Observation::Interviewer(Interviewer::Listens));
    floor.take(at, Observation::Asked(Question { kind: turn.question, budget: None }));
    let mut heard = Heard { kind: turn.kind, cut: false, delay: PATIENCE };
    // Words before this one belong to a turn that was taken to be over.
    let mut first = 0;
    let mut told = 0;
    let mut time = Duration::ZERO;
    while time < turn.end() + PATIENCE {
        let speech = speech(time, &mut random);
        time += FRAME;
        let mut signals = floor.take(at + time, Observation::Frame(Frame::of_speech(speech)));
        while let Some(word) = turn.words.get(told).filter(|word| word.told <= time) {
            told += 1;
            let text: Vec<&str> = turn
                .words
                .get(first..told)
                .unwrap_or_default()
                .iter()
                .filter(|word| word.recognised)
                .map(|word| word.text)
                .collect();
            let words = Words { text: text.join(" "), until: Some(at + word.end) };
            signals.extend(floor.take(at + time, Observation::Words(words)));
        }
        let typing = turn.kind == PauseKind::Typing
            && turn.pauses.iter().any(|(from, to)| *from <= time && time <= *to);
        if typing && random.chance(0.06) {
            signals.extend(floor.take(at + time, Observation::Editor));
        }
        for signal in signals {
            match signal {
                FloorSignal::TurnEnds { .. } if time >= turn.end() => {
                    heard.delay = time - turn.end();
                    return (heard, at + time);
                }
                FloorSignal::TurnEnds { .. } => {
                    heard.cut = true;
                    first = told;
                }
                _ => {}
            }
        }
    }
    (heard, at + time)
}

/// Stretches in which the detector hears a voice.
fn voiced(turn: &Turn, random: &mut Random) -> Vec<(Duration, Duration)> {
    let mut stretches: Vec<(Duration, Duration)> = Vec::new();
    for word in &turn.words {
        match stretches.last_mut() {
            Some((_, end)) if word.start <= *end + Duration::from_millis(1) => *end = word.end,
            _ => stretches.push((word.start, word.end)),
        }
    }
    let ms = |random: &mut Random, high: f64| Duration::from_secs_f64(random.between(0.0, high) / 1_000.0);
    let mut out = Vec::new();
    for (from, to) in stretches {
        out.push((from + ms(random, 32.0), to + ms(random, 96.0)));
    }
    for (from, to) in &turn.pauses {
        if random.chance(1.0 / 30.0) {
            let breath = *from + (*to - *from).mul_f64(random.between(0.3, 0.7));
            out.push((breath, breath + Duration::from_millis(64)));
        }
    }
    out
}
