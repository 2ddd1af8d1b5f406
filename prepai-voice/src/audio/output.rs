//! Where all demuxers put their sound: decoded, mixed to mono, resampled, counted.

use prepai_core::speech::sample_to_i16;
use prepai_core::{Error, ErrorKind, Result};

use super::opus::{OpusHead, OpusPackets, RATES};
use super::resample::Resampler;
use super::sample::Encoding;

/// Collects mono samples at one rate, up to a limit.
#[derive(Debug)]
pub(super) struct Output {
    rate: u32,
    /// Samples that may come out in all.
    limit: u64,
    given: u64,
    codec: Option<Codec>,
    resampler: Option<Resampler>,
    floats: Vec<f32>,
    samples: Vec<i16>,
}

#[derive(Debug)]
enum Codec {
    Opus { packets: OpusPackets, skip: usize },
    Pcm { encoding: Encoding, channels: usize, partial: Vec<u8> },
}

impl Output {
    pub(super) fn new(rate: u32, limit: u64) -> Self {
        let (codec, resampler) = (None, None);
        Output { rate, limit, given: 0, codec, resampler, floats: Vec::new(), samples: Vec::new() }
    }

    /// What came out since the last call.
    pub(super) fn take(&mut self) -> Vec<i16> {
        std::mem::take(&mut self.samples)
    }

    /// Whether a stream has begun, even if it has no sound yet.
    pub(super) fn begun(&self) -> bool {
        self.codec.is_some()
    }

    /// Begins an Opus stream; one that runs ends.
    pub(super) fn begin_opus(&mut self, head: OpusHead) -> Result<()> {
        self.end()?;
        let rate = if RATES.contains(&self.rate) { self.rate } else { 48_000 };
        let skip = usize::from(head.pre_skip) * rate as usize / 48_000;
        self.codec = Some(Codec::Opus { packets: OpusPackets::with_head(rate, head)?, skip });
        self.resampler = (rate != self.rate).then(|| Resampler::new(rate, self.rate)).transpose()?;
        Ok(())
    }

    /// Begins a stream of plain samples; one that runs ends.
    pub(super) fn begin_pcm(&mut self, encoding: Encoding, rate: u32, channels: u16) -> Result<()> {
        self.end()?;
        let resampler = (rate != self.rate).then(|| Resampler::new(rate, self.rate)).transpose()?;
        self.codec = Some(Codec::Pcm { encoding, channels: usize::from(channels), partial: Vec::new() });
        self.resampler = resampler;
        Ok(())
    }

    /// What the container carries: one Opus packet, or any bytes of plain samples.
    pub(super) fn data(&mut self, bytes: &[u8]) -> Result<()> {
        self.packet(bytes, 0)
    }

    /// As [`data`](Output::data), without the last `discard` samples (at 48 kHz) of an Opus packet.
    pub(super) fn packet(&mut self, bytes: &[u8], discard: u64) -> Result<()> {
        match &mut self.codec {
            None => Ok(()),
            Some(Codec::Opus { packets, skip }) => {
                let rate = u64::from(packets.rate());
                let decoded = packets.floats(bytes);
                let discard = usize::try_from(discard * rate / 48_000).unwrap_or(usize::MAX);
                let end = decoded.len().saturating_sub(discard);
                let begin = (*skip).min(decoded.len());
                *skip -= begin;
                let kept = decoded.get(begin..end.max(begin)).unwrap_or_default();
                self.floats.extend_from_slice(kept);
                self.hand_over()
            }
            Some(Codec::Pcm { encoding, channels, partial }) => {
                let frame = encoding.bytes() * *channels;
                let mut bytes = bytes;
                if !partial.is_empty() {
                    let missing = frame.saturating_sub(partial.len()).min(bytes.len());
                    let (head, rest) = bytes.split_at(missing);
                    partial.extend_from_slice(head);
                    bytes = rest;
                    if partial.len() < frame {
                        return Ok(());
                    }
                    encoding.mono(partial, *channels, &mut self.floats);
                    partial.clear();
                }
                let whole = bytes.len() - bytes.len() % frame;
                let (whole, rest) = bytes.split_at(whole);
                partial.extend_from_slice(rest);
                // In parts, so that a large file is never held as floats.
                let encoding = *encoding;
                let channels = *channels;
                for part in whole.chunks(frame * 16_384) {
                    encoding.mono(part, channels, &mut self.floats);
                    self.hand_over()?;
                }
                self.hand_over()
            }
        }
    }

    /// Ends the stream: what the resampler still held comes out.
    pub(super) fn end(&mut self) -> Result<()> {
        self.codec = None;
        match self.resampler.take() {
            Some(mut resampler) => {
                let last = resampler.finish()?;
                self.give(&last)
            }
            None => Ok(()),
        }
    }

    fn hand_over(&mut self) -> Result<()> {
        let mut floats = std::mem::take(&mut self.floats);
        let given = match &mut self.resampler {
            Some(resampler) => resampler.push(&floats).and_then(|resampled| self.give(&resampled)),
            None => self.give(&floats),
        };
        floats.clear();
        self.floats = floats;
        given
    }

    fn give(&mut self, floats: &[f32]) -> Result<()> {
        let room = usize::try_from(self.limit.saturating_sub(self.given)).unwrap_or(usize::MAX);
        let fitting = floats.get(..room.min(floats.len())).unwrap_or_default();
        self.samples.extend(fitting.iter().map(|sample| sample_to_i16(*sample)));
        self.given += fitting.len() as u64;
        if fitting.len() < floats.len() {
            let seconds = self.limit / u64::from(self.rate.max(1));
            let message = format!("longer than the {seconds} seconds of sound that one utterance may have");
            return Err(Error::new(ErrorKind::TooLarge, message).during("audio.decode"));
        }
        Ok(())
    }
}
