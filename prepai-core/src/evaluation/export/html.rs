//! A page.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Line, View};

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}\
table{border-collapse:collapse;width:100%}\
th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #8886;vertical-align:top}\
td.score{white-space:nowrap;font-variant-numeric:tabular-nums}\
meter{width:8rem}\
blockquote{margin:.2rem 0 .6rem;padding-left:.8rem;border-left:3px solid #8886}\
@media print{body{margin:0;max-width:none}}";

/// A report as one page of HTML that needs nothing else: no script, no font, no picture from anywhere. Everything from
/// the report is escaped.
pub fn html(report: &Value) -> String {
    let view = View::of(report);
    let kind = escape(&view.interview_type);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Report: {kind}</title>\n<style>{STYLE}</style>\n<main>\n<h1>Report: {kind}</h1>\n"
    );
    // Writing to a string cannot go wrong.
    let _ = writeln!(out, "<p>Candidate: {}", escape(&view.candidate));
    if !view.timestamp.is_empty() {
        let _ = writeln!(out, "<br>Date: <time>{}</time>", escape(&view.timestamp));
    }
    let _ = writeln!(out, "<br>Overall: <strong>{}</strong>", score(view.overall));
    let _ = writeln!(out, "<br>Recommendation: <strong>{}</strong></p>", escape(&view.recommendation));
    out.push_str("<table>\n<thead><tr><th scope=\"col\">Criterion<th scope=\"col\">Score<th scope=\"col\">Why</thead>\n");
    for criterion in &view.criteria {
        let meter = criterion.score.map_or_else(String::new, |score| {
            format!("<meter min=\"0\" max=\"10\" value=\"{score:.1}\">{score:.1} of 10</meter> ")
        });
        let (title, score, reason) = (criterion.title, score(criterion.score), escape(&criterion.reason));
        let _ = writeln!(out, "<tr><th scope=\"row\">{title}<td class=\"score\">{meter}{score}<td>{reason}");
    }
    out.push_str("</table>\n");
    list(&mut out, "Strengths", &view.strengths);
    list(&mut out, "To work on", &view.improvements);
    list(&mut out, "Left out of the scoring", &view.set_aside);
    out.push_str("</main>\n</html>\n");
    out
}

fn score(score: Option<f64>) -> String {
    score.map_or_else(|| "not assessed".to_owned(), |score| format!("{score:.1} of 10"))
}

fn list(out: &mut String, title: &str, lines: &[Line]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(out, "<h2>{title}</h2>\n<ul>");
    for line in lines {
        let _ = writeln!(out, "<li>{}", escape(&line.text));
        if let Some(evidence) = &line.evidence {
            let _ = writeln!(out, "<blockquote>{}</blockquote>", escape(evidence));
        }
    }
    out.push_str("</ul>\n");
}

/// Text as it stands between tags and in quoted attributes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
