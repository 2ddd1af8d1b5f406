//! Which function of a program is meant.

/// What was found for a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// The function of that very name.
    Exactly(String),
    /// The same name spelt otherwise (`two_sum` for `twoSum`): no doubt, no note.
    Respelt(String),
    /// The program's only function, of another name: called, with a note that says so.
    Only {
        /// The function.
        name: String,
        /// What the reader is told.
        note: String,
    },
    /// Nothing that could be meant; a sentence that says what is there.
    Missing(String),
}

impl Named {
    /// The function that is to be called.
    pub fn function(&self) -> Option<&str> {
        match self {
            Named::Exactly(name) | Named::Respelt(name) | Named::Only { name, .. } => Some(name),
            Named::Missing(_) => None,
        }
    }

    /// What the reader is told.
    pub fn note(&self) -> Option<&str> {
        match self {
            Named::Only { note, .. } => Some(note),
            _ => None,
        }
    }
}

/// The function of `defined` (in the order of the source; methods of `Solution` by their own name) that `wanted` means.
///
/// The name itself; else the only one that is the same name in another spelling (snake, camel or Pascal case); else, if
/// the default name `solution` was wanted and the program defines exactly one function, that one, with a note. A name
/// that was given deliberately is never replaced by another: a program that does not have it fails with what it has.
pub fn named(wanted: &str, defined: &[&str]) -> Named {
    if let Some(found) = defined.iter().find(|name| **name == wanted) {
        return Named::Exactly((*found).to_owned());
    }
    let same = |name: &&&str| folded(name) == folded(wanted);
    let mut respelt = defined.iter().filter(same);
    if let (Some(found), None) = (respelt.next(), respelt.next()) {
        return Named::Respelt((*found).to_owned());
    }
    match defined {
        [only] if wanted == "solution" => Named::Only {
            name: (*only).to_owned(),
            note: format!("there is no function `solution`: the only function, `{only}`, was called"),
        },
        [] => Named::Missing(format!("there is no function `{wanted}`, nor any other")),
        some => Named::Missing(format!("there is no function `{wanted}`; there is {}", listed(some))),
    }
}

/// The spellings of a name under which a guest may look for it, the name itself first.
pub fn spellings(name: &str) -> Vec<String> {
    let words = words(name);
    let capital = |word: &String| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    };
    let pascal: String = words.iter().map(capital).collect::<Vec<String>>().concat();
    let camel = words.first().map(|first| {
        format!("{first}{}", words.iter().skip(1).map(capital).collect::<Vec<String>>().concat())
    });
    let mut all = vec![name.to_owned(), words.join("_"), camel.unwrap_or_default(), pascal];
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|name| !name.is_empty() && seen.insert(name.clone()));
    all
}

/// Letters and digits in lower case: equal for all spellings of a name.
fn folded(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The words of a name in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut begins = true;
    for letter in name.chars() {
        if !letter.is_alphanumeric() {
            begins = true;
            continue;
        }
        if begins || letter.is_uppercase() {
            words.push(String::new());
        }
        begins = false;
        if let Some(last) = words.last_mut() {
            last.extend(letter.to_lowercase());
        }
    }
    words
}

fn listed(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(5).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(shown.len());
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_then_its_spellings_then_the_only_one() {
        assert_eq!(named("twoSum", &["helper", "twoSum", "two_sum"]), Named::Exactly("twoSum".into()));
        assert_eq!(named("twoSum", &["helper", "two_sum"]), Named::Respelt("two_sum".into()));
        assert_eq!(named("two_sum", &["TwoSum"]), Named::Respelt("TwoSum".into()));
        let only = named("solution", &["sort_it"]);
        assert_eq!(only.function(), Some("sort_it"));
        assert!(only.note().is_some_and(|note| note.contains("`sort_it`")));
    }

    #[test]
    fn nothing_is_guessed() {
        for (wanted, defined) in [
            ("solution", &["a", "b"] as &[&str]),
            ("two_sum", &["other"]),
            ("twoSum", &["two_sum", "TwoSum"]),
            ("solution", &[]),
        ] {
            assert!(matches!(named(wanted, defined), Named::Missing(_)), "{wanted} in {defined:?}");
        }
    }

    #[test]
    fn names_are_spelt_in_three_ways() {
        assert_eq!(spellings("twoSum"), ["twoSum", "two_sum", "TwoSum"]);
        assert_eq!(spellings("two_sum"), ["two_sum", "twoSum", "TwoSum"]);
        assert_eq!(spellings("f"), ["f", "F"]);
    }
}
