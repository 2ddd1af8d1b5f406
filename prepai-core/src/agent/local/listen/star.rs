//! What is missing in the story of a situation: the candidate's own part, or how it ended.

use super::Text;

/// What a listener would ask for next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::agent::local) enum Missing {
    /// What the candidate did themselves.
    Action,
    /// How it turned out.
    Result,
}

const OWN: &[&str] = &[
    "i added",
    "i agreed",
    "i analysed",
    "i analyzed",
    "i arranged",
    "i asked",
    "i automated",
    "i began",
    "i broke",
    "i brought",
    "i built",
    "i called",
    "i came",
    "i changed",
    "i checked",
    "i coordinated",
    "i created",
    "i decided",
    "i designed",
    "i did",
    "i discussed",
    "i divided",
    "i explained",
    "i fixed",
    "i found",
    "i gave",
    "i got",
    "i had to",
    "i helped",
    "i implemented",
    "i informed",
    "i introduced",
    "i kept",
    "i led",
    "i listened",
    "i looked",
    "i made",
    "i mentored",
    "i met",
    "i moved",
    "i offered",
    "i organised",
    "i organized",
    "i owned",
    "i planned",
    "i prepared",
    "i proposed",
    "i put",
    "i ran",
    "i reached",
    "i rewrote",
    "i said",
    "i sat",
    "i scheduled",
    "i set",
    "i shared",
    "i showed",
    "i split",
    "i spoke",
    "i started",
    "i stopped",
    "i suggested",
    "i talked",
    "i taught",
    "i told",
    "i took",
    "i tried",
    "i used",
    "i went",
    "i worked",
    "i wrote",
    "my part",
    "my role was",
    "myself",
];

const ENDED: &[&str] = &[
    "as a result",
    "at the end",
    "by half",
    "convinced",
    "decreased",
    "delivered",
    "dropped",
    "ended up",
    "eventually",
    "fell",
    "finally",
    "finished",
    "fixed it",
    "grew",
    "happy",
    "improved",
    "in the end",
    "increased",
    "kept",
    "launched",
    "learned",
    "learnt",
    "on time",
    "outcome",
    "percent",
    "promoted",
    "reduced",
    "resolved",
    "result",
    "saved",
    "shipped",
    "since then",
    "so now",
    "solved",
    "still in use",
    "succeeded",
    "successful",
    "the outcome",
    "to this day",
    "turned out",
    "we delivered",
    "we made it",
    "went live",
    "went well",
    "worked out",
];

/// What a story lacks; nothing for a text that is too short to be one.
pub(in crate::agent::local) fn missing(story: &Text) -> Option<Missing> {
    if story.len() < 12 {
        return None;
    }
    if !story.has_any(OWN) {
        return Some(Missing::Action);
    }
    (!story.has_any(ENDED)).then_some(Missing::Result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_has_an_actor_and_an_end() {
        let story = |text: &str| missing(&Text::of(text));
        let we = "We had a conflict about the release and the whole team was unhappy about it for weeks.";
        assert_eq!(story(we), Some(Missing::Action));
        let open = "There was a conflict about the release and I talked to both sides about their fears.";
        assert_eq!(story(open), Some(Missing::Result));
        let whole =
            "There was a conflict about the release, I talked to both sides, and in the end we shipped.";
        assert_eq!(story(whole), None);
        assert_eq!(story("It was fine."), None);
    }
}
