//! Declarations of Rust.

use super::c_like::{joined, matching, split};
use super::function::{Function, Outline, Parameter, TypeName};
use super::tokens::{Kind, Token};

/// Reads the declarations.
pub(super) fn read(_source: &str, tokens: &[Token<'_>]) -> Outline {
    let mut out = Outline::default();
    scope(tokens, None, &mut out);
    out
}

/// Reads what stands in a module or an `impl`.
fn scope(tokens: &[Token<'_>], owner: Option<&str>, out: &mut Outline) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token.text {
            "struct" | "enum" | "trait" | "union" if token.kind == Kind::Word => {
                if let Some(name) = tokens.get(at + 1) {
                    out.types.push(TypeName {
                        name: name.text.to_owned(),
                        outer: owner.is_none(),
                        public: true,
                    });
                }
                at += 2;
            }
            "impl" => {
                let body = tokens
                    .iter()
                    .skip(at)
                    .position(|token| token.is("{"))
                    .map_or(tokens.len(), |found| at + found);
                let end = matching(tokens, body);
                let head = tokens.get(at + 1..body).unwrap_or_default();
                // Methods of a trait are called through the type too, so the name after `for` counts.
                let name = head.iter().rposition(|token| token.is("for")).map_or(0, |found| found + 1);
                let name = head
                    .iter()
                    .skip(name)
                    .find(|token| token.kind == Kind::Word && !token.text.starts_with('\''));
                let inside = tokens.get(body + 1..end.saturating_sub(1)).unwrap_or_default();
                if owner.is_none() {
                    scope(inside, name.map(|name| name.text), out);
                }
                at = end.max(at + 1);
            }
            "fn" => {
                let (function, end) = function(tokens, at, owner);
                out.functions.extend(function);
                at = end.max(at + 1);
            }
            "(" | "[" | "{" => at = matching(tokens, at),
            _ => at += 1,
        }
    }
}

fn function(tokens: &[Token<'_>], at: usize, owner: Option<&str>) -> (Option<Function>, usize) {
    let Some(name) = tokens.get(at + 1).filter(|name| name.kind == Kind::Word) else { return (None, at + 1) };
    let open =
        tokens.iter().skip(at).position(|token| token.is("(")).map_or(tokens.len(), |found| at + found);
    let end = matching(tokens, open);
    let body = tokens
        .iter()
        .skip(end)
        .position(|token| token.is("{") || token.is(";"))
        .map_or(tokens.len(), |found| end + found);
    let after =
        if tokens.get(body).is_some_and(|token| token.is("{")) { matching(tokens, body) } else { body + 1 };
    let inside = tokens.get(open + 1..end.saturating_sub(1)).unwrap_or_default();
    let parts = split(inside);
    let receiver = parts.first().is_some_and(|part| part.iter().any(|token| token.is("self")));
    let result = tokens.get(end..body).unwrap_or_default();
    let result = result.split(|token| token.is("where")).next().unwrap_or_default();
    let function = Function {
        name: name.text.to_owned(),
        owner: owner.map(str::to_owned),
        path: owner.iter().map(|owner| (*owner).to_owned()).collect(),
        parameters: parts.iter().skip(usize::from(receiver)).map(|part| parameter(part)).collect(),
        result: joined(result).trim_start_matches("->").to_owned(),
        is_static: !receiver,
        generic: tokens.get(at + 2).is_some_and(|token| token.is("<")),
        line: name.line,
    };
    (Some(function), after)
}

fn parameter(part: &[Token<'_>]) -> Parameter {
    let colon = part.iter().position(|token| token.is(":")).unwrap_or(part.len());
    let name = part.get(..colon).and_then(|pattern| pattern.iter().rfind(|token| token.kind == Kind::Word));
    Parameter {
        name: name.map(|name| name.text.to_owned()).unwrap_or_default(),
        ty: joined(part.get(colon + 1..).unwrap_or_default()),
        ..Parameter::default()
    }
}
