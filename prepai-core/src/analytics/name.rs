//! How candidates' names are compared.

/// The form in which names are compared: lower case, runs of white space as one space, none at the ends.
///
/// ```
/// assert_eq!(prepai_core::analytics::fold_name("  Ada   LOVELACE "), "ada lovelace");
/// ```
pub fn fold_name(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::fold_name;

    #[test]
    fn names_of_any_script_fold_and_stay_folded() {
        for name in ["Ada Lovelace", "ŁUKASZ  Żak", "王小明", "İrem", "ΑΛΈΞΑΝΔΡΟΣ", ""] {
            let once = fold_name(name);
            assert_eq!(fold_name(&once), once, "{name}");
        }
        assert_eq!(fold_name("ada\u{3000}lovelace\n"), "ada lovelace");
    }
}
