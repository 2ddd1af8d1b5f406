//! Tags of languages.

/// The language of a tag, its primary subtag in lower case: `de` for `de-AT`, `de_AT` and `DE` (RFC 5646, section 2.2.1); empty for an
/// empty tag.
///
/// ```
/// assert_eq!(prepai_core::speech::primary_language("de-AT"), "de");
/// ```
pub fn primary_language(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_part_of_a_tag_is_its_language() {
        for (tag, language) in [
            ("en", "en"),
            ("EN", "en"),
            ("de-AT", "de"),
            ("De_at", "de"),
            ("zh-Hant-TW", "zh"),
            ("es_419", "es"),
            ("fil", "fil"),
            ("*", "*"),
            ("", ""),
            ("-AT", ""),
        ] {
            assert_eq!(primary_language(tag), language, "{tag}");
        }
    }
}
