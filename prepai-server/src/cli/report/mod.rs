//! A report for people in a terminal.

use prepai_core::evaluation::export::{CriterionLine, Line, View};
use serde_json::Value;

use super::output::{Flow, Style, wrap};

/// Cells of a bar from 0 to 10.
const CELLS: usize = 10;

/// Scores, or why there are none; strengths with the words that show them; what to work on; the recommendation.
pub(crate) fn shown(report: &Value, style: Style, width: Option<usize>) -> String {
    let view = View::of(report);
    let mut out = format!("\n{}\n\n{}", style.bold(heading(&view)), overall(&view, style));
    for line in &view.criteria {
        out.push_str(&criterion(line, style, width));
    }
    out.push_str(&list("Strengths", "+", &view.strengths, style, width));
    out.push_str(&list("To work on", "-", &view.improvements, style, width));
    out.push_str(&list("Left out of the scoring", "-", &view.set_aside, style, width));
    out
}

fn heading(view: &View) -> String {
    let parts = ["Report", &view.interview_type, &view.candidate];
    let line = parts.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(" · ");
    // A name cannot command the terminal.
    line.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

fn overall(view: &View, style: Style) -> String {
    let word = match view.recommendation.as_str() {
        good @ ("STRONG_HIRE" | "HIRE") => style.green(good),
        bad @ ("NO_HIRE" | "STRONG_NO_HIRE") => style.red(bad),
        other => style.yellow(other),
    };
    match view.overall {
        Some(score) => format!("  {:<22}{}  {word}\n\n", "Overall", style.bold(format!("{score:>4.1}"))),
        None => format!("  {:<22}not assessed: too little evidence  {word}\n\n", "Overall"),
    }
}

fn criterion(line: &CriterionLine, style: Style, width: Option<usize>) -> String {
    let label = format!("  {:<22}", line.title);
    match line.score {
        Some(score) => format!("{label}{score:>4.1}  {}\n", style.dim(bar(score))),
        None => {
            let why = if line.reason.is_empty() { String::new() } else { format!(": {}", line.reason) };
            let words = Flow::after(&label, &" ".repeat(24), width).push(&format!("not assessed{why}"));
            // The flow puts a space where the label has its own.
            format!("{label}{}\n", style.dim(words.trim_start_matches(' ')))
        }
    }
}

fn bar(score: f64) -> String {
    // Scores are 0 to 10.
    let full = (score.clamp(0.0, 10.0) + 0.5) as usize;
    format!("{}{}", "█".repeat(full), "░".repeat(CELLS.saturating_sub(full)))
}

fn list(title: &str, mark: &str, lines: &[Line], style: Style, width: Option<usize>) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", style.bold(title));
    for line in lines {
        let start = format!("  {mark}");
        out.push_str(&format!("{start}{}\n", Flow::after(&start, "    ", width).push(&line.text)));
        let evidence = line.evidence.as_deref().unwrap_or_default();
        for line in wrap(evidence, "      ", width).lines() {
            out.push_str(&format!("{}\n", style.dim(line)));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn report() -> Value {
        json!({
            "candidateName": "Ada", "interviewType": "Google SDE", "overallScore": 7.4, "recommendation": "HIRE",
            "scores": {"technicalKnowledge": 8.5, "problemSolving": 7.0, "communication": 6.1, "codeQuality": null, "culturalFit": null},
            "strengths": ["Technical knowledge: Looks up the complement in a hash map."],
            "improvements": ["Problem solving, missing: Names the edge cases."],
            "notAssessed": [{"criterion": "codeQuality", "reason": "no code was submitted"}],
            "criteria": [{"criterion": "technicalKnowledge", "items": [{
                "id": "x", "says": "Looks up the complement in a hash map.", "met": true,
                "evidence": [{"kind": "speech", "quote": "a hash map of complements", "message": 3}],
            }]}],
        })
    }

    #[test]
    fn scores_reasons_quotes_and_recommendation_are_there() {
        let text = shown(&report(), Style::PLAIN, Some(70));
        for part in [
            "Report · Google SDE · Ada",
            "Overall                7.4  HIRE",
            "Technical knowledge    8.5  █████████░",
            "Code quality          not assessed: no code was submitted",
            "Cultural fit          not assessed\n",
            "+ Technical knowledge: Looks up",
            "“a hash map of complements”",
            "- Problem solving, missing: Names the edge cases.",
        ] {
            assert!(text.contains(part), "{part:?} is not in\n{text}");
        }
    }

    #[test]
    fn without_evidence_that_is_said() {
        let text = shown(
            &json!({"overallScore": null, "recommendation": "INSUFFICIENT_EVIDENCE"}),
            Style::PLAIN,
            None,
        );
        assert!(text.contains("not assessed: too little evidence  INSUFFICIENT_EVIDENCE"), "{text}");
        assert!(!text.contains("Strengths"), "{text}");
    }
}
