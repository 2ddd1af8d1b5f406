//! Asymptotic costs, written or spoken, as one canonical class: `1`, `logn`, `n`, `nlogn`, `n^2`, `m*n`, `m+n`, …

use super::clean::is_sound;
use super::token::{Token, TokenKind};

/// The longest expression between brackets, in characters.
const LONGEST: usize = 40;

/// `O(…)` (also with theta or omega) at the beginning of a text: its class and its length in bytes.
pub(super) fn bracketed(text: &str) -> Option<(String, usize)> {
    let mut chars = text.char_indices();
    let (_, letter) = chars.next()?;
    if !matches!(letter, 'O' | 'o' | 'Θ' | 'Ω') {
        return None;
    }
    let (open, _) = chars.next().filter(|(_, c)| *c == '(')?;
    let mut depth = 0_i32;
    let close = text.char_indices().skip(1).take(LONGEST).find(|(_, c)| {
        depth += i32::from(*c == '(') - i32::from(*c == ')');
        depth == 0
    });
    let (close, _) = close?;
    Some((class(text.get(open + 1..close)?)?, close + 1))
}

/// Words that make up a spoken expression.
const PARTS: [&str; 22] = [
    "n", "m", "k", "v", "e", "log", "squared", "cubed", "times", "plus", "one", "1", "constant", "n^2",
    "n^3", "2^n", "2", "rows", "columns", "edges", "nodes", "vertices",
];

/// Replaces spoken costs ("o of n log n", "n squared", "linear time", "logarithmic") by one token each.
pub(super) fn spoken(tokens: Vec<Token>) -> Vec<Token> {
    let mut out = Vec::with_capacity(tokens.len());
    let mut rest = tokens.as_slice();
    while let Some(first) = rest.first() {
        let found = after_o(rest).or_else(|| adjective(rest)).or_else(|| bare(rest));
        let (token, length) = found.unwrap_or_else(|| (first.clone(), 1));
        out.push(token);
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

fn word(tokens: &[Token], index: usize) -> Option<&str> {
    tokens.get(index).filter(|token| !token.is_mark()).map(|token| token.text.as_str())
}

/// "O of …", "big O of …", "order of …" and "order n".
fn after_o(tokens: &[Token]) -> Option<(Token, usize)> {
    let head = match (word(tokens, 0)?, word(tokens, 1)?) {
        ("big", "o") => 2,
        ("o" | "order", _) => 1,
        _ => return None,
    };
    let head = head + usize::from(word(tokens, head) == Some("of"));
    let parts = tokens.iter().skip(head).take_while(|token| {
        !token.is_mark()
            && (PARTS.contains(&token.text.as_str()) || ["the", "of"].contains(&token.text.as_str()))
    });
    let parts: Vec<&str> = parts.map(|token| token.text.as_str()).collect();
    let class = class(&parts.join(" "))?;
    joined(tokens, class, head + parts.len())
}

/// "linear time", "constant extra space"; "logarithmic" and "quadratic" also alone.
fn adjective(tokens: &[Token]) -> Option<(Token, usize)> {
    let class = match word(tokens, 0)? {
        "constant" => "1",
        "logarithmic" => "logn",
        "linear" => "n",
        "linearithmic" => "nlogn",
        "quadratic" => "n^2",
        "cubic" => "n^3",
        "exponential" => "2^n",
        _ => return None,
    };
    let alone = matches!(word(tokens, 0), Some("logarithmic" | "linearithmic" | "quadratic" | "cubic"));
    let measure = |index| {
        matches!(
            word(tokens, index),
            Some("time" | "space" | "memory" | "complexity" | "runtime" | "cost" | "work")
        )
    };
    let extra = matches!(word(tokens, 1), Some("extra" | "additional" | "running" | "auxiliary"));
    // The measure itself stays a word.
    (alone || measure(1) || (extra && measure(2))).then(|| joined(tokens, class.to_owned(), 1))?
}

/// "n log n", "log n", "n squared" without an O.
fn bare(tokens: &[Token]) -> Option<(Token, usize)> {
    let (class, length) = match (word(tokens, 0)?, word(tokens, 1), word(tokens, 2)) {
        ("n", Some("log"), Some("n")) => ("nlogn", 3),
        ("log", Some("n"), _) => ("logn", 2),
        ("log", Some("of"), Some("n")) => ("logn", 3),
        ("n", Some("squared"), _) => ("n^2", 2),
        ("n^2" | "n2", _, _) => ("n^2", 1),
        ("n^3", _, _) => ("n^3", 1),
        ("2^n", _, _) => ("2^n", 1),
        _ => return None,
    };
    joined(tokens, class.to_owned(), length)
}

fn joined(tokens: &[Token], class: String, length: usize) -> Option<(Token, usize)> {
    let (first, last) = (tokens.first()?, tokens.get(length.checked_sub(1)?)?);
    (last.kind != TokenKind::Stop).then(|| (Token::cost(class, first.span.start..last.span.end), length))
}

/// The canonical class of an expression; nothing when it is none.
pub(crate) fn class(expression: &str) -> Option<String> {
    let lower = expression.to_lowercase();
    let words = lower.split_whitespace().filter(|word| !is_sound(word.trim_end_matches(',')));
    let mut text = words.collect::<Vec<_>>().join(" ");
    for (from, to) in [
        ("number of ", ""),
        ("the ", ""),
        ("squared", "^2"),
        ("cubed", "^3"),
        ("²", "^2"),
        ("³", "^3"),
        ("log2", "log"),
        ("log₂", "log"),
        ("lg ", "log "),
        ("times", "*"),
        ("plus", "+"),
        ("×", "*"),
        ("·", "*"),
        ("⋅", "*"),
        (" by ", "*"),
        ("|", ""),
        ("of ", ""),
    ] {
        text = text.replace(from, to);
    }
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')')).collect();
    let text = text.replace("^*", "^");
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '^' | '*' | '+' | '!' | '-' | '/');
    if text.is_empty() || !text.chars().all(fits) {
        return None;
    }
    let mut parts: Vec<&str> = text.split('+').collect();
    parts.dedup();
    let mut terms: Vec<String> = parts.into_iter().map(product).collect();
    terms.retain(|term| term != "1");
    Some(match terms.as_slice() {
        [] => "1".to_owned(),
        [one] => one.clone(),
        // Different variables: linear in each of them.
        many if many.iter().all(|term| term == "n") => "m+n".to_owned(),
        many => sum(&text, many),
    })
}

