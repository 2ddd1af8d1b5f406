//! What is scored: one unit for each question and criterion, and one for each exercise in code.

mod code;
mod cues;
mod knowledge;
mod points;
mod solving;
mod speaking;
mod story;

use super::claims::{Claims, claims};
use super::conversation::{Exchange, ExchangeKind};
use super::report::Item;
use super::rubric::Rubric;
use super::text::Term;
use super::{Evidence, Input};
use crate::interview::bank::Point;
use crate::interview::kind::Criterion;

/// A mark and the items that it was made from.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub(super) criterion: Criterion,
    /// Tenths of a point, 0 to 100.
    pub(super) mark: u32,
    pub(super) items: Vec<Item>,
    /// A remark on how sure the mark is.
    pub(super) note: Option<&'static str>,
}

/// An exchange with what was found in it.
pub(super) struct Context<'a> {
    pub(super) input: &'a Input,
    pub(super) rubric: &'a Rubric,
    pub(super) exchange: &'a Exchange,
    pub(super) claims: Claims,
    /// The question's points with their terms.
    pub(super) points: Vec<(&'a Point, Vec<Term>)>,
    /// Misconceptions that the bank names for the question.
    pub(super) wrong: Vec<Item>,
}

/// The units of one exchange; none where nothing was said that could be scored.
pub(super) fn units_of(exchange: &Exchange, input: &Input, rubric: &Rubric) -> Vec<Unit> {
    if matches!(exchange.kind, ExchangeKind::Intro | ExchangeKind::Closing) || !exchange.is_question {
        return Vec::new();
    }
    // One or two words ("Done.", "Yes.") are no evidence of anything, unless they are the answer.
    let bare = exchange.evidence().next().is_none();
    if exchange.words() < MIN_WORDS && exchange.declined().is_none() && bare {
        return Vec::new();
    }
    let claims = claims(exchange, &rubric.facts, input);
    let wrong = points::misconceptions(exchange, input);
    let points = exchange.known.iter().flat_map(|known| known.points());
    let points = points.map(|point| (point, Term::all(&point.any))).collect();
    let context = Context { input, rubric, exchange, claims, points, wrong };
    let mut units = Vec::new();
    units.extend(knowledge::unit(&context));
    units.extend(solving::unit(&context));
    units.extend(story::unit(&context));
    units.extend(points::communication(&context));
    units.extend(speaking::unit(&context));
    units
}

/// The units of the code.
pub(super) fn units_of_code(input: &Input, rubric: &Rubric) -> Vec<Unit> {
    code::units(input, rubric)
}

/// The fewest words that can be an answer.
const MIN_WORDS: usize = 3;

/// `share` hundredths of `part` and the rest of `other`, rounded half up.
fn mixed(part: u32, other: u32, share: u32) -> u32 {
    let share = share.min(100);
    (part * share + other * (100 - share) + 50) / 100
}

/// `found` of `enough` as a mark, at most 100.
fn full_at(found: usize, enough: u32) -> u32 {
    let found = u32::try_from(found).unwrap_or(u32::MAX).min(enough);
    if enough == 0 { 100 } else { (found * 200 + enough) / (2 * enough) }
}

impl Context<'_> {
    /// Everything that was got wrong, as items.
    fn misconceptions(&self) -> Vec<Item> {
        let claimed = self.claims.wrong.iter().map(|claim| Item {
            id: format!("wrong:{}:{}", self.exchange.label, claim.id),
            says: format!("Says the contrary of: {}", claim.says),
            met: true,
            evidence: vec![claim.evidence.clone()],
        });
        self.wrong.iter().cloned().chain(claimed).collect()
    }

    /// What was got right beyond the question's points, as items.
    fn confirmed(&self) -> Vec<Item> {
        let confirmed = self.claims.right.iter().map(|claim| Item {
            id: format!("fact:{}:{}", self.exchange.label, claim.id),
            says: claim.says.clone(),
            met: true,
            evidence: vec![claim.evidence.clone()],
        });
        confirmed.collect()
    }

    /// A mark less what misconceptions take away.
    fn penalised(&self, mark: u32, misconceptions: usize) -> u32 {
        if misconceptions == 0 {
            return mark;
        }
        let scoring = &self.rubric.scoring;
        let cost = scoring.misconception_cost * u32::try_from(misconceptions).unwrap_or(u32::MAX).min(100);
        mark.min(scoring.misconception_cap).saturating_sub(cost)
    }

    /// "I don't know", as an item that is not met.
    fn declined(&self) -> Option<Item> {
        let line = self.exchange.declined()?;
        let evidence: Vec<Evidence> = line.quote(self.input, &(0..1)).into_iter().collect();
        Some(Item {
            id: format!("declined:{}", self.exchange.label),
            says: "Answers the question (the candidate says that they cannot).".to_owned(),
            met: false,
            evidence,
        })
    }
}
