//! Findings about exercises.

use super::question::{follow_ups, hints, points, said};
use super::{Findings, Notes};
use crate::code::Compare;
use crate::interview::bank::Exercise;
use crate::interview::pack::Item;

/// Tests that are not shown; fewer let wrong solutions pass.
const HIDDEN: usize = 6;

pub(super) fn check(item: &Item<Exercise>, findings: &mut Findings) {
    let exercise = &*item.value;
    let mut notes = Notes { findings, item, id: &exercise.id };
    said(&mut notes, "text", 0, "the text", &exercise.text, true);
    follow_ups(&mut notes, &exercise.follow_ups);
    points(&mut notes, &exercise.points, &exercise.text);
    hints(&mut notes, &exercise.hints);
    if exercise.hidden.len() < HIDDEN {
        notes.warn("hidden", 0, format!("needs at least {HIDDEN} hidden tests"));
    }
    if exercise.hints.len() < 3 {
        notes.warn("hints", 0, "needs 3 hints");
    }
    if exercise.points.len() < 2 {
        notes.warn("text", 0, "needs at least 2 points: an explanation of the solution can hardly be judged");
    }
    if exercise.follow_ups.is_empty() {
        notes.warn("text", 0, "needs a follow-up");
    }
    if exercise.topics.is_empty() {
        notes.warn("text", 0, "needs a topic");
    }
    for language in ["python", "javascript"] {
        if !exercise.starter.contains_key(language) {
            notes.warn("starter", 0, format!("has no starter code for {language}"));
        }
    }
    if !exercise.prompt.contains(&exercise.function) {
        notes.warn("prompt", 0, format!("does not name the function `{}`", exercise.function));
    }
    tests(&mut notes, exercise);
}

fn tests(notes: &mut Notes<'_, Exercise>, exercise: &Exercise) {
    let all: Vec<_> = exercise.cases().collect();
    for (index, case) in all.iter().enumerate() {
        let hidden = index.checked_sub(exercise.samples.len());
        let (field, at) = hidden.map_or(("samples", index), |hidden| ("hidden", hidden));
        if all.iter().take(index).any(|earlier| earlier.args == case.args) {
            notes.warn(field, at, "tests the same arguments as a test before it");
        }
        let fits = match exercise.compare {
            Compare::Exact | Compare::InPlace => true,
            Compare::Unordered | Compare::Set | Compare::AnyOf => case.expected.is_array(),
            Compare::Float => case.expected.is_number(),
        };
        if !fits {
            notes.warn(field, at, "expects a value that this way of comparing is not for");
        }
    }
}
