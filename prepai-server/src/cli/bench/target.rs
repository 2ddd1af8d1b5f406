//! What was measured, held against what was promised.

use serde::Serialize;
use serde_json::{Map, Value};

use super::machine::Machine;
use crate::cli::output::{Style, Table};

/// A promise and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Target {
    /// What is promised, such as `sqlite: commits a second`.
    pub(crate) name: String,
    /// The promise, such as `at least 3000`.
    pub(crate) target: String,
    /// What was measured.
    pub(crate) measured: f64,
    /// Whether it holds.
    pub(crate) holds: bool,
}

impl Target {
    /// Measured must be at most `limit`.
    pub(crate) fn at_most(name: impl Into<String>, limit: f64, measured: f64) -> Target {
        Target { name: name.into(), target: format!("at most {limit}"), measured, holds: measured <= limit }
    }

    /// Measured must be at least `limit`.
    pub(crate) fn at_least(name: impl Into<String>, limit: f64, measured: f64) -> Target {
        Target { name: name.into(), target: format!("at least {limit}"), measured, holds: measured >= limit }
    }

    /// Measured must be exactly `wanted`.
    pub(crate) fn exactly(name: impl Into<String>, wanted: u64, measured: u64) -> Target {
        // Counts far below 2^53.
        let shown = measured as f64;
        Target {
            name: name.into(),
            target: format!("exactly {wanted}"),
            measured: shown,
            holds: measured == wanted,
        }
    }
}

/// The outcome of one measurement.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Measured {
    /// Figures, by store where there are several.
    pub(crate) figures: Map<String, Value>,
    /// Promises.
    pub(crate) targets: Vec<Target>,
}

impl Measured {
    /// Adds a figure.
    pub(crate) fn figure(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.figures.insert(name.into(), value.into());
    }
}

/// Figures and promises for people.
pub(crate) fn shown(machine: &Machine, all: &[(String, Measured)], style: Style) -> String {
    let mut out = format!("{machine}\n");
    for (name, measured) in all {
        out.push_str(&format!("\n{}\n", style.bold(name)));
        for (figure, value) in &measured.figures {
            out.push_str(&lines(figure, value, 1));
        }
        if measured.targets.is_empty() {
            continue;
        }
        let mut table = Table::uncut(&["target", "wanted", "measured", ""]);
        for target in &measured.targets {
            let holds = if target.holds { "holds" } else { "MISSED" };
            let wanted = target.target.clone();
            table.row(vec![target.name.clone(), wanted, plain(&target.measured.into()), holds.to_owned()]);
        }
        out.push_str(&format!("\n{}\n", table.show(style)));
    }
    out
}

/// A figure in one line, an object in one line for each of its fields; quantiles are one figure.
fn lines(name: &str, value: &Value, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let name = name.replace('_', " ");
    match value {
        Value::Object(fields) if !fields.contains_key("p50_ms") => {
            let below: String = fields.iter().map(|(name, value)| lines(name, value, depth + 1)).collect();
            format!("{indent}{name}\n{below}")
        }
        value => format!("{indent}{name:<30} {}\n", plain(value)),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Object(times) => {
            let time = |key: &str| times.get(key).and_then(Value::as_f64).unwrap_or_default();
            let [p50, p95, p99, max] = ["p50_ms", "p95_ms", "p99_ms", "max_ms"].map(time);
            format!("p50 {p50:.3}  p95 {p95:.3}  p99 {p99:.3}  max {max:.3} ms")
        }
        Value::String(text) => text.clone(),
        Value::Number(number) => match number.as_f64() {
            Some(number) if number.fract() != 0.0 => format!("{number:.3}"),
            Some(number) => format!("{number:.0}"),
            None => number.to_string(),
        },
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_themselves_hold() {
        assert!(Target::at_most("x", 5.0, 5.0).holds && !Target::at_most("x", 5.0, 5.001).holds);
        assert!(Target::at_least("x", 5.0, 5.0).holds && !Target::at_least("x", 5.0, 4.999).holds);
        assert!(Target::exactly("x", 3200, 3200).holds && !Target::exactly("x", 3200, 3201).holds);
    }
}
