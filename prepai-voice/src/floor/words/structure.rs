//! How an answer so far is built: its clauses, the clause under way, lists, what is dictated, and the last words themselves.
//!
//! These are many and each is seldom seen; weights that are held near 0 make of them what the examples bear.

use super::lexicon::{DICTATION, NUMBERS, SINGLE, SPELLED, is};
use super::tags::{Tag, tags};
use super::tokens::Tokens;
use crate::floor::QuestionKind;

/// Numbers of words of which it is seen whether an answer is longer.
const LONGER: [usize; 6] = [4, 7, 10, 14, 19, 25];
/// Bounds between classes of length.
const LENGTHS: [usize; 5] = [4, 7, 10, 14, 20];

/// What is seen, by name, and how much of it. The names are those of `data/words/weights.txt`.
pub(super) fn of(tokens: &Tokens, kind: QuestionKind) -> Vec<(String, f64)> {
    let sentence = tokens.last_sentence();
    let seen = Seen { tags: tags(sentence), sentence, tokens, question: question(kind) };
    let mut out = Vec::new();
    seen.ends(&mut out);
    seen.length(&mut out);
    seen.dictation(&mut out);
    seen.lists(&mut out);
    seen.clauses(&mut out);
    seen.verb(&mut out);
    out
}

fn question(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Open | QuestionKind::Coding => "open",
        QuestionKind::YesNo => "yes-no",
        QuestionKind::Short => "short",
    }
}

fn nominal(tag: &Tag) -> bool {
    use Tag::{Adjective, Determiner, Gerund, Noun, Number, Plural, Unknown};
    matches!(tag, Noun | Plural | Adjective | Unknown | Determiner | Number | Gerund)
}

fn verbal(tag: &Tag) -> bool {
    tag.is_verb() || *tag == Tag::Gerund
}

/// Tags in one text.
fn shown(tags: &[Tag]) -> String {
    tags.iter().map(|tag| format!("{tag:?}")).collect::<Vec<String>>().join(" ")
}

/// The same in a few letters each.
fn brief(tags: &[Tag]) -> String {
    let short = |tag: &Tag| format!("{tag:?}").chars().take(3).collect::<String>();
    tags.iter().map(short).collect::<Vec<String>>().join(" ")
}

/// An answer so far.
struct Seen<'a> {
    tags: Vec<Tag>,
    sentence: &'a [String],
    tokens: &'a Tokens,
    question: &'static str,
}

