//! Past forms, by which a story is told from a habit.

use std::sync::LazyLock;

use super::lexicon::{Words, set};

/// Past forms and participles that do not end in -ed.
static IRREGULAR: Words = LazyLock::new(|| {
    set("asked became began begun bought broke broken brought built came caught chose chosen cut dealt did \
     done drawn drew driven drove fell felt fought found gave given gone got gotten grew grown had \
     heard held hit kept knew known laid led left let lost made meant met paid put ran rang read \
     rebuilt redid rewrote rose said sat saw seen sent set showed shown shrank shut slept sold sped \
     spent split spoke spoken stood stuck swapped taken taught thought threw thrown told took \
     understood was went were won written wrote")
});

/// Words in -ed that are no past form in a story.
static NOT_PAST: Words = LazyLock::new(|| {
    set("based bed embed exceed feed indeed need proceed red seed shared speed supposed used")
});

/// Whether a word is a past form or a participle.
pub(crate) fn is_past(word: &str) -> bool {
    IRREGULAR.contains(word) || (word.len() > 4 && word.ends_with("ed") && !NOT_PAST.contains(word))
}
