//! What is true of the things that interviews ask about.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::file::{broken, parse};
use crate::error::Result;
use crate::evaluation::text::{Term, Token};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    subject: Vec<SubjectFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SubjectFile {
    id: String,
    names: Vec<String>,
    #[serde(default)]
    asked: Vec<String>,
    #[serde(default)]
    loose: bool,
    #[serde(default)]
    never: Vec<String>,
    #[serde(default)]
    never_space: Vec<String>,
    #[serde(default)]
    fact: Vec<FactFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactFile {
    says: String,
    right: Vec<String>,
    wrong: Vec<String>,
    #[serde(default)]
    firm: bool,
}

/// A thing that answers speak of.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::evaluation) struct Subject {
    pub(in crate::evaluation) id: String,
    /// The first of its names, for sentences.
    pub(in crate::evaluation) name: String,
    /// A cost beside its name is its cost, whatever stands before the name.
    pub(in crate::evaluation) loose: bool,
    /// Classes of running time that are wrong for it.
    pub(in crate::evaluation) never: Vec<String>,
    /// Classes of space that are wrong for it.
    pub(in crate::evaluation) never_space: Vec<String>,
    pub(in crate::evaluation) facts: Vec<Fact>,
}

/// Something true of a subject.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::evaluation) struct Fact {
    pub(in crate::evaluation) says: String,
    pub(in crate::evaluation) right: Vec<Term>,
    pub(in crate::evaluation) wrong: Vec<Term>,
    /// Whether denying a right phrase is wrong.
    pub(in crate::evaluation) firm: bool,
}

/// All subjects, and by which words they are found.
#[derive(Debug, Clone, Default)]
pub(in crate::evaluation) struct Facts {
    subjects: Vec<Subject>,
    /// Names by their first stem; the joined form of two words stands for itself.
    names: BTreeMap<String, Vec<(Term, usize)>>,
    /// Phrases of questions.
    asked: Vec<(Term, usize)>,
}

impl Facts {
    pub(super) fn parse(files: &[(&str, &str)]) -> Result<Facts> {
        let mut facts = Facts::default();
        for (name, text) in files {
            let file: File = parse(name, text)?;
            for subject in file.subject {
                facts.add(name, subject)?;
            }
        }
        Ok(facts)
    }

    fn add(&mut self, file: &str, read: SubjectFile) -> Result<()> {
        let index = self.subjects.len();
        if self.subjects.iter().any(|other| other.id == read.id) {
            return Err(broken(file, &format!("subject `{}` is there twice", read.id)));
        }
        let Some(name) = read.names.first().cloned() else {
            return Err(broken(file, &format!("subject `{}`: it has no name", read.id)));
        };
        for term in Term::all(&read.names) {
            for key in term.keys() {
                self.names.entry(key).or_default().push((term.clone(), index));
            }
        }
        self.asked.extend(Term::all(&read.asked).into_iter().map(|term| (term, index)));
        let fact = |fact: FactFile| Fact {
            says: fact.says,
            right: Term::patterns(&fact.right),
            wrong: Term::patterns(&fact.wrong),
            firm: fact.firm,
        };
        self.subjects.push(Subject {
            id: read.id,
            name,
            loose: read.loose,
            never: read.never,
            never_space: read.never_space,
            facts: read.fact.into_iter().map(fact).collect(),
        });
        Ok(())
    }

    #[cfg(test)]
    pub(in crate::evaluation) fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    pub(in crate::evaluation) fn subject(&self, index: usize) -> Option<&Subject> {
        self.subjects.get(index)
    }

    /// The subjects that words name, with their places; where names overlap the longest counts.
    pub(in crate::evaluation) fn named(&self, tokens: &[Token]) -> Vec<(usize, std::ops::Range<usize>)> {
        let (mut found, mut start) = (Vec::new(), 0);
        while let Some(token) = tokens.get(start) {
            let here = self.names.get(&token.stem).into_iter().flatten();
            let longest = here
                .filter_map(|(term, subject)| Some((*subject, term.at(tokens, start)?)))
                .max_by_key(|(_, range)| range.end);
            match longest {
                Some((subject, range)) => {
                    start = range.end;
                    found.push((subject, range));
                }
                None => start += 1,
            }
        }
        found
    }

    /// The subjects that a question brings up, each once: by what it asks for, failing that by what it names.
    pub(in crate::evaluation) fn asked(&self, tokens: &[Token]) -> Vec<usize> {
        let asked = self.asked.iter().filter(|(term, _)| term.places(tokens).next().is_some());
        let mut all: Vec<usize> = asked.map(|(_, subject)| *subject).collect();
        if all.is_empty() {
            all = self.named(tokens).into_iter().map(|(subject, _)| subject).collect();
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}
