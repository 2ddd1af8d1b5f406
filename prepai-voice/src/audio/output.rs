//! Where all demuxers put their sound: decoded, mixed to mono, resampled, counted.

use prepai_core::speech::sample_to_i16;
use prepai_core::{Error, ErrorKind, Result};

use super::found::wrong;
use super::opus::{OpusHead, OpusPackets, RATES};
use super::resample::Resampler;
use super::sample::Encoding;

/// A recording a second behind one another, for as long as an utterance may last.
const MOST_STREAMS: u32 = 1_024;

/// Filters cost a thousand times what their announcement has in bytes: nobody's recordings come at so many rates.
const MOST_FILTERS: u32 = 8;

/// Collects mono samples at one rate, up to a limit.
#[derive(Debug)]
pub(super) struct Output {
    rate: u32,
    /// Samples that may come out in all.
    limit: u64,
    given: u64,
    codec: Option<Codec>,
    resampler: Option<Resampler>,
    /// The last resampler, between two streams: the next one is likely to have the same rate.
    spare: Option<Resampler>,
    /// How many streams have begun.
    streams: u32,
    /// How many resamplers were made for them.
    filters: u32,
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
        Output {
            rate,
            limit,
            given: 0,
            codec: None,
            resampler: None,
            spare: None,
            streams: 0,
            filters: 0,
            floats: Vec::new(),
            samples: Vec::new(),
        }
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
        self.another()?;
        let rate = if RATES.contains(&self.rate) { self.rate } else { 48_000 };
        let skip = usize::from(head.pre_skip) * rate as usize / 48_000;
        self.codec = Some(Codec::Opus { packets: OpusPackets::with_head(rate, head)?, skip });
        self.resampler = self.filter(rate)?;
        Ok(())
    }

    /// Begins a stream of plain samples; one that runs ends.
    pub(super) fn begin_pcm(&mut self, encoding: Encoding, rate: u32, channels: u16) -> Result<()> {
        self.another()?;
        let resampler = self.filter(rate)?;
        self.codec = Some(Codec::Pcm { encoding, channels: usize::from(channels), partial: Vec::new() });
        self.resampler = resampler;
        Ok(())
    }

    /// Ends the stream that runs for another one.
    fn another(&mut self) -> Result<()> {
        self.end()?;
        self.streams += 1;
        if self.streams > MOST_STREAMS {
            return Err(wrong(format!("the utterance has more than {MOST_STREAMS} recordings")));
        }
        Ok(())
    }

    /// What brings this rate to the one that is to come out, if it is another; the one before where it fits.
    fn filter(&mut self, rate: u32) -> Result<Option<Resampler>> {
        if rate == self.rate {
            return Ok(None);
        }
        if let Some(spare) = self.spare.take_if(|spare| spare.rate_in() == rate) {
            return Ok(Some(spare));
        }
        self.filters += 1;
        if self.filters > MOST_FILTERS {
            return Err(wrong(format!("the utterance changes its rate more than {MOST_FILTERS} times")));
        }
        Resampler::new(rate, self.rate).map(Some)
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
                self.spare = Some(resampler);
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

#[cfg(test)]
mod tests {
    use prepai_core::ErrorKind;

    use super::super::decoder::{DecodeOptions, Decoder};
    use super::*;

    /// A rate without a short common measure with 16 kHz: its filter is a table of a hundred thousand numbers.
    const ODD: u32 = 44_099;

    fn output() -> Output {
        Output::new(16_000, u64::MAX)
    }

    #[test]
    fn streams_of_one_rate_share_one_filter_and_have_an_end() {
        let mut output = output();
        for _ in 0..MOST_STREAMS {
            output.begin_pcm(Encoding::I16, ODD, 1).unwrap();
        }
        assert_eq!(output.filters, 1);
        let error = output.begin_pcm(Encoding::I16, ODD, 1).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidContent);
    }

    #[test]
    fn rates_may_change_and_not_without_end() {
        let mut output = output();
        let begun =
            (0..100).take_while(|more| output.begin_pcm(Encoding::I16, ODD - more * 2, 1).is_ok()).count();
        assert_eq!(begun, MOST_FILTERS as usize);
    }

    #[test]
    fn a_spare_filter_has_forgotten_the_stream_before() {
        let data: Vec<u8> = (0..20_000_u32).flat_map(|at| (at as u16).to_le_bytes()).collect();
        let mut output = output();
        let mut once = || {
            output.begin_pcm(Encoding::I16, ODD, 1).unwrap();
            output.data(&data).unwrap();
            output.end().unwrap();
            output.take()
        };
        assert_eq!(once(), once());
    }

    #[test]
    fn a_wav_that_says_its_format_again_begins_nothing_new() {
        let mut wav = b"RIFF\xff\xff\xff\xffWAVE".to_vec();
        let format = [0x1_0001, ODD, 2 * ODD, 0x10_0002];
        for _ in 0..1_000 {
            wav.extend_from_slice(b"fmt \x10\0\0\0");
            wav.extend(format.iter().flat_map(|field| field.to_le_bytes()));
        }
        let mut decoder = Decoder::new(DecodeOptions::default());
        decoder.push(&wav).unwrap();
        assert_eq!((decoder.output().streams, decoder.output().filters), (1, 1));
    }
}
