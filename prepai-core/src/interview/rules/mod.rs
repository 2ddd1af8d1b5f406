//! The rules of reply: what of an agent's text is released, decided piece by piece while it streams.
//!
//! A reply has at most three sentences and one question, with nothing after the question; no markup, code, stage
//! directions, speaker labels or emoji; and nothing of the open exercise's solution. What was released is never taken
//! back, and how the text was cut into pieces on its way makes no difference.

mod abbreviations;
mod blocks;
mod clean;
mod code;
mod emoji;
mod inline;
mod labels;
mod limits;
mod split;
mod stage;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use split::{Sentence, sentences};

use crate::interview::Briefing;
use crate::session::Cut;
use clean::{Clean, Cleaner};
use limits::Limits;

/// Why a piece of text was held back; [`Rule::as_str`] is the word in [`Cut::rule`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Marks of formatting, headings, tables, tags, control characters.
    Markup,
    /// Emoji and other pictures.
    Emoji,
    /// Code in fences, or what reads like code.
    Code,
    /// `*smiles*`, `[pause]`, `(laughs)`.
    StageDirection,
    /// `Interviewer:`; everything, when the agent goes on in the candidate's name.
    Speaker,
    /// Beyond the number of sentences.
    Sentences,
    /// After the question.
    Question,
    /// It gives the solution away.
    Solution,
}

impl Rule {
    const fn as_str(self) -> &'static str {
        match self {
            Rule::Markup => "markup",
            Rule::Emoji => "emoji",
            Rule::Code => "code",
            Rule::StageDirection => "stage_direction",
            Rule::Speaker => "speaker",
            Rule::Sentences => "sentences",
            Rule::Question => "question",
            Rule::Solution => "solution",
        }
    }
}

/// What the rules depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplySettings {
    /// Sentences at most; at least 1.
    pub sentences: u32,
    /// Characters from which on the first sentence may be released up to a comma; never when `None`.
    pub early_clause: Option<usize>,
    /// Names under which the agent may label its own words.
    pub own_names: Vec<String>,
    /// Names of the other side: what follows such a label is not the interviewer's to say.
    pub other_names: Vec<String>,
    /// Words that give the solution away; compared without case, and any white space counts as one space.
    pub forbidden: Vec<String>,
}

impl ReplySettings {
    /// The rules of a turn: nobody speaks in the other's name, full or first.
    pub fn of(briefing: &Briefing) -> Self {
        let names = |name: &str| -> Vec<String> {
            let first = name.split_whitespace().next().filter(|first| *first != name.trim());
            [Some(name.trim()), first].into_iter().flatten().map(str::to_owned).collect()
        };
        ReplySettings {
            own_names: names(&briefing.kind.interviewer),
            other_names: names(&briefing.candidate),
            ..ReplySettings::default()
        }
    }
}

impl Default for ReplySettings {
    fn default() -> Self {
        ReplySettings {
            sentences: 3,
            early_clause: Some(48),
            own_names: Vec::new(),
            other_names: Vec::new(),
            forbidden: Vec::new(),
        }
    }
}

/// A unit: a sentence, or the part of one up to a comma.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// The words, without white space at the ends.
    pub text: String,
    /// Whether the sentence ends with it.
    pub ends_sentence: bool,
    /// Whether it is the question.
    pub question: bool,
}

/// The machine: text goes in as it streams, units come out.
///
/// ```
/// use prepai_core::interview::rules::{ReplyRules, ReplySettings};
/// let mut rules = ReplyRules::new(ReplySettings::default());
/// let mut units = rules.push("**Good.** *nods* Why a queue? And why not");
/// let (rest, cuts) = rules.finish();
/// units.extend(rest);
/// let texts: Vec<_> = units.iter().map(|unit| unit.text.as_str()).collect();
/// assert_eq!(texts, ["Good.", "Why a queue?"]);
/// assert_eq!(cuts.last().unwrap().rule, "question");
/// ```
#[derive(Debug)]
pub struct ReplyRules {
    cleaner: Cleaner,
    clean: Vec<Clean>,
    limits: Limits,
}

impl ReplyRules {
    /// Rules for one turn.
    pub fn new(settings: ReplySettings) -> Self {
        ReplyRules { cleaner: Cleaner::new(&settings), clean: Vec::new(), limits: Limits::new(settings) }
    }

    /// Takes in more text and gives what is released by it.
    pub fn push(&mut self, text: &str) -> Vec<Released> {
        self.cleaner.push(text);
        self.run(false)
    }

    /// The text of a round has ended and another round of the same turn may follow: what was said stays counted.
    pub fn end_round(&mut self) -> Vec<Released> {
        let mut released = self.run(true);
        self.limits.end_sentence(&mut released);
        self.cleaner.restart();
        released
    }

    /// The turn's text has ended: the last units, and everything that was held back.
    pub fn finish(mut self) -> (Vec<Released>, Vec<Cut>) {
        let mut released = self.end_round();
        self.limits.release_held(&mut released);
        (released, self.limits.into_cuts())
    }

    /// Whether nothing more can be released in this turn.
    pub fn is_full(&self) -> bool {
        self.limits.is_full()
    }

    fn run(&mut self, end: bool) -> Vec<Released> {
        let mut clean = std::mem::take(&mut self.clean);
        self.cleaner.run(end, &mut clean);
        let mut released = Vec::new();
        for item in clean.drain(..) {
            match item {
                Clean::Char(c) => self.limits.push(c, &mut released),
                Clean::Break => self.limits.end_sentence(&mut released),
                Clean::Cut(rule, text) => self.limits.cut(rule, &text),
            }
        }
        self.clean = clean;
        released
    }
}

/// What a reply of one piece becomes: its units and cuts.
pub fn apply(settings: ReplySettings, text: &str) -> (Vec<Released>, Vec<Cut>) {
    let mut rules = ReplyRules::new(settings);
    let mut released = rules.push(text);
    let (rest, cuts) = rules.finish();
    released.extend(rest);
    (released, cuts)
}
