//! Declarations of Go.

use super::c_like::{joined, matching, split};
use super::function::{Function, Outline, Parameter, TypeName};
use super::tokens::{Kind, Token};

/// Reads the declarations.
pub(super) fn read(source: &str, tokens: &[Token<'_>]) -> Outline {
    let mut out = Outline::default();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token.text {
            "package" => {
                let name = tokens.get(at + 1);
                out.imports_end = name.map_or(source.len(), |name| name.start + name.text.len());
                at += 2;
            }
            "import" => {
                let grouped = tokens.get(at + 1).is_some_and(|next| next.is("("));
                let named = tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Word || next.is("."));
                at = if grouped {
                    matching(tokens, at + 1)
                } else if named {
                    at + 3
                } else {
                    at + 2
                };
                let last = at.checked_sub(1).and_then(|last| tokens.get(last));
                out.imports_end = last.map_or(source.len(), |last| last.start + last.text.len());
            }
            "type" => {
                if let Some(name) = tokens.get(at + 1).filter(|name| name.kind == Kind::Word) {
                    out.types.push(TypeName { name: name.text.to_owned(), outer: true, public: true });
                }
                at += 1;
            }
            "func" => {
                let (function, end) = function(tokens, at);
                out.functions.extend(function);
                at = end;
            }
            "(" | "{" | "[" => at = matching(tokens, at),
            _ => at += 1,
        }
    }
    out
}

/// The function whose `func` stands at `at`, and the place after it.
fn function(tokens: &[Token<'_>], at: usize) -> (Option<Function>, usize) {
    let mut next = at + 1;
    let mut owner = None;
    if tokens.get(next).is_some_and(|token| token.is("(")) {
        let end = matching(tokens, next);
        let receiver = tokens.get(next + 1..end.saturating_sub(1)).unwrap_or_default();
        let generic = receiver.iter().position(|token| token.is("[")).unwrap_or(receiver.len());
        owner = receiver.get(..generic).and_then(|names| names.last()).map(|token| token.text.to_owned());
        next = end;
    }
    let Some(name) = tokens.get(next).filter(|name| name.kind == Kind::Word) else { return (None, next) };
    next += 1;
    let generic = tokens.get(next).is_some_and(|token| token.is("["));
    if generic {
        next = matching(tokens, next);
    }
    if !tokens.get(next).is_some_and(|token| token.is("(")) {
        return (None, next);
    }
    let end = matching(tokens, next);
    let inside = tokens.get(next + 1..end.saturating_sub(1)).unwrap_or_default();
    let body = result_end(tokens, end);
    let function = Function {
        name: name.text.to_owned(),
        path: owner.iter().cloned().collect(),
        owner,
        parameters: parameters(inside),
        result: joined(tokens.get(end..body).unwrap_or_default()),
        is_static: false,
        generic,
        line: name.line,
    };
    (Some(function), matching(tokens, body))
}

/// Where the body begins: the first brace that is not the one of `interface{}` or `struct{…}`.
fn result_end(tokens: &[Token<'_>], mut at: usize) -> usize {
    while let Some(token) = tokens.get(at) {
        if token.is("{") {
            let before = at.checked_sub(1).and_then(|before| tokens.get(before));
            if !before.is_some_and(|before| before.is("interface") || before.is("struct")) {
                return at;
            }
        }
        at = if token.is("(") || token.is("{") { matching(tokens, at) } else { at + 1 };
    }
    at
}

/// `a, b int, rest ...string`: names share the type that follows them.
fn parameters(inside: &[Token<'_>]) -> Vec<Parameter> {
    let mut out: Vec<Parameter> = Vec::new();
    for part in split(inside) {
        let Some((first, rest)) = part.split_first() else { continue };
        let ty = joined(rest);
        if !ty.is_empty() {
            for earlier in out.iter_mut().rev().take_while(|earlier| earlier.ty.is_empty()) {
                earlier.ty.clone_from(&ty);
            }
        }
        out.push(Parameter { name: first.text.to_owned(), ty, ..Parameter::default() });
    }
    out
}
