//! Tracks of Matroska, and which of them is the sound that can be decoded.

use prepai_core::Result;

use super::element::{float, unsigned};
use crate::audio::found::wrong;
use crate::audio::opus::OpusHead;
use crate::audio::output::Output;
use crate::audio::sample::Encoding;

pub(super) const TRACK_ENTRY: u32 = 0xae;
pub(super) const TRACK_NUMBER: u32 = 0xd7;
pub(super) const CODEC_ID: u32 = 0x86;
pub(super) const CODEC_PRIVATE: u32 = 0x63a2;
pub(super) const SAMPLING_FREQUENCY: u32 = 0xb5;
pub(super) const CHANNELS: u32 = 0x9f;
pub(super) const BIT_DEPTH: u32 = 0x6264;
pub(super) const CONTENT_ENCODINGS: u32 = 0x6d80;

/// What is written about one track.
#[derive(Debug, Default)]
pub(super) struct Track {
    pub(super) number: u64,
    codec: String,
    private: Vec<u8>,
    rate: f64,
    channels: u64,
    bits: u64,
    encoded: bool,
}

impl Track {
    /// Takes one element of the entry.
    pub(super) fn set(&mut self, id: u32, body: &[u8]) {
        match id {
            TRACK_NUMBER => self.number = unsigned(body),
            CODEC_ID => self.codec = String::from_utf8_lossy(body).trim_end_matches('\0').to_owned(),
            CODEC_PRIVATE => self.private = body.to_vec(),
            SAMPLING_FREQUENCY => self.rate = float(body).unwrap_or(0.0),
            CHANNELS => self.channels = unsigned(body),
            BIT_DEPTH => self.bits = unsigned(body),
            CONTENT_ENCODINGS => self.encoded = true,
            _ => {}
        }
    }

    /// Begins this track's sound; `false` when it is none that can be decoded.
    fn begin(&self, output: &mut Output) -> Result<bool> {
        let encoding = match self.codec.as_str() {
            _ if self.encoded => None,
            "A_OPUS" => {
                output.begin_opus(OpusHead::read(&self.private)?)?;
                return Ok(true);
            }
            "A_PCM/INT/LIT" => Encoding::integer(self.bits),
            "A_PCM/FLOAT/IEEE" => Encoding::float(self.bits),
            _ => None,
        };
        let channels = u16::try_from(self.channels.max(1)).ok().filter(|channels| *channels <= 8);
        let (Some(encoding), Some(channels)) = (encoding, channels) else { return Ok(false) };
        // The cast saturates; what is no rate is refused by the resampler.
        output.begin_pcm(encoding, self.rate as u32, channels)?;
        Ok(true)
    }
}

/// Begins the first track that can be decoded and gives its number.
pub(super) fn begin(tracks: &[Track], output: &mut Output) -> Result<u64> {
    for track in tracks {
        if track.begin(output)? {
            return Ok(track.number);
        }
    }
    let shown = |track: &Track| {
        let encoded = if track.encoded { " (encrypted or compressed)" } else { "" };
        let codec: String = track.codec.chars().filter(|letter| !letter.is_control()).take(40).collect();
        format!("{codec}{encoded}")
    };
    let found: Vec<_> = tracks.iter().take(8).map(shown).collect();
    let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
    let message = format!(
        "the WebM has no track of Opus or plain samples; its tracks: {found}; record with codecs=opus"
    );
    Err(wrong(message).with("found", found))
}
