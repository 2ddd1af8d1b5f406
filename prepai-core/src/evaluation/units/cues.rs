//! Items that need no knowledge of the question: a cue in a sentence that states something new.

use super::Context;
use crate::evaluation::conversation::Line;
use crate::evaluation::report::Item;
use crate::evaluation::rubric::ItemSpec;

/// The fewest words of subject matter that a line must add to the question's.
pub(super) const NEW: usize = 2;

impl Context<'_> {
    /// The first line that states something new and holds one of the item's cues.
    pub(super) fn cued(&self, spec: &ItemSpec) -> Option<(&Line, std::ops::Range<usize>)> {
        let lines = self.exchange.statements().filter(|line| self.exchange.new_words(line) >= NEW);
        lines.filter_map(|line| Some((line, spec.cues.find(&line.sentence)?))).next()
    }

    /// An item with the place that shows it, if there is one.
    pub(super) fn item(&self, spec: &ItemSpec, found: Option<(&Line, std::ops::Range<usize>)>) -> Item {
        let evidence = found.and_then(|(line, at)| line.quote(self.input, &at));
        Item {
            id: format!("{}:{}", spec.id, self.exchange.label),
            says: spec.says.clone(),
            met: evidence.is_some(),
            evidence: evidence.into_iter().collect(),
        }
    }

    /// The first line that may show something and for which `shows` gives a place.
    pub(super) fn shown(
        &self,
        shows: impl Fn(&Line) -> Option<std::ops::Range<usize>>,
    ) -> Option<(&Line, std::ops::Range<usize>)> {
        self.exchange.evidence().find_map(|line| Some((line, shows(line)?)))
    }
}
