//! What came of a program, for people.

use std::fmt::Write;

use prepai_core::code::{CaseResult, Execution, Verdict};
use serde_json::Value;

use crate::cli::output::Style;

/// The longest value that stands on a line.
const WIDEST: usize = 60;

/// One line a test, what went wrong below it, and the sum.
pub(super) fn shown(execution: &Execution, value: &Value, style: Style) -> String {
    let mut text = String::new();
    for case in &execution.cases {
        // Writing to a text cannot go wrong.
        let _ = writeln!(text, "{}", line(case, style));
        let details = [case.error.as_deref(), case.trace.as_deref(), some(&case.output)];
        for detail in details.into_iter().flatten().flat_map(str::lines) {
            let _ = writeln!(text, "      {}", style.dim(printable(detail)));
        }
    }
    for told in [&execution.error, &execution.note].into_iter().flatten() {
        let _ = writeln!(text, "{}", style.yellow(printable(told)));
    }
    for line in some(&execution.output).into_iter().flat_map(str::lines) {
        let _ = writeln!(text, "  {}", style.dim(printable(line)));
    }
    let sum = format!("{} of {} tests passed", execution.passed(), execution.cases.len());
    let sum = if execution.all_passed() { style.green(sum) } else { style.red(sum) };
    let milliseconds = execution.seconds * 1000.0;
    let _ = write!(text, "{sum} in {milliseconds:.1} ms, isolation {}", execution.isolation);
    if let Some(score) = value.pointer("/qualityMetrics/quality_score") {
        let _ = write!(text, ", quality {score} of 10");
    }
    text
}

fn line(case: &CaseResult, style: Style) -> String {
    let number = format!("{:>3}", case.case);
    let input = cut(&case.input);
    if case.verdict == Verdict::Accepted {
        return format!("{number}  {}  {input} -> {}", style.green("passed"), cut(&case.expected));
    }
    let verdict = serde_json::to_value(case.verdict).unwrap_or_default();
    let verdict = style.red(verdict.as_str().unwrap_or_default().replace('_', " "));
    let actual = case.actual.as_ref().map(|actual| format!(", not {}", cut(actual))).unwrap_or_default();
    format!("{number}  {verdict}  {input} -> {}{actual}", cut(&case.expected))
}

fn some(text: &str) -> Option<&str> {
    (!text.trim().is_empty()).then_some(text)
}

fn cut(text: &str) -> String {
    let line = printable(text.trim_end());
    if line.chars().count() <= WIDEST {
        return line;
    }
    line.chars().take(WIDEST).chain(['…']).collect()
}

/// Nothing that commands a terminal.
fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
