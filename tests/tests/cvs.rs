//! CVs of several kinds, with what is to be read from them.

use std::fs;
use std::path::Path;

use prepai_core::cv::{Month, analyze};
use serde_json::{Value, json};

/// What the golden file has of a CV: the fields that matter, without evidence.
fn seen(text: &str) -> Value {
    let cv = analyze(text, Month::new(2026, 11));
    let jobs: Vec<Value> = cv
        .experience
        .iter()
        .map(|job| json!([job.title, job.company, job.location, job.start, job.end, job.bullets.len()]))
        .collect();
    let degrees: Vec<Value> = cv
        .education
        .iter()
        .map(|entry| json!([entry.degree, entry.field, entry.institution, entry.start, entry.end]))
        .collect();
    let links: Vec<Value> = cv.links.iter().map(|link| json!([link.url, link.kind])).collect();
    json!({
        "name": cv.candidate_name, "email": cv.email, "phone": cv.phone, "links": links, "skills": cv.skills,
        "experience": jobs, "education": degrees, "years": cv.total_years_experience, "industry": cv.industry,
    })
}

#[test]
fn cvs_of_several_kinds_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let expected: Value =
        serde_json::from_str(&fs::read_to_string(folder.join("golden/cvs.json")).unwrap()).unwrap();
    let mut read = 0;
    for entry in fs::read_dir(folder.join("fixtures/cvs")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let found = seen(&fs::read_to_string(&path).unwrap());
        for (field, value) in found.as_object().unwrap() {
            assert_eq!(value, &expected[&name][field], "{name}: {field}");
        }
        read += 1;
    }
    assert_eq!(read, expected.as_object().unwrap().len());
}

#[test]
fn an_analysis_has_the_recorded_fields_and_no_null() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(folder.join("fixtures/cvs/priya.txt")).unwrap();
    for text in [text.as_str(), "x"] {
        let value = serde_json::to_value(analyze(text, Month::new(2026, 11))).unwrap();
        for field in [
            "success",
            "candidateName",
            "email",
            "phone",
            "summary",
            "links",
            "skills",
            "technologies",
            "experience",
            "education",
            "totalYearsExperience",
            "categorized_skills",
            "industry",
            "file_type",
            "details",
        ] {
            assert!(!value[field].is_null(), "{field}");
        }
        assert!(!value.to_string().contains("null"), "{value}");
    }
}

#[test]
fn hostile_text_is_read_in_proportion_to_its_length() {
    for text in [
        "a".repeat(2_000_000),
        "- ".repeat(500_000),
        "2020 - 2021\n".repeat(100_000),
        "EXPERIENCE\n".repeat(50_000),
        "Go, R, C, ".repeat(100_000),
        "@.@.@".repeat(200_000),
        "İ\u{301}ﬃ 2020 – ".repeat(50_000),
        "EDUCATION\nİİİİ PhD in İ, Universität\n".repeat(20_000),
    ] {
        analyze(&text, Month::new(2026, 11));
    }
}
