//! What is found in a CV, in the shape of the wire: no field is ever null.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A CV as it was understood.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CvAnalysis {
    /// True: what could not be read is an error and no analysis.
    pub success: bool,
    /// The name, or an empty text.
    pub candidate_name: String,
    /// The first e-mail address, or an empty text.
    pub email: String,
    /// The first telephone number as it is written, or an empty text.
    pub phone: String,
    /// The CV's own summary, or a sentence from what was found.
    pub summary: String,
    /// Pages that it names.
    pub links: Vec<Link>,
    /// Skills by their usual names, in the order of their first mention.
    pub skills: Vec<String>,
    /// Those of them that are things and not practices.
    pub technologies: Vec<String>,
    /// Jobs, in the order of the CV.
    pub experience: Vec<Experience>,
    /// Degrees, in the order of the CV.
    pub education: Vec<Education>,
    /// Years in which at least one job was held, to a tenth.
    pub total_years_experience: f64,
    /// Skills by category.
    #[serde(rename = "categorized_skills")]
    pub categorized_skills: BTreeMap<String, Vec<String>>,
    /// The field of work, such as `software_engineering`; `general` when nothing says.
    pub industry: String,
    /// `txt`, `pdf` or `docx`.
    #[serde(rename = "file_type")]
    pub file_type: String,
    /// For each field that was found: how sure, and the words that say so.
    pub details: BTreeMap<String, Detail>,
}

/// A page that a CV names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its address as it is written.
    pub url: String,
    /// `linkedin`, `github`, `gitlab`, `stackoverflow` or `website`.
    pub kind: String,
}

/// A job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Experience {
    /// The position.
    pub title: String,
    /// With whom.
    pub company: String,
    /// Where.
    pub location: String,
    /// `YYYY` or `YYYY-MM`, or empty.
    pub start: String,
    /// The same, or `present`.
    pub end: String,
    /// The time as it is written.
    pub duration: String,
    /// The lines of the job.
    pub context: String,
    /// What was done, a line each.
    pub bullets: Vec<String>,
}

/// A degree.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Education {
    /// Where.
    pub institution: String,
    /// The degree as it is written.
    pub degree: String,
    /// In what.
    pub field: String,
    /// `YYYY` or `YYYY-MM`, or empty.
    pub start: String,
    /// The same, or `present`.
    pub end: String,
    /// The lines.
    pub context: String,
}

/// Why a field has its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// 0.0 to 1.0: how often a value that is found in this way is right.
    pub confidence: f64,
    /// The words of the CV.
    pub evidence: String,
}

/// Collects the details.
#[derive(Debug, Default)]
pub(super) struct Details(BTreeMap<String, Detail>);

impl Details {
    pub(super) fn note(&mut self, field: &str, confidence: f64, evidence: impl Into<String>) {
        let evidence: String = evidence.into().chars().take(500).collect();
        self.0.insert(field.to_owned(), Detail { confidence, evidence });
    }

    pub(super) fn into_map(self) -> BTreeMap<String, Detail> {
        self.0
    }
}
