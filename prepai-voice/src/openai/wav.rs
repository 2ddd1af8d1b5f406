//! The header of a WAV that is still coming.

use prepai_core::{Error, ErrorKind, Result};

use crate::audio::riff::stated;

/// Rate and channels of 16-bit samples, how many bytes stand before them, and how many they have if that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) rate: u32,
    pub(super) channels: u16,
    pub(super) length: usize,
    pub(super) samples: Option<u64>,
}

/// The most that may stand before the samples.
const LONGEST: usize = 64 << 10;

/// Reads the header of what has come so far; nothing while more must come. Servers that stream leave the length of the samples
/// out.
///
/// # Errors
/// `unavailable` for what is no WAV of 16-bit integers.
pub(super) fn header(bytes: &[u8]) -> Result<Option<Header>> {
    let four = |at: usize| bytes.get(at..at + 4);
    match (four(0), four(8)) {
        (Some(b"RIFF"), Some(b"WAVE")) => {}
        (Some(b"RIFF") | None, None) => return Ok(None),
        _ => return Err(wrong("it does not begin like a WAV")),
    }
    let mut format = None;
    let mut at = 12;
    while let (Some(name), Some(length)) = (four(at), four(at + 4)) {
        let length = length.try_into().map(u32::from_le_bytes).unwrap_or_default() as usize;
        if name == b"data" {
            let (rate, channels) = format.ok_or_else(|| wrong("the samples come before their format"))?;
            return Ok(Some(Header { rate, channels, length: at + 8, samples: stated(length as u64) }));
        }
        if name == b"fmt " {
            let Some(fields) = bytes.get(at + 8..at + 24) else { return Ok(None) };
            format = Some(pcm16(fields)?);
        }
        at = at.saturating_add(8).saturating_add(length).saturating_add(length % 2);
        if at > LONGEST {
            return Err(wrong("its header does not end"));
        }
    }
    if bytes.len() > LONGEST { Err(wrong("its header does not end")) } else { Ok(None) }
}

fn pcm16(fields: &[u8]) -> Result<(u32, u16)> {
    let two = |at: usize| fields.get(at..at + 2).and_then(|two| two.try_into().ok()).map(u16::from_le_bytes);
    let rate = fields.get(4..8).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
    match (two(0), two(2), rate, two(14)) {
        (Some(1 | 0xfffe), Some(channels @ 1..=8), Some(rate @ 1_000..=384_000), Some(16)) => {
            Ok((rate, channels))
        }
        _ => Err(wrong("its samples are no 16-bit integers")),
    }
}

fn wrong(why: &str) -> Error {
    let message = "the server's sound cannot be read: it must be a WAV of 16-bit integers";
    Error::new(ErrorKind::Unavailable, message).retry(false).with("reason", why).during("synthesize")
}

#[cfg(test)]
mod tests {
    use prepai_core::speech::Audio;

    use super::*;
    use crate::audio::wav::encode;

    #[test]
    fn a_header_is_read_as_soon_as_it_is_whole() {
        let wav = encode(&Audio::mono_i16(24_000, vec![1; 10]));
        let whole = (0..=wav.len()).find(|length| header(&wav[..*length]).unwrap().is_some()).unwrap();
        let read = Header { rate: 24_000, channels: 1, length: whole, samples: Some(20) };
        assert_eq!(header(&wav[..whole]).unwrap(), Some(read));
        assert_eq!(wav.len() - whole, 20);
    }

    #[test]
    fn other_chunks_may_stand_before_the_samples() {
        let wav = encode(&Audio::mono_i16(8_000, vec![1; 4]));
        let mut odd = wav[..36].to_vec();
        odd.extend_from_slice(b"LIST\x03\0\0\0abc\0");
        odd.extend_from_slice(&wav[36..]);
        assert_eq!(header(&odd).unwrap().map(|header| header.length), Some(56));
    }

    #[test]
    fn what_is_no_wav_is_an_error() {
        assert!(header(b"ID3\x04...........").is_err());
        let mut floats = encode(&Audio::mono_i16(8_000, vec![1; 4]));
        floats[20] = 3;
        assert!(header(&floats).is_err());
        let mut endless = b"RIFF\xff\xff\xff\xffWAVE".to_vec();
        endless.extend_from_slice(b"junk\xff\xff\xff\xff");
        assert!(header(&endless).is_err());
    }
}
