//! What the first bytes of a recording say that it is.

use std::fmt;

use prepai_core::{Error, ErrorKind};

/// What sound comes wrapped in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Container {
    /// WebM or Matroska, as Chromium and Firefox record.
    WebM,
    /// Ogg.
    Ogg,
    /// RIFF WAVE.
    Wav,
    /// Little-endian 16-bit samples and nothing else; only where they were announced.
    Pcm16,
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Container::WebM => "WebM",
            Container::Ogg => "Ogg",
            Container::Wav => "WAV",
            Container::Pcm16 => "raw PCM16",
        })
    }
}

/// What is accepted, for messages.
pub(super) const ACCEPTED: &str = "WebM with Opus, Ogg with Opus, WAV, and raw PCM16 where it was announced";

/// What the beginning of a recording says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// One that can be read.
    Known(Container),
    /// More bytes are needed to tell.
    TooFew,
    /// Something else, by name if it has one.
    Other(Option<&'static str>),
}

/// The longest beginning that is needed to tell.
pub(super) const ENOUGH: usize = 12;

/// Beginnings of what is often sent in place of what can be read: offset, bytes, name.
const OTHERS: &[(usize, &[u8], &str)] = &[
    (4, b"ftyp", "MP4 (as Safari records)"),
    (0, b"ID3", "MP3"),
    (0, b"fLaC", "FLAC"),
    (0, b"FORM", "AIFF"),
    (0, b"#!AMR", "AMR"),
    (0, b"RIFX", "big-endian WAV"),
    (0, b"%PDF", "PDF"),
    (0, b"\x89PNG", "PNG"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"GIF8", "GIF"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"<", "HTML or XML"),
    (0, b"{", "JSON"),
];

/// Tells what `bytes` begin; `all` says that no more will come.
pub(super) fn found(bytes: &[u8], all: bool) -> Found {
    let known = match bytes {
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Some(Container::WebM),
        [b'O', b'g', b'g', b'S', ..] => Some(Container::Ogg),
        [b'R', b'I', b'F', b'F' | b'6', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some(Container::Wav),
        [b'R', b'F', b'6', b'4', _, _, _, _, b'W', b'A', b'V', b'E', ..] => Some(Container::Wav),
        _ => None,
    };
    if let Some(container) = known {
        return Found::Known(container);
    }
    if bytes.len() < ENOUGH && !all {
        return Found::TooFew;
    }
    let at = |offset: usize, magic: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    let named = OTHERS.iter().find(|(offset, magic, _)| at(*offset, magic)).map(|(_, _, name)| *name);
    let mpeg = || match bytes {
        [0xff, second, ..] if second & 0xf6 == 0xf0 => Some("AAC"),
        [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 != 0 => Some("MP3"),
        _ => None,
    };
    Found::Other(named.or_else(mpeg))
}

/// The error that something was found that cannot be read.
pub(super) fn not_sound(bytes: &[u8], name: Option<&'static str>) -> Error {
    let found = name.map_or_else(|| beginning(bytes), str::to_owned);
    wrong(format!("found {found} where sound was expected; accepted are {ACCEPTED}")).with("found", found)
}

/// An error about what is inside of a recording.
pub(super) fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidContent, message).during("audio.decode")
}

fn beginning(bytes: &[u8]) -> String {
    let shown: Vec<_> = bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    match bytes.len() {
        1 => format!("the single byte {}", shown.join(" ")),
        short if short < ENOUGH => format!("only the {short} bytes {}", shown.join(" ")),
        _ => format!("bytes that begin {}", shown.join(" ")),
    }
}
