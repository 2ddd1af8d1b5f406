//! The checks of `fixtures/evaluation-sample/expectations.json`, judged as its `run.py` says.

use serde_json::Value;

/// Whether a check holds for the reports, found by their case's name, and what was seen.
pub fn holds(check: &Value, report: impl Fn(&str) -> Value) -> (bool, String) {
    let text = |name: &str| check.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = |name: &str| check.get(name).and_then(Value::as_f64).unwrap_or_default();
    let flag = |name: &str, default: bool| check.get(name).and_then(Value::as_bool).unwrap_or(default);
    let value = |case: &str| value(&report(text(case)), text("criterion"));
    let tiny = 1e-9;
    match text("kind") {
        "greater" => {
            let (better, worse) = (value("better"), value("worse"));
            let holds = match (better, worse) {
                (None, _) => false,
                (Some(_), None) => flag("worse_null_ok", false),
                (Some(better), Some(worse)) => better - worse >= number("margin") - tiny,
            };
            (holds, format!("{better:?} against {worse:?}"))
        }
        "equal" => {
            let (a, b) = (value("a"), value("b"));
            let holds = match (a, b) {
                (Some(a), Some(b)) => (a - b).abs() <= number("tolerance") + tiny,
                (a, b) => flag("null_ok", false) && a.is_none() && b.is_none(),
            };
            (holds, format!("{a:?} and {b:?}"))
        }
        "at_most" => {
            let seen = value("case");
            let holds = seen.map_or(flag("null_ok", true), |seen| seen <= number("value") + tiny);
            (holds, format!("{seen:?}"))
        }
        "at_least" => {
            let seen = value("case");
            (seen.is_some_and(|seen| seen >= number("value") - tiny), format!("{seen:?}"))
        }
        "not_assessed" => {
            let seen = value("case");
            (seen.is_none(), format!("{seen:?}"))
        }
        "no_strengths" => {
            let strengths = report(text("case")).get("strengths").cloned().unwrap_or_default();
            (strengths.as_array().is_some_and(Vec::is_empty), strengths.to_string())
        }
        // That quotes are verbatim is checked for every report, against the very bytes; here they are counted.
        "quotes_verbatim" => {
            let mut found = Vec::new();
            quotes(&report(text("case")), &mut found);
            found.sort();
            found.dedup();
            (found.len() as f64 >= number("min_quotes"), format!("{} quotes", found.len()))
        }
        other => (false, format!("unknown check `{other}`")),
    }
}

fn value(report: &Value, criterion: &str) -> Option<f64> {
    match criterion {
        "overallScore" => report.get("overallScore")?.as_f64(),
        "recommendation" => {
            let words = ["STRONG_NO_HIRE", "NO_HIRE", "BORDERLINE", "HIRE", "STRONG_HIRE"];
            let word = report.get("recommendation")?.as_str()?;
            words.iter().position(|other| *other == word).map(|place| place as f64 + 1.0)
        }
        _ => report.get("scores")?.get(criterion)?.as_f64(),
    }
}

fn quotes(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("quote").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| quotes(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| quotes(value, found)),
        _ => {}
    }
}
