//! The fields of a CV's analysis: what is answered, and what of it may be corrected.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::super::described::describe;
use crate::http::extract::{Field, Kind, Shaped};

/// A short text.
const WORD: Kind = Kind::Text { min: 0, max: 500, pattern: None };
/// What was written at length.
const PROSE: Kind = Kind::Text { min: 0, max: 20_000, pattern: None };
const WORDS: Kind = Kind::List { max: 1_000, item: &WORD };

const LINK: &[Field] = &[
    Field::required(
        "url",
        Kind::Text { min: 0, max: 2_000, pattern: None },
        "Its address.",
        r#""https://github.com/ada""#,
    ),
    Field::required(
        "kind",
        WORD,
        "`linkedin`, `github`, `gitlab`, `stackoverflow` or `website`.",
        r#""github""#,
    ),
];

const JOB: &[Field] = &[
    Field::required("title", WORD, "The position.", r#""Engineer""#),
    Field::required("company", WORD, "With whom.", r#""Acme""#),
    Field::required("location", WORD, "Where.", r#""London""#),
    Field::required("start", WORD, "`YYYY` or `YYYY-MM`, or empty.", r#""2021""#),
    Field::required("end", WORD, "The same, or `present`.", r#""present""#),
    Field::required("duration", WORD, "The time as it is written.", r#""2021 - Present""#),
    Field::required("context", PROSE, "The lines of the job.", r#""Engineer, Acme (2021 - Present)""#),
    Field::required(
        "bullets",
        Kind::List { max: 1_000, item: &PROSE },
        "What was done, a line each.",
        r#"["APIs on Kafka"]"#,
    ),
];

const DEGREE: &[Field] = &[
    Field::required("institution", WORD, "Where.", r#""University of London""#),
    Field::required("degree", WORD, "The degree as it is written.", r#""BSc""#),
    Field::required("field", WORD, "In what.", r#""Mathematics""#),
    Field::required("start", WORD, "`YYYY` or `YYYY-MM`, or empty.", r#""2015""#),
    Field::required("end", WORD, "The same, or `present`.", r#""2018""#),
    Field::required(
        "context",
        PROSE,
        "The lines.",
        r#""BSc Mathematics, University of London, 2015 - 2018""#,
    ),
];

/// Corrections of an analysis, checked; each replaces the field of its name.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Corrections(pub(super) Value);

impl Shaped for Corrections {
    const NAME: &'static str = "CvCorrections";
    const PART: bool = true;
    const FIELDS: &'static [Field] = &[
        Field::part("candidateName", WORD, "The name.", r#""Ada King""#),
        Field::part("email", WORD, "The e-mail address.", r#""ada@example.com""#),
        Field::part("phone", WORD, "The telephone number.", r#""+44 20 7946 0000""#),
        Field::part("summary", PROSE, "A summary.", r#""Engineer with five years of APIs.""#),
        Field::part("links", Kind::List { max: 100, item: &Kind::Object(LINK) }, "Pages.", "[]"),
        Field::part("skills", WORDS, "Skills.", r#"["Go", "Rust"]"#),
        Field::part(
            "technologies",
            WORDS,
            "Those of them that are things and not practices.",
            r#"["Go", "Rust"]"#,
        ),
        Field::part("experience", Kind::List { max: 200, item: &Kind::Object(JOB) }, "Jobs.", "[]"),
        Field::part("education", Kind::List { max: 200, item: &Kind::Object(DEGREE) }, "Degrees.", "[]"),
        Field::part(
            "totalYearsExperience",
            Kind::Number { min: 0.0, max: 100.0 },
            "Years in which at least one job was held.",
            "5.5",
        ),
        Field::part(
            "categorized_skills",
            Kind::Map { max: 100, item: &WORDS },
            "Skills by category.",
            r#"{"languages": ["Go", "Rust"]}"#,
        ),
        Field::part("industry", WORD, "The field of work.", r#""software_engineering""#),
    ];
}

describe!(Corrections);

/// A CV as it was understood. No field is null; what was not found is empty.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what the library serializes")]
pub(super) struct CvAnalysis {
    /// Always true.
    success: bool,
    /// The name.
    candidate_name: String,
    /// The first e-mail address.
    email: String,
    /// The first telephone number, as it is written.
    phone: String,
    /// The CV's own summary, or a sentence from what was found.
    summary: String,
    /// Pages that it names.
    links: Vec<CvLink>,
    /// Skills by their usual names, in the order of their first mention.
    skills: Vec<String>,
    /// Those of them that are things and not practices.
    technologies: Vec<String>,
    /// Jobs, in the order of the CV.
    experience: Vec<CvJob>,
    /// Degrees, in the order of the CV.
    education: Vec<CvDegree>,
    /// Years in which at least one job was held, to a tenth.
    total_years_experience: f64,
    /// Skills by category.
    #[schema(rename = "categorized_skills")]
    categorized_skills: BTreeMap<String, Vec<String>>,
    /// The field of work; `general` when nothing says.
    industry: String,
    /// `txt`, `pdf` or `docx`.
    #[schema(rename = "file_type")]
    file_type: String,
    /// For each field that was found: how sure, and the words that say so.
    details: BTreeMap<String, CvDetail>,
}

/// A page that a CV names.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the library serializes")]
struct CvLink {
    /// Its address as it is written.
    url: String,
    /// `linkedin`, `github`, `gitlab`, `stackoverflow` or `website`.
    kind: String,
}

/// A job.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the library serializes")]
struct CvJob {
    /// The position.
    title: String,
    /// With whom.
    company: String,
    /// Where.
    location: String,
    /// `YYYY` or `YYYY-MM`, or empty.
    start: String,
    /// The same, or `present`.
    end: String,
    /// The time as it is written.
    duration: String,
    /// The lines of the job.
    context: String,
    /// What was done, a line each.
    bullets: Vec<String>,
}

/// A degree.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the library serializes")]
struct CvDegree {
    /// Where.
    institution: String,
    /// The degree as it is written.
    degree: String,
    /// In what.
    field: String,
    /// `YYYY` or `YYYY-MM`, or empty.
    start: String,
    /// The same, or `present`.
    end: String,
    /// The lines.
    context: String,
}

/// Why a field has its value.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the library serializes")]
struct CvDetail {
    /// 0.0 to 1.0: how often a value that is found in this way is right.
    confidence: f64,
    /// The words of the CV.
    evidence: String,
}
