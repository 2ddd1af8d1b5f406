//! The question bank: questions and coding exercises in a stable order, found by id, kind, phase and topic.

mod exercise;
mod question;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use exercise::Exercise;
pub use question::{Audience, FollowUp, Misconception, Point, Question};
pub use words::Words;

use super::kind::{Phase, PhaseKind};

/// Questions and exercises. Iteration is in the order of their packs and files; what replaces something takes its
/// place.
#[derive(Debug, Clone, Default)]
pub struct Bank {
    questions: Vec<Arc<Question>>,
    exercises: Vec<Arc<Exercise>>,
    ids: BTreeMap<String, Place>,
}

#[derive(Debug, Clone, Copy)]
enum Place {
    Question(usize),
    Exercise(usize),
}

impl Bank {
    /// Of several questions or exercises with one id the last counts; a question never replaces an exercise, nor
    /// the other way round: the first stays.
    pub fn new(
        questions: impl IntoIterator<Item = Arc<Question>>,
        exercises: impl IntoIterator<Item = Arc<Exercise>>,
    ) -> Bank {
        let mut bank = Bank::default();
        for question in questions {
            match bank.ids.get(&question.id) {
                Some(Place::Question(at)) => {
                    if let Some(old) = bank.questions.get_mut(*at) {
                        *old = question;
                    }
                }
                Some(Place::Exercise(_)) => {}
                None => {
                    bank.ids.insert(question.id.clone(), Place::Question(bank.questions.len()));
                    bank.questions.push(question);
                }
            }
        }
        for exercise in exercises {
            match bank.ids.get(&exercise.id) {
                Some(Place::Exercise(at)) => {
                    if let Some(old) = bank.exercises.get_mut(*at) {
                        *old = exercise;
                    }
                }
                Some(Place::Question(_)) => {}
                None => {
                    bank.ids.insert(exercise.id.clone(), Place::Exercise(bank.exercises.len()));
                    bank.exercises.push(exercise);
                }
            }
        }
        bank
    }

    /// The question of this id.
    pub fn question(&self, id: &str) -> Option<&Arc<Question>> {
        match self.ids.get(id)? {
            Place::Question(at) => self.questions.get(*at),
            Place::Exercise(_) => None,
        }
    }

    /// The exercise of this id.
    pub fn exercise(&self, id: &str) -> Option<&Arc<Exercise>> {
        match self.ids.get(id)? {
            Place::Exercise(at) => self.exercises.get(*at),
            Place::Question(_) => None,
        }
    }

    /// Every question.
    pub fn questions(&self) -> impl Iterator<Item = &Arc<Question>> {
        self.questions.iter()
    }

    /// Every exercise.
    pub fn exercises(&self) -> impl Iterator<Item = &Arc<Exercise>> {
        self.exercises.iter()
    }

    /// The questions for a kind, in whatever phase.
    pub fn questions_of(&self, kind: &str) -> impl Iterator<Item = &Arc<Question>> {
        self.questions.iter().filter(move |question| question.kinds.includes(kind))
    }

    /// The questions for a kind in one phase of its plan: those of its topics.
    pub fn questions_for(&self, kind: &str, phase: &Phase) -> impl Iterator<Item = &Arc<Question>> {
        self.questions_of(kind)
            .filter(move |question| question.phase == phase.name && phase.covers(&question.topic))
    }

    /// The exercises for a kind; limited to a phase's topics, where an exercise needs only one of them.
    pub fn exercises_for(&self, kind: &str, phase: &Phase) -> impl Iterator<Item = &Arc<Exercise>> {
        self.exercises.iter().filter(move |exercise| {
            phase.name == PhaseKind::Coding
                && exercise.kinds.includes(kind)
                && (phase.topics.is_empty() || exercise.topics.iter().any(|topic| phase.covers(topic)))
        })
    }

    /// The questions about a topic.
    pub fn about(&self, topic: &str) -> impl Iterator<Item = &Arc<Question>> {
        self.questions.iter().filter(move |question| question.topic == topic)
    }
}
