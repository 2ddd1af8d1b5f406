//! Name, e-mail, telephone and pages.

use super::Link;
use super::analysis::Details;
use super::lines::{Line, Part};

/// What is known of how to reach the candidate.
#[derive(Debug, Default)]
pub(super) struct Contact {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) links: Vec<Link>,
}

/// Lines at the top in which the name may stand.
const TOP: usize = 8;

pub(super) fn read(lines: &[Line<'_>], details: &mut Details) -> Contact {
    let mut contact = Contact::default();
    for line in lines {
        for word in line.text.split(|c: char| c.is_whitespace() || "|,;()<>[]".contains(c)) {
            let word = word.trim_matches(|c: char| ":.•·\"'".contains(c));
            let word = word.strip_prefix("mailto:").unwrap_or(word);
            if contact.email.is_empty() && is_email(word) {
                contact.email = word.to_owned();
                details.note("email", 0.99, line.text);
            }
            if let Some(kind) = link(word)
                && !contact.links.iter().any(|known| known.url == word)
                && contact.links.len() < 20
            {
                contact.links.push(Link { url: word.to_owned(), kind: kind.to_owned() });
                details.note("links", 0.95, line.text);
            }
        }
        // A number of a job or a degree is no telephone.
        if contact.phone.is_empty()
            && matches!(line.part, Part::Head | Part::Summary | Part::Other)
            && let Some(phone) = phone(line.text)
        {
            contact.phone = phone;
            details.note("phone", 0.95, line.text);
        }
    }
    if let Some((name, confidence, line)) = name(lines, &contact.email) {
        contact.name = name;
        details.note("candidateName", confidence, line);
    }
    contact
}

fn is_email(word: &str) -> bool {
    let Some((local, domain)) = word.split_once('@') else { return false };
    let allowed = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    let top = domain.rsplit('.').next().unwrap_or_default();
    (1..=64).contains(&local.len())
        && local.chars().all(allowed)
        && domain.len() <= 255
        && domain.contains('.')
        && !domain.contains("..")
        && domain.chars().all(|c| c.is_alphanumeric() || ".-".contains(c))
        && top.len() >= 2
        && top.chars().all(char::is_alphabetic)
}

/// What a word links to, if it is a link.
fn link(word: &str) -> Option<&'static str> {
    if word.contains('@') {
        return None;
    }
    let lower = word.to_lowercase();
    let bare = lower.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    let host = bare.split('/').next().unwrap_or_default();
    let known = [
        ("linkedin.com", "linkedin"),
        ("github.com", "github"),
        ("gitlab.com", "gitlab"),
        ("stackoverflow.com", "stackoverflow"),
    ];
    if let Some((_, kind)) =
        known.into_iter().find(|(site, _)| host == *site || host.ends_with(&format!(".{site}")))
    {
        return Some(kind);
    }
    let named = lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.");
    (named && host.contains('.')).then_some("website")
}

/// The first telephone number of a line as it is written.
fn phone(line: &str) -> Option<String> {
    let allowed = |c: char| c.is_ascii_digit() || "+()-. /".contains(c);
    line.split(|c: char| !allowed(c)).find_map(|run| {
        let run = run.trim_matches(|c: char| " -./".contains(c));
        let run = run.strip_suffix('(').unwrap_or(run).trim();
        let digits = run.chars().filter(char::is_ascii_digit).count();
        let starts = run.starts_with(['+', '(']) || run.starts_with(|c: char| c.is_ascii_digit());
        // Two years with a dash are eight digits too.
        let years = super::dates::span(run, super::Month::new(2100, 12)).is_some();
        (starts && (8..=15).contains(&digits) && !years).then(|| run.to_owned())
    })
}

