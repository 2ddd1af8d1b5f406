//! Jobs.

use super::analysis::{Details, Experience};
use super::dates::{Found, Month, Span, span};
use super::lines::{Line, Part, bullet};

/// A job and its time.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) entry: Experience,
    pub(super) span: Option<Span>,
}

/// Jobs that are read at most.
const MOST: usize = 100;

/// The jobs: each begins with a line that has a time, or with the line above it.
pub(super) fn read(lines: &[Line<'_>], as_of: Month, details: &mut Details) -> Vec<Job> {
    let lines: Vec<&str> = lines
        .iter()
        .filter(|line| line.part == Part::Experience && !line.heading)
        .map(|line| line.text)
        .collect();
    let mut jobs: Vec<Job> = Vec::new();
    let mut above: Vec<&str> = Vec::new();
    let mut apart = false;
    for line in lines {
        if line.is_empty() {
            above.clear();
            apart = true;
            continue;
        }
        let point = bullet(line);
        match (point, span(line, as_of)) {
            (None, Some(found)) if line.chars().count() <= 160 && jobs.len() < MOST => {
                take_back(&mut jobs, &above);
                details.note(&format!("experience[{}]", jobs.len()), 0.85, line);
                jobs.push(job(line, found, &above));
                above.clear();
                apart = false;
            }
            _ => {
                if let Some(job) = jobs.last_mut() {
                    add(&mut job.entry, line, point, apart);
                }
                if point.is_none() {
                    above.push(line);
                } else {
                    above.clear();
                    apart = false;
                }
            }
        }
    }
    jobs
}

/// Lines that turned out to head the next job belong to no bullet of the one before.
fn take_back(jobs: &mut [Job], above: &[&str]) {
    let Some(job) = jobs.last_mut() else { return };
    for line in above.iter().rev() {
        if let Some(rest) = job.entry.context.strip_suffix(line) {
            job.entry.context = rest.trim_end().to_owned();
        }
        if job.entry.company == *line {
            job.entry.company.clear();
        }
    }
}

fn job(line: &str, found: Found, above: &[&str]) -> Job {
    let duration = line.get(found.start..found.end).unwrap_or_default().trim();
    let before = line.get(..found.start).unwrap_or_default();
    let after = line.get(found.end..).unwrap_or_default();
    let mut words: Vec<String> = Vec::new();
    // A line that is only a time has its words above it.
    let own = |text: &str| {
        let text = text.trim().trim_matches(|c: char| "()[]|,;:-–—•· ".contains(c)).trim();
        text.to_owned()
    };
    for text in above.iter().rev().take(2).rev().copied().chain([before, after]) {
        words.extend(pieces(&own(text)));
    }
    let mut entry = Experience {
        start: found.span.start.to_string(),
        end: found.span.end_text(),
        duration: duration.to_owned(),
        context: above.iter().rev().take(2).rev().copied().chain([line]).collect::<Vec<_>>().join("\n"),
        ..Experience::default()
    };
    assign(&mut entry, words);
    Job { entry, span: Some(found.span) }
}

/// The pieces of a head line: title, company, place.
fn pieces(text: &str) -> Vec<String> {
    let text = text.replace(" at ", " | ").replace(" @ ", " | ").replace(" bei ", " | ");
    let parts = text
        .split(['|', ',', '•', '·', ';', '\t'])
        .flat_map(|part| part.split(" - "))
        .flat_map(|part| part.split(" – "))
        .flat_map(|part| part.split(" — "));
    parts
        .map(|part| part.trim().trim_matches(|c: char| "()".contains(c)).trim())
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The piece that names a position is the title, the first other the company, the rest the place.
fn assign(entry: &mut Experience, mut words: Vec<String>) {
    let title =
        words.iter().position(|word| is_title(word)).or(if words.is_empty() { None } else { Some(0) });
    if let Some(title) = title {
        entry.title = words.remove(title);
    }
    if !words.is_empty() {
        entry.company = words.remove(0);
    }
    words.truncate(3);
    entry.location = words.join(", ");
}

fn is_title(text: &str) -> bool {
    const WORDS: [&str; 40] = [
        "engineer",
        "developer",
        "architect",
        "manager",
        "lead",
        "analyst",
        "scientist",
        "designer",
        "consultant",
        "intern",
        "administrator",
        "director",
        "officer",
        "specialist",
        "programmer",
        "researcher",
        "assistant",
        "associate",
        "head",
        "founder",
        "cto",
        "ceo",
        "vp",
        "tester",
        "sre",
        "devops",
        "teacher",
        "nurse",
        "technician",
        "coordinator",
        "trainee",
        "entwickler",
        "ingenieur",
        "praktikant",
        "ingeniero",
        "desarrollador",
        "développeur",
        "ingénieur",
        "werkstudent",
        "tutor",
    ];
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
}

/// A line of a job; `apart` when an empty line stood since its last bullet.
fn add(entry: &mut Experience, line: &str, point: Option<&str>, apart: bool) {
    const BULLETS: usize = 100;
    if entry.context.len() < 20_000 {
        entry.context.push('\n');
        entry.context.push_str(line);
    }
    match point {
        Some(point) if entry.bullets.len() < BULLETS => entry.bullets.push(point.to_owned()),
        // The line below the title names the company, if nothing has.
        None if entry.company.is_empty() && entry.bullets.is_empty() && line.chars().count() <= 80 => {
            let mut parts = pieces(line).into_iter();
            entry.company = parts.next().unwrap_or_default();
            entry.location = parts.take(3).collect::<Vec<_>>().join(", ");
        }
        // A line that goes on behind a bullet belongs to it.
        None if apart => {}
        None => {
            if let Some(last) = entry.bullets.last_mut().filter(|last| last.len() < 2_000) {
                last.push(' ');
                last.push_str(line);
            }
        }
        Some(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::parts;
    use super::*;

    fn jobs(text: &str) -> Vec<Experience> {
        let text = format!("EXPERIENCE\n{text}");
        read(&parts(&text), Month::new(2026, 11), &mut Details::default())
            .into_iter()
            .map(|job| job.entry)
            .collect()
    }

    #[test]
    fn a_job_is_read_from_one_line_or_two() {
        for text in [
            "Backend Engineer, Initech (2017 - 2021)\n- Built services",
            "Initech | Backend Engineer | 2017 - 2021\n- Built services",
            "Backend Engineer\nInitech, Berlin\n2017 – 2021\n• Built services",
            "2017 - 2021 Backend Engineer at Initech\n* Built services",
            "Backend Engineer   2017 - 2021\nInitech, Berlin\n- Built services",
        ] {
            let found = jobs(text);
            assert_eq!(found.len(), 1, "{text}");
            let job = found.first().unwrap();
            assert_eq!((job.title.as_str(), job.company.as_str()), ("Backend Engineer", "Initech"), "{text}");
            assert_eq!((job.start.as_str(), job.end.as_str()), ("2017", "2021"), "{text}");
            assert_eq!(job.bullets, ["Built services"], "{text}");
        }
    }

    #[test]
    fn the_head_of_a_job_is_not_a_bullet_of_the_one_before() {
        let found = jobs("Engineer, Acme (2021 - Present)\n- One\n\nTech Lead\nInitech\n2017 - 2021\n- Two");
        assert_eq!(found.len(), 2);
        let (first, second) = (&found[0], &found[1]);
        assert_eq!(first.bullets, ["One"]);
        assert!(!first.context.contains("Initech"), "{}", first.context);
        assert_eq!((second.title.as_str(), second.company.as_str()), ("Tech Lead", "Initech"));
    }
}
