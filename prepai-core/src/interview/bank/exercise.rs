//! Coding exercises.

use std::collections::BTreeMap;

use serde::Serialize;

use super::question::follow_ups_to;
use super::{Audience, FollowUp, Point};
use crate::code::{Compare, TestCase};

/// A function to be written, with its tests.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Exercise {
    /// Its id, `[a-z0-9-]{1,64}`; questions and exercises share one space of ids.
    pub id: String,
    /// For which kinds it is meant.
    pub kinds: Audience,
    /// From 1 (a warm-up) to 5 (for the most senior).
    pub difficulty: u8,
    /// A short name.
    pub title: String,
    /// What the interviewer says.
    pub text: String,
    /// The full statement for the screen, in Markdown.
    pub prompt: String,
    /// The function that is called.
    pub function: String,
    /// How results are compared.
    pub compare: Compare,
    /// The code to begin with, by language.
    pub starter: BTreeMap<String, String>,
    /// Tests that may be shown.
    pub samples: Vec<TestCase>,
    /// Tests that may not be shown.
    pub hidden: Vec<TestCase>,
    /// What it is about, written like ids.
    pub topics: Vec<String>,
    /// What may be asked about the solution, in order of preference.
    pub follow_ups: Vec<FollowUp>,
    /// What a good explanation of the solution establishes.
    pub points: Vec<Point>,
    /// Help, from a nudge to nearly there.
    pub hints: Vec<String>,
}

impl Exercise {
    /// All tests: the samples, then the hidden ones.
    pub fn cases(&self) -> impl Iterator<Item = &TestCase> {
        self.samples.iter().chain(&self.hidden)
    }

    /// The first topic, by which an interview keeps its exercises apart.
    pub fn topic(&self) -> &str {
        self.topics.first().map_or("coding", String::as_str)
    }

    /// As [`Question::follow_ups_to`](super::Question::follow_ups_to).
    pub fn follow_ups_to(&self, answer: &str) -> Vec<(usize, String)> {
        follow_ups_to(&self.follow_ups, answer)
    }
}
