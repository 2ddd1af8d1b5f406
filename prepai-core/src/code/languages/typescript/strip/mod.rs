//! TypeScript without its types: the same program, every line where it was.
//!
//! Types become blanks. What means something when the program runs is translated in its place: enums, namespaces,
//! parameter properties. Decorators, `import x = …` and `export = …` are refused in words.

mod blank;
mod edits;
mod lower;
mod visit;

use oxc_allocator::Allocator;
use oxc_ast_visit::Visit as _;
use oxc_parser::Parser;
use oxc_span::SourceType;

use self::visit::Visitor;

/// Brackets within brackets at most; the parser descends with each.
const DEEPEST: usize = 1000;
/// Bytes of stack for the parser: reserved, not used, by ordinary programs.
const STACK: usize = 512 << 20;

/// What keeps a source from being translated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// From 1.
    pub(super) line: u32,
    /// From 1.
    pub(super) column: u32,
    /// A sentence.
    pub(super) message: String,
}

/// The source without its types.
///
/// # Errors
/// The first error, where it is no TypeScript or uses what is not translated.
pub(super) fn strip(source: &str) -> Result<String, Refused> {
    if deepest(source) > DEEPEST {
        return Err(Refused { line: 1, column: 1, message: "the program is nested too deeply".to_owned() });
    }
    // Long chains of prefixes and conditions descend without any bracket.
    let stripped = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).name("typescript".to_owned());
        thread.spawn_scoped(scope, || translate(source)).ok().and_then(|thread| thread.join().ok())
    });
    stripped.unwrap_or_else(|| {
        Err(Refused { line: 1, column: 1, message: "the program could not be translated".to_owned() })
    })
}

fn translate(source: &str) -> Result<String, Refused> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, source, SourceType::ts()).parse();
    if let Some(error) = parsed.diagnostics.first() {
        let at = error.labels.first().map_or(0, |label| label.offset() as usize);
        return Err(refused(source, at, error.message.to_string()));
    }
    let mut visitor = Visitor::new(source);
    visitor.visit_program(&parsed.program);
    visitor.finish().map_err(|(at, message)| refused(source, at, message))
}

fn refused(source: &str, at: usize, message: String) -> Refused {
    let before = source.get(..at).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Refused { line: number(line), column: number(column), message }
}

/// Open brackets at once, wherever they stand. Brackets in texts may close others here, so that the stack has room for what is left.
fn deepest(source: &str) -> usize {
    // A comparison closes no bracket: `(1>(1>` goes as deep as `((`.
    let (mut depth, mut angles, mut most) = (0_usize, 0_usize, 0);
    for byte in source.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'<' => angles += 1,
            b'>' => angles = angles.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth + angles);
    }
    most
}

#[cfg(test)]
mod tests;
