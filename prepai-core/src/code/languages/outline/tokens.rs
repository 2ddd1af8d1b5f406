//! Source text as tokens, as far as declarations need them: no comments, strings as one token, lines kept.

/// How a language writes comments and literals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// C and C++: preprocessor lines, raw strings.
    C,
    /// Java: text blocks, annotations.
    Java,
    /// Go: raw strings in backquotes.
    Go,
    /// Rust: nested comments, lifetimes, raw strings.
    Rust,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or a keyword.
    Word,
    /// A number, a string or a character.
    Literal,
    /// One character of punctuation.
    Mark,
}

/// A piece of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    /// Where it begins, in bytes.
    pub(crate) start: usize,
    /// From 1.
    pub(crate) line: u32,
}

impl Token<'_> {
    /// Whether it is this mark or word.
    pub(crate) fn is(&self, text: &str) -> bool {
        self.kind != Kind::Literal && self.text == text
    }
}

/// The tokens of a source, in order; linear in its length, whatever it holds.
pub(crate) fn tokens(source: &str, family: Family) -> Vec<Token<'_>> {
    let mut scanner = Scanner { source, bytes: source.as_bytes(), at: 0, line: 1, family };
    let mut out = Vec::new();
    while let Some(token) = scanner.next() {
        out.push(token);
    }
    out
}

struct Scanner<'a> {
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
    line: u32,
    family: Family,
}

