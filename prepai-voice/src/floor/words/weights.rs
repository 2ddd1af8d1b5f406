//! How much each feature counts: `data/words/weights.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::tokens::Ending;

/// A logistic regression on the set for tuning, held near what grammar says before any example.
const FILE: &str = include_str!("../../../data/words/weights.txt");

static WEIGHTS: LazyLock<HashMap<&'static str, f64>> = LazyLock::new(|| {
    let lines = FILE.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(w, name)| Some((name, w.parse().ok()?)))
        .collect()
});

/// The weight of a feature; 0 for one that the examples said nothing about.
pub(super) fn of(name: &str) -> f64 {
    #[cfg(any(test, feature = "testing"))]
    if let Some(weight) = instead::of(name) {
        return weight;
    }
    WEIGHTS.get(name).copied().unwrap_or(0.0)
}

/// Other weights on this thread, for cross-validation.
#[cfg(any(test, feature = "testing"))]
pub(crate) mod instead {
    use std::cell::RefCell;
    use std::collections::HashMap;

    thread_local! {
        static WEIGHTS: RefCell<Option<HashMap<String, f64>>> = const { RefCell::new(None) };
    }

    /// From now on these, or again those of the file.
    pub(crate) fn set(weights: Option<HashMap<String, f64>>) {
        WEIGHTS.with(|cell| *cell.borrow_mut() = weights);
    }

    pub(super) fn of(name: &str) -> Option<f64> {
        WEIGHTS.with(|cell| cell.borrow().as_ref().map(|weights| weights.get(name).copied().unwrap_or(0.0)))
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_a_weight() {
        let lines: Vec<&str> = FILE.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(lines.len(), WEIGHTS.len());
        assert!(lines.len() > 300 && of("last Conjunction") < 0.0 && of("no such feature") == 0.0);
    }
}
