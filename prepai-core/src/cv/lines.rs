//! The lines of a CV and the part that each belongs to.

/// At most so many bytes, lines and characters a line are looked at: what is found must fit into a commit of the log.
const MAX_TEXT: usize = 256 << 10;
const MAX_LINES: usize = 20_000;
const MAX_LINE: usize = 2_000;

/// A part of a CV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Above the first heading: name and contact.
    Head,
    Summary,
    Experience,
    Education,
    Skills,
    Projects,
    /// Languages that are spoken, awards, interests: read for skills only.
    Other,
}

/// A line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Without space around it; empty between paragraphs.
    pub(super) text: &'a str,
    /// Where it stands.
    pub(super) part: Part,
    /// Whether it is the heading of its part.
    pub(super) heading: bool,
}

const HEADINGS: [(Part, &[&str]); 6] = [
    (
        Part::Summary,
        &[
            "summary",
            "profile",
            "about",
            "about me",
            "objective",
            "professional summary",
            "career objective",
            "career summary",
            "executive summary",
            "personal statement",
        ],
    ),
    (
        Part::Experience,
        &[
            "experience",
            "work experience",
            "professional experience",
            "employment",
            "employment history",
            "work history",
            "career history",
            "career",
            "relevant experience",
            "internships",
            "positions held",
            "berufserfahrung",
            "experiencia",
            "experiencia profesional",
            "expérience professionnelle",
            "expériences professionnelles",
        ],
    ),
    (
        Part::Education,
        &[
            "education",
            "academic background",
            "academic qualifications",
            "qualifications",
            "education and training",
            "academics",
            "ausbildung",
            "formation",
            "formación",
            "educación",
            "studium",
        ],
    ),
    (
        Part::Skills,
        &[
            "skills",
            "technical skills",
            "core skills",
            "key skills",
            "technologies",
            "core competencies",
            "competencies",
            "skills and tools",
            "skills & tools",
            "tools",
            "tech stack",
            "technical proficiencies",
            "technical expertise",
            "kenntnisse",
            "compétences",
            "habilidades",
        ],
    ),
    (
        Part::Projects,
        &[
            "projects",
            "personal projects",
            "selected projects",
            "side projects",
            "open source",
            "key projects",
            "academic projects",
        ],
    ),
    (
        Part::Other,
        &[
            "languages",
            "certifications",
            "certificates",
            "awards",
            "honors",
            "publications",
            "interests",
            "hobbies",
            "references",
            "volunteering",
            "volunteer experience",
            "achievements",
            "patents",
            "additional information",
            "sprachen",
        ],
    ),
];

/// The lines with their parts.
pub(super) fn parts(text: &str) -> Vec<Line<'_>> {
    let mut part = Part::Head;
    let text = text.get(..text.floor_char_boundary(MAX_TEXT)).unwrap_or(text);
    let lines = text.lines().take(MAX_LINES).map(|line| {
        let cut = line.char_indices().nth(MAX_LINE).map_or(line.len(), |(at, _)| at);
        line.get(..cut).unwrap_or_default().trim()
    });
    lines
        .map(|text| {
            let heading = heading(text);
            part = heading.unwrap_or(part);
            Line { text, part, heading: heading.is_some() }
        })
        .collect()
}

/// The part that a line heads: a heading is short and nothing else.
fn heading(line: &str) -> Option<Part> {
    if line.chars().count() > 40 {
        return None;
    }
    let word = line.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    HEADINGS.iter().find(|(_, names)| names.contains(&word.as_str())).map(|(part, _)| *part)
}

/// A line's words behind its bullet, if it has one.
pub(super) fn bullet(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['-', '*', '•', '·', '–', '—', '▪', '◦', '●', '○', '‣', '>'])?;
    Some(rest.trim()).filter(|rest| !rest.is_empty())
}
