//! Opus packets to samples, with libopus.

use std::fmt;

use opusic_c::{Channels, SampleRate};
use prepai_core::speech::{Audio, sample_to_i16};
use prepai_core::{Error, ErrorKind, Result};

use super::found::wrong;

/// The rates at which libopus decodes.
pub(super) const RATES: [u32; 5] = [8_000, 12_000, 16_000, 24_000, 48_000];

/// The longest packet is 120 ms.
const LONGEST: usize = 5_760;

/// The header of an Opus stream (RFC 7845, section 5.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct OpusHead {
    /// Samples at 48 kHz that are no sound.
    pub(super) pre_skip: u16,
    /// In 1/256 dB.
    pub(super) gain: i16,
}

impl OpusHead {
    /// Reads a header.
    ///
    /// # Errors
    /// `invalid_content` for no header, a later version, or more than two channels.
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        let [b'O', b'p', b'u', b's', b'H', b'e', b'a', b'd', version, channels, rest @ ..] = bytes else {
            return Err(wrong("the Opus stream has no header"));
        };
        let [skip_low, skip_high, _, _, _, _, gain_low, gain_high, mapping, ..] = rest else {
            return Err(wrong("the header of the Opus stream is cut off"));
        };
        if version & 0xf0 != 0 {
            return Err(wrong(format!("the Opus stream is of version {version}, and 1 is known")));
        }
        if *mapping > 1 || !(1..=2).contains(channels) {
            let channels = format!("{channels} channels in mapping {mapping}");
            return Err(wrong(format!("the Opus stream has {channels}; one or two channels are accepted")));
        }
        let pre_skip = u16::from_le_bytes([*skip_low, *skip_high]);
        Ok(OpusHead { pre_skip, gain: i16::from_le_bytes([*gain_low, *gain_high]) })
    }
}

/// Decodes single packets, as a protocol carries them, to mono sound.
///
/// A packet that is damaged or lost is bridged with what libopus makes up from the sound before it, as long as the
/// packet before it was.
///
/// ```
/// use prepai_voice::audio::OpusPackets;
/// let mut packets = OpusPackets::new(16_000).unwrap();
/// assert!(packets.push(&[0xff; 3]).is_err());
/// assert_eq!(packets.lost().frames(), 0, "there was no sound before it");
/// ```
pub struct OpusPackets {
    inner: opusic_c::Decoder,
    rate: u32,
    /// Samples of the packet before.
    last: usize,
    /// Packets that could not be decoded.
    damaged: u64,
    buffer: Vec<f32>,
}

impl OpusPackets {
    /// For sound at 8, 12, 16, 24 or 48 kHz.
    ///
    /// # Errors
    /// `invalid_input` for another rate.
    pub fn new(rate: u32) -> Result<Self> {
        OpusPackets::with_head(rate, OpusHead::default())
    }

    pub(super) fn with_head(rate: u32, head: OpusHead) -> Result<Self> {
        let sample_rate = match rate {
            8_000 => SampleRate::Hz8000,
            12_000 => SampleRate::Hz12000,
            16_000 => SampleRate::Hz16000,
            24_000 => SampleRate::Hz24000,
            48_000 => SampleRate::Hz48000,
            _ => return Err(Error::invalid("rate", "must be 8000, 12000, 16000, 24000 or 48000 for Opus")),
        };
        let broken = |error| {
            Error::new(ErrorKind::Internal, format!("libopus does not start: {error:?}"))
                .during("audio.decode")
        };
        let mut inner = opusic_c::Decoder::new(Channels::Mono, sample_rate).map_err(broken)?;
        inner.set_gain(i32::from(head.gain)).map_err(broken)?;
        Ok(OpusPackets { inner, rate, last: 0, damaged: 0, buffer: vec![0.0; LONGEST] })
    }

    /// Samples per second of what comes out.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// How many packets were damaged so far.
    pub fn damaged(&self) -> u64 {
        self.damaged
    }

    /// The sound of one packet.
    ///
    /// # Errors
    /// `invalid_content` for a damaged packet; [`lost`](OpusPackets::lost) bridges it.
    pub fn push(&mut self, packet: &[u8]) -> Result<Audio> {
        let decoded = if packet.is_empty() { None } else { self.decoded(packet) };
        let Some(samples) = decoded else {
            self.damaged += 1;
            return Err(wrong(format!("the {} bytes are no Opus packet", packet.len())));
        };
        self.last = samples;
        Ok(self.sound(samples))
    }

    /// Sound in place of a packet that did not come, as long as the one before.
    pub fn lost(&mut self) -> Audio {
        let samples = self.concealed();
        self.sound(samples)
    }

    /// The sound of one packet, bridged where it is damaged.
    pub(super) fn floats(&mut self, packet: &[u8]) -> &[f32] {
        let decoded = if packet.is_empty() { None } else { self.decoded(packet) };
        let samples = match decoded {
            Some(samples) => {
                self.last = samples;
                samples
            }
            None => {
                self.damaged += 1;
                self.concealed()
            }
        };
        self.buffer.get(..samples).unwrap_or_default()
    }

    fn decoded(&mut self, packet: &[u8]) -> Option<usize> {
        self.inner.decode_float_to_slice(packet, &mut self.buffer, false).ok()
    }

    fn concealed(&mut self) -> usize {
        let Some(gap) = self.buffer.get_mut(..self.last) else { return 0 };
        if gap.is_empty() { 0 } else { self.inner.decode_float_to_slice(&[], gap, false).unwrap_or(0) }
    }

    fn sound(&self, samples: usize) -> Audio {
        let samples = self.buffer.get(..samples).unwrap_or_default();
        Audio::mono_i16(self.rate, samples.iter().map(|sample| sample_to_i16(*sample)).collect::<Vec<_>>())
    }
}

impl fmt::Debug for OpusPackets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpusPackets").field("rate", &self.rate).field("damaged", &self.damaged).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_and_a_strange_one_refused() {
        let head = b"OpusHead\x01\x02\x38\x01\x80\xbb\x00\x00\x00\x01\x00";
        assert_eq!(OpusHead::read(head).unwrap(), OpusHead { pre_skip: 312, gain: 256 });
        for (at, byte) in [(8, 0x20), (9, 0), (9, 6), (18, 2)] {
            let mut strange = head.to_vec();
            strange[at] = byte;
            assert_eq!(OpusHead::read(&strange).unwrap_err().kind(), ErrorKind::InvalidContent);
        }
        assert!(OpusHead::read(&head[..12]).is_err());
        assert!(OpusHead::read(b"OpusTags").is_err());
    }
}
