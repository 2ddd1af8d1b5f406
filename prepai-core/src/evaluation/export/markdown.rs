//! Markdown.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Line, View};
use crate::session::export;

/// A report as Markdown (CommonMark with tables). What was said is escaped, so that it shows as it is.
pub fn markdown(report: &Value) -> String {
    let view = View::of(report);
    let mut out = format!("# Report: {}\n\n", escape(&view.interview_type));
    // Writing to a string cannot go wrong.
    let _ = writeln!(out, "Candidate: {}  ", escape(&view.candidate));
    if !view.timestamp.is_empty() {
        let _ = writeln!(out, "Date: {}  ", escape(&view.timestamp));
    }
    let overall = score(view.overall, "not assessed, there is too little evidence");
    let _ = write!(out, "Overall: **{overall}**  \nRecommendation: **{}**\n", escape(&view.recommendation));
    out.push_str("\n| criterion | score | |\n|---|---|---|\n");
    for criterion in &view.criteria {
        let (title, reason) = (criterion.title, escape(&criterion.reason));
        let _ = writeln!(out, "| {title} | {} | {reason} |", score(criterion.score, "not assessed"));
    }
    list(&mut out, "Strengths", &view.strengths);
    list(&mut out, "To work on", &view.improvements);
    list(&mut out, "Left out of the scoring", &view.set_aside);
    out
}

/// On one line, with nothing in it that means something in Markdown.
fn escape(text: &str) -> String {
    export::escape(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn score(score: Option<f64>, otherwise: &str) -> String {
    score.map_or_else(|| otherwise.to_owned(), |score| format!("{score:.1} of 10"))
}

fn list(out: &mut String, title: &str, lines: &[Line]) {
    if lines.is_empty() {
        return;
    }
    let _ = write!(out, "\n## {title}\n\n");
    for line in lines {
        let _ = writeln!(out, "- {}", escape(&line.text));
        if let Some(evidence) = &line.evidence {
            let _ = writeln!(out, "  {}", escape(evidence));
        }
    }
}
