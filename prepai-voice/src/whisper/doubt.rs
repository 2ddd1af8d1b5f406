//! What whisper is known to write where nobody speaks, and nobody said.
//!
//! The library's decoder doubts by itself: words of little probability where the model hears no speech are left out, and unlikely or
//! repetitive ones tried again at a higher temperature (`engine.rs`). What passes that is well known, and found here by the words.

use prepai_core::speech::Word;

/// Ends of films, of which the models saw many with nothing to hear; whole utterances only.
const CREDITS: [&str; 12] = [
    "thanks for watching",
    "thank you for watching",
    "thank you so much for watching",
    "thank you very much for watching",
    "thank you for watching this video",
    "please subscribe",
    "please subscribe to my channel",
    "like and subscribe",
    "dont forget to like and subscribe",
    "subtitles by the amaraorg community",
    "subtitles by amaraorg",
    "transcription by castingwords",
];

/// Fewer words of a prompt in its order may well have been said.
const ECHO: usize = 3;

/// The longest phrase that is looked for in a loop, in words.
const PHRASE: usize = 8;
/// A loop has at least so many turns, and so many words. The model that is in one goes on until the 220 tokens of a window are used up;
/// people do say "no" five times, and dictate sixteen bits.
const TURNS: usize = 5;
const LOOP: usize = 24;

/// Whether the words are a piece of the prompt, in its order: the model repeats it where it hears nothing, and then it says nothing
/// of the sound.
pub(super) fn echoes(words: &[Word], prompt: &str) -> bool {
    let (said, given) = (plain(words.iter().map(|word| word.text.as_str())), plain(prompt.split(' ')));
    said.len() >= ECHO && given.windows(said.len()).any(|part| part == said)
}

/// The words without what was never said: credits of films, and loops but for their first turn.
pub(super) fn said(words: Vec<Word>) -> Vec<Word> {
    let text = plain(words.iter().map(|word| word.text.as_str())).join(" ");
    if CREDITS.contains(&text.as_str()) {
        return Vec::new();
    }
    without_loops(words)
}

fn without_loops(words: Vec<Word>) -> Vec<Word> {
    let all: Vec<String> = words.iter().map(|word| letters(&word.text)).collect();
    let mut kept = vec![true; words.len()];
    let mut at = 0;
    while at < all.len() {
        let rest = all.get(at..).unwrap_or_default();
        let is_loop = |(length, turns): &(usize, usize)| *turns >= TURNS && length * turns >= LOOP;
        let found = (1..=PHRASE).map(|length| (length, turns(rest, length))).find(is_loop);
        let Some((length, turns)) = found else {
            at += 1;
            continue;
        };
        let end = at + length * turns;
        kept.iter_mut().take(end).skip(at + length).for_each(|kept| *kept = false);
        at = end;
    }
    words.into_iter().zip(kept).filter_map(|(word, kept)| kept.then_some(word)).collect()
}

/// How often the first words come one after the other.
fn turns(words: &[String], length: usize) -> usize {
    let Some(phrase) = words.get(..length) else { return 0 };
    words.chunks_exact(length).take_while(|turn| *turn == phrase).count()
}

/// Letters and digits, in lower case.
fn letters(word: &str) -> String {
    word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn plain<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    words.map(letters).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Word> {
        let word =
            |text: &str| Word { text: text.to_owned(), start_sample: 0, end_sample: 0, confidence: None };
        text.split_whitespace().map(word).collect()
    }

    fn left(text: &str) -> String {
        said(words(text)).into_iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_prompt_that_comes_back_is_known() {
        let prompt = "Ada, Lovelace, Rust, B-tree, Kafka, Redis.";
        for echo in [prompt, "Rust, B-tree, Kafka.", "ada lovelace rust"] {
            assert!(echoes(&words(echo), prompt), "{echo}");
        }
        for said in ["", "Rust.", "Ada Lovelace.", "I used Rust, B-tree and Kafka.", "Kafka, Rust, Redis."] {
            assert!(!echoes(&words(said), prompt), "{said}");
        }
        assert!(!echoes(&words("a b c"), ""));
    }

    #[test]
    fn credits_of_films_are_nobodys_words() {
        for credit in
            ["Thanks for watching!", "Thank you for watching.", "Subtitles by the Amara.org community"]
        {
            assert_eq!(left(credit), "", "{credit}");
        }
        for said in ["Thank you.", "You.", "Watching the queue, thank you.", "A service would subscribe."] {
            assert_eq!(left(said), said);
        }
    }

    #[test]
    fn a_loop_is_heard_once() {
        // As the model ends them: with the tokens of a window.
        assert_eq!(left(&format!("so {} would", "I ".repeat(200))), "so I would");
        assert_eq!(left(&"the queue is full and ".repeat(44)), "the queue is full and");
        assert_eq!(left(&format!("{} really.", "It is. ".repeat(73))), "It is. really.");
        // The least of each length.
        assert_eq!(left(&"the queue is full and ".repeat(5)), "the queue is full and");
        assert_eq!(left(&"1 0 ".repeat(12)), "1 0");
        assert_eq!(left(""), "");
    }

    #[test]
    fn what_people_say_again_stays() {
        let bits = ["1 0"; 8].join(" ");
        for said in [
            "one one one one one",
            "no no no no",
            "No, no, no, no, no, no, no, no!",
            "1 0 1 0 1 0",
            &bits,
            "zero zero zero zero zero zero zero zero one",
            "it was very very very very very very slow",
            "It is. It is. It is. It is. It is, really.",
            "the queue is full and the queue is full and the queue is full and the queue is full and then",
            "a b a b a b a b then",
            "knock knock, who is there",
        ] {
            assert_eq!(left(said), said);
        }
    }
}
