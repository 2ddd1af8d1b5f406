//! The conversation as exchanges: a question, and every line of the candidate that answers it.

mod aside;
mod build;
mod lines;
mod matching;

use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) use aside::is_order;
pub(super) use build::exchanges;
pub(super) use lines::{Line, Use};

use super::text::Token;
use crate::interview::bank::{Misconception, Point};
use crate::interview::{Exercise, Question};

/// What an exchange is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExchangeKind {
    /// Greeting and background: never scored.
    Intro,
    /// What the candidate has built so far.
    Experience,
    /// Knowledge.
    Knowledge,
    /// A problem to be solved in words.
    Solving,
    /// A coding exercise.
    Coding,
    /// Situations that the candidate has been in.
    Behavioral,
    /// The candidate's own questions, and goodbye: never scored.
    Closing,
}

/// A question of the bank.
#[derive(Debug, Clone)]
pub(super) enum Known {
    Question(Arc<Question>),
    Exercise(Arc<Exercise>),
}

impl Known {
    pub(super) fn id(&self) -> &str {
        match self {
            Known::Question(question) => &question.id,
            Known::Exercise(exercise) => &exercise.id,
        }
    }

    pub(super) fn points(&self) -> &[Point] {
        match self {
            Known::Question(question) => &question.points,
            Known::Exercise(exercise) => &exercise.points,
        }
    }

    pub(super) fn wrong(&self) -> &[Misconception] {
        match self {
            Known::Question(question) => &question.wrong,
            Known::Exercise(_) => &[],
        }
    }
}

/// A question with its answers.
#[derive(Debug, Clone)]
pub(super) struct Exchange {
    pub(super) kind: ExchangeKind,
    /// Its question in the bank.
    pub(super) known: Option<Known>,
    /// What names it in items: the question's id, or the index of the message that put it.
    pub(super) label: String,
    /// The words of the question, marks left out.
    pub(super) asked: Vec<Token>,
    /// The stems of those words.
    pub(super) echo: BTreeSet<String>,
    /// Whether a question was put at all, or somebody just spoke.
    pub(super) is_question: bool,
    /// What the candidate said, sentence by sentence.
    pub(super) lines: Vec<Line>,
}

impl Exchange {
    /// Lines that may show something.
    pub(super) fn evidence(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| matches!(line.role, Use::Statement | Use::Fragment))
    }

    /// Lines that state something.
    pub(super) fn statements(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.role == Use::Statement)
    }

    /// Words that were not set aside.
    pub(super) fn words(&self) -> usize {
        let counted = self.lines.iter().filter(|line| !matches!(line.role, Use::Order | Use::Declined));
        counted.map(|line| line.sentence.tokens.len()).sum()
    }

    /// The first line in which the candidate says that they do not know.
    pub(super) fn declined(&self) -> Option<&Line> {
        self.lines.iter().find(|line| line.role == Use::Declined)
    }

    /// Whether all words of a term stand in the question: saying them back shows nothing.
    pub(super) fn echoes(&self, stems: &[String]) -> bool {
        stems.iter().all(|stem| self.echo.contains(stem))
    }

    /// The words of subject matter, as stems, that a line has and the question had not.
    pub(super) fn content<'a>(&'a self, line: &'a Line) -> impl Iterator<Item = &'a str> {
        let words = line.sentence.tokens.iter().filter(|token| super::text::is_content(&token.text));
        words.map(|token| token.stem.as_str()).filter(|stem| !self.echo.contains(*stem))
    }

    /// How many different ones there are.
    pub(super) fn new_words(&self, line: &Line) -> usize {
        self.content(line).collect::<BTreeSet<_>>().len()
    }
}
