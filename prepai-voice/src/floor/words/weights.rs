//! How much each feature counts.

use super::features::COUNT;
use super::tokens::Ending;

/// Logistic regression on the set for tuning (`trial/fit.rs`), held near what grammar says before any example.
pub(super) const WEIGHTS: [f64; COUNT] = [
    2.0,  // bias
    -4.5, // filler
    -4.1, // conjunction
    -4.0, // subordinator
    -4.0, // determiner
    -4.2, // preposition
    -0.0, // particle
    -4.1, // subject
    -2.4, // auxiliary
    -3.0, // degree
    -1.4, // adjective
    -1.6, // transitive
    -3.1, // dictation
    -2.1, // number
    -2.9, // repeated
    0.3,  // closer
    -6.5, // short open answer
    -1.7, // short clause
    -1.4, // no main clause
    -0.7, // open list
    0.4,  // answers yes or no
    0.1,  // answers briefly
    0.9,  // asks back
    -1.7, // no verb yet
    -0.1, // clause without verb
    -2.8, // short short answer
];

/// Punctuation of the recogniser counts little: recognisers put a full stop after anything.
pub(super) fn ending(ending: Ending) -> f64 {
    match ending {
        Ending::Nothing => 0.0,
        Ending::Stop => 0.3,
        Ending::Question => 1.0,
        Ending::Comma => -1.5,
        Ending::Open => -3.0,
    }
}
