//! Whether terms can be recognised in an answer, and only in a good one.

use crate::interview::bank::Words;

/// What is wrong with the terms of one list, one sentence each; `longest` is in words. Terms that are `shown` (in a
/// follow-up) are written as they should look, all others in small letters.
pub(super) fn problems(terms: &[String], longest: usize, shown: bool) -> Vec<String> {
    let mut problems = Vec::new();
    let all: Vec<Words> = terms.iter().map(|term| Words::of(term)).collect();
    for (index, (term, words)) in terms.iter().zip(&all).enumerate() {
        if words.is_empty() {
            problems.push(format!("the term `{term}` has no letters or digits and is never found"));
            continue;
        }
        if term.chars().filter(|c| c.is_alphanumeric()).count() == 1 {
            problems.push(format!("the term `{term}` is one character long and found by chance"));
        }
        if term.split_whitespace().count() > longest {
            problems
                .push(format!("the term `{term}` has more than {longest} words: nobody says exactly that"));
        }
        if !shown && term.chars().any(char::is_uppercase) {
            problems.push(format!("the term `{term}` should be in small letters"));
        }
        if all.iter().take(index).any(|earlier| alike(earlier, words)) {
            problems.push(format!("the term `{term}` is there twice"));
        }
    }
    problems
}

/// Whether one term is found wherever the other is.
fn alike(one: &Words, other: &Words) -> bool {
    one.len() == other.len() && (one.find_words(other).is_some() || other.find_words(one).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_that_cannot_be_told_are_found() {
        let terms = ["++", "n", "five words are too many", "Hash", "tree", "trees", "o(n)"];
        let terms = terms.map(str::to_owned);
        assert_eq!(problems(&terms, 4, true).len(), 4);
        let problems = problems(&terms, 4, false);
        let expected = ["no letters", "one character", "more than 4", "small letters", "there twice"];
        assert_eq!(problems.len(), expected.len(), "{problems:?}");
        for (problem, expected) in problems.iter().zip(expected) {
            assert!(problem.contains(expected), "{problem}");
        }
    }
}
