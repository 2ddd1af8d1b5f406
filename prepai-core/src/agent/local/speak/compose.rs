//! A turn's sentences put together, within what the rules of reply let through.

use super::super::listen::{Term, salient};
use super::super::view::View;
use super::choose;
use super::words as w;
use crate::interview::PhaseKind;
use crate::interview::rules::sentences;

/// How an answer is taken note of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::agent::local) enum Ack {
    /// As an answer; with what it mentioned unless what follows does that itself.
    Answer,
    /// With one of these.
    With(&'static [&'static str]),
    /// With this.
    Words(&'static str),
}

/// Sentences of a reply.
const MOST: usize = 3;

/// Joins what was prepared: the question always, the others while there is room. The bridge goes before the
/// acknowledgement, because it says where the interview goes.
pub(in crate::agent::local) fn compose(ack: Option<&str>, bridge: Option<&str>, ask: &str) -> String {
    // A pack's question may run on after its question mark; the rules would cut that.
    let all = sentences(ask);
    let asked = all.iter().position(|sentence| sentence.question).map_or(all.len(), |at| at + 1);
    let ask = all.iter().take(asked).map(|sentence| sentence.text.as_str()).collect::<Vec<_>>().join(" ");
    let room = MOST.saturating_sub(asked);
    let bridge = bridge.filter(|words| sentences(words).len() <= room);
    let left = room - bridge.map_or(0, |words| sentences(words).len());
    let ack = ack.filter(|words| sentences(words).len() <= left);
    [ack, bridge, Some(ask.as_str())].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The acknowledgement of what was said in this turn; `ask` is what follows it.
pub(in crate::agent::local) fn acknowledge(view: &View<'_>, ack: Ack, ask: &str) -> Option<String> {
    match ack {
        Ack::Words(words) => Some(words.to_owned()),
        Ack::With(variants) => Some(choose(view, variants).to_owned()),
        Ack::Answer if view.said.is_empty() => None,
        Ack::Answer => {
            // One mention is enough.
            let named = ask.starts_with("You mentioned");
            let Some(term) = fresh_term(view, ask).filter(|_| !named) else {
                let variants = if view.text.len() > 120 { w::NOTED_LONG } else { w::NOTED };
                return Some(choose(view, variants).to_owned());
            };
            let past = matches!(
                view.phase(),
                Some(PhaseKind::Intro | PhaseKind::Experience | PhaseKind::Behavioral)
            );
            let variants = if past && !view.is_stale() { w::NOTED_TERM } else { w::NOTED_IDEA };
            Some(choose(view, variants).replace("{t}", term.name))
        }
    }
}

/// The most telling thing of this turn's words that was not spoken of lately and that `ask` does not name.
pub(in crate::agent::local) fn fresh_term(view: &View<'_>, ask: &str) -> Option<Term> {
    let bare = |term: &Term| {
        let articles = ["the ", "a ", "an ", "your "];
        let name = articles.iter().find_map(|article| term.name.strip_prefix(article)).unwrap_or(term.name);
        name.to_lowercase()
    };
    let ask = ask.to_lowercase();
    let asked = view.main_text().unwrap_or_default().to_lowercase();
    let new = |term: &Term| {
        let name = bare(term);
        !ask.contains(&name) && !asked.contains(&name) && !view.recent_lower().contains(&name)
    };
    salient(&view.text, view.said).into_iter().find(|term| new(term))
}
