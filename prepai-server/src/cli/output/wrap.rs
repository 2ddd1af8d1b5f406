//! Text in the width of a terminal.

use unicode_width::UnicodeWidthStr;

/// The columns that a text takes; wide characters take two.
pub(crate) fn width_of(text: &str) -> usize {
    text.width()
}

/// Breaks a text between words into lines of at most `width` columns behind `indent`. Its own line breaks and the
/// spaces at the beginning of its lines stay (code, lists); a word that is too long goes over.
pub(crate) fn wrap(text: &str, indent: &str, width: Option<usize>) -> String {
    let mut out = String::new();
    for line in text.lines() {
        if !out.is_empty() {
            out.push('\n');
        }
        let own = line.len() - line.trim_start().len();
        let (lead, words) = line.split_at(own);
        let mut flow = Flow::new(&format!("{indent}{lead}"), width);
        out.push_str(&flow.push(words));
    }
    out
}

/// Words that come one after another, broken into lines as they come.
#[derive(Debug)]
pub(crate) struct Flow {
    indent: String,
    width: Option<usize>,
    column: usize,
    /// A space is due before the next word.
    pending: bool,
}

impl Flow {
    /// Lines that begin with `indent`.
    pub(crate) fn new(indent: &str, width: Option<usize>) -> Flow {
        Flow { indent: indent.to_owned(), width, column: 0, pending: false }
    }

    /// Lines that go on behind `label`, which is written already; the lines below begin with `indent`.
    pub(crate) fn after(label: &str, indent: &str, width: Option<usize>) -> Flow {
        Flow { indent: indent.to_owned(), width, column: width_of(label), pending: true }
    }

    /// What to write for more words; the line stays open.
    pub(crate) fn push(&mut self, words: &str) -> String {
        let mut out = String::new();
        for word in words.split_whitespace() {
            let columns = width_of(word);
            let fits = self.width.is_none_or(|width| self.column + 1 + columns <= width);
            if self.pending && fits {
                out.push(' ');
                self.column += 1;
            } else {
                if self.pending {
                    out.push('\n');
                }
                out.push_str(&self.indent);
                self.column = width_of(&self.indent);
            }
            out.push_str(word);
            self.column += columns;
            self.pending = true;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_to_the_next_line_when_they_do_not_fit() {
        let text = "one two three four";
        assert_eq!(wrap(text, "", Some(9)), "one two\nthree\nfour");
        assert_eq!(wrap(text, "  ", Some(20)), "  one two three four");
        assert_eq!(wrap(text, "", None), text);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(wrap("王小 明明", "", Some(8)), "王小\n明明");
        assert_eq!(wrap("王小 明明", "", Some(9)), "王小 明明");
    }

    #[test]
    fn a_word_longer_than_the_line_stays_whole() {
        assert_eq!(wrap("a abcdefghij b", "", Some(5)), "a\nabcdefghij\nb");
    }

    #[test]
    fn lines_and_the_indent_of_code_stay() {
        assert_eq!(wrap("def f():\n    return 1\n\nx", "> ", Some(40)), "> def f():\n>     return 1\n\n> x");
    }

    #[test]
    fn a_text_goes_on_behind_its_label() {
        assert_eq!(Flow::after("Robin:", "  ", Some(12)).push("one two three"), " one\n  two three");
    }

    #[test]
    fn pieces_flow_as_one_text() {
        let mut flow = Flow::new(" ", Some(10));
        let pieces = ["one two", "three", "", "four five six"].map(|piece| flow.push(piece)).concat();
        assert_eq!(pieces, wrap("one two three four five six", " ", Some(10)));
    }
}
