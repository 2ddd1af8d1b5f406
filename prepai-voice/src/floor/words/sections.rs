//! The form of the files of `data/words` that hold words by what they mean: sections of words and of phrases.

/// The head of a section: `[NAME]` or `[NAME NUMBER]`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Section {
    pub(super) name: &'static str,
    pub(super) number: Option<f64>,
}

/// The lines of a file without its comments, each with the section it stands in.
pub(super) fn lines(file: &'static str) -> impl Iterator<Item = (Section, &'static str)> {
    let mut section = Section::default();
    file.lines().filter(|line| !line.starts_with('#')).filter_map(move |line| {
        let Some(head) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) else {
            return Some((section, line));
        };
        let mut head = head.split(' ');
        let name = head.next().unwrap_or_default();
        section = Section { name, number: head.next().and_then(|number| number.parse().ok()) };
        None
    })
}

/// The phrases of a line, which commas part, each as its words.
pub(super) fn phrases(line: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let phrases = line.split(',').map(|phrase| phrase.split_whitespace().collect::<Vec<&str>>());
    phrases.filter(|phrase| !phrase.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_know_their_section_and_comments_are_none() {
        let file = "# Words.\n[fillers 4.5]\n# Sounds.\num uh\n[closers]\nthat's it, no more\nthanks";
        let fillers = Section { name: "fillers", number: Some(4.5) };
        let closers = Section { name: "closers", number: None };
        let all: Vec<_> = lines(file).collect();
        assert_eq!(all, [(fillers, "um uh"), (closers, "that's it, no more"), (closers, "thanks")]);
        let none = Section::default();
        assert_eq!(lines("um").collect::<Vec<_>>(), [(none, "um")]);
    }

    #[test]
    fn commas_part_phrases() {
        let all: Vec<_> = phrases("that's  it, , no more,").collect();
        assert_eq!(all, [vec!["that's", "it"], vec!["no", "more"]]);
        assert_eq!(phrases("").count(), 0);
    }
}
