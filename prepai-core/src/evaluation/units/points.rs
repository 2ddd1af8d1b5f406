//! What the bank says of a question: points that a good answer makes, and misconceptions.

use super::{Context, Unit, full_at};
use crate::evaluation::Input;
use crate::evaluation::conversation::{Exchange, Line};
use crate::evaluation::report::{Evidence, Item};
use crate::evaluation::text::{Term, is_negation, words};
use crate::interview::bank::Point;
use crate::interview::kind::Criterion;

impl Context<'_> {
    /// The question's points for a criterion, as items.
    pub(super) fn points_for(&self, criterion: Criterion) -> Vec<Item> {
        let Some(known) = &self.exchange.known else { return Vec::new() };
        let own = self.points.iter().filter(|(point, _)| point.criterion == criterion);
        own.map(|(point, terms)| self.point(known.id(), point, terms)).collect()
    }

    fn point(&self, question: &str, point: &Point, terms: &[Term]) -> Item {
        // A point that is itself a denial ("weights must not be negative") is met by one.
        let denial = words(&point.says).iter().any(|word| is_negation(&word.text));
        let found = terms.iter().filter(|term| !self.exchange.echoes(term.stems())).find_map(|term| {
            self.shown(|line| {
                let at = term.find(&line.sentence)?;
                (denial || !line.sentence.denies(&at)).then_some(at)
            })
        });
        let evidence: Vec<Evidence> =
            found.and_then(|(line, at)| line.quote(self.input, &at)).into_iter().collect();
        let id = format!("point:{question}:{}", point.id);
        Item { id, says: point.says.clone(), met: !evidence.is_empty(), evidence }
    }

    /// A mark for points: enough of them is all; what was right beyond them counts like one.
    pub(super) fn coverage(&self, points: &[Item], beyond: usize) -> u32 {
        let met = points.iter().filter(|item| item.met).count() + beyond;
        let all = u32::try_from(points.len()).unwrap_or(u32::MAX);
        full_at(met, (all * self.rubric.scoring.enough).div_ceil(100).max(1))
    }
}

/// The question's misconceptions that an answer shows.
pub(super) fn misconceptions(exchange: &Exchange, input: &Input) -> Vec<Item> {
    let Some(known) = &exchange.known else { return Vec::new() };
    let shown = |terms: &[Term]| -> Option<Evidence> {
        let in_line = |line: &Line, term: &Term| {
            let at = term.find(&line.sentence)?;
            let denied = line.sentence.denies(&at);
            if denied { None } else { line.quote(input, &at) }
        };
        exchange.evidence().find_map(|line| terms.iter().find_map(|term| in_line(line, term)))
    };
    let items = known.wrong().iter().enumerate().filter_map(|(index, wrong)| {
        let evidence = shown(&Term::all(&wrong.any))?;
        let id = format!("wrong:{}:{}", known.id(), index + 1);
        Some(Item { id, says: format!("Believes: {}", wrong.says), met: true, evidence: vec![evidence] })
    });
    items.collect()
}

/// The question's points for communication.
pub(super) fn communication(context: &Context<'_>) -> Option<Unit> {
    let items = context.points_for(Criterion::Communication);
    let said = context.exchange.statements().next().is_some();
    let mark = context.coverage(&items, 0);
    (!items.is_empty() && said).then_some(Unit {
        criterion: Criterion::Communication,
        mark,
        items,
        note: None,
    })
}
