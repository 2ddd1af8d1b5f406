//! Which words of a growing result will stay.

use prepai_core::speech::Partial;

/// Words are stable when two results after one another agree on them and on all before (LocalAgreement-2: Macháček, Dabre,
/// Bojar, "Turning Whisper into Real-Time Transcription System", 2023). What was called stable is never taken back here; the
/// final transcript may still differ.
#[derive(Debug, Default)]
pub(super) struct Agreement {
    stable: Vec<String>,
    last: Vec<String>,
}

impl Agreement {
    /// The partial result after another run, unless it says nothing new.
    pub(super) fn next(&mut self, words: Vec<String>) -> Option<Partial> {
        let (known, shown) = (self.stable.len(), self.partial().text);
        // The last word of either may be half of one.
        let sure = self.last.len().min(words.len()).saturating_sub(1);
        let agreed =
            self.last.iter().zip(&words).take(sure).take_while(|(before, now)| before == now).count();
        let begins_alike = self.stable.iter().zip(&words).take_while(|(before, now)| before == now).count();
        if agreed > known && begins_alike == known {
            self.stable.extend(words.iter().take(agreed).skip(known).cloned());
        }
        self.last = words;
        let partial = self.partial();
        (self.stable.len() > known || partial.text != shown).then_some(partial)
    }

    fn partial(&self) -> Partial {
        let rest = self.last.iter().skip(self.stable.len());
        let words: Vec<&str> = self.stable.iter().chain(rest).map(String::as_str).collect();
        let stable = self.stable.join(" ").chars().count();
        Partial { text: words.join(" "), stable }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_two_results_agree_on_is_stable() {
        let mut agreement = Agreement::default();
        let mut next = |text| agreement.next(words(text)).map(|partial| (partial.text, partial.stable));
        assert_eq!(next(""), None);
        assert_eq!(next("I wood"), Some(("I wood".to_owned(), 0)));
        assert_eq!(next("I would use"), Some(("I would use".to_owned(), 1)));
        assert_eq!(next("I would use a he"), Some(("I would use a he".to_owned(), 7)));
        // Another opinion about what is stable comes too late.
        assert_eq!(next("You would use a heap"), Some(("I would use a heap".to_owned(), 7)));
        assert_eq!(next("I would use a heap"), None);
        assert_eq!(next("I"), Some(("I would".to_owned(), 7)));
    }

    #[test]
    fn stable_characters_are_not_bytes() {
        let mut agreement = Agreement::default();
        agreement.next(words("für é Fälle so"));
        assert_eq!(
            agreement.next(words("für é Fälle so weit")).unwrap().stable,
            "für é Fälle".chars().count()
        );
    }
}
