//! Skills, by a list of their names.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::analysis::Details;
use super::lines::{Line, Part};

/// What a skill is called.
#[derive(Debug)]
struct Skill {
    name: &'static str,
    category: &'static str,
    /// A letter or an English word, which counts in lists of skills only.
    strict: bool,
}

#[derive(Deserialize)]
struct Category<'a> {
    #[serde(borrow)]
    names: Vec<&'a str>,
}

/// The list, by first word in lower case.
#[derive(Debug, Default)]
struct Taxonomy {
    skills: Vec<Skill>,
    /// Words of a spelling, and whose it is; the longest first.
    spellings: HashMap<String, Vec<(Vec<String>, usize)>>,
}

const DATA: &str = include_str!("../../data/cv/skills.toml");

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| {
    let categories: BTreeMap<&'static str, Category<'static>> = toml::from_str(DATA).unwrap_or_default();
    let mut taxonomy = Taxonomy::default();
    for (category, Category { names }) in categories {
        for entry in names {
            let (name, aliases) = entry.split_once('=').unwrap_or((entry, ""));
            let strict = name.trim().ends_with('!');
            let name = name.trim().trim_end_matches('!').trim();
            let index = taxonomy.skills.len();
            taxonomy.skills.push(Skill { name, category, strict });
            for spelling in
                std::iter::once(name).chain(aliases.split(',')).map(str::trim).filter(|text| !text.is_empty())
            {
                let words: Vec<String> = words(spelling).map(|(word, ..)| word.to_lowercase()).collect();
                if let Some(first) = words.first() {
                    taxonomy.spellings.entry(first.clone()).or_default().push((words, index));
                }
            }
        }
    }
    for spellings in taxonomy.spellings.values_mut() {
        spellings.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }
    taxonomy
});

/// The skills of a CV.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) skills: Vec<String>,
    pub(super) technologies: Vec<String>,
    pub(super) categories: BTreeMap<String, Vec<String>>,
}

