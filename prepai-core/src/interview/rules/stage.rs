//! Stage directions: what an actor would do, not say.

/// How a direction is set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Set {
    /// `*…*` or `_…_`, which may be mere emphasis.
    Emphasis {
        /// Whether a sentence could begin here.
        at_start: bool,
    },
    /// `(…)`, which may be a remark.
    Parentheses,
}

/// The longest direction in characters.
pub(super) const LONGEST: usize = 80;

/// What somebody does while talking.
const ACTS: &[&str] = &[
    "adjusts",
    "beams",
    "blinks",
    "chuckles",
    "chuckling",
    "clears",
    "coughs",
    "cringes",
    "exhales",
    "frowns",
    "gestures",
    "giggles",
    "glances",
    "grins",
    "grinning",
    "hesitates",
    "inhales",
    "laughing",
    "laughs",
    "leans",
    "listens",
    "nodding",
    "nods",
    "pauses",
    "pausing",
    "ponders",
    "raises",
    "scribbles",
    "shrugs",
    "sighs",
    "sighing",
    "sips",
    "smiles",
    "smiling",
    "smirks",
    "thinks",
    "types",
    "typing",
    "waits",
    "waves",
    "whispers",
    "whispering",
    "winks",
];

/// How somebody talks; a direction when nothing or little follows.
const MANNERS: &[&str] = &[
    "calmly",
    "cheerfully",
    "encouragingly",
    "enthusiastically",
    "excitedly",
    "gently",
    "quietly",
    "softly",
    "thoughtfully",
    "warmly",
];

/// Directions as a whole.
const WHOLE: &[&str] = &[
    "beat",
    "brief pause",
    "end of interview",
    "inaudible",
    "laughter",
    "long pause",
    "pause",
    "short pause",
    "silence",
    "smile",
    "thinking",
    "waiting",
    "waiting for response",
    "waiting for your response",
    "wait for response",
];

/// Whether words that are set off are a direction.
pub(super) fn is_direction(words: &str, set: Set) -> bool {
    let lower = words.trim().trim_end_matches(['.', '!', '…']).to_lowercase();
    if WHOLE.contains(&lower.as_str()) {
        return true;
    }
    let mut parts =
        lower.split_whitespace().filter(|word| !matches!(*word, "the" | "interviewer" | "i" | "she" | "he"));
    let Some(first) = parts.next().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())) else {
        return false;
    };
    let after = parts.count();
    if ACTS.contains(&first) {
        return after <= 8 && !(set == Set::Parentheses && lower.contains(','));
    }
    if MANNERS.contains(&first) || (first == "with" && lower.starts_with("with a ")) {
        return after <= 2 && set != (Set::Emphasis { at_start: false });
    }
    // "*leans back in the chair*": emphasis on several words rarely begins a sentence in lower case.
    let lower_case = words.trim().starts_with(char::is_lowercase);
    set == (Set::Emphasis { at_start: true }) && lower_case && after >= 2
}

/// Whether the first word inside parentheses could begin a direction; the rest need not be waited for if not.
pub(super) fn may_begin(word: &str) -> bool {
    let word = word.to_lowercase();
    let begins = |entry: &str| entry.split(' ').next() == Some(word.as_str());
    ACTS.contains(&word.as_str())
        || MANNERS.contains(&word.as_str())
        || WHOLE.iter().any(|entry| begins(entry))
        || matches!(word.as_str(), "the" | "interviewer" | "i" | "she" | "he" | "with")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Set = Set::Emphasis { at_start: false };

    #[test]
    fn acts_are_directions_and_emphasis_is_not() {
        for direction in ["smiles", "The interviewer nods slowly", "pause", "laughs softly", "long pause"] {
            assert!(is_direction(direction, PLAIN), "{direction}");
        }
        for said in ["really", "before", "Always", "why", "not"] {
            assert!(!is_direction(said, PLAIN), "{said}");
        }
        assert!(is_direction("flips through some notes", Set::Emphasis { at_start: true }));
    }

    #[test]
    fn remarks_in_parentheses_stay() {
        for said in [
            "for example the index",
            "a hash map",
            "pause and resume",
            "I mean the first one",
            "with retries",
        ] {
            assert!(!is_direction(said, Set::Parentheses), "{said}");
        }
        assert!(is_direction("laughs", Set::Parentheses));
        assert!(is_direction("with a smile", Set::Parentheses));
    }
}