/// The name: the first line of two to five words that are written like names; else what the address says.
fn name<'a>(lines: &[Line<'a>], email: &str) -> Option<(String, f64, &'a str)> {
    let top = lines.iter().filter(|line| !line.text.is_empty()).take(TOP);
    let mut labelled = top.clone().filter_map(|line| {
        let (label, name) = line.text.split_once(':')?;
        ["name", "full name", "candidate"]
            .contains(&label.trim().to_lowercase().as_str())
            .then_some((name.trim(), line.text))
    });
    if let Some((name, line)) = labelled.next().filter(|(name, _)| is_name(name)) {
        return Some((cased(name), 0.98, line));
    }
    for line in top.filter(|line| line.part == Part::Head && !line.heading) {
        let first = line.text.split(['|', ',', '•', '–']).next().unwrap_or_default().trim();
        let first =
            first.strip_prefix("CV of ").or_else(|| first.strip_prefix("Resume of ")).unwrap_or(first);
        if is_name(first) {
            return Some((cased(first), 0.9, line.text));
        }
    }
    // `ada.lovelace@…`
    let (local, _) = email.split_once('@')?;
    let words: Vec<&str> = local.split(['.', '_']).collect();
    let plain =
        words.len() == 2 && words.iter().all(|word| word.len() > 1 && word.chars().all(char::is_alphabetic));
    let line = lines.iter().find(|line| line.text.contains(email))?.text;
    plain.then(|| (words.iter().map(|word| capital(word)).collect::<Vec<_>>().join(" "), 0.5, line))
}

fn is_name(text: &str) -> bool {
    const NOT: [&str; 24] = [
        "curriculum",
        "vitae",
        "resume",
        "résumé",
        "cv",
        "engineer",
        "developer",
        "manager",
        "software",
        "senior",
        "lead",
        "architect",
        "analyst",
        "scientist",
        "designer",
        "consultant",
        "student",
        "street",
        "road",
        "university",
        "profile",
        "page",
        "confidential",
        "lebenslauf",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    let letters = |word: &&str| {
        word.chars().all(|c| c.is_alphabetic() || "'’.-".contains(c)) && word.chars().any(char::is_alphabetic)
    };
    // Scripts without capitals write a name in one word or two.
    let large = |word: &&str| {
        word.chars().next().is_some_and(|c| !c.is_lowercase())
            || ["van", "von", "de", "da", "del", "di", "bin", "al", "el", "la", "der", "den", "dos"]
                .contains(word)
    };
    let unicameral =
        text.chars().filter(|c| c.is_alphabetic()).all(|c| !c.is_lowercase() && !c.is_uppercase());
    let count = if unicameral { 1..=5 } else { 2..=5 };
    count.contains(&words.len())
        && text.chars().count() <= 60
        && words.iter().all(letters)
        && words.iter().all(large)
        && !words.iter().any(|word| NOT.contains(&word.to_lowercase().trim_matches('.')))
}

/// A name in capitals is written as names are.
fn cased(name: &str) -> String {
    if name.chars().any(char::is_lowercase) || !name.chars().any(char::is_uppercase) {
        return name.to_owned();
    }
    name.split_whitespace()
        .map(|word| word.split('-').map(capital).collect::<Vec<_>>().join("-"))
        .collect::<Vec<_>>()
        .join(" ")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_titles() {
        for name in ["Ada Lovelace", "JOSÉ GARCÍA-LÓPEZ", "Ludwig van der Rohe", "李小龙", "Mary-Jane O'Neil"]
        {
            assert!(is_name(name), "{name}");
        }
        for other in [
            "Senior Engineer",
            "Curriculum Vitae",
            "12 Main Street",
            "ada",
            "I build things fast",
            "Acme (2020)",
        ] {
            assert!(!is_name(other), "{other}");
        }
        assert_eq!(cased("JOSÉ GARCÍA-LÓPEZ"), "José García-López");
    }

    #[test]
    fn telephones_are_numbers_that_are_no_years() {
        for (line, expected) in [
            ("a@b.co | +1-415-555-0132 | San Francisco", Some("+1-415-555-0132")),
            ("Tel: (0221) 47 11 08 15", Some("(0221) 47 11 08 15")),
            ("2013 - 2017", None),
            ("4000 requests", None),
        ] {
            assert_eq!(phone(line).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn links_have_kinds_and_addresses_of_mail_are_none() {
        assert_eq!(link("linkedin.com/in/ada"), Some("linkedin"));
        assert_eq!(link("https://ada.dev"), Some("website"));
        assert_eq!(link("github.com.evil.example/x"), None);
        assert_eq!(link("ada@github.com"), None);
        assert!(is_email("ada+cv@mail.example.org") && !is_email("a@b") && !is_email("@b.co"));
    }
}
