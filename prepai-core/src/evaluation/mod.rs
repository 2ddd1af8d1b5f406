//! Scores with evidence: rubric -> checklist items -> verified quotes -> numbers.
#![doc = include_str!("../docs/evaluation.md")]

mod claims;
mod conversation;
mod evaluate;
pub mod export;
mod feedback;
mod input;
mod report;
mod rubric;
mod scores;
mod text;
mod units;

pub use evaluate::evaluate;
pub use input::{AskedQuestion, Input, InputSubmission, Message, Results};
pub use report::{
    CriterionReport, EvaluatorId, Evidence, Item, NotAssessed, Report, ReportMetrics, ReportScores, SetAside,
};
pub use rubric::Rubric;
pub use scores::scores_of;

use crate::interview::Library;
use crate::session::{Reported, Session};

/// The evaluator's version: the same version, rubric and library give the same report of the same input, byte for byte.
/// Whoever changes what a score is raises it.
pub const VERSION: &str = "1";

/// The report of a session, by the embedded rubric, as it is recorded.
pub fn report(session: &Session, library: &Library) -> Reported {
    let report = evaluate(&Input::of(session), &Rubric::embedded(), library);
    Reported { evaluator: VERSION.to_owned(), report: report.to_value() }
}

/// The hash of the embedded rubric.
pub fn rubric_hash() -> String {
    Rubric::embedded().hash().to_owned()
}
