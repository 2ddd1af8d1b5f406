//! Packs of content: files of kinds, questions and exercises, the embedded ones and a user's own.

mod embedded;
mod exercise;
mod fields;
mod folder;
mod item;
mod kind;
mod limits;
mod question;
mod source;
#[cfg(test)]
mod tests;

use toml::de::DeTable;

pub use item::Item;

pub(super) use fields::suggestion;
pub(super) use source::broken;

use self::fields::Fields;
use self::source::SourceFile;
use super::bank::{Exercise, Question};
use super::hash;
use super::kind::Kind;
use crate::error::{Error, ErrorKind, Result};

/// The content of some files, each part checked by itself; what refers to other packs is checked by
/// [`Library::of`](super::Library::of).
///
/// A file is TOML: either one kind (it has an `id` at its top), or any number of `[[kind]]`, `[[question]]` and
/// `[[exercise]]`. The embedded files under `prepai-core/data` show every key.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// What it is called in lists.
    pub name: String,
    /// SHA-256 over its content in hex; comments, layout and the division into files do not count.
    pub hash: String,
    /// Its kinds, in the order of its files.
    pub kinds: Vec<Item<Kind>>,
    /// Its questions, in the order of its files.
    pub questions: Vec<Item<Question>>,
    /// Its exercises, in the order of its files.
    pub exercises: Vec<Item<Exercise>>,
}

impl Pack {
    /// Reads files, given as name (for errors) and text, in this order.
    ///
    /// # Errors
    /// `invalid_content` for the first thing that is wrong, as `name:line: what: must be …`; the facts `file` and
    /// `line` say it once more. `too_large` for a file above 2 MiB.
    pub fn parse<'f>(name: &str, files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Result<Pack> {
        let mut pack = Pack {
            name: name.to_owned(),
            hash: String::new(),
            kinds: Vec::new(),
            questions: Vec::new(),
            exercises: Vec::new(),
        };
        for (name, text) in files {
            pack.add(name, text)?;
        }
        pack.check_ids()?;
        let kinds: Vec<&Kind> = pack.kinds.iter().map(|item| &*item.value).collect();
        let questions: Vec<&Question> = pack.questions.iter().map(|item| &*item.value).collect();
        let exercises: Vec<&Exercise> = pack.exercises.iter().map(|item| &*item.value).collect();
        pack.hash = hash::of(&(kinds, questions, exercises));
        Ok(pack)
    }

    /// What comes with this library.
    ///
    /// # Errors
    /// As [`Pack::parse`]; a released library has none.
    pub fn embedded() -> Result<Pack> {
        Pack::parse(embedded::NAME, embedded::FILES.iter().copied())
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty() && self.questions.is_empty() && self.exercises.is_empty()
    }

    fn add(&mut self, name: &str, text: &str) -> Result<()> {
        if text.len() > limits::FILE {
            let message = format!("{name}: a file of a pack must have at most {} bytes", limits::FILE);
            return Err(Error::new(ErrorKind::TooLarge, message).with("file", name));
        }
        let file = SourceFile::new(name, text);
        let document = DeTable::parse(file.text).map_err(|error| file.syntax(&error))?;
        let mut top = Fields::new(&file, document.get_ref(), 0, "");
        if top.has("id") {
            self.kinds.push(kind::read(&file, top)?);
            return Ok(());
        }
        for fields in top.tables("kind", "kind", limits::ITEMS)? {
            self.kinds.push(kind::read(&file, fields)?);
        }
        for fields in top.tables("question", "question", limits::ITEMS)? {
            self.questions.push(question::read(&file, fields)?);
        }
        for fields in top.tables("exercise", "exercise", limits::ITEMS)? {
            self.exercises.push(exercise::read(&file, fields)?);
        }
        top.done()
    }

    /// Within one pack every id is there once; questions and exercises share one space of ids.
    fn check_ids(&self) -> Result<()> {
        let kinds = self.kinds.iter().map(|item| (("kind", &item.value.id), &item.file, item.line));
        let questions =
            self.questions.iter().map(|item| (("question", &item.value.id), &item.file, item.line));
        let exercises =
            self.exercises.iter().map(|item| (("question", &item.value.id), &item.file, item.line));
        let mut seen = std::collections::BTreeMap::new();
        for (key, file, line) in kinds.chain(questions).chain(exercises) {
            if let Some((other, at)) = seen.insert(key, (file, line)) {
                let message = format!("id `{}` is taken by {other}:{at}", key.1);
                return Err(broken(file, line, message));
            }
        }
        Ok(())
    }
}
