//! One utterance of any length through an ear.

use prepai_core::speech::{Hints, Transcript, primary_language};
use prepai_core::{Error, ErrorKind, Result};

use super::cancel::Cancel;
use super::doubt::{echoes, said};
use super::engine::{Ask, Ear};
use super::options::Options;
use super::window::{audio_context, is_silent, windows};
use super::words::{transcript, words};

/// Transcribes mono samples at 16 kHz, window by window; times count in these samples.
///
/// `fallback` allows for further attempts where the words look wrong, which takes several times as long.
pub(super) fn listen(
    ear: &mut Ear,
    samples: &[f32],
    hints: &Hints,
    options: &Options,
    fallback: bool,
    cancel: &Cancel,
) -> Result<Transcript> {
    let mut language = language(ear, hints, options)?;
    let mut all = Vec::new();
    for range in windows(samples, options.window_samples()) {
        let window = samples.get(range.clone()).unwrap_or_default();
        if is_silent(window) {
            continue;
        }
        let mut ask = Ask {
            language: language.clone(),
            prompt: prompt(hints, options),
            audio_context: if options.full_context { usize::MAX } else { audio_context(window.len()) },
            fallback: fallback && options.fallback,
        };
        let mut heard = ear.run(window, &ask, cancel)?;
        let mut found = words(&heard.pieces, range.start, window);
        if echoes(&found, &ask.prompt) {
            // Who really said these words in this order is heard without help, too.
            ask.prompt.clear();
            heard = ear.run(window, &ask, cancel)?;
            found = words(&heard.pieces, range.start, window);
        }
        // What was detected in the first window holds for the others.
        language = language.or_else(|| heard.language.map(str::to_owned));
        all.extend(said(found));
    }
    Ok(transcript(all, language))
}

/// The library's name of the language: the first part of the tag, or the setting, or whatever is detected.
fn language(ear: &Ear, hints: &Hints, options: &Options) -> Result<Option<String>> {
    let tag = hints.language.as_deref().or(options.language.as_deref());
    let primary = tag.map(primary_language).filter(|language| !language.is_empty() && language != "auto");
    match primary {
        Some(other) if other != "en" && !ear.file().multilingual => Err(Error::new(
            ErrorKind::NotAvailable,
            format!(
                "the speech model knows English only, and `{other}` is spoken: fetch a multilingual one with `prepai models \
                 pull base` and name it in `speech_to_text.whisper.model`"
            ),
        )),
        None if !ear.file().multilingual => Ok(Some("en".to_owned())),
        other => Ok(other),
    }
}

/// The longest word of a prompt, in bytes.
const LONGEST_WORD: usize = 40;

/// What the interview is about, in the form of a sentence that came before.
fn prompt(hints: &Hints, options: &Options) -> String {
    let mut prompt = String::new();
    if !options.vocabulary {
        return prompt;
    }
    for word in hints.vocabulary.iter().map(|word| word.trim()).filter(|word| !word.is_empty()) {
        let clean: String =
            word.chars().filter(|letter| !letter.is_control() && !"<|>".contains(*letter)).collect();
        // No word of an interview is that long, whatever stands in a CV.
        if clean.len() > LONGEST_WORD {
            continue;
        }
        // The decoder looks at the end of a prompt; what does not fit into it would push out the rest.
        if prompt.len() + clean.len() + 2 > options.prompt_bytes {
            break;
        }
        prompt.push_str(if prompt.is_empty() { "" } else { ", " });
        prompt.push_str(&clean);
    }
    if !prompt.is_empty() {
        prompt.push('.');
    }
    prompt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_is_short_and_has_no_special_tokens() {
        let hints = |words: &[&str]| Hints {
            vocabulary: words.iter().map(|word| (*word).to_owned()).collect(),
            ..Hints::default()
        };
        let options = Options::default();
        assert_eq!(
            prompt(&hints(&["Kafka", " ", "<|endoftext|>", "B-tree"]), &options),
            "Kafka, endoftext, B-tree."
        );
        assert_eq!(prompt(&hints(&[&"x".repeat(300), "Kafka"]), &options), "Kafka.");
        assert!(prompt(&hints(&["heap"; 500]), &options).len() <= options.prompt_bytes + 1);
        assert_eq!(prompt(&hints(&["x"]), &Options { vocabulary: false, ..options }), "");
    }
}
