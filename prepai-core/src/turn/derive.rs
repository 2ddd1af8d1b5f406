//! From recorded inputs to what follows from them. A live turn and a replay run through the same code.

use std::sync::Arc;

use crate::interview::rules::{Released, ReplyRules, ReplySettings};
use crate::interview::{self, Briefing};
use crate::session::{Cut, HeardBody, Replied};

/// The text of one turn on its way through the reply rules.
#[derive(Debug)]
pub struct Derivation {
    /// `None` when the turn's text has ended.
    rules: Option<ReplyRules>,
    briefing: Arc<Briefing>,
    units: Vec<String>,
    cuts: Vec<Cut>,
    fallback: bool,
}

impl Derivation {
    /// A turn that begins in this state of the interview.
    pub fn new(briefing: Arc<Briefing>) -> Self {
        let rules = Some(ReplyRules::new(ReplySettings::of(&briefing)));
        Derivation { rules, briefing, units: Vec::new(), cuts: Vec::new(), fallback: false }
    }

    /// More of the agent's text; gives what is released by it.
    pub fn push(&mut self, text: &str) -> Vec<String> {
        let released = self.rules.as_mut().map(|rules| rules.push(text));
        self.release(released.unwrap_or_default())
    }

    /// A round of the agent ended: an unfinished sentence does not run on into the next round's text.
    pub fn end_round(&mut self) -> Vec<String> {
        let released = self.rules.as_mut().map(ReplyRules::end_round);
        self.release(released.unwrap_or_default())
    }

    /// No text follows; gives what is released at last. A turn in which nothing passed the rules gets a sentence of
    /// ours, so that the candidate is never left without an answer.
    pub fn finish(&mut self) -> Vec<String> {
        let Some(rules) = self.rules.take() else { return Vec::new() };
        let (released, cuts) = rules.finish();
        self.cuts = cuts;
        let mut last = self.release(released);
        if self.units.is_empty() {
            let sentence = interview::fallback(&self.briefing);
            self.fallback = true;
            self.units.push(sentence.clone());
            last.push(sentence);
        }
        last
    }

    fn release(&mut self, released: Vec<Released>) -> Vec<String> {
        let units: Vec<String> = released.into_iter().map(|unit| unit.text).collect();
        self.units.extend(units.iter().cloned());
        units
    }

    /// Whether nothing passed the rules and the text is ours.
    pub fn is_fallback(&self) -> bool {
        self.fallback
    }

    /// What was released so far.
    pub fn text(&self) -> String {
        self.units.join(" ")
    }

    /// The units so far.
    pub fn units(&self) -> &[String] {
        &self.units
    }

    /// What the rules held back; known after [`Derivation::finish`].
    pub fn cuts(&self) -> &[Cut] {
        &self.cuts
    }

    /// The event that ends a typed turn.
    pub fn replied(&self) -> Replied {
        Replied { text: self.text(), units: self.units.clone(), cuts: self.cuts.clone() }
    }

    /// The event that ends a spoken turn.
    pub fn heard(&self, heard: String, samples: Option<u64>) -> HeardBody {
        HeardBody {
            text: self.text(),
            units: self.units.clone(),
            cuts: self.cuts.clone(),
            heard,
            estimated: samples.is_none(),
            samples,
        }
    }
}
