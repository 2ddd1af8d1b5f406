//! How many sentences, how many questions, and what must not be said.

use super::code::{folded, is_code};
use super::split::{Piece, Splitter};
use super::{Released, ReplySettings, Rule};
use crate::session::Cut;

/// Shorter forbidden words say nothing about a solution.
const TELLING: usize = 4;

#[derive(Debug)]
pub(super) struct Limits {
    splitter: Splitter,
    pieces: Vec<Piece>,
    most: u32,
    early: Option<usize>,
    forbidden: Vec<String>,
    /// Sentences that were released.
    count: u32,
    asked: bool,
    begun: bool,
    /// The rest of the sentence has the fate of its beginning.
    cutting: Option<Rule>,
    /// The last sentence that fits waits: should a question follow, the place is the question's.
    held: Option<Piece>,
    cuts: Vec<(Rule, String)>,
    /// The last cut may grow.
    open: bool,
}

impl Limits {
    pub(super) fn new(settings: ReplySettings) -> Self {
        let forbidden = settings.forbidden.iter().map(|words| folded(words));
        let most = settings.sentences.max(1);
        let early = settings.early_clause.filter(|_| most > 1);
        Limits {
            splitter: Splitter::new(early),
            pieces: Vec::new(),
            most,
            early,
            forbidden: forbidden.filter(|words| words.chars().count() >= TELLING).collect(),
            count: 0,
            asked: false,
            begun: false,
            cutting: None,
            held: None,
            cuts: Vec::new(),
            open: false,
        }
    }

    pub(super) fn push(&mut self, c: char, released: &mut Vec<Released>) {
        self.open = false;
        self.splitter.push(c, &mut self.pieces);
        self.judge(released);
    }

    pub(super) fn end_sentence(&mut self, released: &mut Vec<Released>) {
        self.open = false;
        self.splitter.end_sentence(&mut self.pieces);
        self.judge(released);
        self.cutting = None;
    }

    /// Nothing follows: the sentence that waited for a question is said.
    pub(super) fn release_held(&mut self, released: &mut Vec<Released>) {
        if let Some(piece) = self.held.take() {
            self.release(piece, released);
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.asked
    }

    /// Writes down a piece that the cleaner cut out; what was one piece of text stays one.
    pub(super) fn cut(&mut self, rule: Rule, text: &str) {
        self.splitter.cut();
        match self.cuts.last_mut() {
            Some((last, words)) if self.open && *last == rule => words.push_str(text),
            _ => self.cuts.push((rule, text.to_owned())),
        }
        self.open = true;
    }

    pub(super) fn into_cuts(self) -> Vec<Cut> {
        let cuts = self.cuts.into_iter();
        cuts.map(|(rule, text)| Cut { rule: rule.as_str().to_owned(), text }).collect()
    }

    fn judge(&mut self, released: &mut Vec<Released>) {
        if self.pieces.is_empty() {
            return;
        }
        for piece in std::mem::take(&mut self.pieces) {
            let ends = piece.ends;
            if piece.begins {
                self.cutting = None;
            }
            match self.cutting.or_else(|| self.objection(&piece)) {
                Some(rule) => {
                    self.cutting = Some(rule);
                    self.cut_words(rule, piece.text);
                }
                None => self.place(piece, released),
            }
            if ends {
                self.cutting = None;
            }
        }
        self.splitter.early = if self.begun { None } else { self.early };
    }

    /// Why a piece must not be said.
    fn objection(&self, piece: &Piece) -> Option<Rule> {
        if !piece.text.contains(char::is_alphanumeric) {
            return Some(Rule::Markup);
        }
        if self.asked {
            return Some(Rule::Question);
        }
        if is_code(&piece.text) {
            return Some(Rule::Code);
        }
        if !self.forbidden.is_empty() {
            let words = folded(&piece.text);
            if self.forbidden.iter().any(|forbidden| words.contains(forbidden.as_str())) {
                return Some(Rule::Solution);
            }
        }
        None
    }

    fn place(&mut self, piece: Piece, released: &mut Vec<Released>) {
        if !piece.begins {
            return self.release(piece, released);
        }
        let last = self.count + 1 >= self.most;
        if self.count >= self.most || (last && !piece.question && self.held.is_some()) {
            return self.cut_words(Rule::Sentences, piece.text);
        }
        if last && !piece.question {
            self.held = Some(piece);
            return;
        }
        if let Some(held) = self.held.take() {
            self.cut_words(Rule::Sentences, held.text);
        }
        self.release(piece, released);
    }

    fn release(&mut self, piece: Piece, released: &mut Vec<Released>) {
        self.begun = true;
        self.open = false;
        self.count += u32::from(piece.begins);
        self.asked |= piece.question;
        released.push(Released { text: piece.text, ends_sentence: piece.ends, question: piece.question });
    }

    /// Writes down words that were not said; neighbours under one rule are one cut.
    fn cut_words(&mut self, rule: Rule, text: String) {
        match self.cuts.last_mut() {
            Some((last, words)) if *last == rule && matches!(rule, Rule::Question | Rule::Sentences) => {
                words.push(' ');
                words.push_str(&text);
            }
            _ => self.cuts.push((rule, text)),
        }
        self.open = false;
    }
}
