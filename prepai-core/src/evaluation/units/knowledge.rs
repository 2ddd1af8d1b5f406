//! Technical knowledge: what is right, what is wrong, and how well it is explained.

use std::collections::BTreeSet;

use super::cues::NEW;
use super::{Context, Unit, full_at, mixed};
use crate::evaluation::conversation::{ExchangeKind, Known, Line};
use crate::evaluation::report::Item;
use crate::evaluation::text::TokenKind;
use crate::interview::kind::Criterion;

/// The fewest new words of a line that says how something works.
const HOW: usize = 3;

/// The unit of an exchange, if it is about knowledge.
///
/// A known question is marked by its points and, for a smaller share, by the explanation. Of any other question it
/// cannot be said whether an answer is complete or right, unless it touches on facts: an explanation alone is capped,
/// each confirmed fact adds. Misconceptions cap the mark and cost.
pub(super) fn unit(context: &Context<'_>) -> Option<Unit> {
    let scoring = &context.rubric.scoring;
    let points = context.points_for(Criterion::TechnicalKnowledge);
    let misconceptions = context.misconceptions();
    let confirmed = context.confirmed();
    let checked = !points.is_empty() || !confirmed.is_empty() || !misconceptions.is_empty();
    let asked = match context.exchange.kind {
        ExchangeKind::Knowledge | ExchangeKind::Solving => {
            checked || !matches!(context.exchange.known, Some(Known::Question(_)))
        }
        ExchangeKind::Coding | ExchangeKind::Experience => checked,
        ExchangeKind::Behavioral | ExchangeKind::Intro | ExchangeKind::Closing => false,
    };
    if !asked {
        return None;
    }
    let explanation = explanation(context);
    let explained = full_at(explanation.iter().filter(|item| item.met).count(), scoring.explanation_enough);
    let covered = context.coverage(&points, confirmed.len());
    // What is right and misses every point answers another question than the bank's.
    let beside = !confirmed.is_empty() && points.iter().all(|item| !item.met);
    let (mark, note) = if points.is_empty() || beside {
        let bonus = scoring.fact_bonus * u32::try_from(confirmed.len()).unwrap_or(u32::MAX).min(100);
        let note =
            confirmed.is_empty().then_some("correctness could not be checked where no point or fact applied");
        (((explained * scoring.unverified_cap + 50) / 100 + bonus).min(100), note)
    } else {
        // Explaining well what is beside the point is worth little.
        let explained = if covered == 0 { explained / 2 } else { explained };
        (mixed(explained, covered, scoring.explanation_share), None)
    };
    let mark = context.penalised(mark, misconceptions.len());
    let items = misconceptions.into_iter().chain(points).chain(confirmed).chain(explanation);
    let items = items.chain(context.declined()).collect();
    Some(Unit { criterion: Criterion::TechnicalKnowledge, mark, items, note })
}

/// How well something is explained, whatever it is.
fn explanation(context: &Context<'_>) -> Vec<Item> {
    let new = |line: &&Line, least: usize| context.exchange.new_words(line) >= least;
    let items = context.rubric.items("explain.").map(|spec| {
        let found = match spec.id.as_str() {
            "explain.how" => {
                context.exchange.statements().find(|line| new(line, HOW)).map(|line| (line, 0..1))
            }
            "explain.more" => second(context).map(|line| (line, 0..1)),
            "explain.precise" => context.shown(|line| precise(context, line)),
            _ => context.cued(spec),
        };
        context.item(spec, found)
    });
    items.collect()
}

/// The first line that adds something to the ones before it: saying a thing again adds nothing.
fn second<'a>(context: &'a Context<'_>) -> Option<&'a Line> {
    let mut said = BTreeSet::new();
    context.exchange.statements().find(|line| {
        let before = said.len();
        let words = context.exchange.content(line);
        let added = words.filter(|stem| said.insert((*stem).to_owned())).count();
        before > 0 && added >= NEW
    })
}

/// Where a line has a number, a cost or a term of the field that the question had not.
fn precise(context: &Context<'_>, line: &Line) -> Option<std::ops::Range<usize>> {
    let exact = line.sentence.tokens.iter().position(|token| {
        matches!(token.kind, TokenKind::Number | TokenKind::Cost)
            && !context.exchange.echo.contains(&token.stem)
    });
    let exact = exact.map(|index| index..index + 1);
    exact.or_else(|| {
        let named = context.rubric.facts.named(&line.sentence.tokens).into_iter().map(|(_, at)| at);
        let new = |at: &std::ops::Range<usize>| {
            let tokens = line.sentence.tokens.get(at.clone()).unwrap_or_default();
            tokens.iter().any(|token| !context.exchange.echo.contains(&token.stem))
        };
        named.into_iter().find(new)
    })
}
