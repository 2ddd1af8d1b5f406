//! Where the server differs from the recordings on purpose, and what waits for an engine. Nothing else may differ.

/// A recording whose answer is another one now.
pub(crate) struct Deviation {
    /// The first word of the file's name.
    pub(crate) recording: &'static str,
    /// The status now.
    pub(crate) status: u16,
    /// What of the recorded body still holds.
    pub(crate) body: Body,
    /// Why.
    pub(crate) why: &'static str,
}

/// How the body is compared.
pub(crate) enum Body {
    /// As recorded, except that these fields may be null.
    Nullable(&'static [&'static str]),
    /// As the body of another recording.
    Like(&'static str),
}

pub(crate) const DEVIATIONS: &[Deviation] = &[
    Deviation { recording: "11", status: 422, body: Body::Like("10"), why: "every field has limits" },
    Deviation { recording: "30", status: 200, body: Body::Like("24"), why: "types are read from the bytes" },
    Deviation {
        recording: "65",
        status: 200,
        body: Body::Nullable(&[
            "overallScore",
            "technicalKnowledge",
            "problemSolving",
            "communication",
            "codeQuality",
            "culturalFit",
            "averageResponseTime",
        ]),
        why: "no evidence, no score",
    },
    Deviation {
        recording: "70",
        status: 200,
        body: Body::Nullable(&["p25", "p50", "p75", "p90", "min", "max", "avg"]),
        why: "percentiles of few scores say nothing",
    },
    Deviation {
        recording: "71",
        status: 200,
        body: Body::Nullable(&["p25", "p50", "p75", "p90", "min", "max", "avg"]),
        why: "percentiles of few scores say nothing",
    },
    Deviation {
        recording: "72",
        status: 200,
        body: Body::Like("70"),
        why: "any spelling of a type is that type",
    },
];

/// Scores and averages that are null where nothing was assessed, in any recording.
pub(crate) const SCORES: &[&str] = &["average_score", "score", "latest_score"];

/// Objects whose keys are data.
pub(crate) const KEYED_BY_DATA: &[&str] = &["recommendations", "interview_types", "categorized_skills"];

/// The recordings lost these bytes to U+FFFD.
pub(crate) const BYTES: &[(&str, &[u8])] =
    &[("27", &[0x89, 0x50, 0x4e, 0x47]), ("29", &[0xff, 0xfe, 0x00, 0x63, 0x61, 0x66, 0xe9])];
