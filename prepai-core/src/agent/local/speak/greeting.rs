//! Hello and goodbye.

use super::super::view::View;
use super::{asked_last, choose, compose};

const PLAN_PRACTICE: &[&str] = &[
    "This is a practice interview of about {m} minutes, and at the end there is time for your own questions.",
    "We have about {m} minutes to practise, one question at a time, and at the end you can ask me things too.",
];
const PLAN_REAL: &[&str] = &[
    "We have about {m} minutes, and at the end there is time for your own questions.",
    "This will take about {m} minutes, one question at a time, and at the end you can ask me things too.",
];

/// Why the interview ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::agent::local) enum Farewell {
    /// It is complete.
    Done,
    /// The candidate wants to stop.
    Asked,
    /// The time is over.
    Time,
}

impl Farewell {
    /// The word for the record.
    pub(in crate::agent::local) const fn reason(self) -> &'static str {
        match self {
            Farewell::Done => "complete",
            Farewell::Asked => "candidate",
            Farewell::Time => "time",
        }
    }
}

const DONE: &[&str] = &[
    "Thank you{n}, that brings us to the end. Your report will be ready in a moment. Goodbye, and good luck!",
    "I think we have covered a lot{n}, so thank you for your time and your answers. Your report will be ready in a moment. Goodbye, and all the best!",
    "We are at the end now, so thank you for the conversation{n}. You will find your report in a moment. Goodbye, and take care!",
];
const ASKED: &[&str] = &[
    "Of course, we can stop here. Thank you for your time{n}, your report will cover what we talked about. Goodbye, and all the best!",
    "Sure, let's end it here. Thank you for the conversation{n}. Goodbye, and take care!",
];
const TIME: &[&str] = &[
    "I'm afraid our time is up. Thank you for the conversation{n}, your report will be ready in a moment. Goodbye, and all the best!",
    "That is all the time we have. Thank you for your answers{n}. Goodbye, and good luck!",
];

/// Says hello, who is speaking and what will happen; the first question follows.
pub(in crate::agent::local) fn greeting(view: &View<'_>) -> (String, String) {
    let kind = &view.briefing.kind;
    let hello = view.name().map_or_else(|| "Hello and welcome".to_owned(), |name| format!("Hello {name}"));
    let unnamed = |text: &str| text.is_empty() || text.starts_with("the ");
    let position = match (unnamed(&kind.role), unnamed(&kind.company)) {
        (true, _) => " today".to_owned(),
        (false, true) => format!(" for the {} role", kind.role),
        (false, false) => format!(" for the {} role at {}", kind.role, kind.company),
    };
    let first = format!("{hello}, I'm {}, and I'll be your interviewer{position}.", kind.interviewer);
    let minutes = (view.briefing.planned_s / 60).max(1).to_string();
    let plan = choose(view, if view.practice() { PLAN_PRACTICE } else { PLAN_REAL }).replace("{m}", &minutes);
    (first, plan)
}

/// After a break.
pub(in crate::agent::local) fn welcome_back(view: &View<'_>) -> String {
    let name = view.name().map_or_else(String::new, |name| format!(", {name}"));
    compose(Some(&format!("Welcome back{name}.")), None, &asked_last(view))
}

/// Says goodbye.
pub(in crate::agent::local) fn farewell(view: &View<'_>, why: Farewell) -> String {
    let name = view.name().map_or_else(String::new, |name| format!(", {name}"));
    let variants = match why {
        Farewell::Done => DONE,
        Farewell::Asked => ASKED,
        Farewell::Time => TIME,
    };
    choose(view, variants).replace("{n}", &name)
}
