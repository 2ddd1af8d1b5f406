//! How much of everything a pack may hold.

use std::ops::RangeInclusive;

/// Characters of one text and how it may look.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextLimit {
    pub(super) max: usize,
    /// Whether line breaks and tabs are allowed.
    pub(super) lines: bool,
}

const fn line(max: usize) -> TextLimit {
    TextLimit { max, lines: false }
}

/// Names of people, kinds, companies, exercises.
pub(super) const NAME: TextLimit = line(100);
/// What is spoken.
pub(super) const SPOKEN: TextLimit = line(600);
/// One sentence of what an answer establishes.
pub(super) const SAYS: TextLimit = line(300);
/// A term or phrase.
pub(super) const TERM: TextLimit = line(60);
/// How an interviewer speaks.
pub(super) const STYLE: TextLimit = TextLimit { max: 2_000, lines: true };
/// The full statement of an exercise.
pub(super) const PROMPT: TextLimit = TextLimit { max: 6_000, lines: true };
/// The code to begin with.
pub(super) const STARTER: TextLimit = TextLimit { max: 4_000, lines: true };
/// Arguments or result of one test, as JSON.
pub(super) const CASE: TextLimit = TextLimit { max: 20_000, lines: true };

/// Characters of an id.
pub(super) const ID: usize = 64;
/// Bytes of one file.
pub(super) const FILE: usize = 2 << 20;
/// Files of one pack.
pub(super) const FILES: usize = 1_000;
/// Questions, exercises or kinds of one file.
pub(super) const ITEMS: RangeInclusive<usize> = 0..=10_000;

/// Names of one kind.
pub(super) const ALIASES: RangeInclusive<usize> = 0..=100;
/// What a kind looks at.
pub(super) const FOCUS: RangeInclusive<usize> = 0..=20;
/// Minutes of an interview.
pub(super) const MINUTES: RangeInclusive<u32> = 5..=480;
/// Main questions of one phase.
pub(super) const QUESTIONS: RangeInclusive<u32> = 0..=50;
/// Kinds that one question names.
pub(super) const KINDS: RangeInclusive<usize> = 1..=100;
/// Topics of a phase or exercise.
pub(super) const TOPICS: RangeInclusive<usize> = 0..=50;
/// From a warm-up to the most senior.
pub(super) const DIFFICULTY: RangeInclusive<u32> = 1..=5;
/// Follow-ups, points, misconceptions and hints of one question.
pub(super) const PARTS: RangeInclusive<usize> = 0..=20;
/// Terms of one point, misconception or follow-up.
pub(super) const TERMS: RangeInclusive<usize> = 1..=60;
/// Shown tests of an exercise.
pub(super) const SAMPLES: RangeInclusive<usize> = 1..=10;
/// Tests of an exercise that are not shown.
pub(super) const HIDDEN: RangeInclusive<usize> = 1..=100;
/// Languages of an exercise.
pub(super) const LANGUAGES: RangeInclusive<usize> = 1..=20;
