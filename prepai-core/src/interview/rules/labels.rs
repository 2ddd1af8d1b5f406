//! Speaker labels: `Interviewer:` at the start of a sentence.

use super::ReplySettings;

/// Whose words follow a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaker {
    /// The interviewer's own.
    Own,
    /// Somebody else's.
    Other,
}

/// What a text begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// No label.
    No,
    /// More text is needed to know.
    More,
    /// A label of this many bytes, with its colon.
    Label(usize, Speaker),
}

/// The names that count as labels.
#[derive(Debug)]
pub(super) struct Labels(Vec<(String, Speaker)>);

const OWN: &[&str] = &["interviewer", "assistant", "ai", "ai interviewer", "response", "reply", "answer"];
const OTHER: &[&str] = &["candidate", "interviewee", "applicant", "user", "human", "system"];

impl Labels {
    pub(super) fn new(settings: &ReplySettings) -> Self {
        let fixed = |names: &[&str], speaker| -> Vec<(String, Speaker)> {
            names.iter().map(|name| ((*name).to_owned(), speaker)).collect()
        };
        let given = |names: &[String], speaker| -> Vec<(String, Speaker)> {
            let known = names.iter().map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty());
            known.map(|name| (name, speaker)).collect()
        };
        let mut labels = fixed(OWN, Speaker::Own);
        labels.extend(fixed(OTHER, Speaker::Other));
        labels.extend(given(&settings.own_names, Speaker::Own));
        labels.extend(given(&settings.other_names, Speaker::Other));
        Labels(labels)
    }

    /// What `rest` begins with; `end` says that nothing follows it.
    pub(super) fn find(&self, rest: &str, end: bool) -> Found {
        let mut more = false;
        for (label, speaker) in &self.0 {
            match find_one(rest, label, end) {
                Found::Label(bytes, _) => return Found::Label(bytes, *speaker),
                Found::More => more = true,
                Found::No => {}
            }
        }
        if more { Found::More } else { Found::No }
    }
}

/// Matches one label without case, then an optional space, closing marks of bold, and a colon before white space.
fn find_one(rest: &str, label: &str, end: bool) -> Found {
    let undecided = if end { Found::No } else { Found::More };
    let mut chars = rest.char_indices();
    let mut wanted = label.chars();
    let mut next = wanted.next();
    while next.is_some() {
        let Some((_, c)) = chars.next() else { return undecided };
        for lower in c.to_lowercase() {
            if next != Some(lower) {
                return Found::No;
            }
            next = wanted.next();
        }
    }
    for (at, c) in chars.by_ref() {
        match c {
            ' ' | '*' | '_' if at < label.len() * 2 + 4 => {}
            ':' | '：' => {
                let bytes = at + c.len_utf8();
                return match chars.next() {
                    None if end => Found::Label(bytes, Speaker::Own),
                    None => Found::More,
                    Some((_, after)) if after.is_whitespace() || after == '*' || after == '_' => {
                        Found::Label(bytes, Speaker::Own)
                    }
                    Some(_) => Found::No,
                };
            }
            _ => return Found::No,
        }
    }
    undecided
}
