//! Whether a text can be spoken as it is.

/// Verbs that begin an invitation, as good as a question.
const INVITATIONS: [&str; 24] = [
    "choose",
    "compare",
    "compute",
    "convince",
    "describe",
    "design",
    "draw",
    "estimate",
    "explain",
    "give",
    "imagine",
    "name",
    "outline",
    "pick",
    "sketch",
    "summarise",
    "take",
    "talk",
    "teach",
    "tell",
    "think",
    "walk",
    "show",
    "write",
];

/// Abbreviations that a voice reads badly.
const WRITTEN: [&str; 4] = ["e.g.", "i.e.", "etc.", "http"];

/// Sentences of one text: the interviewer has three, and may begin with a word about the last answer.
const SENTENCES: usize = 3;
const WORDS: usize = 60;

/// What keeps a text from being spoken, one sentence each.
pub(super) fn problems(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    if let Some(mark) = markup(text) {
        problems.push(format!("has `{mark}`, which cannot be spoken"));
    }
    problems.extend(
        WRITTEN
            .iter()
            .filter(|word| text.contains(*word))
            .map(|word| format!("has `{word}`: write what is said")),
    );
    if text.trim() != text || text.contains("  ") {
        problems.push("has spaces that nobody hears".to_owned());
    }
    if text.matches('?').count() > 1 {
        problems.push("asks more than one question".to_owned());
    }
    if sentences(text).len() > SENTENCES {
        problems.push(format!("has more than {SENTENCES} sentences"));
    }
    if text.split_whitespace().count() > WORDS {
        problems.push(format!("has more than {WORDS} words"));
    }
    if text.starts_with(char::is_lowercase) {
        problems.push("begins with a small letter".to_owned());
    }
    problems
}

/// Whether a text asks for something: it ends in a question, or its last sentence is an invitation.
pub(super) fn asks(text: &str) -> bool {
    let invites = |sentence: &str| {
        let words = sentence.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        // "To begin with, tell me …" and "Please walk me through …" invite as well.
        words.take(20).any(|word| INVITATIONS.contains(&word.as_str()))
    };
    text.ends_with('?') || (text.ends_with('.') && sentences(text).last().is_some_and(|last| invites(last)))
}

fn markup(text: &str) -> Option<char> {
    let mut before = ' ';
    text.chars().find(|c| {
        let sharp = *c == '#' && before.is_alphabetic();
        before = *c;
        !sharp && matches!(c, '`' | '*' | '_' | '#' | '<' | '>' | '[' | ']' | '{' | '}' | '|' | '\\')
    })
}

fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(['.', '?', '!'])
        .map(str::trim)
        .filter(|part| part.chars().any(char::is_alphanumeric))
        .fold((Vec::new(), 0), |(mut sentences, at), part| {
            // A full stop inside a number or name ("99.9", "Node.js") ends nothing: the next part follows at once.
            let start = text.get(at..).and_then(|rest| rest.find(part)).map_or(at, |found| at + found);
            match sentences.last_mut() {
                Some((from, to)) if *to == start => (*from, *to) = (*from, start + part.len()),
                _ => sentences.push((start, start + part.len())),
            }
            (sentences, start + part.len())
        })
        .0
        .into_iter()
        .filter_map(|(from, to)| text.get(from..to))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_before_a_space() {
        assert_eq!(
            sentences("Use Node.js at 99.9 percent. Why? Tell me."),
            ["Use Node.js at 99.9 percent.", "Why?", "Tell me."]
        );
        assert!(sentences("...").is_empty());
    }

    #[test]
    fn a_text_that_can_be_spoken_has_no_problem() {
        assert!(problems("How does C# handle O(n log n) sorting?").is_empty());
        for (text, problem) in [
            ("What does `x` do?", "has ``"),
            ("What? And why?", "asks more"),
            ("Databases, e.g. Redis, what are they?", "has `e.g.`"),
            ("One. Two. Three. Four?", "has more than 3"),
            ("what is it?", "begins with"),
            ("What  is it?", "has spaces"),
        ] {
            let problems = problems(text);
            assert!(problems.len() == 1 && problems[0].starts_with(problem), "{text}: {problems:?}");
        }
        assert_eq!(problems(&"Word ".repeat(61)).len(), 2);
    }

    #[test]
    fn a_question_asks_and_so_does_an_invitation() {
        assert!(
            asks("Why?")
                && asks("You inherit a system. Tell me what you do.")
                && asks("To begin with, walk me through it.")
        );
        assert!(!asks("It is a cache.") && !asks("Why") && !asks("Tell me. It is a cache."));
    }
}
