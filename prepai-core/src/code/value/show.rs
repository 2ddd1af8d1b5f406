//! How values are shown: as the candidate's language writes them, on one line, cut at [`SHOWN`].

use super::Datum;

/// The longest text of a value, in bytes; the rest is `…`.
pub const SHOWN: usize = 4 << 10;

/// In whose words values are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `[1, 'a', (True, None)]`.
    Python,
    /// `[1, "a", [true, null]]`.
    Json,
}

impl Style {
    /// The style of a language.
    pub fn of(language: &str) -> Style {
        if language == "python" { Style::Python } else { Style::Json }
    }
}

impl Datum {
    /// The value as text.
    pub fn show(&self, style: Style) -> String {
        let mut shown = Shown { text: String::new(), style };
        shown.datum(self);
        let Shown { mut text, .. } = shown;
        if text.len() > SHOWN {
            let end = (0..=SHOWN).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
            text.truncate(end);
            text.push('…');
        }
        text
    }
}

struct Shown {
    text: String,
    style: Style,
}

impl Shown {
    fn full(&self) -> bool {
        self.text.len() > SHOWN
    }

    fn words(&mut self, python: &str, json: &str) {
        self.text.push_str(if self.style == Style::Python { python } else { json });
    }

    fn datum(&mut self, datum: &Datum) {
        if self.full() {
            return;
        }
        match datum {
            Datum::Null => self.words("None", "null"),
            Datum::Undefined => self.text.push_str("undefined"),
            Datum::Bool(true) => self.words("True", "true"),
            Datum::Bool(false) => self.words("False", "false"),
            Datum::Int(whole) => self.text.push_str(&whole.to_string()),
            Datum::Big(digits) => self.text.push_str(digits),
            Datum::Float(float) => self.float(*float),
            Datum::Text(text) => self.quoted(text),
            Datum::Bytes(base64) => self.text.push_str(&format!("<bytes {base64}>")),
            Datum::List(items) | Datum::ListNode(items) | Datum::TreeNode(items) => {
                self.list("[", items, "]")
            }
            Datum::Tuple(items) => match self.style {
                Style::Python if items.len() == 1 => self.list("(", items, ",)"),
                Style::Python => self.list("(", items, ")"),
                Style::Json => self.list("[", items, "]"),
            },
            Datum::Set(items) if items.is_empty() && self.style == Style::Python => {
                self.text.push_str("set()");
            }
            Datum::Set(items) => self.list("{", items, "}"),
            Datum::Map(entries) => self.map(entries),
            Datum::Other(shown) => self.text.push_str(shown),
            Datum::Cycle => self.text.push_str("<itself>"),
            Datum::Cut => self.text.push('…'),
        }
    }

    fn float(&mut self, float: f64) {
        let text = if float.is_nan() {
            if self.style == Style::Python { "nan" } else { "NaN" }.to_owned()
        } else if float.is_infinite() {
            let word = if self.style == Style::Python { "inf" } else { "Infinity" };
            format!("{}{word}", if float < 0.0 { "-" } else { "" })
        } else if self.style == Style::Json && float.fract() == 0.0 && float.abs() < 1e16 {
            format!("{float:.0}")
        } else {
            format!("{float:?}")
        };
        self.text.push_str(&text);
    }

    fn quoted(&mut self, text: &str) {
        let quote = match self.style {
            Style::Python if !text.contains('\'') || text.contains('"') => '\'',
            _ => '"',
        };
        self.text.push(quote);
        for letter in text.chars() {
            match letter {
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                '\\' => self.text.push_str("\\\\"),
                letter if letter == quote => self.text.extend(['\\', letter]),
                letter if letter.is_control() => self.text.push_str(&format!("\\u{:04x}", u32::from(letter))),
                letter => self.text.push(letter),
            }
            if self.full() {
                break;
            }
        }
        self.text.push(quote);
    }

    fn list(&mut self, open: &str, items: &[Datum], close: &str) {
        self.text.push_str(open);
        for (index, item) in items.iter().enumerate() {
            if self.full() {
                return;
            }
            self.separate(index);
            self.datum(item);
        }
        self.text.push_str(close);
    }

    fn map(&mut self, entries: &[(Datum, Datum)]) {
        self.text.push('{');
        for (index, (key, value)) in entries.iter().enumerate() {
            if self.full() {
                return;
            }
            self.separate(index);
            self.datum(key);
            self.text.push_str(": ");
            self.datum(value);
        }
        self.text.push('}');
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.text.push_str(", ");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::cases::value;

    #[test]
    fn values_are_shown_as_their_language_writes_them() {
        let shown = |text: &str, style| value(text).unwrap().show(style);
        let mixed = "[1, 'a\\n', (True, None), {'k': 2.0}, (3,), {4}, \"it's\"]";
        assert_eq!(shown(mixed, Style::Python), "[1, 'a\\n', (True, None), {'k': 2.0}, (3,), {4}, \"it's\"]");
        assert_eq!(shown(mixed, Style::Json), "[1, \"a\\n\", [true, null], {\"k\": 2}, [3], {4}, \"it's\"]");
        assert_eq!(shown("[1,2,3]", Style::Python), "[1, 2, 3]");
        assert_eq!(shown("0.1", Style::Json), "0.1");
        assert_eq!(Datum::Float(f64::NAN).show(Style::Python), "nan");
    }

    #[test]
    fn a_long_value_is_cut() {
        let long = Datum::List(vec![Datum::Text("é".repeat(100)); 1_000]);
        let shown = long.show(Style::Json);
        assert!(shown.len() <= SHOWN + '…'.len_utf8() && shown.ends_with('…'));
    }
}
