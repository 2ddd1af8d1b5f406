//! What is said about code that came in.

use super::super::view::View;
use super::choose;
use crate::code::Verdict as Outcome;

/// What came of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::agent::local) enum Verdict {
    /// All of our tests pass.
    Passed,
    /// Some do not.
    Failed,
    /// Nothing is known of it.
    Untested,
}

/// Begins of what is said when all tests pass, by which the agent knows later that they did.
const PASSED: &[&str] = &[
    "Your code passes all of our tests.",
    "All of our tests pass with your code.",
    "That passes every one of our tests.",
];
const UNTESTED: &[&str] = &[
    "Thank you, I have your code, although it was not run here.",
    "Thanks, your code has arrived, and I can't run it here.",
];
const COMPLEXITY: &[&str] = &[
    "What are its time and space complexity?",
    "How do its time and memory grow with the input?",
    "What is its running time, and how much memory does it need?",
];
const APPROACH: &[&str] =
    &["What would be the time complexity of that?", "How would its running time grow with the input?"];
const TESTS: &[&str] =
    &["Which tests would you write for it first?", "Which inputs would you try first to break it?"];
const SAMPLE: &[&str] = &[
    "One of the examples on your screen does not pass yet.",
    "Not all of the examples on your screen pass yet.",
];
const HIDDEN: &[&str] = &[
    "The examples pass, but one of my other tests does not.",
    "The visible examples are fine, but another test still fails.",
];
const WHICH_INPUT: &[&str] = &[
    "Which kind of input could still break it?",
    "What have you not tried yet?",
    "Which case might it miss?",
];
const WHY_WRONG: &[&str] = &[
    "Can you follow it by hand for that example and tell me where it turns?",
    "What does your function do with that example, step by step?",
];
const CRASH: &[&str] = &[
    "Your function stops with an error in one of the tests.",
    "One of the tests makes your function fail with an error.",
];
const SLOW: &[&str] =
    &["One of the larger tests takes too long.", "It runs out of time on one of the larger tests."];
const BIG: &[&str] = &[
    "One of the tests needs more memory than there is.",
    "It runs out of memory on one of the larger tests.",
];
const BROKEN: &[&str] = &[
    "It doesn't run yet, the message is on your screen.",
    "There is an error before the first test, you can see the message on your screen.",
];

/// Begins of what is said about code in any case.
const RECEIVED: &[&[&str]] =
    &[PASSED, UNTESTED, SAMPLE, HIDDEN, CRASH, SLOW, BIG, BROKEN, &["tests could not find a function"]];

const WRITE: &[&str] = &[
    "Would you write that in the editor and submit it?",
    "Could you put that into code and submit it when you are ready?",
    "Shall we see it as code: would you write it and submit it?",
];
const IMPROVE: &[&str] = &[
    "Would you change your code accordingly and submit it again?",
    "Could you put that into your code and submit it once more?",
];
const HOW_FAR: &[&str] = &["How far are you with the code?", "What is still missing in your code?"];

/// What is said about the submission of this turn, and what is asked.
pub(in crate::agent::local) fn verdict(view: &View<'_>) -> (Verdict, String, &'static str) {
    let executed = view.briefing.submission.as_ref().and_then(|submission| submission.executed.as_ref());
    let executed = executed.filter(|executed| executed.own_tests);
    let asked = |variants| view.said_since(variants);
    let next =
        if asked(COMPLEXITY) || asked(APPROACH) { choose(view, TESTS) } else { choose(view, COMPLEXITY) };
    let Some(executed) = executed else {
        return (Verdict::Untested, choose(view, UNTESTED).to_owned(), next);
    };
    let execution = &executed.execution;
    if execution.all_passed() {
        return (Verdict::Passed, choose(view, PASSED).to_owned(), next);
    }
    let samples = view.briefing.exercise.as_ref().map_or(0, |exercise| exercise.samples.len());
    let failed = execution.cases.iter().position(|case| case.verdict != Outcome::Accepted);
    let (says, asks): (&'static [&'static str], &'static [&'static str]) = match execution.verdict {
        Outcome::WrongAnswer if failed.is_some_and(|index| index < samples) => (SAMPLE, WHY_WRONG),
        Outcome::WrongAnswer | Outcome::OutputLimit => (HIDDEN, WHICH_INPUT),
        Outcome::RuntimeError => {
            (CRASH, &["For which input could that happen?", "What could be different about that input?"])
        }
        Outcome::TimeLimit => (
            SLOW,
            &[
                "What is the running time of your approach, and where could you save work?",
                "Which part of it is done more often than needed?",
            ],
        ),
        Outcome::MemoryLimit => (BIG, &["What does it keep in memory that it could do without?"]),
        Outcome::CompileError => (BROKEN, &["Can you see what is wrong?", "What does the message tell you?"]),
        Outcome::NotFound => {
            let name =
                view.briefing.exercise.as_ref().map_or("solution", |exercise| exercise.function.as_str());
            return (
                Verdict::Failed,
                format!("The tests could not find a function named {name}."),
                "Could you check its name?",
            );
        }
        Outcome::Accepted | Outcome::Skipped | Outcome::InternalError | Outcome::NotTested => {
            return (Verdict::Untested, choose(view, UNTESTED).to_owned(), next);
        }
    };
    (Verdict::Failed, choose(view, says).to_owned(), choose(view, asks))
}

/// What is said to words about the open exercise: asks for the running time, then for the code. `None` when both was
/// done and nothing came.
pub(in crate::agent::local) fn invitation(view: &View<'_>) -> Option<&'static str> {
    let received = RECEIVED.iter().any(|variants| view.said_since(variants));
    let asked = |variants| view.said_since(variants);
    if received {
        return (!asked(IMPROVE)).then(|| choose(view, IMPROVE));
    }
    let named = view.text.has_any(&[
        "complexity",
        "constant time",
        "linear",
        "linear time",
        "log n",
        "o n",
        "quadratic",
        "running time",
    ]);
    if !asked(APPROACH) && !asked(WRITE) && !named {
        return Some(choose(view, APPROACH));
    }
    if !asked(WRITE) {
        return Some(choose(view, WRITE));
    }
    (!asked(HOW_FAR)).then(|| choose(view, HOW_FAR))
}

/// How much was said since all tests have passed in an earlier turn of this exercise; `None` when they have not.
pub(in crate::agent::local) fn since_passed(view: &View<'_>) -> Option<usize> {
    let passed = |reply: &&str| PASSED.iter().any(|phrase| reply.contains(phrase));
    let said: Vec<&str> = view.own_since().collect();
    let at = said.iter().position(passed)?;
    Some(said.len() - at)
}

/// Whether the candidate was just asked to write code.
pub(in crate::agent::local) fn just_invited(view: &View<'_>) -> bool {
    [WRITE, IMPROVE, HOW_FAR].into_iter().any(|variants| view.just_said(variants))
}
