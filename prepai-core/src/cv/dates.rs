//! Months and spans of them, in the spellings of CVs.

use std::fmt;

/// A month, or a year whose month is not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: u16,
    /// 1 to 12; 0 when only the year is said.
    month: u8,
}

impl Month {
    /// A month, 1 to 12; anything else is the whole year.
    pub fn new(year: u16, month: u8) -> Self {
        Month { year, month: if month <= 12 { month } else { 0 } }
    }

    /// Months since the year 0, counting an unknown month as `unknown` (1 to 12).
    pub(super) fn index(self, unknown: u32) -> u32 {
        u32::from(self.year) * 12 + if self.month == 0 { unknown } else { u32::from(self.month) } - 1
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.month {
            0 => write!(f, "{}", self.year),
            month => write!(f, "{}-{month:02}", self.year),
        }
    }
}

/// From when to when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first month.
    pub start: Month,
    /// The last month; absent when it goes on.
    pub end: Option<Month>,
}

impl Span {
    /// The end as it is written on the wire.
    pub(super) fn end_text(&self) -> String {
        self.end.map_or_else(|| "present".to_owned(), |end| end.to_string())
    }
}

/// A span in a line, and the bytes at which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) span: Span,
    pub(super) start: usize,
    pub(super) end: usize,
}

const MONTHS: [&[&str]; 12] = [
    &["jan", "januar", "janvier", "enero"],
    &["feb", "februar", "fév", "février", "febrero"],
    &["mar", "mär", "märz", "mars", "marzo"],
    &["apr", "avr", "avril", "abril"],
    &["may", "mai", "mayo"],
    &["jun", "juni", "juin", "junio"],
    &["jul", "juli", "juil", "juillet", "julio"],
    &["aug", "août", "agosto"],
    &["sep", "sept", "septembre", "septiembre"],
    &["oct", "okt", "oktober", "octobre", "octubre"],
    &["nov", "novembre", "noviembre"],
    &["dec", "dez", "dezember", "déc", "décembre", "diciembre"],
];

const ENGLISH: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const PRESENT: [&str; 10] = [
    "present",
    "now",
    "current",
    "currently",
    "today",
    "ongoing",
    "heute",
    "aujourd'hui",
    "actualidad",
    "date",
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token {
    Date(Month),
    Name(u8),
    Dash,
    Present,
    Word,
}

/// The first span of a line: two dates with a dash or "to" between them, or one date that goes on.
pub(super) fn span(line: &str, latest: Month) -> Option<Found> {
    let tokens = tokens(line, latest);
    for window in tokens.windows(3) {
        let [(Token::Date(start), from, _), (Token::Dash, ..), (last, _, to)] = window else { continue };
        let end = match last {
            Token::Date(end) => Some(*end),
            Token::Present => None,
            _ => continue,
        };
        if end.is_none_or(|end| end.index(12) >= start.index(1)) {
            return Some(Found { span: Span { start: *start, end }, start: *from, end: *to });
        }
    }
    // `Jan - Mar 2020`: the first month has the year of the second.
    for window in tokens.windows(3) {
        let [(Token::Name(month), from, _), (Token::Dash, ..), (Token::Date(end), _, to)] = window else {
            continue;
        };
        let start = Month::new(end.year, *month);
        if start.index(1) <= end.index(12) {
            return Some(Found { span: Span { start, end: Some(*end) }, start: *from, end: *to });
        }
    }
    tokens.windows(2).find_map(|window| match window {
        [(Token::Word, from, to), (Token::Date(start), _, end)]
            if line.get(*from..*to).is_some_and(|word| {
                ["since", "seit", "depuis", "desde"].contains(&word.to_lowercase().as_str())
            }) =>
        {
            Some(Found { span: Span { start: *start, end: None }, start: *from, end: *end })
        }
        _ => None,
    })
}

/// A single date of a line.
pub(super) fn date(line: &str, latest: Month) -> Option<(Month, usize, usize)> {
    tokens(line, latest).into_iter().find_map(|(token, from, to)| match token {
        Token::Date(month) => Some((month, from, to)),
        _ => None,
    })
}

/// Words, dashes and dates with their places.
fn tokens(line: &str, latest: Month) -> Vec<(Token, usize, usize)> {
    let mut out: Vec<(Token, usize, usize)> = Vec::new();
    let mut rest = line;
    let mut at = 0;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            c if c.is_alphanumeric() => {
                rest.find(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’')).unwrap_or(rest.len())
            }
            c => c.len_utf8(),
        };
        let (word, tail) = rest.split_at(length);
        let token = classify(word, latest);
        let (from, to) = (at, at + length);
        match (token, first) {
            (Some(token), _) => push(&mut out, token, from, to, line),
            (None, c) if c.is_alphanumeric() => out.push((Token::Word, from, to)),
            (None, '-' | '–' | '—' | '−' | '~' | '→') => out.push((Token::Dash, from, to)),
            // A point, comma or slash belongs to the date beside it.
            (None, _) => {}
        }
        rest = tail;
        at = to;
    }
    out
}

