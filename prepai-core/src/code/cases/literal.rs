//! One parser for JSON and for Python literals; they differ where the dialect is asked for.

use super::super::value::{Datum, MAX_DEPTH, integer};

/// Whose rules hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// RFC 8259, with whole numbers of any size.
    Json,
    /// What `ast.literal_eval` reads, and JSON's words beside it.
    Python,
}

/// What was expected, and where: bytes from the beginning.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    expected: &'static str,
    at: usize,
}

impl Wrong {
    /// As a sentence about `text`.
    pub(super) fn told(&self, text: &str) -> String {
        let before = text.get(..self.at).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|letter| *letter != '\n').count() + 1;
        if text.contains('\n') {
            format!("expected {} in line {line}, column {column}", self.expected)
        } else {
            format!("expected {} at column {column}", self.expected)
        }
    }
}

/// Reads values from a text.
pub(super) struct Parser<'a> {
    rest: &'a str,
    length: usize,
    depth: usize,
    pub(super) dialect: Dialect,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, dialect: Dialect) -> Self {
        Parser { rest: text, length: text.len(), depth: 0, dialect }
    }

    /// The one value that the text is.
    pub(super) fn only(mut self) -> Result<Datum, Wrong> {
        let value = self.value()?;
        self.space();
        if self.rest.is_empty() { Ok(value) } else { Err(self.wrong("the end")) }
    }

    /// The values that the text lists, separated by commas.
    pub(super) fn several(mut self) -> Result<Vec<Datum>, Wrong> {
        let mut values = vec![self.value()?];
        while self.comes(',') {
            values.push(self.value()?);
        }
        self.space();
        if self.rest.is_empty() { Ok(values) } else { Err(self.wrong("a comma or the end")) }
    }

    /// The values of `name = value`, separated by commas or line ends.
    pub(super) fn named(mut self) -> Result<Vec<Datum>, Wrong> {
        let mut values = Vec::new();
        loop {
            self.space();
            if self.rest.is_empty() && !values.is_empty() {
                return Ok(values);
            }
            let name = self.word();
            if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
                return Err(self.wrong("a name"));
            }
            if !self.comes('=') || self.rest.starts_with('=') {
                return Err(self.wrong("`=`"));
            }
            values.push(self.value()?);
            // A comma, a semicolon, or the next line.
            let _ = self.comes(',') || self.comes(';');
        }
    }

    fn value(&mut self) -> Result<Datum, Wrong> {
        self.space();
        let Some(first) = self.peek() else { return Err(self.wrong("a value")) };
        match first {
            '[' | '{' | '(' => {
                if self.depth >= MAX_DEPTH {
                    return Err(self.wrong("fewer brackets within each other"));
                }
                self.depth += 1;
                let value = match first {
                    '[' => self.list(']').map(|(items, _)| Datum::List(items)),
                    '{' => self.braces(),
                    _ if self.dialect == Dialect::Python => self.parentheses(),
                    _ => Err(self.wrong("a value")),
                };
                self.depth -= 1;
                value
            }
            '"' => self.strings(),
            '\'' if self.dialect == Dialect::Python => self.strings(),
            first if first.is_ascii_digit() || "+-.".contains(first) => self.number(),
            first if first.is_ascii_alphabetic() => self.constant(),
            _ => Err(self.wrong("a value")),
        }
    }

    /// Items up to `close`, and whether a comma followed the last.
    pub(super) fn list(&mut self, close: char) -> Result<(Vec<Datum>, bool), Wrong> {
        self.next();
        let mut items = Vec::new();
        loop {
            let trailing = !items.is_empty();
            if (items.is_empty() || self.dialect == Dialect::Python) && self.comes(close) {
                return Ok((items, trailing));
            }
            items.push(self.value()?);
            if self.comes(close) {
                return Ok((items, false));
            }
            if !self.comes(',') {
                return Err(self.wrong(if close == ']' { "a comma or `]`" } else { "a comma or `)`" }));
            }
        }
    }

    /// A map, or a set of Python.
    fn braces(&mut self) -> Result<Datum, Wrong> {
        self.next();
        if self.comes('}') {
            return Ok(Datum::Map(Vec::new()));
        }
        let (mut entries, mut members) = (Vec::new(), Vec::new());
        loop {
            if self.dialect == Dialect::Json && {
                self.space();
                self.peek() != Some('"')
            } {
                return Err(self.wrong("a key in double quotes"));
            }
            let key = self.value()?;
            if members.is_empty() && self.comes(':') {
                entries.push((key, self.value()?));
            } else if self.dialect == Dialect::Python && entries.is_empty() {
                members.push(key);
            } else {
                return Err(self.wrong("`:`"));
            }
            let more = self.comes(',');
            let done = (!more || self.dialect == Dialect::Python) && self.comes('}');
            match (done, more) {
                (true, _) if members.is_empty() => return Ok(Datum::Map(last_wins(entries))),
                (true, _) => return Ok(Datum::Set(members)),
                (false, true) => {}
                (false, false) => return Err(self.wrong("a comma or `}`")),
            }
        }
    }

    /// Strings; Python joins those that stand beside each other.
    fn strings(&mut self) -> Result<Datum, Wrong> {
        let mut text = self.string()?;
        while self.dialect == Dialect::Python {
            self.space();
            match self.peek() {
                Some('"' | '\'') => text.push_str(&self.string()?),
                _ => break,
            }
        }
        Ok(Datum::Text(text))
    }

    fn number(&mut self) -> Result<Datum, Wrong> {
        let end = |letter: char| !(letter.is_ascii_alphanumeric() || "+-._".contains(letter));
        let mut length = self.rest.find(end).unwrap_or(self.rest.len());
        // A sign within ends the number, except in an exponent.
        let signs = self.rest.get(..length).unwrap_or_default().char_indices().skip(1);
        let hex = self.rest.trim_start_matches(['+', '-']).starts_with("0x");
        for (at, letter) in signs {
            let before = self.rest.get(..at).and_then(|before| before.chars().last());
            if "+-".contains(letter) && (hex || !matches!(before, Some('e' | 'E'))) {
                length = at;
                break;
            }
        }
        let (text, rest) = self.rest.split_at(length);
        let value = match self.dialect {
            Dialect::Json => json_number(text),
            Dialect::Python => super::python::number(text),
        };
        match value {
            Some(value) => {
                self.rest = rest;
                Ok(value)
            }
            None => Err(self.wrong("a number")),
        }
    }

    fn constant(&mut self) -> Result<Datum, Wrong> {
        let before = self.rest;
        let word = self.word();
        let value = match word {
            "null" => Some(Datum::Null),
            "true" => Some(Datum::Bool(true)),
            "false" => Some(Datum::Bool(false)),
            _ if self.dialect == Dialect::Python => return self.python_word(word, before),
            _ => None,
        };
        value.ok_or_else(|| {
            self.rest = before;
            self.wrong("a value")
        })
    }

    pub(super) fn word(&mut self) -> &'a str {
        let end = |letter: char| !(letter.is_alphanumeric() || letter == '_');
        let (word, rest) = self.rest.split_at(self.rest.find(end).unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    /// Takes the position back.
    pub(super) fn back(&mut self, rest: &'a str) {
        self.rest = rest;
    }

    pub(super) fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let mut letters = self.rest.chars();
        let letter = letters.next();
        self.rest = letters.as_str();
        letter
    }

    /// Takes `letter` if it is next after space.
    pub(super) fn comes(&mut self, letter: char) -> bool {
        let before = self.rest;
        self.space();
        match self.rest.strip_prefix(letter) {
            Some(rest) => self.rest = rest,
            None => self.rest = before,
        }
        self.rest.len() != before.len()
    }

    /// Takes `text` if it is next.
    pub(super) fn eats(&mut self, text: &str) -> bool {
        let found = self.rest.strip_prefix(text);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }

    pub(super) fn wrong(&self, expected: &'static str) -> Wrong {
        Wrong { expected, at: self.length - self.rest.len() }
    }
}

