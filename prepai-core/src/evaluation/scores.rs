//! Scores as numbers that add up exactly.

use serde_json::Value;

use crate::session::Scores;

/// Reads the scores of a report (`overallScore`, `scores.*`; 0 to 10 or null) as tenths.
pub fn scores_of(report: &Value) -> Scores {
    let tenths = |value: Option<&Value>| {
        let score = value?.as_f64().filter(|score| (0.0..=10.0).contains(score))?;
        // In 0 to 100 by the filter above.
        Some(libm::round(score * 10.0) as u16)
    };
    let criterion = |name: &str| tenths(report.get("scores").and_then(|scores| scores.get(name)));
    Scores {
        overall: tenths(report.get("overallScore")),
        technical: criterion("technicalKnowledge"),
        problem_solving: criterion("problemSolving"),
        communication: criterion("communication"),
        code_quality: criterion("codeQuality"),
        cultural_fit: criterion("culturalFit"),
    }
}
