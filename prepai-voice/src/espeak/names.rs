//! Voices by name, and the one for a language.

use std::sync::LazyLock;

use prepai_core::speech::primary_language;
use prepai_core::{Error, ErrorKind, Result};

use super::data::FILES;

/// A voice that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EspeakVoice {
    /// Its name, which is that of its language in lower case: `en-us`.
    pub name: &'static str,
    /// For people: `English (America)`.
    pub description: &'static str,
}

/// A name that espeak-ng takes: that of a file, which may be another than that of its language, as `en-US+f3` or `fr`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Voice(pub(super) String);

static VOICES: LazyLock<Vec<EspeakVoice>> = LazyLock::new(|| {
    let mut voices: Vec<_> = files().filter_map(|(_, file)| read(file)).collect();
    voices.sort_by_key(|voice| voice.name);
    voices
});

/// Every language with the file that speaks it: `fr` and `fr-fr` are one.
static LANGUAGES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let spoken =
        |(name, file)| languages(file).enumerate().map(move |(rank, language)| (rank, language, name));
    let mut all: Vec<_> = files().flat_map(spoken).collect();
    // Its first language is a file's own; others may name it too.
    all.sort_by_key(|(rank, _, _)| *rank);
    all.into_iter().map(|(_, language, name)| (language, name)).collect()
});

/// The files of languages, by what espeak-ng calls them: the last part of their path.
fn files() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    let languages = FILES.iter().filter_map(|(path, file)| Some((path.strip_prefix("lang/")?, *file)));
    languages.map(|(path, file)| (path.rsplit('/').next().unwrap_or(path), file))
}

static VARIANTS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| FILES.iter().filter_map(|(name, _)| name.strip_prefix("voices/!v/")).collect());

/// All voices by name.
pub(super) fn voices() -> &'static [EspeakVoice] {
    &VOICES
}

/// All variants by name.
pub(super) fn variants() -> &'static [&'static str] {
    &VARIANTS
}

/// What a file of a language says of itself.
fn read(file: &'static [u8]) -> Option<EspeakVoice> {
    let description = values(file, "name").next()?.split("//").next().unwrap_or_default().trim();
    Some(EspeakVoice { name: languages(file).next()?, description })
}

/// The languages of a file, its own first.
fn languages(file: &'static [u8]) -> impl Iterator<Item = &'static str> {
    values(file, "language").filter_map(|value| value.split_whitespace().next())
}

/// The values of lines such as `language en-us 2`.
fn values(file: &'static [u8], key: &'static str) -> impl Iterator<Item = &'static str> {
    let lines = std::str::from_utf8(file).unwrap_or_default().lines();
    lines.filter_map(move |line| line.strip_prefix(key)?.strip_prefix(' ')).map(str::trim)
}

/// The voice of a name, in any case; a variant stands behind a `+`.
///
/// # Errors
/// `invalid_input` with the voices or variants that are there.
pub(super) fn voice(name: &str) -> Result<Voice> {
    let (base, variant) = name.split_once('+').map_or((name, None), |(base, variant)| (base, Some(variant)));
    let Some(base) = of(base) else {
        let there: Vec<_> = VOICES.iter().map(|voice| voice.name).collect();
        return Err(Error::invalid(
            "voice",
            format!("`{name}` is not there; there are: {}", there.join(", ")),
        ));
    };
    with_variant(base, variant)
}

fn with_variant(base: &str, variant: Option<&str>) -> Result<Voice> {
    let Some(variant) = variant else { return Ok(Voice(base.to_owned())) };
    let Some(variant) = VARIANTS.iter().find(|known| known.eq_ignore_ascii_case(variant)) else {
        let there = VARIANTS.join(", ");
        return Err(Error::invalid("voice", format!("`{variant}` is no variant; there are: {there}")));
    };
    Ok(Voice(format!("{base}+{variant}")))
}

/// The voice for a language: the usual one if it speaks that, else the language's own with the usual variant.
///
/// # Errors
/// `unsupported` with the languages that are there.
pub(super) fn for_language(usual: &str, language: Option<&str>) -> Result<Voice> {
    let Some(language) = language else { return voice(usual) };
    let language = language.replace('_', "-");
    let (base, variant) =
        usual.split_once('+').map_or((usual, None), |(base, variant)| (base, Some(variant)));
    let same = primary_language(base) == primary_language(&language);
    // `en` is spoken by any `en-us`; `en-GB` has a voice of its own, and `en-AU`, which has none, is spoken as usual.
    let usual = || if same { of(base) } else { None };
    let own =
        if language.contains('-') { of(&language).or_else(usual) } else { usual().or_else(|| of(&language)) };
    let Some(own) = own.or_else(|| of(&primary_language(&language))) else {
        let mut there: Vec<_> = VOICES.iter().map(|voice| primary_language(voice.name)).collect();
        there.dedup();
        let message = format!("the voice does not speak `{language}`; it speaks: {}", there.join(", "));
        return Err(Error::new(ErrorKind::Unsupported, message).with("field", "language"));
    };
    with_variant(own, variant)
}

/// The file for a language.
fn of(name: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(language, _)| language.eq_ignore_ascii_case(name)).map(|(_, voice)| *voice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn voices_are_found_in_any_case_and_with_a_variant() {
        assert_eq!(voice("en-US").unwrap().0, "en-US");
        assert_eq!(voice("en-gb+F3").unwrap().0, "en+f3");
        assert!(VOICES.iter().any(|voice| voice.description == "English (America)"));
        for (wrong, named) in [("klingon", "en-us"), ("en-us+tenor", "f3"), ("", "en-us"), ("../x", "de")] {
            let error = voice(wrong).unwrap_err();
            assert!(error.kind() == ErrorKind::InvalidInput && error.message().contains(named), "{error}");
        }
    }

    #[test]
    fn a_language_gets_its_own_voice_with_the_usual_throat() {
        for (usual, language, expected) in [
            ("en-us+f3", None, "en-US+f3"),
            ("en-us+f3", Some("de-AT"), "de+f3"),
            ("en-us", Some("en-GB"), "en"),
            ("en-us", Some("en_AU"), "en-US"),
            ("en-gb", Some("en"), "en"),
            ("en-us", Some("en"), "en-US"),
            ("de", Some("fr"), "fr"),
            ("de", Some("fr-FR"), "fr"),
        ] {
            assert_eq!(for_language(usual, language).unwrap().0, expected, "{usual} {language:?}");
        }
        let error = for_language("en-us", Some("zh-CN")).unwrap_err();
        assert!(
            error.kind() == ErrorKind::Unsupported && error.message().contains("de, en, es, fr"),
            "{error}"
        );
    }
}
