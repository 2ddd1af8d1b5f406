//! What a report says, in the order in which people read it.

use serde_json::Value;

use super::super::feedback::title;
use crate::interview::kind::Criterion;

/// The longest quote that is shown, in characters.
const QUOTE: usize = 240;

/// A report's content, ready to be set: in a terminal, as Markdown, as a page. Text is as recorded and not escaped.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct View {
    /// The kind as it was sent.
    pub interview_type: String,
    /// The candidate's name.
    pub candidate: String,
    /// When it was made, RFC 3339; empty when unknown.
    pub timestamp: String,
    /// 0 to 10; none when too little was assessed.
    pub overall: Option<f64>,
    /// The recommendation's code.
    pub recommendation: String,
    /// Every criterion, in the order of the rubric.
    pub criteria: Vec<CriterionLine>,
    /// What was strong.
    pub strengths: Vec<Line>,
    /// What to work on.
    pub improvements: Vec<Line>,
    /// What was left out of the scoring: why, and the words.
    pub set_aside: Vec<Line>,
}

/// A criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionLine {
    /// Its name for people.
    pub title: &'static str,
    /// 0 to 10; none when not assessed.
    pub score: Option<f64>,
    /// How the score came about, or why there is none; empty when the report does not say.
    pub reason: String,
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The sentence.
    pub text: String,
    /// What shows it: quoted words, or results in words. The same evidence stands below one line of a list only.
    pub evidence: Option<String>,
}

impl View {
    /// Of a recorded report. What is not there, or of another type, is left out.
    pub fn of(report: &Value) -> View {
        let text = |key: &str| report.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        View {
            interview_type: text("interviewType"),
            candidate: text("candidateName"),
            timestamp: text("timestamp"),
            overall: report.get("overallScore").and_then(Value::as_f64),
            recommendation: text("recommendation"),
            criteria: Criterion::ALL.iter().map(|criterion| criterion_line(report, *criterion)).collect(),
            strengths: lines(report, "strengths"),
            improvements: lines(report, "improvements"),
            set_aside: set_aside(report),
        }
    }
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn criterion_line(report: &Value, criterion: Criterion) -> CriterionLine {
    let key = criterion.as_str();
    let score = report.get("scores").and_then(|scores| scores.get(key)).and_then(Value::as_f64);
    let own = |one: &&Value| one.get("criterion").and_then(Value::as_str) == Some(key);
    let mut reasons = list(report, "criteria").chain(list(report, "notAssessed")).filter(own);
    let reason = reasons.find_map(|one| one.get("reason")?.as_str()).unwrap_or_default().to_owned();
    CriterionLine { title: title(criterion), score, reason }
}

fn lines(report: &Value, key: &str) -> Vec<Line> {
    let mut found: Vec<Line> = Vec::new();
    for text in list(report, key).filter_map(Value::as_str) {
        let evidence = evidence_of(report, text);
        let evidence = evidence.filter(|new| found.iter().all(|line| line.evidence.as_ref() != Some(new)));
        found.push(Line { text: text.to_owned(), evidence });
    }
    found
}

/// What shows the item that a line ends with.
fn evidence_of(report: &Value, line: &str) -> Option<String> {
    let items = list(report, "criteria").flat_map(|criterion| list(criterion, "items"));
    let named = |item: &&Value| {
        let says = item.get("says").and_then(Value::as_str).unwrap_or_default();
        item.get("met").and_then(Value::as_bool) == Some(true) && !says.is_empty() && line.ends_with(says)
    };
    list(items.into_iter().find(named)?, "evidence").find_map(in_words)
}

fn set_aside(report: &Value) -> Vec<Line> {
    let line = |one: &Value| {
        let text = one.get("reason")?.as_str()?.to_owned();
        Some(Line { text, evidence: one.get("evidence").and_then(in_words) })
    };
    list(report, "setAside").filter_map(line).collect()
}

fn in_words(evidence: &Value) -> Option<String> {
    match evidence.get("kind")?.as_str()? {
        "speech" => Some(format!("“{}”", shortened(evidence.get("quote")?.as_str()?))),
        "test_results" => {
            let count = |key: &str| evidence.get(key)?.as_u64();
            Some(format!("{} of {} tests passed", count("passed")?, count("total")?))
        }
        _ => None,
    }
}

/// On one line, cut at a word where it is long.
fn shortened(quote: &str) -> String {
    let line = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((at, _)) = line.char_indices().nth(QUOTE) else { return line };
    let cut = line.get(..at).unwrap_or(&line);
    let cut = cut.rsplit_once(' ').map_or(cut, |(words, _)| words);
    format!("{cut} …")
}