/// Puts a token behind the others; a month's name or number joins its year.
fn push(out: &mut Vec<(Token, usize, usize)>, token: Token, from: usize, to: usize, line: &str) {
    let Token::Date(year) = token else {
        out.push((token, from, to));
        return;
    };
    match out.last().copied() {
        Some((Token::Name(month), start, _)) if year.month == 0 => {
            out.pop();
            out.push((Token::Date(Month::new(year.year, month)), start, to));
        }
        // `03/2020`, `03.2020`.
        Some((Token::Word, start, end)) if year.month == 0 && between(line, end, from, &['/', '.']) => {
            match number(line, start, end).filter(|month| (1..=12).contains(month)) {
                Some(month) => {
                    out.pop();
                    out.push((Token::Date(Month::new(year.year, month)), start, to));
                }
                None => out.push((token, from, to)),
            }
        }
        _ => out.push((token, from, to)),
    }
}

fn between(line: &str, from: usize, to: usize, marks: &[char]) -> bool {
    line.get(from..to).is_some_and(|gap| gap.chars().count() == 1 && gap.starts_with(marks))
}

fn number(line: &str, from: usize, to: usize) -> Option<u8> {
    line.get(from..to)?.parse().ok()
}

fn classify(word: &str, latest: Month) -> Option<Token> {
    let lower = word.to_lowercase();
    if PRESENT.contains(&lower.as_str()) {
        return Some(Token::Present);
    }
    if ["to", "until", "till", "bis", "à", "hasta"].contains(&lower.as_str()) {
        return Some(Token::Dash);
    }
    if word.len() == 4
        && let Ok(year) = word.parse::<u16>()
        && (1950..=latest.year + 10).contains(&year)
    {
        return Some(Token::Date(Month::new(year, 0)));
    }
    if let Some(short) = lower.strip_prefix(['\'', '’'])
        && let Ok(year) = short.parse::<u16>()
        && short.len() == 2
    {
        let century = if 2000 + year > latest.year + 10 { 1900 } else { 2000 };
        return Some(Token::Date(Month::new(century + year, 0)));
    }
    let month = (0_u8..).zip(MONTHS).zip(ENGLISH).find(|((_, names), english)| {
        names.contains(&lower.as_str()) || (lower.len() >= 3 && english.starts_with(&lower))
    });
    month.map(|((index, _), _)| Token::Name(index + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<String> {
        span(line, Month::new(2026, 11))
            .map(|found| format!("{}..{}", found.span.start, found.span.end_text()))
    }

    #[test]
    fn spans_are_read_in_their_usual_spellings() {
        for (line, expected) in [
            ("Engineer, Acme (2021 - Present)", "2021..present"),
            ("Jan 2019 – Mar 2021", "2019-01..2021-03"),
            ("January 2019 to March 2021", "2019-01..2021-03"),
            ("03/2018 - 11/2020", "2018-03..2020-11"),
            ("03.2018 – heute", "2018-03..present"),
            ("Sept. 2015 — Now", "2015-09..present"),
            ("Mär 2012 bis Dez 2014", "2012-03..2014-12"),
            ("Jun - Aug 2020", "2020-06..2020-08"),
            ("since 2019", "2019..present"),
        ] {
            assert_eq!(read(line).as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn what_is_no_span_is_none() {
        for line in [
            "2021",
            "handled 4000 - 9000 requests",
            "2022 - 2019",
            "in 2019 I moved",
            "",
            "- 2021",
            "555-0132",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
