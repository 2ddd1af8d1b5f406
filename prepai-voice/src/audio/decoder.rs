//! One utterance, whose bytes come in pieces of any size.

use std::time::Duration;

use prepai_core::speech::Audio;
use prepai_core::{Error, Result};

use super::found::{self, Container, ENOUGH, Found, wrong};
use super::ogg::Ogg;
use super::output::Output;
use super::riff::Riff;
use super::sample::Encoding;
use super::webm::WebM;

/// What is to come out of a [`Decoder`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodeOptions {
    /// Samples per second, whatever the recording has.
    pub rate: u32,
    /// The longest sound that is accepted; what goes beyond is an error, and nothing of it is kept.
    pub limit: Duration,
}

impl Default for DecodeOptions {
    /// 16 kHz, at most a quarter of an hour.
    fn default() -> Self {
        DecodeOptions { rate: 16_000, limit: Duration::from_secs(900) }
    }
}

/// Decodes one utterance to mono 16-bit sound while its bytes come in.
///
/// It tells from the first bytes what it gets: WebM or Ogg with Opus, or WAV of any rate with integers or floats. A
/// recording that is cut off anywhere is an end like any other; several recordings behind one another are one utterance.
/// The sound is the same however the bytes are cut, and the work grows with the bytes alone. Memory is bounded by the
/// piece that is pushed and the limit of the options.
///
/// An error stops the decoder: what was decoded before it is given out first, then every call returns the error.
///
/// ```
/// use prepai_core::speech::Audio;
/// use prepai_voice::audio::{DecodeOptions, Decoder, wav};
/// let file = wav::encode(&Audio::mono_i16(8_000, vec![0; 800]));
/// let mut decoder = Decoder::new(DecodeOptions::default());
/// let mut samples = 0;
/// for piece in file.chunks(7) {
///     samples += decoder.push(piece).unwrap().frames();
/// }
/// samples += decoder.finish().unwrap().frames();
/// assert_eq!(samples, 1_600);
/// assert!(decoder.finish().is_ok_and(|sound| sound.frames() == 0));
/// ```
#[derive(Debug)]
pub struct Decoder {
    options: DecodeOptions,
    /// Rate and channels of plain samples, if those were announced.
    announced: Option<(u32, u16)>,
    demuxer: Demuxer,
    output: Output,
    fault: Option<Error>,
    received: u64,
}

#[derive(Debug)]
enum Demuxer {
    /// The bytes so far do not tell.
    Detect(Vec<u8>),
    WebM(WebM),
    Ogg(Ogg),
    Riff(Riff),
    Raw,
}

impl Decoder {
    /// A decoder that tells by itself what it gets.
    pub fn new(options: DecodeOptions) -> Self {
        let limit = options.limit.as_micros().saturating_mul(u128::from(options.rate)) / 1_000_000;
        let output = Output::new(options.rate, u64::try_from(limit).unwrap_or(u64::MAX));
        let demuxer = Demuxer::Detect(Vec::new());
        Decoder { options, announced: None, demuxer, output, fault: None, received: 0 }
    }

    /// A decoder of little-endian 16-bit samples of this rate, interleaved. What begins as one of the other containers
    /// was announced wrongly and is decoded as what it is.
    pub fn pcm16(rate: u32, channels: u16, options: DecodeOptions) -> Self {
        Decoder { announced: Some((rate, channels)), ..Decoder::new(options) }
    }

    /// What the utterance turned out to be, once its first bytes told.
    pub fn container(&self) -> Option<Container> {
        match &self.demuxer {
            Demuxer::Detect(_) => None,
            Demuxer::WebM(_) => Some(Container::WebM),
            Demuxer::Ogg(_) => Some(Container::Ogg),
            Demuxer::Riff(_) => Some(Container::Wav),
            Demuxer::Raw => Some(Container::Pcm16),
        }
    }

