//! The field of work.

use super::Experience;

const FIELDS: [(&str, &[&str]); 8] = [
    (
        "data_science",
        &["data scientist", "machine learning engineer", "data engineer", "data analyst", "ml engineer"],
    ),
    ("devops", &["devops", "site reliability", "platform engineer", "sre", "system administrator"]),
    (
        "cloud_architecture",
        &["solutions architect", "solution architect", "cloud architect", "cloud engineer"],
    ),
    ("product_management", &["product manager", "product owner"]),
    ("design", &["designer"]),
    ("finance", &["accountant", "financial analyst", "auditor", "banker"]),
    ("healthcare", &["nurse", "physician", "pharmacist"]),
    ("software_engineering", &["engineer", "developer", "programmer", "entwickler", "architect", "software"]),
];

/// The field that most titles name; the newest wins a tie. Three technical skills say software where no title does.
pub(super) fn read(jobs: &[Experience], skills: &[String]) -> &'static str {
    let of = |title: &str| {
        let title = title.to_lowercase();
        FIELDS.iter().position(|(_, words)| words.iter().any(|word| title.contains(word)))
    };
    let named: Vec<usize> = jobs.iter().filter_map(|job| of(&job.title)).collect();
    let votes = |field: usize| named.iter().filter(|other| **other == field).count();
    let best = named
        .iter()
        .copied()
        .enumerate()
        .max_by_key(|(place, field)| (votes(*field), std::cmp::Reverse(*place)));
    match best.and_then(|(_, field)| FIELDS.get(field)) {
        Some((name, _)) => name,
        None if skills.len() >= 3 => "software_engineering",
        None => "general",
    }
}
