//! The language of the words.

use prepai_core::speech::primary_language;

/// A language whose words the floor reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// With a list of words and weights that were fitted.
    #[default]
    English,
    /// By rules: words that seldom end an answer, requests for time, murmurs.
    German,
    /// By the same rules.
    Spanish,
    /// By the same rules.
    French,
}

impl Language {
    /// The language of a tag: German for `de-AT` and `DE`. One that is not known is read as English: its words then seem whole
    /// sooner than they should.
    pub fn of(tag: &str) -> Language {
        match primary_language(tag).as_str() {
            "de" => Language::German,
            "es" => Language::Spanish,
            "fr" => Language::French,
            _ => Language::English,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_speaks_its_language_and_an_unknown_one_english() {
        assert_eq!(Language::of("de-AT"), Language::German);
        assert_eq!(Language::of("ES_419"), Language::Spanish);
        assert_eq!(Language::of("fr"), Language::French);
        assert_eq!([Language::of(""), Language::of("tlh"), Language::of("en-GB")], [Language::English; 3]);
    }
}
