//! Questions and what a good answer to them holds.

use serde::Serialize;

use super::Words;
use crate::interview::kind::{Criterion, PhaseKind};

/// For which kinds something is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Every kind (`"*"` in files).
    Every,
    /// These ids.
    Only(Vec<String>),
}

impl Audience {
    /// Whether it is meant for a kind of this id.
    pub fn includes(&self, kind: &str) -> bool {
        match self {
            Audience::Every => true,
            Audience::Only(kinds) => kinds.iter().any(|id| id == kind),
        }
    }

    /// The ids that are named; none for [`Audience::Every`].
    pub fn named(&self) -> &[String] {
        match self {
            Audience::Every => &[],
            Audience::Only(kinds) => kinds,
        }
    }
}

impl Serialize for Audience {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Audience::Every => serializer.serialize_str("*"),
            Audience::Only(kinds) => kinds.serialize(serializer),
        }
    }
}

/// A main question of an interview.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    /// Its id, `[a-z0-9-]{1,64}`; questions and exercises share one space of ids.
    pub id: String,
    /// For which kinds it is meant.
    pub kinds: Audience,
    /// In which phase it is put.
    pub phase: PhaseKind,
    /// What it is about, written like an id.
    pub topic: String,
    /// From 1 (a warm-up) to 5 (for the most senior).
    pub difficulty: u8,
    /// The words, ready to be spoken.
    pub text: String,
    /// Whether situation, task, action and result are expected.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub star: bool,
    /// What may be asked after an answer, in order of preference.
    pub follow_ups: Vec<FollowUp>,
    /// What a good answer establishes.
    pub points: Vec<Point>,
    /// What is commonly got wrong.
    pub wrong: Vec<Misconception>,
    /// Help, from a nudge to nearly there.
    pub hints: Vec<String>,
}

impl Question {
    /// The follow-ups that take up this answer, in order, as they would be spoken: first those of which it mentions a
    /// term, then those that fit any answer. Each comes with its place in [`Question::follow_ups`], so that the caller
    /// can leave out what was asked.
    pub fn follow_ups_to(&self, answer: &str) -> Vec<(usize, String)> {
        follow_ups_to(&self.follow_ups, answer)
    }
}

pub(super) fn follow_ups_to(follow_ups: &[FollowUp], answer: &str) -> Vec<(usize, String)> {
    let words = Words::of(answer);
    let fitting = |conditional: bool| {
        let words = &words;
        follow_ups
            .iter()
            .enumerate()
            .filter(move |(_, follow_up)| follow_up.when.is_empty() != conditional)
            .filter_map(move |(index, follow_up)| Some((index, follow_up.to(words)?)))
    };
    fitting(true).chain(fitting(false)).collect()
}

/// A question that takes up an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FollowUp {
    /// Terms of which the answer must mention one, written as they should look in [`FollowUp::ask`]; empty means that
    /// any answer will do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<String>,
    /// The words, in which `{term}` stands for the term that was mentioned.
    pub ask: String,
}

impl FollowUp {
    /// Stands for the mentioned term in [`FollowUp::ask`].
    pub const TERM: &str = "{term}";

    /// The words with which it takes up an answer, if it does.
    pub fn to(&self, answer: &Words) -> Option<String> {
        if self.when.is_empty() {
            return Some(self.ask.clone());
        }
        answer.first_of(&self.when).map(|term| self.ask.replace(Self::TERM, term))
    }
}

/// Something that a good answer establishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Point {
    /// Unique within its question.
    pub id: String,
    /// What is established, in one sentence.
    pub says: String,
    /// Terms and phrases of which one shows it.
    pub any: Vec<String>,
    /// For which criterion it speaks.
    pub criterion: Criterion,
}

/// Something that is commonly got wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Misconception {
    /// What is believed, in one sentence.
    pub says: String,
    /// Phrases of which one shows it.
    pub any: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follow_up(when: &[&str], ask: &str) -> FollowUp {
        FollowUp { when: when.iter().map(|term| (*term).to_owned()).collect(), ask: ask.to_owned() }
    }

    #[test]
    fn what_was_said_is_taken_up_first() {
        let all = [
            follow_up(&[], "What else?"),
            follow_up(&["heap", "linked list"], "Why a {term}?"),
            follow_up(&["tree"], "Which tree?"),
        ];
        let asked = follow_ups_to(&all, "Linked lists, I think.");
        assert_eq!(asked, [(1, "Why a linked list?".to_owned()), (0, "What else?".to_owned())]);
        assert_eq!(follow_ups_to(&all, ""), [(0, "What else?".to_owned())]);
    }

    #[test]
    fn an_audience_includes_its_kinds() {
        assert!(Audience::Every.includes("any"));
        let only = Audience::Only(vec!["a".to_owned()]);
        assert!(only.includes("a") && !only.includes("b"));
        assert_eq!(serde_json::to_value(Audience::Every).unwrap(), "*");
    }
}
