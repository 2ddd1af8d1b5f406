//! From an interview to its report.

use super::conversation::{Exchange, Use, exchanges};
use super::feedback::{detailed, improvements, strengths};
use super::report::{
    CriterionReport, EvaluatorId, Item, NotAssessed, Report, ReportMetrics, ReportScores, SetAside,
};
use super::rubric::Rubric;
use super::units::{Unit, units_of, units_of_code};
use super::{Input, VERSION};
use crate::interview::Library;
use crate::interview::kind::{Criterion, Weights};
use crate::session::ExchangeRole;

/// Scores an interview: a pure function, so that the same input, rubric and library give the same report byte for byte.
///
/// What is looked for comes from the rubric and, for questions that the library has, from their points and
/// misconceptions. Every item that is met quotes the candidate's words, or names the executed tests, and the quotes are
/// slices of the input. A criterion's score is the mean of its questions' marks; without an answer or an execution that
/// bears on it, it is null. The overall score is the mean of the assessed criteria by the weights of the kind, and null
/// until at least half of the weight is assessed.
///
/// ```
/// use prepai_core::evaluation::{Input, Rubric, evaluate};
/// use prepai_core::interview::Library;
/// use serde_json::json;
/// let input = Input::from_json(&json!({"sessionId": "s", "interviewType": "Google SDE", "conversationHistory": []}))?;
/// let report = evaluate(&input, &Rubric::embedded(), &Library::embedded());
/// assert_eq!(report.overall_score, None);
/// assert_eq!(report.recommendation, "INSUFFICIENT_EVIDENCE");
/// # Ok::<(), prepai_core::Error>(())
/// ```
pub fn evaluate(input: &Input, rubric: &Rubric, library: &Library) -> Report {
    let kind = library.kinds().resolve(&input.interview_type);
    let exchanges = exchanges(input, rubric, library);
    let mut units: Vec<Unit> =
        exchanges.iter().flat_map(|exchange| units_of(exchange, input, rubric)).collect();
    units.extend(units_of_code(input, rubric));
    if rubric.is_empty() {
        units.clear();
    }
    let criteria: Vec<CriterionReport> = Criterion::ALL
        .iter()
        .map(|criterion| of_criterion(*criterion, &units, &kind.weights, input))
        .collect();
    let overall = overall(&units, &kind.weights, rubric);
    let recommendation =
        overall.map_or("INSUFFICIENT_EVIDENCE", |mark| rubric.recommendation(mark)).to_owned();
    let not_assessed: Vec<NotAssessed> = criteria
        .iter()
        .filter(|criterion| criterion.score.is_none())
        .map(|criterion| NotAssessed { criterion: criterion.criterion, reason: criterion.reason.clone() })
        .collect();
    let (strengths, improvements) = (strengths(&criteria, rubric), improvements(&criteria, rubric));
    let overall_score = overall.map(points);
    let lists = (strengths.as_slice(), improvements.as_slice());
    Report {
        success: true,
        session_id: input.session_id.clone(),
        candidate_name: input.candidate_name.clone(),
        interview_type: input.interview_type.clone(),
        timestamp: input.timestamp,
        // Durations are at most a week.
        duration: libm::round(input.duration) as u64,
        overall_score,
        scores: scores(&criteria),
        detailed_feedback: detailed(&input.interview_type, overall_score, &criteria, &not_assessed, lists),
        strengths,
        improvements,
        recommendation,
        metrics: metrics(input, &exchanges),
        criteria,
        not_assessed,
        set_aside: set_aside(input, &exchanges),
        evaluator: EvaluatorId {
            version: VERSION.to_owned(),
            rubric: rubric.version().to_owned(),
            rubric_hash: rubric.hash().to_owned(),
        },
        report_url: None,
    }
}

/// A mark as points.
fn points(mark: u32) -> f64 {
    f64::from(mark) / 10.0
}

/// The mean of a criterion's marks, rounded half up; nothing without units.
fn mark_of(criterion: Criterion, units: &[Unit]) -> Option<u32> {
    let marks: Vec<u32> =
        units.iter().filter(|unit| unit.criterion == criterion).map(|unit| unit.mark).collect();
    let count = u32::try_from(marks.len()).ok().filter(|count| *count > 0)?;
    Some((2 * marks.iter().sum::<u32>() + count) / (2 * count))
}

