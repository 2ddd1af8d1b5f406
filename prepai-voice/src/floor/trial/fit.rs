//! How the weights of the words come about: logistic regression on silences of the set for tuning.
//!
//! The examples are the words before each pause and at each end. A penalty holds the weight of a rule near what grammar says of it before
//! any example, and that of a part of speech near 0. Which penalty, and which numbers of [`Endpointing`], is decided by
//! cross-validation: weights that were fitted without a sentence read it.

use std::collections::HashMap;

use super::super::words::{features_of, hidden, instead};
use super::super::{Endpointing, Floor, FloorSettings, Language};
use super::hear::{Heard, hear};
use super::score::Score;
use super::sentences::{Sentence, Sentences};
use super::turn::{Lengths, PauseKind, Turn, turns};

/// What grammar says before any example.
const PRIOR: [(&str, f64); 25] = [
    ("any words", 1.5),
    ("filler", -4.0),
    ("conjunction", -4.0),
    ("subordinator", -4.0),
    ("determiner", -4.0),
    ("preposition", -4.0),
    ("particle", -1.0),
    ("subject", -4.0),
    ("auxiliary", -3.0),
    ("degree", -3.0),
    ("adjective", -3.0),
    ("transitive", -2.0),
    ("dictation", -3.0),
    ("number", -1.5),
    ("repeated", -3.0),
    ("closer", 2.0),
    ("short open answer", -4.0),
    ("short clause", -1.5),
    ("no main clause", -2.0),
    ("open list", -2.0),
    ("answers yes or no", 1.0),
    ("asks back", 1.0),
    ("no verb yet", -2.0),
    ("clause without verb", -2.0),
    ("short short answer", -2.0),
];

/// How strongly rules are held at what grammar says, and all else at 0; times the number of examples.
const HELD: f64 = 0.0005;
/// The same for the shape and the structure of answers.
const HELD_SHAPES: f64 = 0.0004;
/// Steps of the descent.
const STEPS: usize = 250;
/// Parts of a cross-validation.
const PARTS: usize = 8;

/// A silence with what was seen in the words before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Names and amounts.
    pub seen: Vec<(String, f64)>,
    /// Whether the turn was over.
    pub end: bool,
}

/// Weights by the names of features.
pub type Weights = HashMap<String, f64>;

/// What is seen at pauses and ends of turns that are made of sentences, with several seeds. With each other seed, other words are
/// missing from the lists: weights must not rely on lists that happen to hold the words at hand.
pub fn examples(sentences: &Sentences) -> Vec<Example> {
    let mut all = Vec::new();
    for seed in 0..4 {
        hidden::set(seed);
        for turn in turns(sentences, Lengths::LogNormal, 1_000 + seed) {
            if turn.kind != PauseKind::Sentence {
                all.extend(silences(&turn));
            }
        }
    }
    hidden::set(0);
    all
}

fn silences(turn: &Turn) -> Vec<Example> {
    let ends = turn.pauses.iter().map(|(from, _)| (*from, false)).chain([(turn.end(), true)]);
    ends.map(|(at, end)| {
        let words = turn.words.iter().filter(|word| word.end <= at && word.recognised);
        let text = words.map(|word| word.text).collect::<Vec<&str>>().join(" ");
        Example { seen: features_of(&text, turn.question), end }
    })
    .collect()
}

/// Fits weights; ends and pauses weigh the same.
pub fn fit(examples: &[Example]) -> Weights {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    // The same silence comes many times: each is worked on once, with its weight.
    let mut rows: HashMap<(Vec<(usize, u64)>, bool), f64> = HashMap::new();
    for example in examples {
        let seen = example.seen.iter().map(|(name, much)| {
            let next = numbers.len();
            (*numbers.entry(name).or_insert(next), much.to_bits())
        });
        *rows.entry((seen.collect(), example.end)).or_default() += 1.0;
    }
    let priors: HashMap<&str, f64> = PRIOR.into_iter().collect();
    let mut names: Vec<(&str, usize)> = numbers.into_iter().collect();
    names.sort_by_key(|(_, number)| *number);
    let prior: Vec<f64> = names.iter().map(|(name, _)| priors.get(name).copied().unwrap_or(0.0)).collect();
    let held = |name: &str| match name {
        "any words" => 1e-6,
        name if priors.contains_key(name) => HELD,
        _ => HELD_SHAPES,
    };
    let held: Vec<f64> = names.iter().map(|(name, _)| held(name)).collect();
    let ends: f64 = rows.iter().filter(|((_, end), _)| *end).map(|(_, count)| count).sum();
    let all = examples.len().max(1) as f64;
    let balance = ends / (all - ends).max(1.0);
    // In an order of their own: sums of floating point depend on it.
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by(|one, other| one.0.cmp(&other.0));
    let rows: Vec<Row> = rows
        .into_iter()
        .map(|((seen, end), count)| Row {
            seen: seen.into_iter().map(|(at, much)| (at, f64::from_bits(much))).collect(),
            end,
            weight: count * if end { 1.0 } else { balance } / all,
            share: count / all,
        })
        .collect();
    let weights = descend(&rows, &prior, &held);
    names.into_iter().map(|(name, _)| name.to_owned()).zip(weights).collect()
}

