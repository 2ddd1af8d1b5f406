//! Declarations of C, C++ and Java.

use super::function::{Function, Outline, Parameter, TypeName};
use super::tokens::{Kind, Token};

/// Words before a declared type's name.
const TYPES: [&str; 6] = ["class", "struct", "interface", "union", "record", "namespace"];
/// Words that are no part of a result's type.
const MODIFIERS: [&str; 14] = [
    "public",
    "private",
    "protected",
    "static",
    "final",
    "abstract",
    "synchronized",
    "inline",
    "virtual",
    "constexpr",
    "extern",
    "default",
    "friend",
    "explicit",
];

/// Reads the declarations.
pub(super) fn read(source: &str, tokens: &[Token<'_>]) -> Outline {
    let mut reader = Reader { source, tokens, at: 0, out: Outline::default(), scopes: Vec::new() };
    reader.run();
    reader.out
}

struct Scope {
    /// Empty for `extern "C"` and namespaces without a name.
    name: String,
    is_type: bool,
}

struct Reader<'a> {
    source: &'a str,
    tokens: &'a [Token<'a>],
    at: usize,
    out: Outline,
    scopes: Vec<Scope>,
}

impl Reader<'_> {
    fn run(&mut self) {
        let mut begin = 0;
        while let Some(token) = self.tokens.get(self.at).copied() {
            match token.text {
                ";" => {
                    self.statement(begin);
                    self.at += 1;
                    begin = self.at;
                }
                "}" => {
                    self.scopes.pop();
                    self.at += 1;
                    begin = self.at;
                }
                // `public:` of C++.
                ":" if self.at == begin + 1 && !self.scopes.is_empty() => {
                    self.at += 1;
                    begin = self.at;
                }
                "(" | "[" => self.at = matching(self.tokens, self.at),
                "{" => {
                    self.open(begin);
                    begin = self.at;
                }
                _ => self.at += 1,
            }
        }
    }

    fn statement(&mut self, begin: usize) {
        let Some(first) = self.tokens.get(begin) else { return };
        if first.is("import") || first.is("package") {
            let end = self.tokens.get(self.at).map_or(self.source.len(), |token| token.start + 1);
            self.out.imports_end = end;
        }
    }

    /// At a `{`: a scope is entered, anything else is skipped.
    fn open(&mut self, begin: usize) {
        let chunk = plain(self.tokens.get(begin..self.at).unwrap_or_default());
        let is_extern = chunk.len() == 2 && chunk.iter().any(|token| token.is("extern"));
        if is_extern {
            self.scopes.push(Scope { name: String::new(), is_type: false });
            self.at += 1;
            return;
        }
        if let Some(name) = type_name(&chunk) {
            let is_type = !chunk.iter().any(|token| token.is("namespace"));
            if is_type {
                self.out.types.push(TypeName {
                    name: name.to_owned(),
                    outer: !self.scopes.iter().any(|scope| scope.is_type),
                    public: chunk.iter().any(|token| token.is("public")),
                });
            }
            self.scopes.push(Scope { name: name.to_owned(), is_type });
            self.at += 1;
            return;
        }
        if let Some(function) = self.function(&chunk) {
            self.out.functions.push(function);
        }
        self.at = matching(self.tokens, self.at);
    }

    fn function(&self, chunk: &[Token<'_>]) -> Option<Function> {
        let open = chunk.iter().position(|token| token.is("("))?;
        let name = chunk.get(open.checked_sub(1)?).filter(|token| token.kind == Kind::Word)?;
        let before = chunk.get(..open - 1)?;
        if before.iter().any(|token| token.is("=") || token.is("operator"))
            || name.is("operator")
            || name.is("enum")
        {
            return None;
        }
        // A type written outside of its class: `int Solution::f(…)`.
        let outside = match before {
            [.., owner, first, second] if first.is(":") && second.is(":") => Some(owner.text.to_owned()),
            _ => None,
        };
        let close = matching(chunk, open);
        let inside = chunk.get(open + 1..close.saturating_sub(1)).unwrap_or_default();
        let mut path: Vec<String> =
            self.scopes.iter().map(|scope| scope.name.clone()).filter(|name| !name.is_empty()).collect();
        let mut owner = self.scopes.last().filter(|scope| scope.is_type).map(|scope| scope.name.clone());
        if let Some(outside) = outside {
            path.push(outside.clone());
            owner = Some(outside);
        }
        let result: Vec<Token<'_>> =
            before.iter().filter(|token| !MODIFIERS.contains(&token.text)).copied().collect();
        Some(Function {
            name: name.text.to_owned(),
            owner,
            path,
            parameters: split(inside).into_iter().filter_map(|part| parameter(&part)).collect(),
            result: joined(&result),
            is_static: before.iter().any(|token| token.is("static")),
            generic: before.iter().any(|token| token.is("template") || token.is("auto"))
                || before.first().is_some_and(|token| token.is("<")),
            line: name.line,
        })
    }
}

