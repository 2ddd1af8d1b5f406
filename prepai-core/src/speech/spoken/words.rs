//! Words that are said otherwise than they are written, and initials.

use super::Replacement;
use super::cursor::Cursor;

/// As written, as spoken. A longer entry stands before a shorter one that it begins with.
const KNOWN: &[(&str, &str)] = &[
    ("A/B", "A B"),
    ("and/or", "and or"),
    ("ASP.NET", "A S P dot net"),
    (".NET", "dot net"),
    ("approx.", "approximately"),
    ("C++", "C plus plus"),
    ("c++", "C plus plus"),
    ("C#", "C sharp"),
    ("c#", "C sharp"),
    ("CI/CD", "C I C D"),
    ("e.g.", "for example"),
    ("F#", "F sharp"),
    ("gRPC", "G R P C"),
    ("I/O", "I O"),
    ("i.e.", "that is"),
    ("IaaS", "infrastructure as a service"),
    ("iOS", "i O S"),
    ("JSON", "jason"),
    ("JWT", "J W T"),
    ("K8s", "kubernetes"),
    ("k8s", "kubernetes"),
    ("kubectl", "kube control"),
    ("LaTeX", "lay tech"),
    ("LDAP", "L dap"),
    ("macOS", "mac O S"),
    ("MySQL", "my sequel"),
    ("nginx", "engine x"),
    ("NGINX", "engine x"),
    ("Nginx", "engine x"),
    ("NoSQL", "no sequel"),
    ("OAuth", "O auth"),
    ("PaaS", "platform as a service"),
    ("PostgreSQL", "post gress"),
    ("Postgres", "post gress"),
    ("NumPy", "num pie"),
    ("PyPI", "pie P I"),
    ("PyTorch", "pie torch"),
    ("PL/SQL", "P L sequel"),
    ("RBAC", "R back"),
    ("SaaS", "software as a service"),
    ("SAML", "sam L"),
    ("SciPy", "sigh pie"),
    ("SQLite", "sequel light"),
    ("SQL", "sequel"),
    ("TCP/IP", "T C P I P"),
    ("T-SQL", "T sequel"),
    ("vs.", "versus"),
    ("vs", "versus"),
    ("w/o", "without"),
    ("w/", "with"),
    ("YAML", "yammel"),
];

/// Said letter by letter although they have a vowel; those without one are anyway.
const INITIALS: &[&str] = &[
    "ACL", "AI", "AMI", "API", "ASG", "AWS", "AZ", "CEO", "CIDR", "CLI", "CPU", "CTO", "EBS", "EC2", "ECS",
    "EFS", "EKS", "ELB", "ETA", "ETL", "FAQ", "GKE", "GPU", "GUI", "HA", "IAM", "ID", "IDE", "IO", "IOT",
    "IP", "IT", "KPI", "NAT", "OKR", "OOP", "OS", "QA", "RDS", "RDBMS", "ROI", "RPO", "RTO", "S3", "SDE",
    "SDLC", "SLA", "SLI", "SLO", "SOA", "SRE", "UI", "UAT", "UDP", "UML", "URI", "URL", "USB", "UTC", "UTF",
    "UUID", "UX", "VPA",
];

/// A word of the table.
pub(super) fn known(cursor: Cursor<'_>) -> Replacement {
    let first = cursor.peek(0)?;
    let fits = |entry: &&(&str, &str)| entry.0.starts_with(first) && cursor.is_word(entry.0);
    if let Some((written, spoken)) = KNOWN.iter().find(fits) {
        return Some((written.chars().count(), (*spoken).to_owned()));
    }
    if cursor.starts_with("etc.") {
        // At the end of a sentence its full stop is the sentence's.
        let ends = cursor.peek(4).is_none()
            || (cursor.peek(4) == Some(' ') && cursor.peek(5).is_some_and(char::is_uppercase));
        return Some((if ends { 3 } else { 4 }, "et cetera".to_owned()));
    }
    let script = cursor.run(char::is_alphabetic);
    if script > 1 && cursor.skip(script).is_word(".js") {
        return Some((script + 3, format!("{} J S", cursor.text(script))));
    }
    None
}

/// Capitals that are said one by one: `API`, `APIs`, `TLS`.
pub(super) fn initials(cursor: Cursor<'_>) -> Replacement {
    let length = cursor.run(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let word = cursor.text(length);
    let letters = word.chars().filter(char::is_ascii_uppercase).count();
    let vowel = word.contains(['A', 'E', 'I', 'O', 'U']) || (word.len() == letters && word.contains('Y'));
    let plain = letters == length && (2..=5).contains(&length) && !vowel;
    if !(plain || INITIALS.contains(&word.as_str())) {
        return None;
    }
    let spelled = word.chars().map(String::from).collect::<Vec<_>>().join(" ");
    let after = cursor.skip(length);
    match after.run(super::cursor::is_word) {
        0 => Some((length, spelled)),
        1 if after.peek(0) == Some('s') => Some((length + 1, format!("{spelled}'s"))),
        _ => None,
    }
}
