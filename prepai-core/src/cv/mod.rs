//! What a CV says: contact, jobs, education, skills, years, each with the line that it was read from.
//!
//! Everything here is a function of the text and the date: no clock, no files, no model. What is not found is empty and
//! never guessed.
//!
//! ```
//! use prepai_core::cv::{Month, analyze};
//! let text = "Ada Lovelace\nada@example.com\n\nEXPERIENCE\nEngineer, Acme (2021 - Present)\n- Built APIs in Go\n";
//! let cv = analyze(text, Month::new(2026, 11));
//! assert_eq!((cv.candidate_name.as_str(), cv.email.as_str()), ("Ada Lovelace", "ada@example.com"));
//! assert_eq!(cv.experience[0].company, "Acme");
//! assert_eq!(cv.total_years_experience, 5.9);
//! ```

mod analysis;
mod contact;
mod dates;
mod education;
mod experience;
mod industry;
mod lines;
mod read;
mod skills;
mod upload;
mod years;

pub use analysis::{CvAnalysis, Detail, Education, Experience, Link};
pub use dates::{Month, Span};
pub use read::{MAX_BYTES, decode, document_type};
pub use upload::{ORIGINAL, Upload, correct, current, read_upload};

use analysis::Details;
use lines::{Part, parts};

/// Reads a CV; `as_of` is the month that `present` means.
///
/// Takes time in proportion to the text, which is cut at 256 KiB, and at 20,000 lines of 2,000 characters.
pub fn analyze(text: &str, as_of: Month) -> CvAnalysis {
    let parts = parts(text);
    let mut details = Details::default();
    let contact = contact::read(&parts, &mut details);
    let experience = experience::read(&parts, as_of, &mut details);
    let education = education::read(&parts, as_of, &mut details);
    let found = skills::read(&parts, &mut details);
    let years = years::total(experience.iter().filter_map(|job| job.span), as_of);
    let written: Vec<&str> = section(&parts, Part::Summary);
    let summary = match written.is_empty() {
        false => written.join(" "),
        true => sentence(&contact.name, years, &found.skills),
    };
    if years > 0.0 {
        let jobs: Vec<&str> = experience.iter().map(|job| job.entry.duration.as_str()).collect();
        details.note("totalYearsExperience", 0.9, jobs.join("; "));
    }
    let experience: Vec<Experience> = experience.into_iter().map(|job| job.entry).collect();
    let industry = industry::read(&experience, &found.skills);
    CvAnalysis {
        success: true,
        candidate_name: contact.name,
        email: contact.email,
        phone: contact.phone,
        summary,
        links: contact.links,
        skills: found.skills,
        technologies: found.technologies,
        experience,
        education,
        total_years_experience: years,
        categorized_skills: found.categories,
        industry: industry.to_owned(),
        file_type: "txt".to_owned(),
        details: details.into_map(),
    }
}

/// The lines of a part of the CV.
fn section<'a>(parts: &[lines::Line<'a>], part: Part) -> Vec<&'a str> {
    parts
        .iter()
        .filter(|line| line.part == part && !line.heading)
        .map(|line| line.text)
        .filter(|text| !text.is_empty())
        .collect()
}

/// A sentence from what was found, where the CV has none of its own.
fn sentence(name: &str, years: f64, skills: &[String]) -> String {
    let first: Vec<&str> = skills.iter().take(3).map(String::as_str).collect();
    let name = if name.is_empty() { "The candidate" } else { name };
    match (years >= 0.5, first.is_empty()) {
        (true, false) => format!("{name} has {years} years of experience and names {}.", first.join(", ")),
        (true, true) => format!("{name} has {years} years of experience."),
        (false, false) => format!("{name} names {}.", first.join(", ")),
        (false, true) => String::new(),
    }
}
