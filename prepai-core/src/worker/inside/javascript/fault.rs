//! What an exception of JavaScript says, in our words.

use serde::Deserialize;

use super::super::super::protocol::{Fault, Line};

/// The name of the candidate's file.
pub(super) const FILE: &str = "solution.js";

/// An exception as the guest tells it.
#[derive(Debug, Deserialize)]
pub(super) struct Told {
    pub(super) kind: String,
    pub(super) message: String,
    pub(super) stack: String,
}

/// Lines of a trace at most.
const LINES: usize = 20;

impl Told {
    /// With the candidate's own lines, outermost first.
    pub(super) fn fault(self, source: &str) -> Fault {
        let mut trace: Vec<Line> =
            self.stack.lines().filter_map(|line| own(line, source)).take(LINES).collect();
        trace.reverse();
        Fault { kind: self.kind, message: self.message, trace }
    }

    /// Whether the engine could not read the program at all: the error comes from nowhere inside of it.
    pub(super) fn is_syntax(&self) -> bool {
        self.kind == "SyntaxError" && self.stack.lines().filter(|line| !line.trim().is_empty()).count() <= 1
    }

    /// Whether memory did not suffice.
    pub(super) fn is_memory(&self) -> bool {
        self.kind == "InternalError" && self.message == "out of memory"
    }
}

/// A line such as `    at name (solution.js:3:10)` or `    at solution.js:3:10`.
fn own(line: &str, source: &str) -> Option<Line> {
    let rest = line.trim().strip_prefix("at ")?;
    let (function, place) = match rest.split_once(" (") {
        Some((function, place)) => (function, place.strip_suffix(')')?),
        None => ("", rest),
    };
    let number = place.strip_prefix(FILE)?.strip_prefix(':')?.split(':').next()?.parse().ok()?;
    let text = source.lines().nth(usize::try_from(number).ok()?.checked_sub(1)?).unwrap_or_default();
    let text = text.trim().chars().take(200).collect();
    let function = if function == "<eval>" { String::new() } else { function.to_owned() };
    Some(Line { line: number, function, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_candidates_lines_are_kept() {
        let told = Told {
            kind: "TypeError".into(),
            message: "x".into(),
            stack: "    at inner (solution.js:2:3)\n    at call (native)\n    at guest (guest.js:1:1)\n    at <eval> (solution.js:1:1)\n".into(),
        };
        assert!(!told.is_syntax());
        let fault = told.fault("first\n  second\n");
        let lines: Vec<_> = fault.trace.iter().map(|line| (line.line, line.text.as_str())).collect();
        assert_eq!(lines, [(1, "first"), (2, "second")]);
    }

    #[test]
    fn nonsense_in_a_stack_is_left_out() {
        for line in [
            "at x (solution.js:99999999999:1)",
            "at solution.js",
            "at (",
            "solution.js:1:1",
            "at a (solution.js:0:1)",
        ] {
            assert_eq!(own(line, "one"), None, "{line}");
        }
    }
}
