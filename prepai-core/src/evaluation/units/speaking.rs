//! Communication: statements that take up the question, connected and concrete. Length earns nothing.

use super::story::actions;
use super::{Context, Unit};
use crate::evaluation::conversation::{Line, Use};
use crate::evaluation::report::Item;
use crate::evaluation::rubric::ItemSpec;
use crate::evaluation::text::{TokenKind, is_content};
use crate::interview::kind::Criterion;

/// The unit of an exchange; none when nothing was said but that one does not know.
pub(super) fn unit(context: &Context<'_>) -> Option<Unit> {
    let exchange = context.exchange;
    if exchange.words() < super::MIN_WORDS {
        return None;
    }
    let mut mark = 0;
    let items: Vec<Item> = context
        .rubric
        .items("speak.")
        .map(|spec| {
            let item = context.item(spec, found(context, spec));
            mark += if item.met { spec.weight } else { 0 };
            item
        })
        .collect();
    Some(Unit { criterion: Criterion::Communication, mark: mark.min(100), items, note: None })
}

fn found<'a>(context: &'a Context<'_>, spec: &ItemSpec) -> Option<(&'a Line, std::ops::Range<usize>)> {
    let exchange = context.exchange;
    let stated: usize = exchange.statements().map(|line| line.sentence.tokens.len()).sum();
    // Words without any statement cannot be followed, however many cues they hold.
    if stated * 2 < exchange.words() || stated == 0 {
        return None;
    }
    match spec.id.as_str() {
        "speak.sentences" => exchange.statements().next().map(|line| (line, 0..1)),
        "speak.topic" => exchange.statements().find_map(|line| Some((line, on_topic(context, line)?))),
        "speak.connected" => context.cued(spec),
        _ => context.cued(spec).or_else(|| context.shown(|line| concrete(context, line))),
    }
}

/// Where a line has a word of the question, or confirms what the question is after.
fn on_topic(context: &Context<'_>, line: &Line) -> Option<std::ops::Range<usize>> {
    let words = &line.sentence.tokens;
    let shared =
        words.iter().position(|token| is_content(&token.text) && context.exchange.echo.contains(&token.stem));
    let place = shared.map(|index| index..index + 1);
    place.or_else(|| {
        let claimed = context.claims.right.iter().chain(&context.claims.wrong).next().map(|_| 0..1);
        let pointed =
            || context.points.iter().flat_map(|(_, terms)| terms).find_map(|term| term.find(&line.sentence));
        claimed.or_else(pointed).or_else(|| actions(line).first().cloned())
    })
}

fn concrete(context: &Context<'_>, line: &Line) -> Option<std::ops::Range<usize>> {
    let exact = line
        .sentence
        .tokens
        .iter()
        .position(|token| matches!(token.kind, TokenKind::Number | TokenKind::Cost));
    let exact = exact.map(|index| index..index + 1).filter(|_| line.role == Use::Statement);
    let named = || context.rubric.facts.named(&line.sentence.tokens).into_iter().map(|(_, at)| at).next();
    exact.or_else(|| actions(line).first().cloned()).or_else(named)
}
