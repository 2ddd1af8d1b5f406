//! All kinds, and which one a name means.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{GENERAL, Kind};
use crate::error::{Error, ErrorKind, Result};

/// All kinds, in the order of their packs; there is always a [`GENERAL`] one.
#[derive(Debug, Clone)]
pub struct Kinds {
    kinds: Vec<Arc<Kind>>,
    general: Arc<Kind>,
    names: BTreeMap<String, usize>,
}

impl Kinds {
    /// Kinds of different ids; adds [`Kind::general`] if none of them is that.
    ///
    /// # Errors
    /// `invalid_content` if a name or alias means two kinds.
    pub fn new(mut kinds: Vec<Arc<Kind>>) -> Result<Kinds> {
        let general = match kinds.iter().find(|kind| kind.id == GENERAL) {
            Some(kind) => Arc::clone(kind),
            None => {
                let general = Arc::new(Kind::general());
                kinds.push(Arc::clone(&general));
                general
            }
        };
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for (index, kind) in kinds.iter().enumerate() {
            for name in kind_names(kind) {
                let other = names.insert(folded(name), index).filter(|other| *other != index);
                if let Some(other) = other.and_then(|other| kinds.get(other)) {
                    let message = format!("`{name}` names both kind `{}` and kind `{}`", other.id, kind.id);
                    return Err(Error::new(ErrorKind::InvalidContent, message));
                }
            }
        }
        Ok(Kinds { kinds, general, names })
    }

    /// The kind that a name as sent means: an id, display name or alias in any case, with spaces, `-`, `_` and `.`
    /// anywhere. Everything else is [`GENERAL`].
    ///
    /// ```
    /// let library = prepai_core::interview::Library::embedded();
    /// assert_eq!(library.kinds().resolve("Google_SDE").id, "google-sde");
    /// assert_eq!(library.kinds().resolve("pastry chef").id, "general");
    /// ```
    pub fn resolve(&self, sent: &str) -> &Arc<Kind> {
        let index = self.names.get(&folded(sent));
        index.and_then(|index| self.kinds.get(*index)).unwrap_or(&self.general)
    }

    /// The kind of exactly this id.
    pub fn get(&self, id: &str) -> Option<&Arc<Kind>> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    /// Every kind, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Kind>> {
        self.kinds.iter()
    }
}

impl Default for Kinds {
    /// Only [`Kind::general`].
    fn default() -> Self {
        let general = Arc::new(Kind::general());
        let names = kind_names(&general).map(|name| (folded(name), 0)).collect();
        Kinds { kinds: vec![Arc::clone(&general)], general, names }
    }
}

/// Id, display name and aliases.
pub(in crate::interview) fn kind_names(kind: &Kind) -> impl Iterator<Item = &str> {
    [kind.id.as_str(), kind.name.as_str()].into_iter().chain(kind.aliases.iter().map(String::as_str))
}

/// What is compared: lower case without separators.
pub(in crate::interview) fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::interview::Library;

    fn kind(id: &str, aliases: &[&str]) -> Arc<Kind> {
        let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
        Arc::new(Kind { id: id.to_owned(), name: id.to_owned(), aliases, ..Kind::general() })
    }

    #[test]
    fn a_name_of_two_kinds_is_an_error() {
        let error = Kinds::new(vec![kind("a", &["x y"]), kind("b", &["X-Y"])]).unwrap_err();
        assert_eq!(error.message(), "`X-Y` names both kind `a` and kind `b`");
    }

    #[test]
    fn general_is_always_there() {
        let kinds = Kinds::new(vec![kind("a", &[])]).unwrap();
        assert_eq!(kinds.resolve("").id, GENERAL);
        assert_eq!(kinds.resolve("A").id, "a");
        assert_eq!(Kinds::default().resolve("General").id, GENERAL);
    }

    proptest! {
        #[test]
        fn every_spelling_of_every_name_resolves(pick in any::<prop::sample::Index>(), marks in "[-_. \t]{1,30}", upper: bool) {
            let library = Library::embedded();
            let all: Vec<_> = library.kinds().iter().flat_map(|kind| kind_names(kind).map(move |name| (name, kind))).collect();
            let (name, kind) = pick.get(&all);
            let mut marks = marks.chars().cycle();
            let spelled: String = name
                .chars()
                .flat_map(|c| [marks.next(), Some(if upper { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })])
                .flatten()
                .collect();
            prop_assert_eq!(&library.kinds().resolve(&spelled).id, &kind.id);
        }

        #[test]
        fn any_string_resolves(sent in "\\PC*") {
            let library = Library::embedded();
            let kind = library.kinds().resolve(&sent);
            prop_assert!(library.kinds().get(&kind.id).is_some());
        }
    }
}
