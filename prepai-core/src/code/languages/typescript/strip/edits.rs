//! Changes to a text that leave every line where it is.

/// Changes, in any order; one inside of another is dropped.
#[derive(Debug)]
pub(super) struct Edits<'a> {
    source: &'a str,
    changes: Vec<Change>,
}

#[derive(Debug)]
struct Change {
    start: usize,
    end: usize,
    text: String,
}

impl<'a> Edits<'a> {
    /// No changes to this text.
    pub(super) fn new(source: &'a str) -> Edits<'a> {
        Edits { source, changes: Vec::new() }
    }

    /// The text between two places; empty where they are none.
    pub(super) fn text(&self, start: usize, end: usize) -> &'a str {
        self.source.get(start..end).unwrap_or_default()
    }

    /// The text from a place to the end.
    pub(super) fn rest(&self, start: usize) -> &'a str {
        self.source.get(start..).unwrap_or_default()
    }

    /// Turns a piece into blanks; its line ends stay.
    pub(super) fn blank(&mut self, start: usize, end: usize) {
        let text = blanks(self.text(start, end));
        self.changes.push(Change { start, end, text });
    }

    /// Turns a statement or a member into an empty one: what stands before it may rely on its own end.
    pub(super) fn drop(&mut self, start: usize, end: usize) {
        let mut text = blanks(self.text(start, end));
        if text.starts_with(' ') {
            text.replace_range(..1, ";");
        }
        self.changes.push(Change { start, end, text });
    }

    /// Puts another text in the place of a piece, followed by the line ends that it lacks.
    pub(super) fn replace(&mut self, start: usize, end: usize, text: &str) {
        let lines = |text: &str| text.bytes().filter(|byte| *byte == b'\n').count();
        let missing = lines(self.text(start, end)).saturating_sub(lines(text));
        self.changes.push(Change { start, end, text: format!("{text}{}", "\n".repeat(missing)) });
    }

    /// Puts a text (without line ends) at a place.
    pub(super) fn insert(&mut self, at: usize, text: &str) {
        self.changes.push(Change { start: at, end: at, text: text.to_owned() });
    }

    /// Turns the one character `what` between two places into a blank, if it is there.
    pub(super) fn blank_mark(&mut self, start: usize, end: usize, what: char) {
        if let Some(at) = self.text(start, end).find(what) {
            self.blank(start + at, start + at + what.len_utf8());
        }
    }

    /// The text with all changes.
    pub(super) fn apply(mut self) -> String {
        self.changes.sort_by_key(|change| (change.start, std::cmp::Reverse(change.end)));
        let mut out = String::with_capacity(self.source.len() + 64);
        let mut at = 0;
        for change in &self.changes {
            if change.start < at || change.end > self.source.len() {
                continue;
            }
            out.push_str(self.text(at, change.start));
            out.push_str(&change.text);
            at = change.end;
        }
        out.push_str(self.text(at, self.source.len()));
        out
    }
}

fn blanks(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}') { c } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_and_inner_changes_are_dropped() {
        let mut edits = Edits::new("let a: {\n x }= 1;");
        edits.blank(5, 13);
        edits.insert(9, "never");
        assert_eq!(edits.apply(), "let a   \n    = 1;");
        let mut edits = Edits::new("a\nb\nc");
        edits.replace(0, 3, "x");
        edits.insert(0, "y");
        assert_eq!(edits.apply(), "x\n\nc");
        let mut edits = Edits::new("type A;");
        edits.drop(0, 7);
        assert_eq!(edits.apply(), ";      ");
    }
}
