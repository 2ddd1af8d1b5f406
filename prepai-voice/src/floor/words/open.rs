//! The words of the open classes and what they can be: `data/words/open.txt`, made of WordNet.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A part of speech of an open class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Noun,
    Verb,
    Adjective,
    Adverb,
}

/// How a word was made of the one in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    S,
    Past,
    Ing,
}

/// What a word can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Open {
    /// What it is most often.
    pub(super) best: Part,
    pub(super) noun: bool,
    pub(super) verb: bool,
    pub(super) adjective: bool,
    /// A verb, seldom.
    pub(super) seldom_verb: bool,
    /// A verb that does not stand without an object.
    pub(super) transitive: bool,
    pub(super) form: Form,
}

const LIST: &str = include_str!("../../../data/words/open.txt");

static OPEN: LazyLock<HashMap<&'static str, Open>> = LazyLock::new(|| {
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(word, code)| Some((word, read(code)?)))
        .collect()
});

fn read(code: &str) -> Option<Open> {
    let part = |letter| match letter {
        'n' => Some(Part::Noun),
        'v' => Some(Part::Verb),
        'a' => Some(Part::Adjective),
        'r' => Some(Part::Adverb),
        _ => None,
    };
    Some(Open {
        best: code.chars().find_map(part)?,
        noun: code.contains('n'),
        verb: code.contains('v'),
        adjective: code.contains('a'),
        seldom_verb: code.contains('w'),
        transitive: code.contains('t'),
        form: if code.contains('p') { Form::Past } else { Form::Plain },
    })
}

fn listed(word: &str) -> Option<Open> {
    #[cfg(any(test, feature = "testing"))]
    if super::lexicon::hidden::open(word) {
        return None;
    }
    OPEN.get(word).copied()
}

/// What a word can be, by the list or by its ending; `None` for a word that nobody knows.
pub(super) fn look(word: &str) -> Option<Open> {
    listed(word).or_else(|| inflected(word)).or_else(|| {
        let adverb = Open {
            best: Part::Adverb,
            noun: false,
            verb: false,
            adjective: false,
            seldom_verb: false,
            transitive: false,
            form: Form::Plain,
        };
        word.ends_with("ly").then_some(adverb)
    })
}

fn inflected(word: &str) -> Option<Open> {
    let of = |base: &str, form: Form| {
        let open = listed(base)?;
        let verb = open.verb || open.seldom_verb;
        match form {
            Form::S if open.noun || open.verb => {
                let best = if open.best == Part::Verb || !open.noun { Part::Verb } else { Part::Noun };
                Some(Open { best, adjective: false, form, ..open })
            }
            Form::Past if verb => {
                Some(Open { best: Part::Verb, noun: false, verb, adjective: false, form, ..open })
            }
            Form::Ing if verb => {
                Some(Open { best: Part::Verb, noun: true, verb, adjective: false, form, ..open })
            }
            _ => None,
        }
    };
    if let Some(base) = word.strip_suffix('s').filter(|base| base.len() > 2 && !base.ends_with('s')) {
        let ies = word.strip_suffix("ies").map(|base| format!("{base}y"));
        return ies
            .and_then(|base| of(&base, Form::S))
            .or_else(|| of(word.strip_suffix("es")?, Form::S))
            .or_else(|| of(base, Form::S));
    }
    let (base, form) = match (word.strip_suffix("ed"), word.strip_suffix("ing")) {
        (Some(base), _) => (base, Form::Past),
        (_, Some(base)) => (base, Form::Ing),
        _ => return None,
    };
    if base.len() < 3 {
        return None;
    }
    // "moved", "called", "stopped", "tried".
    of(&format!("{base}e"), form)
        .or_else(|| of(base, form))
        .or_else(|| {
            let single = base.get(..base.len() - 1)?;
            (single.chars().last() == base.chars().last()).then(|| of(single, form)).flatten()
        })
        .or_else(|| of(&format!("{}y", base.strip_suffix('i')?), form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_their_forms_are_known() {
        let best = |word: &str| look(word).map(|open| (open.best, open.form));
        assert_eq!(best("supplier"), Some((Part::Noun, Form::Plain)));
        assert_eq!(best("suppliers"), Some((Part::Noun, Form::S)));
        assert_eq!(best("companies"), Some((Part::Noun, Form::S)));
        for word in ["introduced", "stopped", "carried", "grew"] {
            assert_eq!(best(word), Some((Part::Verb, Form::Past)), "{word}");
        }
        assert_eq!(best("convinced"), Some((Part::Adjective, Form::Plain)), "what is listed counts as it is");
        assert_eq!(best("negotiating"), Some((Part::Verb, Form::Ing)));
        assert_eq!(best("frobnicate"), None);
        assert!(look("introduced").is_some_and(|open| open.transitive));
        assert!(look("depends").is_some_and(|open| !open.transitive));
    }
}