/// Without annotations and attributes.
fn plain<'a>(chunk: &[Token<'a>]) -> Vec<Token<'a>> {
    let mut out = Vec::with_capacity(chunk.len());
    let mut at = 0;
    while let Some(token) = chunk.get(at) {
        let next = chunk.get(at + 1);
        if token.is("@") && !next.is_some_and(|next| next.is("interface")) {
            at += 2;
            while chunk.get(at).is_some_and(|token| token.is(".")) {
                at += 2;
            }
            if chunk.get(at).is_some_and(|token| token.is("(")) {
                at = matching(chunk, at);
            }
        } else if token.is("[") && next.is_some_and(|next| next.is("[")) {
            at = matching(chunk, at);
        } else if token.is("__attribute__") || token.is("alignas") {
            at = matching(chunk, at + 1);
        } else {
            out.push(*token);
            at += 1;
        }
    }
    out
}

fn type_name<'a>(chunk: &[Token<'a>]) -> Option<&'a str> {
    let mut depth = 0_i32;
    for (at, token) in chunk.iter().enumerate() {
        match token.text {
            "<" => depth += 1,
            ">" => depth -= 1,
            "=" => return None,
            "(" => return None,
            word if depth <= 0 && TYPES.contains(&word) => {
                let Some(name) = chunk.get(at + 1) else { return Some("") };
                if name.kind != Kind::Word {
                    return (name.is("{") || word == "namespace").then_some("");
                }
                // `struct ListNode *reverse(…)` is a function; `record Point(int x)` is a type.
                let rest = chunk.get(at + 2..).unwrap_or_default();
                let before_colon = rest.split(|token| token.is(":")).next().unwrap_or_default();
                let calls = before_colon.iter().any(|token| token.is("(")) && word != "record";
                return (!calls).then_some(name.text);
            }
            _ => {}
        }
    }
    None
}

/// The place after the bracket that closes the one at `open`.
pub(super) fn matching(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_i32;
    let mut at = open;
    while let Some(token) = tokens.get(at) {
        if token.kind == Kind::Mark {
            match token.text {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth -= 1,
                _ => {}
            }
        }
        at += 1;
        if depth <= 0 {
            break;
        }
    }
    at
}

/// Parts between commas that stand in no bracket.
pub(super) fn split<'a>(tokens: &[Token<'a>]) -> Vec<Vec<Token<'a>>> {
    let mut out = Vec::new();
    let mut part = Vec::new();
    let mut depth = 0_i32;
    let mut before: Option<&Token<'_>> = None;
    for token in tokens {
        if token.kind == Kind::Mark {
            match token.text {
                "(" | "[" | "{" | "<" => depth += 1,
                ">" if before.is_some_and(|before| before.is("-") || before.is("=")) => {}
                ")" | "]" | "}" | ">" => depth -= 1,
                _ => {}
            }
        }
        if token.is(",") && depth == 0 {
            out.push(std::mem::take(&mut part));
        } else {
            part.push(*token);
        }
        before = Some(token);
    }
    if !part.is_empty() {
        out.push(part);
    }
    out
}

/// Words that end a type, so that what follows them is no name.
const BARE: [&str; 12] = [
    "int", "long", "short", "char", "unsigned", "signed", "float", "double", "bool", "auto", "const", "void",
];

fn parameter(part: &[Token<'_>]) -> Option<Parameter> {
    let part = plain(part);
    let default = part.iter().position(|token| token.is("="));
    let end = default.unwrap_or(part.len());
    let mut declared: Vec<Token<'_>> =
        part.get(..end)?.iter().filter(|token| !token.is("final")).copied().collect();
    if matches!(declared.as_slice(), [one] if one.is("void")) || declared.is_empty() {
        return None;
    }
    // `int a[]`, `int grid[3][3]`: the name stands before the brackets.
    let brackets = declared.iter().rposition(|token| token.kind == Kind::Word).map_or(0, |at| at + 1);
    let tail = declared.split_off(brackets);
    let array = tail.first().is_some_and(|token| token.is("["));
    let named = declared.len() > 1
        && (tail.is_empty() || array)
        && declared.last().is_some_and(|token| token.kind == Kind::Word && !BARE.contains(&token.text))
        && !declared
            .iter()
            .rev()
            .nth(1)
            .is_some_and(|token| token.is(":") || token.is("struct") || token.is("."));
    let name = if named {
        declared.pop().map(|token| token.text.to_owned()).unwrap_or_default()
    } else {
        String::new()
    };
    declared.extend(tail);
    Some(Parameter { name, ty: joined(&declared), optional: default.is_some() })
}

/// Tokens as text that means the same.
pub(super) fn joined(tokens: &[Token<'_>]) -> String {
    let mut out = String::new();
    let mut after_word = false;
    for token in tokens {
        let word = token.kind != Kind::Mark;
        if word && after_word {
            out.push(' ');
        }
        out.push_str(token.text);
        after_word = word;
    }
    out
}
