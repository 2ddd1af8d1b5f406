//! The report: numbers, and for each of them what it rests on.

use serde::Serialize;
use serde_json::Value;

use super::Input;
use crate::clock::Timestamp;
use crate::interview::kind::Criterion;

/// The report of the wire contract, with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Always true.
    pub success: bool,
    /// As it came.
    pub session_id: String,
    /// As it came.
    pub candidate_name: String,
    /// As it came.
    pub interview_type: String,
    /// [`Input::timestamp`].
    pub timestamp: Option<Timestamp>,
    /// Whole seconds.
    pub duration: u64,
    /// 0 to 10 in tenths: the mean of the assessed criteria by the weights of the kind; null until at least half of the
    /// weight is assessed.
    pub overall_score: Option<f64>,
    /// By criterion, 0 to 10 in tenths; null when not assessed.
    pub scores: ReportScores,
    /// What was strong, each with evidence among the criteria.
    pub strengths: Vec<String>,
    /// What to work on.
    pub improvements: Vec<String>,
    /// `STRONG_HIRE`, `HIRE`, `BORDERLINE`, `NO_HIRE`, `STRONG_NO_HIRE`, or `INSUFFICIENT_EVIDENCE` without an overall score.
    pub recommendation: String,
    /// All of it in sentences.
    pub detailed_feedback: String,
    /// Counts.
    pub metrics: ReportMetrics,
    /// What each score rests on.
    pub criteria: Vec<CriterionReport>,
    /// Criteria without a score, and why.
    pub not_assessed: Vec<NotAssessed>,
    /// What was left out of the scoring, and why.
    pub set_aside: Vec<SetAside>,
    /// What made this report.
    pub evaluator: EvaluatorId,
    /// Where it is kept, if the caller says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_url: Option<String>,
}

impl Report {
    /// The report as JSON.
    pub fn to_value(&self) -> Value {
        // Strings, lists and finite numbers always have a JSON form.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// All evidence, in the order of the report.
    pub fn evidence(&self) -> impl Iterator<Item = &Evidence> {
        let items =
            self.criteria.iter().flat_map(|criterion| &criterion.items).flat_map(|item| &item.evidence);
        items.chain(self.set_aside.iter().map(|aside| &aside.evidence))
    }
}

/// Scores by criterion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportScores {
    /// Knowing what is true of the field.
    pub technical_knowledge: Option<f64>,
    /// Taking problems apart.
    pub problem_solving: Option<f64>,
    /// Being understood.
    pub communication: Option<f64>,
    /// Code that is right and readable.
    pub code_quality: Option<f64>,
    /// Working well with others.
    pub cultural_fit: Option<f64>,
}

/// Counts of an interview.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportMetrics {
    /// Questions that were put.
    pub total_questions: usize,
    /// Submissions, tested or not.
    pub code_submissions: usize,
    /// Mean seconds from a message of the interviewer to the candidate's next, rounded to tenths; null when nothing was
    /// measured. It counts for nothing.
    pub average_response_time: Option<f64>,
}

/// What a criterion's score rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CriterionReport {
    /// Which.
    pub criterion: Criterion,
    /// 0 to 10 in tenths; null when not assessed.
    pub score: Option<f64>,
    /// Its weight in the overall score, 0 to 1.
    pub weight: f64,
    /// What was looked for.
    pub items: Vec<Item>,
    /// How the score came about, or why there is none.
    pub reason: String,
}

/// One thing that was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its id in the rubric, or of the question and its point.
    pub id: String,
    /// What is looked for, in one sentence. Ids that begin with `wrong:` name a misconception, which costs when met.
    pub says: String,
    /// Whether it was found.
    pub met: bool,
    /// Where.
    pub evidence: Vec<Evidence>,
}

impl Item {
    /// Whether meeting it costs.
    pub fn is_misconception(&self) -> bool {
        self.id.starts_with("wrong:")
    }
}

/// What shows something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Evidence {
    /// Words of the candidate.
    Speech {
        /// Verbatim.
        quote: String,
        /// The message's place in the conversation, from 0.
        message: usize,
        /// The session's turn.
        #[serde(skip_serializing_if = "Option::is_none")]
        turn: Option<u32>,
        /// First byte of the message's UTF-8 text.
        start: usize,
        /// Byte after the last.
        end: usize,
    },
    /// Results of an execution.
    TestResults {
        /// The submission's place, from 0.
        submission: usize,
        /// Tests that passed.
        passed: u32,
        /// All tests.
        total: u32,
    },
    /// The source itself.
    Code {
        /// The submission's place, from 0.
        submission: usize,
    },
}

impl Evidence {
    /// The words of a message between two bytes; nothing if the log has no such words.
    pub(super) fn speech(input: &Input, message: usize, span: std::ops::Range<usize>) -> Option<Evidence> {
        let said = input.messages.get(message)?;
        let quote = said.content.get(span.clone())?.to_owned();
        Some(Evidence::Speech { quote, message, turn: said.turn, start: span.start, end: span.end })
    }

    /// Whether the log has what it shows.
    pub fn holds(&self, input: &Input) -> bool {
        match self {
            Evidence::Speech { quote, message, start, end, .. } => {
                let said = input.messages.get(*message).and_then(|said| said.content.get(*start..*end));
                !quote.is_empty() && said == Some(quote.as_str())
            }
            Evidence::TestResults { submission, passed, total } => {
                let results = input.submissions.get(*submission).and_then(|submission| submission.results);
                results.is_some_and(|results| (results.passed, results.total) == (*passed, *total))
            }
            Evidence::Code { submission } => input.submissions.get(*submission).is_some(),
        }
    }
}

/// A criterion without a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotAssessed {
    /// Which.
    pub criterion: Criterion,
    /// Why.
    pub reason: String,
}

/// Words that count neither for nor against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetAside {
    /// Why.
    pub reason: String,
    /// The words.
    pub evidence: Evidence,
}

/// What made a report: the same three make the same report of the same input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EvaluatorId {
    /// [`VERSION`](super::VERSION).
    pub version: String,
    /// The rubric's version.
    pub rubric: String,
    /// SHA-256 of the rubric's files, in hex.
    pub rubric_hash: String,
}