/// A key that is there twice has its last value.
fn last_wins(entries: Vec<(Datum, Datum)>) -> Vec<(Datum, Datum)> {
    let texts = entries.iter().all(|(key, _)| matches!(key, Datum::Text(_)));
    if !texts {
        return entries;
    }
    let mut last = std::collections::BTreeMap::new();
    for (index, (key, _)) in entries.iter().enumerate() {
        if let Datum::Text(key) = key {
            last.insert(key.clone(), index);
        }
    }
    let kept: std::collections::BTreeSet<usize> = last.into_values().collect();
    entries
        .into_iter()
        .enumerate()
        .filter(|(index, _)| kept.contains(index))
        .map(|(_, entry)| entry)
        .collect()
}

/// A number by JSON's grammar.
fn json_number(text: &str) -> Option<Datum> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    if whole == 0 || (whole > 1 && digits.starts_with('0')) {
        return None;
    }
    if whole == digits.len() {
        return integer(text);
    }
    // Rust reads what JSON's grammar allows, and `1.` and `1.e5`, which it does not.
    let fits = digits.char_indices().all(|(at, letter)| match letter {
        '.' => digits.get(at + 1..).is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit())),
        letter => letter.is_ascii_digit() || "eE+-".contains(letter),
    });
    if fits { text.parse().ok().map(Datum::Float) } else { None }
}