/// What is seen at some silences, by the numbers of features.
struct Row {
    seen: Vec<(usize, f64)>,
    end: bool,
    /// How much it counts.
    weight: f64,
    /// What part of all silences it is.
    share: f64,
}

/// Gradient descent with momentum; each weight moves by its gradient over the mean square of its feature.
fn descend(rows: &[Row], prior: &[f64], held: &[f64]) -> Vec<f64> {
    let mut scale: Vec<f64> = held.to_vec();
    for row in rows {
        for (at, much) in &row.seen {
            if let Some(scale) = scale.get_mut(*at) {
                *scale += row.share * much * much;
            }
        }
    }
    let mut weights = prior.to_vec();
    let mut speed = vec![0.0; weights.len()];
    for _ in 0..STEPS {
        let mut gradient: Vec<f64> =
            weights.iter().zip(prior).zip(held).map(|((w, p), h)| -h * (w - p)).collect();
        for row in rows {
            let sum: f64 = row.seen.iter().map(|(at, much)| weights.get(*at).unwrap_or(&0.0) * much).sum();
            let p = 1.0 / (1.0 + libm::exp(-sum));
            let missing = row.weight * (f64::from(u8::from(row.end)) - p);
            for (at, much) in &row.seen {
                if let Some(gradient) = gradient.get_mut(*at) {
                    *gradient += missing * much;
                }
            }
        }
        for (((weight, speed), gradient), scale) in
            weights.iter_mut().zip(&mut speed).zip(&gradient).zip(&scale)
        {
            *speed = 0.9 * *speed + 0.15 * gradient / scale;
            *weight += *speed;
        }
    }
    weights
}

/// Sentences with the weights that were fitted without them.
#[derive(Debug, Clone)]
pub struct Fold {
    weights: Weights,
    turns: Vec<Turn>,
}

/// Fits eight times, each time without an eighth of the sentences. The turns are of `seed`.
pub fn folds(sentences: &Sentences, lengths: Lengths, seed: u64) -> Vec<Fold> {
    (0..PARTS)
        .map(|part| {
            let (left_out, rest): (Vec<_>, Vec<_>) =
                sentences.all.iter().cloned().enumerate().partition(|(number, _)| number % PARTS == part);
            let only = |all: Vec<(usize, Sentence)>| Sentences {
                all: all.into_iter().map(|(_, sentence)| sentence).collect(),
                ..sentences.clone()
            };
            let weights = fit(&examples(&only(rest)));
            Fold { weights, turns: turns(&only(left_out), lengths, seed) }
        })
        .collect()
}

/// How turns go with settings when no weight knows their sentences, each for a floor that knows nobody.
pub fn validate(folds: &[Fold], settings: &Endpointing) -> Score {
    let mut all: Vec<Heard> = Vec::new();
    for fold in folds {
        instead::set(Some(fold.weights.clone()));
        for turn in &fold.turns {
            let settings = FloorSettings { endpointing: settings.clone(), ..FloorSettings::default() };
            all.push(hear(turn, &mut Floor::new(settings), std::time::Duration::ZERO).0);
        }
    }
    instead::set(None);
    Score::of(&all)
}

/// What the turns of folds look like at their silences: the words, the completeness that strange weights see, and the pause.
pub fn readings(folds: &[Fold]) -> Vec<(String, f64, Option<std::time::Duration>, PauseKind)> {
    let mut all = Vec::new();
    for fold in folds {
        instead::set(Some(fold.weights.clone()));
        for turn in &fold.turns {
            let ends = turn.pauses.iter().map(|(from, to)| (*from, Some(*to - *from)));
            for (at, pause) in ends.chain([(turn.end(), None)]) {
                let words = turn.words.iter().filter(|word| word.end <= at && word.recognised);
                let text = words.map(|word| word.text).collect::<Vec<&str>>().join(" ");
                let completeness =
                    super::super::words::read(&text, turn.question, Language::English).completeness;
                all.push((text, completeness, pause, turn.kind));
            }
        }
    }
    instead::set(None);
    all
}
