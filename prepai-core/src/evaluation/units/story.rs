//! Cultural fit: one real story with situation, task, action and result. Convictions are no story.

use std::ops::Range;

use super::{Context, Unit, mixed};
use crate::evaluation::conversation::{ExchangeKind, Line};
use crate::evaluation::report::Item;
use crate::evaluation::rubric::ItemSpec;
use crate::evaluation::text::{TokenKind, is_past};
use crate::interview::kind::Criterion;

/// How far after "I" the verb may stand, in words.
const NEAR: usize = 3;

/// The unit of a question about what the candidate did.
pub(super) fn unit(context: &Context<'_>) -> Option<Unit> {
    let points = context.points_for(Criterion::CulturalFit);
    let asked = context.exchange.kind == ExchangeKind::Behavioral;
    if !asked && points.is_empty() {
        return None;
    }
    let mut mark = 0;
    let story: Vec<Item> = context
        .rubric
        .items("star.")
        .map(|spec| {
            let item = context.item(spec, part(context, spec));
            mark += if item.met { spec.weight } else { 0 };
            item
        })
        .collect();
    let mark = if points.is_empty() {
        mark.min(100)
    } else {
        mixed(context.coverage(&points, 0), mark.min(100), context.rubric.scoring.story_points_share)
    };
    let items = points.into_iter().chain(story).chain(context.declined()).collect();
    Some(Unit { criterion: Criterion::CulturalFit, mark, items, note: None })
}

fn part<'a>(context: &'a Context<'_>, spec: &ItemSpec) -> Option<(&'a Line, Range<usize>)> {
    let lines = || context.exchange.statements();
    let cue = |line: &Line| spec.cues.find(&line.sentence);
    match spec.id.as_str() {
        "star.action" => lines().find_map(|line| Some((line, actions(line).first()?.clone()))),
        "star.detail" => {
            // Another verb: telling a step twice makes no second step.
            let verb = |line: &Line, at: &Range<usize>| {
                line.sentence.tokens.get(at.start).map(|token| token.stem.clone())
            };
            let mut all = lines().flat_map(|line| actions(line).into_iter().map(move |at| (line, at)));
            let (line, at) = all.next()?;
            let first = verb(line, &at);
            all.find(|(line, at)| verb(line, at) != first)
        }
        // What is told and not done by anybody is no situation, task or result.
        "star.situation" | "star.task" => {
            lines().filter(|line| tells(line)).find_map(|line| Some((line, cue(line)?)))
        }
        "star.result" => {
            // It ends after something was done.
            let acted = lines().position(|line| !actions(line).is_empty())?;
            let after = lines().skip(acted).filter(|line| tells(line));
            after.into_iter().find_map(|line| Some((line, cue(line).or_else(|| counted(line))?)))
        }
        _ => lines().find_map(|line| Some((line, cue(line)?))),
    }
}

/// Whether a line tells of something that happened.
fn tells(line: &Line) -> bool {
    line.sentence
        .words()
        .any(|word| is_past(word) || matches!(word, "couldn't" | "didn't" | "wasn't" | "weren't" | "hadn't"))
}

/// A number in a line that tells of something.
fn counted(line: &Line) -> Option<Range<usize>> {
    let place = line.sentence.tokens.iter().position(|token| token.kind == TokenKind::Number)?;
    Some(place..place + 1)
}

/// What the candidate did: past forms whose subject is "I" or "we", also further ones in the same sentence ("I drove
/// there, captured the traffic and wrote a driver").
pub(super) fn actions(line: &Line) -> Vec<Range<usize>> {
    let words: Vec<&str> = line.sentence.words().collect();
    let mut actions = Vec::new();
    let mut acting = false;
    let mut since = 0;
    for (index, word) in words.iter().enumerate() {
        let subject = matches!(*word, "i" | "i've" | "we" | "we've");
        let other = matches!(*word, "he" | "she" | "they" | "it" | "you" | "who" | "which" | "that");
        if subject {
            (acting, since) = (true, 0);
        } else if other {
            acting = false;
        } else if acting {
            since += 1;
            let starts_clause = index > 0 && line.sentence.clause(index) != line.sentence.clause(index - 1);
            let joined =
                starts_clause || words.get(index.wrapping_sub(1)).is_some_and(|before| *before == "and");
            let still =
                matches!(*word, "was" | "were" | "had" | "did" | "thought" | "felt" | "knew" | "meant");
            if is_past(word) && !still && (since <= NEAR || joined) {
                actions.push(index..index + 1);
            }
        }
    }
    actions
}
