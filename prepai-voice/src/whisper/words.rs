//! From the engine's pieces to words: times, confidence, and nothing that was not said.

use prepai_core::speech::{Transcript, Word};

use super::engine::Piece;
use super::times::spans;

/// What stands in brackets when nobody speaks; whoever trained the models wrote subtitles.
const SOUNDS: [&str; 38] = [
    "applause",
    "audio",
    "background",
    "bang",
    "beep",
    "bell",
    "blank",
    "breath",
    "chatter",
    "cheer",
    "chuckl",
    "click",
    "clap",
    "cough",
    "crowd",
    "footstep",
    "foreign",
    "gasp",
    "groan",
    "inaudible",
    "indistinct",
    "keyboard",
    "laugh",
    "mouse",
    "music",
    "noise",
    "pause",
    "phone",
    "ring",
    "sigh",
    "silen",
    "singing",
    "snif",
    "sound",
    "static",
    "throat",
    "typing",
    "wind",
];

/// Words of a window of sound that begins at sample `offset`.
pub(super) fn words(pieces: &[Piece], offset: usize, sound: &[f32]) -> Vec<Word> {
    let mut open: Vec<Open> = Vec::new();
    for piece in pieces {
        match open.last_mut() {
            Some(word) if !begins_a_word(&piece.bytes) => word.add(piece),
            _ => open.push(Open::new(piece)),
        }
    }
    let words: Vec<Word> = spoken(open.into_iter().filter_map(Open::close).collect());
    // The gap after a word counts as a letter.
    let weights: Vec<usize> = words.iter().map(|word| word.text.chars().count() + 1).collect();
    let timed = words.into_iter().zip(spans(sound, &weights)).map(|(word, span)| Word {
        start_sample: (offset + span.start) as u64,
        end_sample: (offset + span.end) as u64,
        ..word
    });
    timed.collect()
}

/// One transcript of words; the text is the words with single spaces.
pub(super) fn transcript(words: Vec<Word>, language: Option<String>) -> Transcript {
    let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let known: Vec<f32> = words.iter().filter_map(|word| word.confidence).collect();
    let confidence = (!known.is_empty()).then(|| known.iter().sum::<f32>() / known.len() as f32);
    Transcript { text, words, language, confidence }
}

fn begins_a_word(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(u8::is_ascii_whitespace)
}

/// A word whose pieces are still coming.
struct Open {
    bytes: Vec<u8>,
    /// Logarithms, to be averaged.
    confidence: f32,
    pieces: f32,
}

impl Open {
    fn new(piece: &Piece) -> Open {
        let mut open = Open { bytes: Vec::new(), confidence: 0.0, pieces: 0.0 };
        open.add(piece);
        open
    }

    fn add(&mut self, piece: &Piece) {
        self.bytes.extend_from_slice(&piece.bytes);
        self.confidence += piece.probability.max(1e-6).ln();
        self.pieces += 1.0;
    }

    /// The word, without its times.
    fn close(self) -> Option<Word> {
        let text = String::from_utf8_lossy(&self.bytes).trim().to_owned();
        let confidence = (self.confidence / self.pieces.max(1.0)).exp().clamp(0.0, 1.0);
        let word = Word { text, start_sample: 0, end_sample: 0, confidence: Some(confidence) };
        Some(word).filter(|word| !word.text.is_empty())
    }
}

/// Without descriptions of sounds: `[BLANK_AUDIO]`, `(keyboard clicking)`, `*coughs*`, `♪`.
///
/// `O(n)` and `(n log n)` are what people say: of the groups in brackets that stand alone only those go that name a sound,
/// or that are all there is.
fn spoken(words: Vec<Word>) -> Vec<Word> {
    let groups = groups(&words);
    let alone = groups.len() == 1 && groups.first() == Some(&(0, words.len()));
    let text_of = |(from, to): &(usize, usize)| {
        let inside = words.iter().skip(*from).take(to - from);
        inside.map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    let dropped: Vec<_> = groups.into_iter().filter(|group| alone || is_sound(&text_of(group))).collect();
    let is_dropped = |index: usize| dropped.iter().any(|(from, to)| (*from..*to).contains(&index));
    let kept = words
        .into_iter()
        .enumerate()
        .filter(|(index, word)| !is_dropped(*index) && word.text.chars().any(char::is_alphanumeric));
    kept.map(|(_, word)| word).collect()
}

/// Ranges of words that begin with an opening mark and end with the closing one.
fn groups(words: &[Word]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut index = 0;
    while let Some(word) = words.get(index) {
        let closing = match word.text.chars().next() {
            Some('[') => Some(']'),
            Some('(') => Some(')'),
            Some('*') => Some('*'),
            Some('♪') => Some('♪'),
            _ => None,
        };
        let end = closing.and_then(|closing| {
            let ends = |(at, word): (usize, &Word)| {
                let text = word.text.trim_end_matches(['.', ',', '!', '?']);
                // A mark that opens and closes does not close itself.
                text.ends_with(closing) && (at > 0 || text.chars().count() > 1)
            };
            words.iter().skip(index).enumerate().position(ends).map(|length| index + length + 1)
        });
        match end {
            Some(end) => {
                found.push((index, end));
                index = end;
            }
            None => index += 1,
        }
    }
    found
}

fn is_sound(group: &str) -> bool {
    let words = group.to_lowercase();
    words.starts_with('♪')
        || words
            .split(|letter: char| !letter.is_alphabetic())
            .any(|word| SOUNDS.iter().any(|sound| word.starts_with(sound)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(bytes: &[u8]) -> Piece {
        Piece { bytes: bytes.to_vec(), probability: 0.5 }
    }

    fn said(text: &str) -> String {
        let pieces: Vec<Piece> =
            text.split_whitespace().map(|word| piece(format!(" {word}").as_bytes())).collect();
        transcript(words(&pieces, 0, &[0.5; 16_000]), None).text
    }

    #[test]
    fn descriptions_of_sounds_are_not_words() {
        for silence in [
            "[BLANK_AUDIO]",
            "(keyboard clicking)",
            "*coughs*",
            "♪ ♪",
            "[ Silence ]",
            "[MUSIC PLAYING]",
            "...",
            "(whatever it is)",
        ] {
            assert_eq!(said(silence), "", "{silence}");
        }
        assert_eq!(said("I would [coughs] use a heap. (laughs)"), "I would use a heap.");
    }

    #[test]
    fn what_is_said_in_brackets_stays() {
        for text in
            ["that is O(n) time", "it takes (n log n) steps", "a * b * c is fine", "an array [1, 2] there"]
        {
            assert_eq!(said(text), text.replace(" * ", " "), "{text}");
        }
    }

    #[test]
    fn a_character_may_be_split_between_pieces() {
        let pieces = [piece(b" caf"), piece(&[0xc3]), piece(&[0xa9]), piece(b" ok")];
        let words = words(&pieces, 0, &[0.5; 16_000]);
        assert_eq!(words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>(), ["café", "ok"]);
        assert!(words.iter().all(|word| word.confidence.is_some_and(|sure| (sure - 0.5).abs() < 1e-6)));
    }

    #[test]
    fn times_count_from_the_beginning_of_the_recording() {
        let words = words(&[piece(b" one"), piece(b" two")], 1_000, &[0.5; 16_000]);
        let times: Vec<_> = words.iter().map(|word| (word.start_sample, word.end_sample)).collect();
        assert_eq!(times, [(1_000, 9_000), (9_000, 17_000)]);
    }
}