impl Seen<'_> {
    fn back(&self, n: usize) -> Tag {
        self.tags.len().checked_sub(n + 1).and_then(|at| self.tags.get(at)).copied().unwrap_or(Tag::Start)
    }

    fn word(&self, at: usize) -> &str {
        self.sentence.get(at).map_or("", String::as_str)
    }

    /// The last words and parts of speech.
    fn ends(&self, out: &mut Vec<(String, f64)>) {
        let (last, before) = (self.tokens.back(0), self.tokens.back(1));
        out.push((format!("w1 {last}"), 0.4));
        if !before.is_empty() {
            out.push((format!("w2 {before} {last}"), 0.3));
        }
        let back: Vec<Tag> = (0..4).rev().map(|n| self.back(n)).collect();
        out.push((format!("tri {}", shown(back.get(1..).unwrap_or_default())), 0.5));
        out.push((format!("four {}", shown(&back)), 0.4));
    }

    fn length(&self, out: &mut Vec<(String, f64)>) {
        let count = self.tokens.words.len();
        let longer = LONGER.iter().filter(|than| count > **than);
        out.extend(longer.map(|than| (format!("{} longer {than}", self.question), 0.5)));
    }

    /// Numbers, letters and addresses.
    fn dictation(&self, out: &mut Vec<(String, f64)>) {
        let words = &self.tokens.words;
        let letter = |word: &str| word.chars().count() == 1;
        let dictated = |word: &&String| {
            [NUMBERS, SINGLE, DICTATION].into_iter().any(|class| is(class, word))
                || (letter(word) && *word != "i" && *word != "a")
        };
        let about = words.iter().any(|word| is(SPELLED, word));
        let many = words.iter().rev().take_while(dictated).count();
        if many == 0 {
            if about && words.len() <= 8 {
                out.push(("dictation to come".to_owned(), 1.0));
            }
            return;
        }
        let run = match many {
            1 => "1",
            2 => "2",
            3..=5 => "3-5",
            6..=8 => "6-8",
            _ => "9+",
        };
        let last = self.tokens.back(0);
        let what = if letter(last) {
            "letter"
        } else if is(DICTATION, last) {
            "mark"
        } else {
            "number"
        };
        let of = if about { " of something spelled" } else { "" };
        out.push((format!("dictated {}", many.min(9)), 0.7));
        out.push((format!("dictated {run}{of}"), 1.0));
        out.push((format!("dictated {what}{of}"), 0.7));
    }

    /// Nouns in a row and what "and" joins.
    fn lists(&self, out: &mut Vec<(String, f64)>) {
        let tags = &self.tags;
        let run = tags.iter().rev().take_while(|tag| nominal(tag)).count();
        out.push((format!("run {} after {:?}", run.min(5), self.back(run)), 0.6));
        out.push((format!("run {}", run.min(6)), 0.6));
        let joined = tags.iter().filter(|tag| **tag == Tag::Conjunction).count();
        if let Some(at) = tags.iter().rposition(|tag| *tag == Tag::Conjunction) {
            let rest = tags.get(at + 1..).unwrap_or_default();
            let verb = if rest.iter().any(|tag| tag.is_verb()) { "verb" } else { "no verb" };
            out.push((format!("joined {} {verb}", rest.len().min(6)), 0.7));
            out.push((format!("joins {}", joined.min(3)), 0.6));
        }
        let prepositions = tags.iter().filter(|tag| matches!(tag, Tag::Preposition | Tag::To)).count();
        if let Some(at) = tags.iter().rposition(|tag| matches!(tag, Tag::Preposition | Tag::To)) {
            out.push((format!("after preposition {}", (tags.len() - 1 - at).min(5)), 0.6));
        }
        out.push((format!("prepositions {}", prepositions.min(4)), 0.6));
    }

    /// How many clauses have a verb, and the one under way.
    fn clauses(&self, out: &mut Vec<(String, f64)>) {
        let tags = &self.tags;
        let (mut clauses, mut verb) = (0usize, false);
        for tag in tags {
            if tag.opens() {
                verb = false;
            } else if verbal(tag) && !verb {
                clauses += 1;
                verb = true;
            }
        }
        let question = self.question;
        let first = tags.first().copied().unwrap_or(Tag::Start);
        let last = self.back(0);
        let count = self.tokens.words.len();
        let length = LENGTHS.iter().filter(|bound| count >= **bound).count();
        let openers: Vec<usize> =
            (0..tags.len()).filter(|at| tags.get(*at).is_some_and(|tag| tag.opens())).collect();
        let kinds: Vec<Tag> =
            openers.iter().rev().take(2).rev().filter_map(|at| tags.get(*at)).copied().collect();
        let opener = openers.last().copied();
        let under_way = tags.len() - opener.map_or(0, |at| at + 1);
        let opened = kinds.last().copied().unwrap_or(Tag::Start);
        let has = if verb { "verb" } else { "no verb" };
        let shape: Vec<Tag> = tags.iter().rev().take(6).rev().copied().collect();
        let bare = |tag: &Tag| matches!(tag, Tag::Adjective | Tag::Degree | Tag::Adverb | Tag::Filler);
        let shape: Vec<Tag> = shape.into_iter().filter(|tag| !bare(tag)).collect();
        out.extend([
            (format!("openers {}", shown(&kinds)), 0.7),
            (format!("openers {}", openers.len().min(4)), 0.7),
            (format!("{question} clauses {}", clauses.min(4)), 1.0),
            (format!("begins {first:?} clauses {}", clauses.min(3)), 0.7),
            (format!("begins {} clauses {}", self.word(0), clauses.min(2)), 0.5),
            (format!("length {length} clauses {}", clauses.min(3)), 0.6),
            (format!("length {length} last {last:?}"), 0.4),
            (format!("clauses {} last {last:?}", clauses.min(3)), 0.5),
            (format!("after {} {}", opener.map_or("", |at| self.word(at)), under_way.min(4)), 0.5),
            (format!("opened {opened:?} {} {has}", under_way.min(7)), 0.6),
            (format!("shape {}", brief(&shape)), 0.3),
        ]);
    }

    /// The last verb and what followed it.
    fn verb(&self, out: &mut Vec<(String, f64)>) {
        use Tag::{Be, Gerund, Have, Past, Transitive, Verb};
        let main = |tag: &Tag| matches!(tag, Verb | Transitive | Past | Gerund | Be | Have);
        let Some(at) = self.tags.iter().rposition(main) else { return };
        let rest = self.tags.get(at + 1..).unwrap_or_default();
        let what = brief(rest.get(..rest.len().min(4)).unwrap_or_default());
        out.push((format!("verb {} {}", self.word(at), rest.len().min(2)), 0.5));
        out.push((format!("verb {:?} {what}", self.tags.get(at).copied().unwrap_or(Tag::Start)), 0.4));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Vec<String> {
        of(&Tokens::of(text), QuestionKind::Open).into_iter().map(|(name, _)| name).collect()
    }

    #[track_caller]
    fn sees(text: &str, names: &[&str]) {
        let seen = seen(text);
        for name in names {
            assert!(seen.iter().any(|seen| seen == name), "{name}: {seen:#?}");
        }
    }

    #[test]
    fn clauses_and_their_openers_are_counted() {
        sees("we moved it", &["open clauses 1", "openers 0", "length 0 clauses 1", "begins we clauses 1"]);
        sees(
            "we moved the service because the old one was slow and",
            &["open clauses 2", "openers Subordinator Conjunction", "openers 2", "after and 0"],
        );
    }

    #[test]
    fn lists_are_rows_of_nouns() {
        sees("I know Java Kotlin and the database", &["joined 2 no verb", "joins 1", "w2 the database"]);
        sees("a hotel", &["run 2 after Start", "w1 hotel"]);
    }

    #[test]
    fn what_is_dictated_is_counted() {
        sees("my phone number is four one five", &["dictated 3", "dictated 3-5 of something spelled"]);
        sees("it is spelled k o w", &["dictated letter of something spelled"]);
        sees("the phone number", &["dictation to come"]);
        assert!(!seen("so I").iter().any(|name| name.starts_with("dictat")));
    }

    #[test]
    fn nothing_is_seen_in_nothing_that_would_break_it() {
        assert!(!seen("").is_empty());
    }
}
