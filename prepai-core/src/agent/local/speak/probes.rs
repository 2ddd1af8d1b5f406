//! Questions that are in no bank: follow-ups built from an answer, and spare questions.

use super::super::listen::{Missing, Term};
use super::super::view::View;
use super::choose;
use crate::interview::PhaseKind;

const CHOICE: &[&str] = &[
    "You mentioned {t}: what made you choose that?",
    "You mentioned {t}: what would you have used instead?",
    "What would have been the downside of {t} there?",
    "You mentioned {t}: how did you know that it was the right choice?",
];
const CIRCUMSTANCE: &[&str] = &[
    "You mentioned {t}: what was the hardest part about that?",
    "How did you deal with {t} in practice?",
    "You mentioned {t}: how did that influence what you did?",
];
const IDEA: &[&str] = &[
    "You mentioned {t}: what speaks for that here?",
    "What would go wrong first with {t}?",
    "When would you rather do without {t}?",
    "You mentioned {t}: what would you do without that?",
];
const IDEA_CIRCUMSTANCE: &[&str] = &[
    "You mentioned {t}: how would that influence your answer?",
    "What would you watch out for with {t}?",
    "You mentioned {t}: what would you look at first there?",
];

const PAST: &[&str] = &[
    "What was your own part in that?",
    "How did you know that it worked?",
    "What would you do differently today?",
    "What was the hardest part of it?",
    "What did you learn from it?",
];
const KNOWLEDGE: &[&str] = &[
    "What would be the trade-off?",
    "When would that not work?",
    "How would you test that?",
    "What changes when there is a thousand times more of it?",
    "Which alternatives would you consider?",
];

const ACTION: &[&str] = &[
    "What did you do yourself in that situation?",
    "Which part of that was yours alone?",
    "What was your own first step?",
];
const RESULT: &[&str] = &[
    "How did it turn out in the end?",
    "What came of it?",
    "What was the result, if you can put it in numbers?",
];

/// Questions for a phase for which the bank has none (left).
const SPARE: &[(PhaseKind, &[&str])] = &[
    (
        PhaseKind::Intro,
        &["Could you tell me a little about yourself?", "What are you working on at the moment?"],
    ),
    (
        PhaseKind::Experience,
        &[
            "Could you tell me about a project that you are proud of?",
            "What was the hardest problem you solved in the last year?",
        ],
    ),
    (
        PhaseKind::Technical,
        &[
            "Which technology do you know best, and where are its limits?",
            "How do you find the cause of a problem that only shows up in production?",
        ],
    ),
    (PhaseKind::Design, &["How would you design a service that shortens links for millions of users?"]),
    (PhaseKind::Coding, &["How would you find the first repeated character of a text?"]),
    (
        PhaseKind::Behavioral,
        &[
            "Could you tell me about a disagreement at work and how you handled it?",
            "When did you last learn something from a mistake?",
        ],
    ),
    (PhaseKind::Questions, &["That's all from my side, so what would you like to ask me?"]),
];

/// A question about something that was mentioned, or a general one that fits the phase. `None` when all were asked.
pub(in crate::agent::local) fn probe(view: &View<'_>, term: Option<Term>) -> Option<String> {
    let past = matches!(view.phase(), Some(PhaseKind::Intro | PhaseKind::Experience | PhaseKind::Behavioral));
    if let Some(term) = term {
        let variants = match (past, term.choice) {
            (true, true) => CHOICE,
            (true, false) => CIRCUMSTANCE,
            (false, true) => IDEA,
            (false, false) => IDEA_CIRCUMSTANCE,
        };
        return Some(choose(view, variants).replace("{t}", term.name));
    }
    let probe = choose(view, if past { PAST } else { KNOWLEDGE });
    (!view.said_since(&[probe])).then(|| probe.to_owned())
}

/// Asks for what a story lacks, once.
pub(in crate::agent::local) fn story(view: &View<'_>, missing: Missing) -> Option<&'static str> {
    let variants = match missing {
        Missing::Action => ACTION,
        Missing::Result => RESULT,
    };
    (!view.said_since(variants)).then(|| choose(view, variants))
}

/// A question for a phase for which the bank has none (left); `None` when they were asked.
pub(in crate::agent::local) fn spare(view: &View<'_>, phase: PhaseKind) -> Option<&'static str> {
    let asked = |spare: &str| view.request.messages.iter().any(|message| message.content.contains(spare));
    let (_, all) = SPARE.iter().find(|(own, _)| *own == phase)?;
    all.iter().copied().find(|spare| !asked(spare))
}

/// The spare question that a message puts.
pub(in crate::agent::local) fn spare_in(message: &str) -> Option<(PhaseKind, &'static str)> {
    let all = SPARE.iter().flat_map(|(phase, all)| all.iter().map(|text| (*phase, *text)));
    all.into_iter().find(|(_, text)| message.contains(text))
}

/// Leads over to another exercise of the same phase.
pub(in crate::agent::local) fn another(view: &View<'_>) -> &'static str {
    choose(
        view,
        &["Here's another one to write.", "Let's write something again.", "Next, another small exercise."],
    )
}

/// Leads over to another phase.
pub(in crate::agent::local) fn bridge(view: &View<'_>, phase: PhaseKind) -> Option<&'static str> {
    let variants: &[&str] = match phase {
        PhaseKind::Experience => {
            &["Let's talk about what you've worked on.", "I'd like to hear about your work so far."]
        }
        PhaseKind::Technical => {
            &["Let's move on to some technical questions.", "Now a few technical questions."]
        }
        PhaseKind::Design => {
            &["Let's turn to a design question.", "Next, I'd like to design something with you."]
        }
        PhaseKind::Coding => &[
            "Let's look at some code, and you'll find the details on your screen.",
            "Now it's time for some coding, with the full statement on your screen.",
        ],
        PhaseKind::Behavioral => &[
            "Let's talk about how you work with others.",
            "Now I'd like to hear about situations you've been in.",
        ],
        PhaseKind::Intro | PhaseKind::Questions | PhaseKind::Closing => return None,
    };
    Some(choose(view, variants))
}