pub(super) fn read(lines: &[Line<'_>], details: &mut Details) -> Found {
    let mut found = Found::default();
    let mut known: Vec<usize> = Vec::new();
    // A list of skills is surer than running text, and says what one-letter names mean.
    let listed = lines.iter().filter(|line| line.part == Part::Skills);
    let running = lines.iter().filter(|line| line.part != Part::Skills && !line.heading);
    for line in listed.chain(running) {
        for index in mentioned(line.text, line.part == Part::Skills) {
            let Some(skill) = TAXONOMY.skills.get(index).filter(|_| !known.contains(&index)) else {
                continue;
            };
            known.push(index);
            let confidence = if line.part == Part::Skills { 0.98 } else { 0.85 };
            details.note(&format!("skills.{}", skill.name), confidence, line.text);
            found.skills.push(skill.name.to_owned());
            if skill.category != "practices" {
                found.technologies.push(skill.name.to_owned());
            }
            found.categories.entry(skill.category.to_owned()).or_default().push(skill.name.to_owned());
        }
    }
    found
}

/// The skills that a line names, in order.
fn mentioned(line: &str, listed: bool) -> Vec<usize> {
    let words: Vec<(&str, usize, usize)> = words(line).collect();
    let lower: Vec<String> = words.iter().map(|(word, ..)| word.to_lowercase()).collect();
    // (skill, first word, words)
    let mut hits: Vec<(usize, usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(first) = lower.get(at) {
        let spelling = TAXONOMY.spellings.get(first).and_then(|spellings| {
            spellings
                .iter()
                .find(|(spelling, _)| lower.get(at..at + spelling.len()).is_some_and(|here| here == spelling))
        });
        match spelling {
            Some((spelling, skill)) => {
                hits.push((*skill, at, spelling.len()));
                at += spelling.len();
            }
            None => at += 1,
        }
    }
    let is_strict = |skill: usize| TAXONOMY.skills.get(skill).is_none_or(|skill| skill.strict);
    let loose: Vec<(usize, usize)> = hits
        .iter()
        .filter(|(skill, ..)| !is_strict(*skill))
        .map(|(_, at, count)| (*at, at + count))
        .collect();
    let beside = |from: usize, to: usize| loose.iter().any(|(start, end)| *end == from || *start == to);
    hits.iter()
        .filter(|(skill, at, count)| {
            let capital = words.get(*at).is_some_and(|(word, ..)| word.chars().any(|c| !c.is_lowercase()));
            let pair = between(line, &words, *at, *count);
            // In running text a name is written as one, unless it is one of those that never are.
            let small = TAXONOMY.skills.get(*skill).is_some_and(|skill| {
                let long = skill.category == "practices" && skill.name.len() > 5;
                long || !skill.name.contains(char::is_uppercase)
            });
            match is_strict(*skill) {
                _ if listed => true,
                true => capital && pair && beside(*at, at + count),
                false => capital || small || *count > 1,
            }
        })
        .map(|(skill, ..)| *skill)
        .collect()
}

/// Whether only a comma, a slash or "and" stands between these words and a neighbour: they are one of several.
fn between(line: &str, words: &[(&str, usize, usize)], at: usize, count: usize) -> bool {
    let gap = |left: Option<&(&str, usize, usize)>, right: Option<&(&str, usize, usize)>| {
        let (Some((.., end)), Some((_, start, _))) = (left, right) else { return false };
        line.get(*end..*start).is_some_and(|gap| matches!(gap.trim(), "," | "/" | "&" | ";" | "|"))
    };
    gap(at.checked_sub(1).and_then(|before| words.get(before)), words.get(at))
        || gap(words.get(at + count - 1), words.get(at + count))
}

/// Words with their places: letters and digits with what belongs to names such as `C++`, `C#`, `.NET`, `Node.js`, `CI/CD`.
fn words(line: &str) -> impl Iterator<Item = (&str, usize, usize)> {
    let inside = |c: char| c.is_alphanumeric() || "+#.-/&'".contains(c);
    let mut rest = line;
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let skip = rest.find(inside)?;
            let tail = rest.get(skip..)?;
            let end = tail.find(|c| !inside(c)).unwrap_or(tail.len());
            let mut word = tail.get(..end)?;
            // `Go/Python` and `APIs/SDKs` are two words, `CI/CD`, `A/B` and `PL/SQL` are one.
            if let Some(slash) = word.find('/').filter(|slash| *slash > 2 || word.len() - slash > 4) {
                word = word.get(..slash.max(1))?;
            }
            let start = at + skip;
            at = start + word.len();
            rest = tail.get(word.len()..)?;
            let trimmed = word
                .trim_end_matches(|c: char| ".-/&'".contains(c))
                .trim_start_matches(|c: char| "-/&'+#".contains(c));
            let trimmed = if trimmed.starts_with('.') && !trimmed.to_lowercase().starts_with(".net") {
                trimmed.trim_start_matches('.')
            } else {
                trimmed
            };
            if !trimmed.is_empty() {
                let from = start + word.find(trimmed)?;
                return Some((trimmed, from, from + trimmed.len()));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(line: &str, listed: bool) -> Vec<&'static str> {
        mentioned(line, listed).into_iter().map(|index| TAXONOMY.skills[index].name).collect()
    }

    #[test]
    fn the_list_is_read_whole() {
        assert!(TAXONOMY.skills.len() > 200, "{}", TAXONOMY.skills.len());
    }

    #[test]
    fn names_with_marks_are_found() {
        assert_eq!(
            names("C++, C#, .NET Core, Node.js, CI/CD, PL/SQL, React.js and A/B Testing.", true),
            ["C++", "C#", ".NET", "Node.js", "CI/CD", "PL/SQL", "React", "A/B Testing"]
        );
        assert_eq!(names("Python, Go, R, C", true), ["Python", "Go", "R", "C"]);
        assert_eq!(names("Python/Django/PostgreSQL", true), ["Python", "Django", "PostgreSQL"]);
    }

    #[test]
    fn words_of_the_language_are_no_skills() {
        for line in [
            "I go to work and swift action helps the spring release",
            "Ready to go. R & D, vitamin C, Grade C",
            "Handled 4k requests per second for a javascripty team",
            "We react to rest and rails of trains",
        ] {
            let found = names(line, false);
            assert!(
                !found.iter().any(|name| ["Go", "R", "C", "Swift", "Spring", "JavaScript"].contains(name)),
                "{line}: {found:?}"
            );
        }
    }

    #[test]
    fn a_name_in_running_text_is_written_as_one() {
        assert_eq!(names("I react to the rest of it", false), Vec::<&str>::new());
        assert_eq!(
            names("tests in pytest for machine learning and REST with React", false),
            ["pytest", "Machine Learning", "REST", "React"]
        );
    }

    #[test]
    fn beside_another_skill_a_short_name_is_meant() {
        assert_eq!(names("high-throughput APIs in Python, Go on AWS", false), ["Python", "Go", "AWS"]);
    }
}