impl<'a> Scanner<'a> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Goes on to a place, counting lines.
    fn go_to(&mut self, end: usize) {
        let end = end.min(self.bytes.len());
        let passed = self.bytes.get(self.at..end).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u32;
        self.at = end;
    }

    /// The place after the next occurrence of `end`, or the end of the source.
    fn after(&self, from: usize, end: &str) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        let found = rest.windows(end.len()).position(|window| window == end.as_bytes());
        found.map_or(self.bytes.len(), |at| from + at + end.len())
    }

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip();
        let start = self.at;
        let line = self.line;
        let first = *self.bytes.get(start)?;
        let kind = match first {
            b'"' | b'\'' | b'`' => self.quoted(first),
            b'0'..=b'9' => {
                let digits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.';
                // 1..2 is a range of Rust, 1'000 a number of C++.
                while digits(self.peek(0)) && !(self.peek(0) == b'.' && self.peek(1) == b'.')
                    || self.family == Family::C
                        && self.peek(0) == b'\''
                        && self.peek(1).is_ascii_alphanumeric()
                {
                    self.at += 1;
                }
                Kind::Literal
            }
            _ if is_word(first) => {
                while is_word(self.peek(0)) || self.peek(0).is_ascii_digit() {
                    self.at += 1;
                }
                self.prefixed(start)
            }
            _ => {
                self.at += 1;
                Kind::Mark
            }
        };
        Some(Token { kind, text: self.source.get(start..self.at).unwrap_or_default(), start, line })
    }

    /// Blanks, comments and preprocessor lines.
    fn skip(&mut self) {
        loop {
            let byte = self.peek(0);
            if self.at >= self.bytes.len() {
                return;
            } else if byte.is_ascii_whitespace() || byte == 0 {
                self.go_to(self.at + 1);
            } else if byte == b'/' && self.peek(1) == b'/' {
                self.go_to(self.line_end());
            } else if byte == b'/' && self.peek(1) == b'*' {
                let end = if self.family == Family::Rust {
                    self.nested_comment()
                } else {
                    self.after(self.at + 2, "*/")
                };
                self.go_to(end);
            } else if byte == b'#' && self.family == Family::C {
                self.go_to(self.directive_end());
            } else {
                return;
            }
        }
    }

    fn line_end(&self) -> usize {
        self.rest().iter().position(|byte| *byte == b'\n').map_or(self.bytes.len(), |at| self.at + at)
    }

    fn directive_end(&self) -> usize {
        let mut end = self.at;
        while let Some(byte) = self.bytes.get(end) {
            if *byte == b'\n' && self.bytes.get(end.wrapping_sub(1)) != Some(&b'\\') {
                break;
            }
            end += 1;
        }
        end
    }

    fn nested_comment(&self) -> usize {
        let mut depth = 0_u32;
        let mut at = self.at;
        while at < self.bytes.len() {
            match self.bytes.get(at..at + 2) {
                Some(b"/*") => depth += 1,
                Some(b"*/") => depth -= 1,
                _ => {
                    at += 1;
                    continue;
                }
            }
            at += 2;
            if depth == 0 {
                break;
            }
        }
        at
    }

    fn quoted(&mut self, quote: u8) -> Kind {
        if quote == b'\'' && self.family == Family::Rust && self.is_lifetime() {
            self.at += 1;
            while is_word(self.peek(0)) || self.peek(0).is_ascii_digit() {
                self.at += 1;
            }
            return Kind::Word;
        }
        let end = if quote == b'`' && self.family == Family::Go {
            self.after(self.at + 1, "`")
        } else if self.family == Family::Java && self.rest().starts_with(b"\"\"\"") {
            self.after(self.at + 3, "\"\"\"")
        } else {
            self.closing(quote)
        };
        self.go_to(end);
        Kind::Literal
    }

    /// `'a` that is no `'a'`.
    fn is_lifetime(&self) -> bool {
        if !is_word(self.peek(1)) {
            return false;
        }
        let mut ahead = 1;
        while is_word(self.peek(ahead)) || self.peek(ahead).is_ascii_digit() {
            ahead += 1;
        }
        self.peek(ahead) != b'\''
    }

    /// The place after the closing quote; a line end closes too, but for Rust's strings.
    fn closing(&self, quote: u8) -> usize {
        let mut at = self.at + 1;
        while let Some(byte) = self.bytes.get(at) {
            match *byte {
                b'\\' => at += 1,
                b'\n' if self.family != Family::Rust => return at,
                other if other == quote => return at + 1,
                _ => {}
            }
            at += 1;
        }
        self.bytes.len()
    }

    /// A word may be the prefix of a raw string: `R"x(…)x"` in C++, `r#"…"#` in Rust.
    fn prefixed(&mut self, start: usize) -> Kind {
        let word = self.source.get(start..self.at).unwrap_or_default();
        match self.family {
            Family::C if matches!(word, "R" | "LR" | "uR" | "UR" | "u8R") && self.peek(0) == b'"' => {
                let rest = self.rest().get(1..).unwrap_or_default();
                let length = rest.iter().take(17).position(|byte| *byte == b'(').unwrap_or(0);
                let delimiter = self.source.get(self.at + 1..self.at + 1 + length).unwrap_or_default();
                let end = self.after(self.at + 1, &format!("){delimiter}\""));
                self.go_to(end);
                Kind::Literal
            }
            Family::Rust
                if matches!(word, "r" | "br" | "b" | "c" | "cr")
                    && matches!(self.peek(0), b'"' | b'#' | b'\'') =>
            {
                let hashes = self.rest().iter().take_while(|byte| **byte == b'#').count();
                if self.peek(hashes) != b'"' || !word.contains('r') && hashes > 0 {
                    return Kind::Word;
                }
                let end = if word.contains('r') {
                    self.after(self.at + hashes + 1, &format!("\"{}", "#".repeat(hashes)))
                } else {
                    self.closing(b'"')
                };
                self.go_to(end);
                Kind::Literal
            }
            _ => Kind::Word,
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b'$' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str, family: Family) -> Vec<(&str, u32)> {
        tokens(source, family).into_iter().map(|token| (token.text, token.line)).collect()
    }

    #[test]
    fn comments_and_directives_are_no_tokens() {
        let source = "#define f(x) \\\n x {\n// int g() {\n/* { */ int h;";
        assert_eq!(words(source, Family::C), [("int", 4), ("h", 4), (";", 4)]);
        assert_eq!(words("/* a /* b */ c */ fn", Family::Rust), [("fn", 1)]);
    }

    #[test]
    fn a_string_is_one_token() {
        assert_eq!(words(r#"R"x({)")x" a"#, Family::C), [(r#"R"x({)")x""#, 1), ("a", 1)]);
        assert_eq!(
            words("\"\"\"\n{ \"x\" \"\"\" b", Family::Java),
            [("\"\"\"\n{ \"x\" \"\"\"", 1), ("b", 2)]
        );
        assert_eq!(words("`{\n` x", Family::Go), [("`{\n`", 1), ("x", 2)]);
        assert_eq!(words("r#\"{\"\"# x 'a' &'a y", Family::Rust).len(), 6);
        assert_eq!(words(r"'\'' '{' 1'000", Family::C), [(r"'\''", 1), ("'{'", 1), ("1'000", 1)]);
    }

    #[test]
    fn an_open_string_ends_somewhere() {
        assert_eq!(words("\"abc\nint", Family::C), [("\"abc", 1), ("int", 2)]);
        assert_eq!(words("r#\"abc", Family::Rust).len(), 1);
        assert_eq!(words("R\"abc", Family::C).len(), 1);
    }
}
