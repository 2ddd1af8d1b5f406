//! Words that carry grammar and no subject matter.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A list of words, made on first use.
pub(super) type Words = LazyLock<BTreeSet<&'static str>>;

/// The words of a text.
pub(super) fn set(words: &'static str) -> BTreeSet<&'static str> {
    words.split_whitespace().collect()
}

/// Determiners, pronouns, prepositions, conjunctions, auxiliaries and their contractions.
static FUNCTION: Words = LazyLock::new(|| {
    set("a about above across after again against all along already also although always am among an and \
     another any anything are aren't around as at be because been before behind being below between \
     both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during \
     each either else even ever every everyone everything few for from had hadn't has hasn't have \
     haven't having he he'd he's her here hers him his how however i i'd i'll i'm i've if in into is \
     isn't it it'd it'll it's its itself just less let let's like many may me might mine more most much \
     must my myself neither never no nobody none nor not nothing of off often on once one only onto or \
     other others otherwise our ours out over own per rather same shall she she'd she's should \
     shouldn't since so some someone something still such than that that's the their them then there \
     there's these they they'd they'll they're they've this those though through to too toward towards \
     under unless until up upon us very was wasn't we we'd we'll we're we've were weren't what what's \
     when where whereas whether which while who who's whom whose why will with within without won't \
     would wouldn't yet you you'd you'll you're you've your yours")
});

/// Words of interviews that say nothing of the subject.
static TALK: Words = LazyLock::new(|| {
    set("actually answer basically better care choose come describe difference different do example explain \
     first get give go good happen happens help know look \
     lot make maybe mean need next okay please probably question really say talk tell thank thanks \
     thing think time use walk want way well work yes")
});

/// Words that relate two things: without one there is a list and no statement.
static RELATING: Words = LazyLock::new(|| {
    set("after against am are aren't as at be because been before being between by can can't cannot could \
     couldn't did didn't do does doesn't don't for from had has hasn't have haven't i'd i'll i'm i've \
     if in into is isn't it'd it'll it's may might must of on per shall should since than that's then \
     there's they'll they're they've through to under unless until via was wasn't we'd we'll we're \
     we've were weren't what's when where whereas which while who will with within without won't would \
     wouldn't you'd you'll you're")
});

/// Subjects that a verb follows.
static PRONOUNS: Words = LazyLock::new(|| set("both each he i it one she that they this we which who you"));

static NEGATIONS: Words = LazyLock::new(|| {
    set("aren't can't cannot cant couldn't didn't doesn't doesnt don't dont hadn't hasn't haven't instead \
     isn't isnt neither never no none nor not nothing shouldn't wasn't weren't without won't wouldn't")
});

/// Whether a word only carries grammar.
pub(super) fn is_function(word: &str) -> bool {
    FUNCTION.contains(word)
}

/// Whether a word says something of a subject.
pub(crate) fn is_content(word: &str) -> bool {
    word.chars().count() > 1 && !is_function(word) && !TALK.contains(word)
}

/// Whether a word relates two things.
pub(super) fn is_relating(word: &str) -> bool {
    RELATING.contains(word)
}

/// Whether a word can be the subject of a statement.
pub(super) fn is_pronoun(word: &str) -> bool {
    PRONOUNS.contains(word)
}

/// Whether a word turns a statement into its opposite.
pub(crate) fn is_negation(word: &str) -> bool {
    NEGATIONS.contains(word)
}
