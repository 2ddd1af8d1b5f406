//! Code without fences, and words that give a solution away.

/// Whether a sentence reads like source code rather than speech about it.
pub(super) fn is_code(sentence: &str) -> bool {
    let starts = |keyword: &str, mark: char| {
        sentence.split(keyword).nth(1).is_some_and(|tail| tail.contains('(') && tail.contains(mark))
            && (sentence.starts_with(keyword) || sentence.contains(&format!(" {keyword}")))
    };
    if starts("def ", ':') || starts("function ", '{') || starts("fn ", '{') || starts("public ", '{') {
        return true;
    }
    const MARKS: &[&str] =
        &["return ", " = ", "+=", "==", "();", "; ", "{", "}", "=>", "for (", "if (", "while (", "in range("];
    MARKS.iter().filter(|mark| sentence.contains(*mark)).count() >= 3
}

/// Text in the form in which it is compared: lower case, no white space.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn talk_about_code_is_no_code() {
        for speech in [
            "What does your function return if the list is empty?",
            "You set x = 3 and then loop while x < n.",
            "Why `==` and not `is`?",
            "Could you define a function (any name) for that: what would it take?",
        ] {
            assert!(!is_code(speech), "{speech}");
        }
        for code in [
            "def two_sum(nums, target): seen = {}",
            "function f(a) { return a }",
            "for (let i = 0; i < n; i++) { sum += a[i]; }",
        ] {
            assert!(is_code(code), "{code}");
        }
    }
}
