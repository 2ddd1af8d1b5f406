//! A light stemmer: plurals, -ing and -ed, nothing that changes what a word means.

/// The form in which inflected words are equal. It need not be a word.
pub(super) fn stem(word: &str) -> String {
    let mut word = word.strip_suffix("'s").unwrap_or(word).to_owned();
    if let Some(rest) = word.strip_suffix("ies").filter(|rest| rest.len() >= 2) {
        word = format!("{rest}y");
    } else if word.len() > 3
        && word.ends_with('s')
        && !["ss", "us", "is"].iter().any(|end| word.ends_with(end))
    {
        word.pop();
    }
    if let Some(rest) = word.strip_suffix("ied").filter(|rest| rest.len() >= 2) {
        return format!("{rest}y");
    }
    for ending in ["ing", "ed"] {
        let Some(rest) = word.strip_suffix(ending).filter(|_| !word.ends_with("eed")) else { continue };
        if rest.len() < 3
            || !rest.bytes().any(|b| b"aeiouy".contains(&b))
            || (ending == "ing" && rest.len() < 4 && !cvc(rest))
        {
            continue;
        }
        return trim(undouble(rest));
    }
    trim(&word)
}

/// "cach(e)", "stor(e)": what a silent e hides.
fn trim(word: &str) -> String {
    match word.strip_suffix('e') {
        Some(rest) if rest.len() >= 3 => rest.to_owned(),
        _ => word.to_owned(),
    }
}

fn cvc(word: &str) -> bool {
    word.len() == 3
        && word.as_bytes().get(1).is_some_and(|b| b"aeiou".contains(b))
        && !word.ends_with(['r', 'k'])
}

/// "committ" -> "commit"; "call", "pass" and "buzz" stay.
fn undouble(word: &str) -> &str {
    let bytes = word.as_bytes();
    match bytes {
        [.., a, b] if a == b && !b"lszaeiou".contains(b) => word.get(..word.len() - 1).unwrap_or(word),
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn inflected_words_are_equal() {
        let groups = [
            ["retry", "retries", "retried", "retrying"],
            ["cache", "caches", "cached", "caching"],
            ["commit", "commits", "committed", "committing"],
            ["store", "stores", "stored", "storing"],
            ["class", "classes", "class", "class"],
            ["process", "processes", "processed", "processing"],
            ["query", "queries", "queried", "querying"],
            ["index", "indexes", "indexed", "indexing"],
            ["call", "calls", "called", "calling"],
        ];
        for group in groups {
            for word in group {
                assert_eq!(stem(word), stem(group[0]), "{word}");
            }
        }
    }

    #[test]
    fn different_words_stay_different() {
        let pairs = [
            ("string", "str"),
            ("thing", "the"),
            ("bus", "bu"),
            ("sorted", "unsorted"),
            ("need", "ne"),
            ("speed", "spe"),
        ];
        for (a, b) in pairs {
            assert_ne!(stem(a), stem(b), "{a} {b}");
        }
    }
}
