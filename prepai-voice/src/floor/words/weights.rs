//! How much each feature counts.

use super::features::COUNT;
use super::tokens::Ending;

/// Logistic regression on the set for tuning (`trial/fit.rs`), held near what grammar says before any example.
pub(super) const WEIGHTS: [f64; COUNT] = [
    2.2,  // bias
    -4.5, // filler
    -4.2, // conjunction
    -3.5, // subordinator
    -4.1, // determiner
    -3.2, // preposition
    -0.4, // particle
    -4.0, // subject
    -2.7, // auxiliary
    -3.0, // degree
    -2.6, // adjective
    -1.6, // transitive
    -3.0, // dictation
    -2.1, // number
    -2.9, // repeated
    0.3,  // closer
    -6.1, // short open answer
    -1.4, // short clause
    -1.6, // no main clause
    -0.8, // open list
    0.1,  // answers yes or no
    -0.0, // answers briefly
    0.9,  // asks back
    -1.8, // no verb yet
    -0.9, // clause without verb
    -2.6, // short short answer
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
