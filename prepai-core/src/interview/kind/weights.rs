//! What counts how much.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is scored, by the names of the report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Criterion {
    /// Knowing what is true of the field.
    #[default]
    TechnicalKnowledge,
    /// Taking a problem apart and weighing ways to solve it.
    ProblemSolving,
    /// Being understood.
    Communication,
    /// Code that is right and readable.
    CodeQuality,
    /// Working well with others.
    CulturalFit,
}

impl Criterion {
    /// Every criterion, in the order of the report.
    pub const ALL: [Criterion; 5] = [
        Criterion::TechnicalKnowledge,
        Criterion::ProblemSolving,
        Criterion::Communication,
        Criterion::CodeQuality,
        Criterion::CulturalFit,
    ];

    /// The name in files and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Criterion::TechnicalKnowledge => "technicalKnowledge",
            Criterion::ProblemSolving => "problemSolving",
            Criterion::Communication => "communication",
            Criterion::CodeQuality => "codeQuality",
            Criterion::CulturalFit => "culturalFit",
        }
    }

    /// The criterion of that name, exactly as [`Criterion::as_str`] writes it.
    pub fn named(word: &str) -> Option<Criterion> {
        Criterion::ALL.into_iter().find(|criterion| criterion.as_str() == word)
    }
}

impl fmt::Display for Criterion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How much each criterion counts in the overall score: multiples of 0.01 that sum to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Weights {
    /// Of [`Criterion::TechnicalKnowledge`].
    pub technical_knowledge: f64,
    /// Of [`Criterion::ProblemSolving`].
    pub problem_solving: f64,
    /// Of [`Criterion::Communication`].
    pub communication: f64,
    /// Of [`Criterion::CodeQuality`].
    pub code_quality: f64,
    /// Of [`Criterion::CulturalFit`].
    pub cultural_fit: f64,
}

impl Weights {
    /// The weight of a criterion.
    pub const fn of(&self, criterion: Criterion) -> f64 {
        match criterion {
            Criterion::TechnicalKnowledge => self.technical_knowledge,
            Criterion::ProblemSolving => self.problem_solving,
            Criterion::Communication => self.communication,
            Criterion::CodeQuality => self.code_quality,
            Criterion::CulturalFit => self.cultural_fit,
        }
    }

    /// The weight of a criterion in hundredths: whole numbers, so that sums are exact.
    pub fn hundredths(&self, criterion: Criterion) -> u32 {
        // Weights are checked to lie in 0 to 1.
        libm::round(self.of(criterion) * 100.0) as u32
    }
}

impl Default for Weights {
    /// 30, 25, 20, 15 and 10 hundredths.
    fn default() -> Self {
        Weights {
            technical_knowledge: 0.30,
            problem_solving: 0.25,
            communication: 0.20,
            code_quality: 0.15,
            cultural_fit: 0.10,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_names_its_criterion() {
        for criterion in Criterion::ALL {
            assert_eq!(Criterion::named(criterion.as_str()), Some(criterion));
            assert_eq!(serde_json::to_value(criterion).unwrap(), criterion.as_str());
        }
    }

    #[test]
    fn hundredths_sum_exactly() {
        let weights = Weights::default();
        assert_eq!(Criterion::ALL.map(|criterion| weights.hundredths(criterion)), [30, 25, 20, 15, 10]);
    }
}
