//! The description of a voice, `voice.onnx.json`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use prepai_core::{Error, ErrorKind, Result};
use serde::Deserialize;

use super::clauses::Clause;

/// What is needed of a description; what else stands in it does not matter.
#[derive(Debug, Deserialize)]
struct File {
    audio: AudioPart,
    #[serde(default)]
    espeak: EspeakPart,
    #[serde(default)]
    phoneme_type: Option<String>,
    #[serde(default)]
    inference: Inference,
    #[serde(default)]
    num_speakers: u32,
    #[serde(default)]
    speaker_id_map: HashMap<String, i64>,
    phoneme_id_map: HashMap<String, Vec<i64>>,
}

#[derive(Debug, Deserialize)]
struct AudioPart {
    sample_rate: u32,
}

#[derive(Debug, Default, Deserialize)]
struct EspeakPart {
    #[serde(default)]
    voice: String,
}

/// The numbers that a voice was tuned to.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(default)]
pub(super) struct Inference {
    pub(super) noise_scale: f32,
    pub(super) length_scale: f32,
    pub(super) noise_w: f32,
}

impl Default for Inference {
    fn default() -> Self {
        Inference { noise_scale: 0.667, length_scale: 1.0, noise_w: 0.8 }
    }
}

/// A voice's description.
#[derive(Debug)]
pub(super) struct Config {
    pub(super) rate: u32,
    /// The voice of espeak-ng that writes its phonemes; `None` if it reads letters.
    pub(super) phonemes: Option<String>,
    pub(super) inference: Inference,
    speakers: u32,
    names: HashMap<String, i64>,
    ids: HashMap<char, i64>,
}

impl Config {
    /// Reads the description beside a model.
    ///
    /// # Errors
    /// `not_available` when it is not there, `invalid_content` when it is no description of a voice.
    pub(super) fn beside(model: &Path) -> Result<Self> {
        let path = PathBuf::from(format!("{}.json", model.display()));
        let text = std::fs::read_to_string(&path).map_err(|error| {
            let message =
                "the description of the voice is not there: it lies beside the model as `VOICE.onnx.json`";
            Error::new(ErrorKind::NotAvailable, message).with("path", path.display()).caused_by(error)
        })?;
        Config::read(&text).map_err(|error| error.with("path", path.display()))
    }

    fn read(text: &str) -> Result<Self> {
        let wrong = |what: String| {
            Error::new(
                ErrorKind::InvalidContent,
                format!("the description of the voice is not one of Piper: {what}"),
            )
        };
        let file: File = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        if !(4_000..=192_000).contains(&file.audio.sample_rate) {
            return Err(wrong(format!("`audio.sample_rate` is {}", file.audio.sample_rate)));
        }
        // Some voices have phonemes of several characters, which are never looked up one by one.
        let single = |(key, ids): (String, Vec<i64>)| {
            let mut letters = key.chars();
            let letter = letters.next().filter(|_| letters.next().is_none())?;
            Some((letter, *ids.first()?))
        };
        let ids: HashMap<char, i64> = file.phoneme_id_map.into_iter().filter_map(single).collect();
        for needed in ['^', '$', '_'] {
            if !ids.contains_key(&needed) {
                return Err(wrong(format!("`phoneme_id_map` has no `{needed}`")));
            }
        }
        let letters = file.phoneme_type.as_deref() == Some("text");
        if !letters && file.espeak.voice.is_empty() {
            return Err(wrong("`espeak.voice` is missing".to_owned()));
        }
        Ok(Config {
            rate: file.audio.sample_rate,
            phonemes: (!letters).then_some(file.espeak.voice),
            inference: file.inference,
            speakers: file.num_speakers,
            names: file.speaker_id_map,
            ids,
        })
    }

    /// The number of a speaker; `None` if there is only one.
    ///
    /// # Errors
    /// `invalid_input` with those that there are.
    pub(super) fn speaker(&self, name: Option<&str>) -> Result<Option<i64>> {
        let Some(name) = name else { return Ok((self.speakers > 1).then_some(0)) };
        let number = || {
            name.parse::<i64>().ok().filter(|number| (0..i64::from(self.speakers.max(1))).contains(number))
        };
        match self.names.get(name).copied().or_else(number) {
            Some(number) => Ok((self.speakers > 1).then_some(number)),
            None => {
                let mut names: Vec<_> = self.names.keys().map(String::as_str).take(20).collect();
                names.sort_unstable();
                let last = self.speakers.max(1) - 1;
                let remedy = format!(
                    "`{name}` is no speaker of this voice: they are 0 to {last} {}",
                    names.join(", ")
                );
                Err(Error::invalid("voice", remedy.trim_end()))
            }
        }
    }

    /// What the model reads: a beginning, each phoneme with a pad behind it, the mark of the clause, an end.
    pub(super) fn ids(&self, phonemes: &str, clause: &Clause) -> Vec<i64> {
        let id = |letter: char| self.ids.get(&letter).copied();
        let pad = id('_').unwrap_or_default();
        let mut ids: Vec<i64> = id('^').into_iter().collect();
        for letter in phonemes.chars().chain(clause.mark) {
            if let Some(phoneme) = id(letter) {
                ids.extend([phoneme, pad]);
            }
        }
        ids.extend(id('$'));
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOICE: &str = r#"{"audio": {"sample_rate": 16000, "quality": "low"}, "espeak": {"voice": "en-us"}, "piper_version": "1.0.0",
        "num_speakers": 2, "speaker_id_map": {"ada": 0, "bob": 1},
        "phoneme_id_map": {"_": [0], "^": [1], "$": [2], "a": [5], ",": [6], "ts": [9], "ʦ": [7]}}"#;

    #[test]
    fn keys_of_several_letters_do_not_matter() {
        let config = Config::read(VOICE).unwrap();
        let clause = Clause { text: String::new(), mark: Some(','), words: Vec::new() };
        assert_eq!(config.ids("atsʦ", &clause), [1, 5, 0, 7, 0, 6, 0, 2]);
        assert_eq!((config.rate, config.phonemes.as_deref()), (16_000, Some("en-us")));
        assert_eq!(config.inference, Inference { noise_scale: 0.667, length_scale: 1.0, noise_w: 0.8 });
    }

    #[test]
    fn speakers_have_names_and_numbers() {
        let config = Config::read(VOICE).unwrap();
        assert_eq!(
            [None, Some("bob"), Some("1")].map(|name| config.speaker(name).unwrap()),
            [Some(0), Some(1), Some(1)]
        );
        let error = config.speaker(Some("eve")).unwrap_err();
        assert!(error.message().contains("0 to 1 ada, bob"), "{error}");
        let one = Config::read(&VOICE.replace("\"num_speakers\": 2", "\"num_speakers\": 1")).unwrap();
        assert_eq!((one.speaker(None).unwrap(), one.speaker(Some("0")).unwrap()), (None, None));
    }

    #[test]
    fn what_is_no_description_says_what_is_wrong() {
        for (text, named) in [
            ("", "EOF"),
            ("{}", "audio"),
            (&VOICE.replace("16000", "0"), "sample_rate"),
            (&VOICE.replace("\"^\"", "\"x\""), "no `^`"),
            (&VOICE.replace("\"voice\": \"en-us\"", "\"voice\": \"\""), "espeak.voice"),
        ] {
            let error = Config::read(text).unwrap_err();
            assert!(error.kind() == ErrorKind::InvalidContent && error.message().contains(named), "{error}");
        }
    }
}