fn sum(text: &str, terms: &[String]) -> String {
    // The largest term counts.
    let order = ["2^n", "n!", "n^3", "m*n", "n^2", "nlogn", "n", "sqrtn", "logn"];
    let largest = order.iter().find(|class| terms.iter().any(|term| term == *class));
    largest.map_or_else(|| text.to_owned(), |class| (*class).to_owned())
}

/// A product of factors; a single variable of any name is `n`.
fn product(text: &str) -> String {
    let factors: Vec<&str> = text.split('*').filter(|factor| !factor.is_empty()).collect();
    match factors.as_slice() {
        [] => "1".to_owned(),
        [one] => factor(one),
        [a, b] if a == b => "n^2".to_owned(),
        [a, b] => match (factor(a).as_str(), factor(b).as_str()) {
            ("n", "logn") | ("logn", "n") => "nlogn".to_owned(),
            ("1", other) | (other, "1") => other.to_owned(),
            ("n", "n") => "m*n".to_owned(),
            _ => text.to_owned(),
        },
        _ => text.to_owned(),
    }
}

fn factor(text: &str) -> String {
    let constant = text.parse::<u32>().is_ok() || matches!(text, "one" | "constant" | "const" | "c");
    let single = |text: &str| text.chars().count() == 1 && text.chars().all(char::is_alphabetic);
    let named = |text: &str| text.len() > 3 && text.chars().all(char::is_alphabetic) && !text.contains("log");
    match text {
        _ if constant => "1".to_owned(),
        "linear" => "n".to_owned(),
        "mn" | "nm" | "rc" | "wh" | "nk" | "kn" | "rowscolumns" | "rowscols" => "m*n".to_owned(),
        "n2" | "n^2" | "nn" => "n^2".to_owned(),
        "sqrtn" | "n^1/2" => "sqrtn".to_owned(),
        _ if single(text) || named(text) => "n".to_owned(),
        _ => match text.split_once("log") {
            Some(("", of)) if single(of) || named(of) => "logn".to_owned(),
            Some((n, of)) if (single(n) || named(n)) && (single(of) || named(of)) => "nlogn".to_owned(),
            _ => match text.split_once('^') {
                Some((base, power)) if single(base) && power.parse::<u32>().is_ok() => format!("n^{power}"),
                Some((base, of)) if base.parse::<u32>().is_ok() && single(of) => "2^n".to_owned(),
                _ => text.to_owned(),
            },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::token::{TokenKind, tokens};
    use super::*;

    #[test]
    fn every_spelling_has_one_class() {
        let classes = [
            ("1", "1"),
            ("log n", "logn"),
            ("log(n)", "logn"),
            ("log2 n", "logn"),
            ("n", "n"),
            ("k", "n"),
            ("n log n", "nlogn"),
            ("n * log(n)", "nlogn"),
            ("n^2", "n^2"),
            ("n²", "n^2"),
            ("n squared", "n^2"),
            ("n*n", "n^2"),
            ("rows times columns", "m*n"),
            ("rows × columns", "m*n"),
            ("m*n", "m*n"),
            ("mn", "m*n"),
            ("V+E", "m+n"),
            ("n + m", "m+n"),
            ("2^n", "2^n"),
            ("n + 1", "n"),
            ("n^3", "n^3"),
        ];
        for (text, expected) in classes {
            assert_eq!(class(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(class(""), None);
        assert_eq!(class("a, b"), None);
    }

    fn costs(text: &str) -> Vec<String> {
        let tokens = tokens(text).into_iter().filter(|token| token.kind == TokenKind::Cost);
        tokens.map(|token| format!("{}={}", token.text, &text[token.span])).collect()
    }

    #[test]
    fn costs_are_found_written_and_spoken() {
        assert_eq!(costs("That's O(n) time and O(1) space."), ["n=O(n)", "1=O(1)"]);
        assert_eq!(costs("so it's O(rows times columns)."), ["m*n=O(rows times columns)"]);
        assert_eq!(costs("big O of n log n, order n"), ["nlogn=big O of n log n", "n=order n"]);
        assert_eq!(costs("Linear time, constant space."), ["n=Linear", "1=constant"]);
        assert_eq!(costs("n log n, or n squared"), ["nlogn=n log n", "n^2=n squared"]);
        assert!(costs("a linear search in order to find n items; the order of events").is_empty());
    }
}
