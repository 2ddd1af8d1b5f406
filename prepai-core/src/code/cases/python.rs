//! What Python writes otherwise than JSON.

use super::super::value::{Datum, integer};
use super::literal::{Parser, Wrong};

impl<'a> Parser<'a> {
    /// A tuple, or a value in parentheses.
    pub(super) fn parentheses(&mut self) -> Result<Datum, Wrong> {
        let (mut items, trailing) = self.list(')')?;
        match items.pop() {
            Some(only) if items.is_empty() && !trailing => Ok(only),
            last => {
                items.extend(last);
                Ok(Datum::Tuple(items))
            }
        }
    }

    /// A word that JSON does not have: a constant, a prefix of a string, or an empty set.
    pub(super) fn python_word(&mut self, word: &'a str, before: &'a str) -> Result<Datum, Wrong> {
        let constant = match word {
            "None" => Some(Datum::Null),
            "True" => Some(Datum::Bool(true)),
            "False" => Some(Datum::Bool(false)),
            "nan" | "NaN" => Some(Datum::Float(f64::NAN)),
            "inf" | "Infinity" => Some(Datum::Float(f64::INFINITY)),
            "undefined" => Some(Datum::Undefined),
            "set" if self.eats("()") => Some(Datum::Set(Vec::new())),
            "float" => self.float(),
            "u" | "U" if matches!(self.peek(), Some('"' | '\'')) => Some(Datum::Text(self.string()?)),
            "r" | "R" if matches!(self.peek(), Some('"' | '\'')) => self.raw(),
            _ => None,
        };
        constant.ok_or_else(|| {
            self.back(before);
            self.wrong("a value")
        })
    }

    /// `float('inf')` and its like.
    fn float(&mut self) -> Option<Datum> {
        let argument = ["('", "(\""].iter().any(|open| self.eats(open));
        let sign = if self.eats("-") { -1.0 } else { 1.0 };
        let value = match self.word() {
            "inf" | "infinity" => f64::INFINITY,
            "nan" => f64::NAN,
            _ => return None,
        };
        let closed = ["')", "\")"].iter().any(|close| self.eats(close));
        (argument && closed).then_some(Datum::Float(sign * value))
    }

    /// A string in which backslashes mean themselves.
    fn raw(&mut self) -> Option<Datum> {
        let quote = self.next()?;
        let mut text = String::new();
        loop {
            match self.next()? {
                letter if letter == quote => return Some(Datum::Text(text)),
                '\\' => text.extend(['\\', self.next()?]),
                letter => text.push(letter),
            }
        }
    }
}

/// A number by Python's grammar: `1_000`, `0x1F`, `1.`, `.5`, `-inf`.
pub(super) fn number(text: &str) -> Option<Datum> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if matches!(digits, "inf" | "Infinity") {
        return Some(Datum::Float(if negative { f64::NEG_INFINITY } else { f64::INFINITY }));
    }
    let digits = without_underscores(digits)?;
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        let lower = digits.to_ascii_lowercase();
        if let Some(digits) = lower.strip_prefix(prefix) {
            let whole =
                i128::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with(['+', '-']))?;
            return Some(Datum::Int(if negative { -whole } else { whole }));
        }
    }
    let signed = format!("{}{digits}", if negative { "-" } else { "" });
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return integer(&signed);
    }
    let float = digits.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    let begins = digits.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    if float && begins { signed.parse().ok().map(Datum::Float) } else { None }
}

/// Digits without the underscores between them; `None` where one stands elsewhere.
fn without_underscores(text: &str) -> Option<String> {
    let wrong = text.starts_with('_') || text.ends_with('_') || text.contains("__");
    (!wrong).then(|| text.replace('_', ""))
}