    /// Takes the next bytes and gives the sound that they completed, which may be none.
    ///
    /// # Errors
    /// `invalid_content` for what is no sound, has no track that can be decoded, or is damaged so that nothing behind it
    /// can be found; `too_large` beyond the limit; `invalid_input` for a rate that cannot be resampled.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Audio> {
        if self.fault.is_none() {
            self.received += bytes.len() as u64;
            self.fault = self.feed(bytes, false).err();
        }
        self.sound()
    }

    /// Ends the utterance and gives the sound that was still held back.
    ///
    /// # Errors
    /// As [`push`](Decoder::push), and `invalid_content` when there were bytes but no recording in them.
    pub fn finish(&mut self) -> Result<Audio> {
        if self.fault.is_none() {
            self.fault = self.end().err();
        }
        self.sound()
    }

    #[cfg(test)]
    pub(super) fn output(&self) -> &Output {
        &self.output
    }

    fn feed(&mut self, bytes: &[u8], all: bool) -> Result<()> {
        match &mut self.demuxer {
            Demuxer::WebM(webm) => webm.push(bytes, &mut self.output),
            Demuxer::Ogg(ogg) => ogg.push(bytes, &mut self.output),
            Demuxer::Riff(riff) => riff.push(bytes, &mut self.output),
            Demuxer::Raw => self.output.data(bytes),
            Demuxer::Detect(held) => {
                held.extend_from_slice(bytes);
                let held = std::mem::take(held);
                self.demuxer = match (found::found(&held, all), self.announced) {
                    (Found::Known(Container::WebM), _) => Demuxer::WebM(WebM::default()),
                    (Found::Known(Container::Ogg), _) => Demuxer::Ogg(Ogg::default()),
                    (Found::Known(_), _) => Demuxer::Riff(Riff::new()),
                    (Found::TooFew, _) => {
                        self.demuxer = Demuxer::Detect(held);
                        return Ok(());
                    }
                    (Found::Other(_), Some((rate, channels))) => {
                        self.begin_raw(rate, channels)?;
                        Demuxer::Raw
                    }
                    (Found::Other(name), None) => return Err(found::not_sound(&held, name)),
                };
                self.feed(&held, all)
            }
        }
    }

    fn begin_raw(&mut self, rate: u32, channels: u16) -> Result<()> {
        if !(1..=8).contains(&channels) {
            return Err(Error::invalid("channels", "must be 1 to 8"));
        }
        self.output.begin_pcm(Encoding::I16, rate, channels)
    }

    fn end(&mut self) -> Result<()> {
        if self.received == 0 {
            return Ok(());
        }
        if let Demuxer::Detect(held) = &self.demuxer {
            debug_assert!(held.len() < ENOUGH, "enough bytes tell");
            self.feed(&[], true)?;
        }
        match &mut self.demuxer {
            Demuxer::WebM(webm) => webm.finish(&mut self.output)?,
            Demuxer::Ogg(ogg) => ogg.finish()?,
            Demuxer::Riff(riff) => riff.finish(&mut self.output)?,
            Demuxer::Detect(_) | Demuxer::Raw => {}
        }
        let begun = self.output.begun();
        self.output.end()?;
        // Nothing more comes of this utterance.
        let bytes = std::mem::take(&mut self.received);
        match self.container() {
            Some(container) if !begun => {
                let message = format!("the {container} of {bytes} bytes ends before its sound begins");
                Err(wrong(message).with("found", container))
            }
            _ => Ok(()),
        }
    }

    /// What was decoded, or the error when there is nothing.
    fn sound(&mut self) -> Result<Audio> {
        let samples = self.output.take();
        match &self.fault {
            Some(error) if samples.is_empty() => Err(error.clone()),
            _ => Ok(Audio::mono_i16(self.options.rate, samples)),
        }
    }
}

/// The sound of a whole recording.
///
/// # Errors
/// As [`Decoder::push`] and [`Decoder::finish`], also for damage behind sound that could be decoded.
pub fn decode(bytes: &[u8], options: DecodeOptions) -> Result<Audio> {
    let mut decoder = Decoder::new(options);
    let begun = decoder.push(bytes)?;
    let rest = decoder.finish()?;
    if let Some(error) = decoder.fault {
        return Err(error);
    }
    if rest.frames() == 0 {
        return Ok(begun);
    }
    Ok(Audio::mono_i16(options.rate, [begun.to_i16(), rest.to_i16()].concat()))
}
