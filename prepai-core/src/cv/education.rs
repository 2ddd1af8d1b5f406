//! Degrees.

use super::analysis::{Details, Education};
use super::dates::{Month, date, span};
use super::lines::{Line, Part};

/// Abbreviations and words of degrees, longest first where one begins another.
const DEGREES: [&str; 46] = [
    "bachelor of science",
    "bachelor of arts",
    "bachelor of engineering",
    "bachelor of technology",
    "bachelor of commerce",
    "bachelor",
    "master of science",
    "master of arts",
    "master of business administration",
    "master of engineering",
    "master of technology",
    "master",
    "doctor of philosophy",
    "doctorate",
    "associate degree",
    "high school diploma",
    "diploma",
    "licenciatura",
    "licence",
    "diplom",
    "abitur",
    "b.tech",
    "btech",
    "m.tech",
    "mtech",
    "b.sc.",
    "b.sc",
    "bsc",
    "m.sc.",
    "m.sc",
    "msc",
    "b.eng",
    "beng",
    "m.eng",
    "meng",
    "b.e.",
    "b.a.",
    "m.a.",
    "b.s.",
    "m.s.",
    "mba",
    "ph.d.",
    "ph.d",
    "phd",
    "bca",
    "mca",
];

const PLACES: [&str; 14] = [
    "university",
    "college",
    "institute",
    "school",
    "academy",
    "universität",
    "hochschule",
    "universidad",
    "université",
    "iit ",
    "nit ",
    "mit",
    "eth ",
    "polytechnic",
];

/// Degrees that are read at most.
const MOST: usize = 50;

/// The degrees: a paragraph, or a line with a degree, each.
pub(super) fn read(lines: &[Line<'_>], as_of: Month, details: &mut Details) -> Vec<Education> {
    let mut found: Vec<Education> = Vec::new();
    let mut fresh = true;
    for line in lines.iter().filter(|line| line.part == Part::Education && !line.heading) {
        let text = line.text;
        if text.is_empty() {
            fresh = true;
            continue;
        }
        let degree = degree(text);
        let second = degree.is_some() && found.last().is_some_and(|entry| !entry.degree.is_empty());
        if (fresh || second) && found.len() < MOST {
            details.note(
                &format!("education[{}]", found.len()),
                if degree.is_some() { 0.9 } else { 0.6 },
                text,
            );
            found.push(Education::default());
        }
        fresh = false;
        let Some(entry) = found.last_mut() else { continue };
        if entry.context.len() < 4_000 {
            if !entry.context.is_empty() {
                entry.context.push('\n');
            }
            entry.context.push_str(text);
        }
        fill(entry, text, degree, as_of);
    }
    found.retain(|entry| !entry.degree.is_empty() || !entry.institution.is_empty());
    found
}

fn fill(entry: &mut Education, text: &str, degree: Option<(usize, usize)>, as_of: Month) {
    let mut words = text.to_owned();
    if entry.start.is_empty() && entry.end.is_empty() {
        if let Some(found) = span(text, as_of) {
            entry.start = found.span.start.to_string();
            entry.end = found.span.end_text();
            words.replace_range(found.start..found.end, "");
        } else if let Some((month, from, to)) = date(text, as_of) {
            entry.end = month.to_string();
            words.replace_range(from..to, "");
        }
    }
    let pieces: Vec<&str> = words
        .split([',', '|', '•', '·', ';', '(', ')'])
        .flat_map(|piece| piece.split(" - "))
        .flat_map(|piece| piece.split(" – "))
        .map(|piece| piece.trim().trim_matches(|c: char| "-–—:".contains(c)).trim())
        .filter(|piece| !piece.is_empty())
        .collect();
    if let (true, Some((from, to))) = (entry.degree.is_empty(), degree) {
        entry.degree = text.get(from..to).unwrap_or_default().trim_end_matches(',').to_owned();
        let written = entry.degree.to_lowercase();
        let piece = pieces.iter().find(|piece| piece.to_lowercase().contains(&written));
        let lower = piece.map(|piece| piece.to_lowercase()).unwrap_or_default();
        let field = piece.and_then(|piece| piece.get(lower.find(&written)? + written.len()..));
        let field = field
            .unwrap_or_default()
            .trim()
            .trim_start_matches("of ")
            .trim_start_matches("in ")
            .trim_start_matches(". ");
        let beside = || pieces.iter().skip_while(|other| Some(other) != piece.as_ref()).nth(1).copied();
        entry.field = match field.trim_matches(|c: char| ".:".contains(c)).trim() {
            "" => beside().filter(|piece| !is_place(piece)).unwrap_or_default().to_owned(),
            field => field.to_owned(),
        };
    }
    if entry.institution.is_empty() {
        let written = entry.degree.to_lowercase();
        let other = |piece: &&&str| written.is_empty() || !piece.to_lowercase().contains(&written);
        let named = pieces.iter().filter(other).find(|piece| is_place(piece));
        // Beside a degree and its field, what is left is where.
        let left = || {
            pieces
                .iter()
                .find(|piece| degree.is_some() && !piece.contains(&entry.degree) && **piece != entry.field)
        };
        entry.institution = named.or_else(left).map(|piece| (*piece).to_owned()).unwrap_or_default();
    }
}

fn is_place(piece: &str) -> bool {
    let lower = format!("{} ", piece.to_lowercase());
    PLACES.iter().any(|place| lower.contains(place))
}

/// Where a degree stands in a line: as a word of its own.
fn degree(line: &str) -> Option<(usize, usize)> {
    // Letters that change their length in lower case would move the places.
    let lower: String = line.chars().map(|c| c.to_ascii_lowercase()).collect();
    DEGREES.iter().find_map(|name| {
        lower.match_indices(name).find_map(|(at, _)| {
            let end = at + name.len();
            let before = lower.get(..at)?.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            let after = lower.get(end..)?.chars().next().is_none_or(|c| !c.is_alphanumeric());
            let possessive = if lower.get(end..)?.starts_with("'s") { 2 } else { 0 };
            (before && after).then_some((at, end + possessive))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::lines::parts;
    use super::*;

    fn read_one(text: &str) -> Education {
        let text = format!("EDUCATION\n{text}");
        let mut all = read(&parts(&text), Month::new(2026, 11), &mut Details::default());
        assert_eq!(all.len(), 1, "{text}: {all:?}");
        all.remove(0)
    }

    #[test]
    fn a_degree_is_read_from_one_line_or_several() {
        let one = read_one("B.Tech Computer Science, IIT Bombay, 2013 - 2017");
        let several = read_one("IIT Bombay\nB.Tech in Computer Science\n2013 - 2017");
        for entry in [one, several] {
            assert_eq!(
                (entry.degree.as_str(), entry.field.as_str()),
                ("B.Tech", "Computer Science"),
                "{entry:?}"
            );
            assert_eq!(entry.institution, "IIT Bombay");
            assert_eq!((entry.start.as_str(), entry.end.as_str()), ("2013", "2017"));
        }
        let long = read_one("Master of Science, Physics, University of Oslo (2011)");
        assert_eq!(
            (long.degree.as_str(), long.field.as_str(), long.end.as_str()),
            ("Master of Science", "Physics", "2011")
        );
    }

    #[test]
    fn a_degree_within_a_word_is_none() {
        assert_eq!(degree("Embassy Diplomat"), None);
        assert_eq!(degree("Grandmaster"), None);
    }
}
