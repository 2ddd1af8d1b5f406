//! Problem solving: an approach, its cost, its alternatives and its edges.

use super::{Context, Unit, full_at, mixed};
use crate::evaluation::conversation::ExchangeKind;
use crate::evaluation::report::Item;
use crate::evaluation::text::TokenKind;
use crate::interview::kind::Criterion;

/// The unit of an exchange, if it poses a problem.
pub(super) fn unit(context: &Context<'_>) -> Option<Unit> {
    let scoring = &context.rubric.scoring;
    let points = context.points_for(Criterion::ProblemSolving);
    let poses = matches!(context.exchange.kind, ExchangeKind::Solving | ExchangeKind::Coding);
    let items = general(context);
    let solved = full_at(items.iter().filter(|item| item.met).count(), scoring.solving_enough);
    // A question that poses no problem holds nothing against anybody, but what it brings to light counts.
    let shown = context.exchange.kind == ExchangeKind::Knowledge && solved == 100;
    if points.is_empty() && !poses && !shown {
        return None;
    }
    let mark = if points.is_empty() {
        (solved * scoring.solving_cap + 50) / 100
    } else {
        let covered = context.coverage(&points, 0);
        // Where a problem is posed in words, how it is taken apart counts as much as what was hoped to be said.
        let share = if poses { 50 } else { scoring.explanation_share };
        mixed(solved, covered, share)
    };
    // An approach that rests on something false does not solve the problem.
    let wrong = !context.claims.wrong.is_empty() || !context.wrong.is_empty();
    let mark = if wrong { mark.min(scoring.misconception_cap) } else { mark };
    let declined = context.declined();
    let items = points.into_iter().chain(items).chain(declined).collect();
    Some(Unit { criterion: Criterion::ProblemSolving, mark, items, note: None })
}

fn general(context: &Context<'_>) -> Vec<Item> {
    let items = context.rubric.items("solve.").map(|spec| {
        let cost = || {
            context.shown(|line| {
                let place = line.sentence.tokens.iter().position(|token| token.kind == TokenKind::Cost)?;
                Some(place..place + 1)
            })
        };
        let found = match spec.id.as_str() {
            "solve.cost" => cost().or_else(|| context.cued(spec)),
            _ => context.cued(spec),
        };
        context.item(spec, found)
    });
    items.collect()
}
