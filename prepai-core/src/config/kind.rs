//! The types of settings, and how each is read from a flag, the environment or a file.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Serialize, Serializer};

use super::Secret;

/// The type of a setting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Any text.
    Text,
    /// Text that is never shown.
    Secret,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A path; in a file relative to the file's folder.
    Path,
    /// Several paths: a list in a file, else separated as in `PATH`.
    Paths,
    /// Several texts: a list in a file, else separated by commas.
    Texts,
    /// `true` or `false`.
    Bool,
    /// A whole number within bounds.
    Integer(u64, u64),
    /// A number within bounds.
    Number(f64, f64),
    /// A time: a number of seconds, or a number with `ms`, `s`, `m` or `h`; at most a day.
    Duration,
}

/// The value of a setting.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Of [`Kind::Text`] and [`Kind::Choice`].
    Text(String),
    /// Of [`Kind::Secret`].
    Secret(Secret),
    /// Of [`Kind::Path`].
    Path(PathBuf),
    /// Of [`Kind::Paths`].
    Paths(Vec<PathBuf>),
    /// Of [`Kind::Texts`].
    Texts(Vec<String>),
    /// Of [`Kind::Bool`].
    Bool(bool),
    /// Of [`Kind::Integer`].
    Integer(u64),
    /// Of [`Kind::Number`].
    Number(f64),
    /// Of [`Kind::Duration`].
    Duration(Duration),
}

/// A value as it was written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Raw {
    /// On the command line or in the environment, where everything is text.
    Plain(String),
    /// In quotes in a file.
    Quoted(String),
    /// A number or truth value in a file.
    Bare(String),
    /// A list of texts in a file.
    List(Vec<String>),
}

const DAY: Duration = Duration::from_secs(24 * 3600);

impl Kind {
    /// Reads a value; paths are relative to `folder`. The error says what the value must be.
    pub(super) fn read(self, raw: &Raw, folder: &Path) -> Result<Value, String> {
        use Raw::{Bare, List, Plain, Quoted};
        let wrong = || Err(self.to_string());
        match (self, raw) {
            (Kind::Text, Plain(text) | Quoted(text)) => Ok(Value::Text(text.clone())),
            (Kind::Secret, Plain(text) | Quoted(text)) => Ok(Value::Secret(Secret::new(text.as_str()))),
            (Kind::Choice(words), Plain(text) | Quoted(text)) if words.contains(&text.as_str()) => {
                Ok(Value::Text(text.clone()))
            }
            (Kind::Path, Plain(text)) if !text.is_empty() => Ok(Value::Path(PathBuf::from(text))),
            (Kind::Path, Quoted(text)) if !text.is_empty() => Ok(Value::Path(folder.join(text))),
            (Kind::Paths, Plain(text)) => Ok(Value::Paths(std::env::split_paths(text).collect())),
            (Kind::Paths, Quoted(text)) => Ok(Value::Paths(vec![folder.join(text)])),
            (Kind::Paths, List(texts)) => {
                Ok(Value::Paths(texts.iter().map(|text| folder.join(text)).collect()))
            }
            (Kind::Texts, Plain(text)) => {
                let texts = text.split(',').map(str::trim).filter(|text| !text.is_empty());
                Ok(Value::Texts(texts.map(str::to_owned).collect()))
            }
            (Kind::Texts, Quoted(text)) => Ok(Value::Texts(vec![text.clone()])),
            (Kind::Texts, List(texts)) => Ok(Value::Texts(texts.clone())),
            (Kind::Bool, Plain(text) | Bare(text)) => text.parse().map(Value::Bool).or_else(|_| wrong()),
            (Kind::Integer(least, most), Plain(text) | Bare(text)) => match text.parse() {
                Ok(number) if (least..=most).contains(&number) => Ok(Value::Integer(number)),
                _ => wrong(),
            },
            (Kind::Number(least, most), Plain(text) | Bare(text)) => match text.parse() {
                Ok(number) if (least..=most).contains(&number) => Ok(Value::Number(number)),
                _ => wrong(),
            },
            (Kind::Duration, Plain(text) | Quoted(text) | Bare(text)) => {
                duration(text).map(Value::Duration).map_or_else(wrong, Ok)
            }
            _ => wrong(),
        }
    }
}