fn of_criterion(criterion: Criterion, units: &[Unit], weights: &Weights, input: &Input) -> CriterionReport {
    let own: Vec<&Unit> = units.iter().filter(|unit| unit.criterion == criterion).collect();
    let score = mark_of(criterion, units).map(points);
    let reason = if own.is_empty() { why_not(criterion, input) } else { reason(&own) };
    let items: Vec<Item> = own.iter().flat_map(|unit| unit.items.clone()).collect();
    CriterionReport {
        criterion,
        score,
        weight: f64::from(weights.hundredths(criterion)) / 100.0,
        items,
        reason,
    }
}

fn reason(units: &[&Unit]) -> String {
    let items = units.iter().flat_map(|unit| &unit.items).filter(|item| !item.is_misconception());
    let (met, all) = items.fold((0, 0), |(met, all), item| (met + usize::from(item.met), all + 1));
    let wrong = units.iter().flat_map(|unit| &unit.items).filter(|item| item.is_misconception()).count();
    let parts = if units.len() == 1 { "1 part".to_owned() } else { format!("{} parts", units.len()) };
    let mut reason = format!("{met} of {all} items met in {parts} of the interview");
    if wrong > 0 {
        reason.push_str(&format!(", {wrong} got wrong"));
    }
    if let Some(note) = units.iter().find_map(|unit| unit.note) {
        reason.push_str(", ");
        reason.push_str(note);
    }
    reason
}

fn why_not(criterion: Criterion, input: &Input) -> String {
    let reason = match criterion {
        Criterion::CodeQuality if input.submissions.is_empty() => "no code was submitted",
        Criterion::CodeQuality => "no submission was executed on tests that count",
        Criterion::CulturalFit => "no question about what the candidate did was answered",
        Criterion::ProblemSolving => "no problem was posed and answered",
        Criterion::Communication => "nothing was said that could be judged",
        Criterion::TechnicalKnowledge => "no technical question was answered",
    };
    reason.to_owned()
}

/// The mean of the assessed criteria by weight, rounded half up.
fn overall(units: &[Unit], weights: &Weights, rubric: &Rubric) -> Option<u32> {
    let assessed = Criterion::ALL.iter().filter_map(|criterion| {
        let mark = mark_of(*criterion, units)?;
        Some((weights.hundredths(*criterion), mark))
    });
    let (weight, sum) =
        assessed.fold((0, 0), |(all, sum), (weight, mark)| (all + weight, sum + weight * mark));
    (weight >= rubric.scoring.assessed && weight > 0).then(|| (2 * sum + weight) / (2 * weight))
}

fn scores(criteria: &[CriterionReport]) -> ReportScores {
    let score = |criterion| criteria.iter().find(|one| one.criterion == criterion).and_then(|one| one.score);
    ReportScores {
        technical_knowledge: score(Criterion::TechnicalKnowledge),
        problem_solving: score(Criterion::ProblemSolving),
        communication: score(Criterion::Communication),
        code_quality: score(Criterion::CodeQuality),
        cultural_fit: score(Criterion::CulturalFit),
    }
}

fn metrics(input: &Input, exchanges: &[Exchange]) -> ReportMetrics {
    let (mut before, mut total, mut count) = (None, 0_u128, 0_u128);
    for message in &input.messages {
        match message.role {
            ExchangeRole::Assistant => before = message.timestamp,
            ExchangeRole::User => {
                if let Some((asked, answered)) = before.take().zip(message.timestamp) {
                    total += answered.since(asked).as_micros();
                    count += 1;
                }
            }
        }
    }
    // Whole tenths of seconds; an interview has far fewer than 2^53.
    let tenths = (count > 0).then(|| (2 * total + count * 100_000) / (2 * count * 100_000));
    ReportMetrics {
        total_questions: exchanges.iter().filter(|exchange| exchange.is_question).count(),
        code_submissions: input.submissions.len(),
        average_response_time: tenths.map(|tenths| tenths as f64 / 10.0),
    }
}

/// Words to the evaluator, so that whoever reads the report sees that they were there and counted for nothing.
fn set_aside(input: &Input, exchanges: &[Exchange]) -> Vec<SetAside> {
    let orders = exchanges.iter().flat_map(|exchange| &exchange.lines).filter(|line| line.role == Use::Order);
    let aside = orders.filter_map(|line| {
        let evidence = line.quote(input, &(0..1))?;
        Some(SetAside { reason: "it addresses the evaluator".to_owned(), evidence })
    });
    aside.collect()
}
