//! What an exception says.

use serde::Deserialize;

use crate::worker::protocol::{Fault, Line};

/// The name that the module gives to the candidate's file.
const FILE: &str = "solution.js";
/// Lines of a trace at most.
const LINES: usize = 20;

/// An exception as the guest tells it.
#[derive(Debug, Deserialize)]
pub(super) struct Told {
    pub(super) kind: String,
    pub(super) message: String,
    pub(super) stack: String,
}

impl Told {
    /// Whether the program could not be read at all: such an error comes from nowhere inside of it.
    pub(super) fn is_syntax(&self) -> bool {
        self.kind == "SyntaxError" && self.stack.lines().filter(|line| !line.trim().is_empty()).count() <= 1
    }

    /// Whether memory did not suffice.
    pub(super) fn is_memory(&self) -> bool {
        self.kind == "InternalError" && self.message == "out of memory"
    }

    /// With the candidate's own lines, outermost first.
    pub(super) fn fault(self, source: &str) -> Fault {
        let mut trace: Vec<Line> =
            self.stack.lines().filter_map(|line| own(line, source)).take(LINES).collect();
        trace.reverse();
        Fault { kind: self.kind, message: self.message, trace }
    }
}

/// A line such as `    at name (solution.js:3:10)` or `    at solution.js:3:10`.
fn own(line: &str, source: &str) -> Option<Line> {
    let rest = line.trim().strip_prefix("at ")?;
    let (function, place) = match rest.split_once(" (") {
        Some((function, place)) => (function, place.strip_suffix(')')?),
        None => ("", rest),
    };
    let line: u32 = place.strip_prefix(FILE)?.strip_prefix(':')?.split(':').next()?.parse().ok()?;
    let text = source.lines().nth((line as usize).checked_sub(1)?).unwrap_or_default();
    let function = if function == "<eval>" { String::new() } else { function.to_owned() };
    Some(Line { line, function, text: text.trim().chars().take(200).collect() })
}