/// `1.5`, `1.5s`, `250ms`, `5m`, `1h`.
fn duration(text: &str) -> Option<Duration> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text.get(digits.len()..)? {
        "" | "s" => 1.0,
        "ms" => 0.001,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    let duration = Duration::try_from_secs_f64(digits.parse::<f64>().ok()? * unit).ok()?;
    (duration <= DAY).then_some(duration)
}

impl fmt::Display for Kind {
    /// What a value must be, as it stands in messages and in the table of settings.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Text => f.write_str("a text"),
            Kind::Secret => f.write_str("a text (secret)"),
            Kind::Choice(words) => write!(f, "one of `{}`", words.join("`, `")),
            Kind::Path => f.write_str("a path"),
            Kind::Paths => f.write_str("a list of paths"),
            Kind::Texts => f.write_str("a list of texts"),
            Kind::Bool => f.write_str("`true` or `false`"),
            Kind::Integer(least, most) => write!(f, "a whole number from {least} to {most}"),
            Kind::Number(least, most) => write!(f, "a number from {least} to {most}"),
            Kind::Duration => f.write_str("a time such as `30s`, `250ms`, `5m` (at most a day)"),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Secret(secret) => secret.fmt(f),
            Value::Path(path) => path.display().fmt(f),
            Value::Paths(paths) => {
                let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
                f.write_str(&paths.join(", "))
            }
            Value::Texts(texts) => f.write_str(&texts.join(", ")),
            Value::Bool(value) => value.fmt(f),
            Value::Integer(number) => number.fmt(f),
            Value::Number(number) => number.fmt(f),
            Value::Duration(duration) => write!(f, "{}s", duration.as_secs_f64()),
        }
    }
}

impl Serialize for Value {
    /// Durations as a number of seconds, secrets as [`REDACTED`](super::REDACTED).
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Text(text) => serializer.serialize_str(text),
            Value::Secret(secret) => secret.serialize(serializer),
            Value::Path(path) => serializer.collect_str(&path.display()),
            Value::Paths(paths) => serializer.collect_seq(paths.iter().map(|path| path.to_string_lossy())),
            Value::Texts(texts) => serializer.collect_seq(texts),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Integer(number) => serializer.serialize_u64(*number),
            Value::Number(number) => serializer.serialize_f64(*number),
            Value::Duration(duration) => serializer.serialize_f64(duration.as_secs_f64()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(kind: Kind, text: &str) -> Result<Value, String> {
        kind.read(&Raw::Plain(text.to_owned()), Path::new(""))
    }

    #[test]
    fn several_texts_are_a_list_or_separated_by_commas() {
        let two = Ok(Value::Texts(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(plain(Kind::Texts, "a, b,"), two);
        assert_eq!(Kind::Texts.read(&Raw::List(vec!["a".into(), "b".into()]), Path::new("")), two);
        assert_eq!(plain(Kind::Texts, ""), Ok(Value::Texts(Vec::new())));
    }

    #[test]
    fn durations_have_units() {
        for (text, millis) in [("0", 0), ("1.5", 1500), ("250ms", 250), ("5m", 300_000), ("24h", 86_400_000)]
        {
            assert_eq!(
                plain(Kind::Duration, text),
                Ok(Value::Duration(Duration::from_millis(millis))),
                "{text}"
            );
        }
        for text in ["", "s", "-1", "1 s", "1d", "25h", "inf", "nan", "1e300", "5é"] {
            assert!(plain(Kind::Duration, text).is_err(), "{text}");
        }
    }

    #[test]
    fn bounds_are_inclusive_and_told() {
        let kind = Kind::Integer(5, 240);
        assert!(plain(kind, "5").is_ok() && plain(kind, "240").is_ok());
        assert_eq!(plain(kind, "241"), Err("a whole number from 5 to 240".to_owned()));
        assert!(plain(Kind::Number(1.0, 4.0), "nan").is_err());
    }

    #[test]
    fn a_file_keeps_types_apart() {
        let folder = Path::new("/etc");
        let (bare, quoted) = (Raw::Bare("5".to_owned()), Raw::Quoted("5".to_owned()));
        assert!(Kind::Integer(0, 9).read(&bare, folder).is_ok());
        assert!(Kind::Integer(0, 9).read(&quoted, folder).is_err());
        assert!(Kind::Text.read(&bare, folder).is_err());
        assert_eq!(Kind::Path.read(&quoted, folder), Ok(Value::Path("/etc/5".into())));
        assert_eq!(plain(Kind::Path, "5"), Ok(Value::Path("5".into())));
    }
}
