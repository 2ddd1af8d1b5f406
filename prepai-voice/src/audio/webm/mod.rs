//! WebM in pieces of any size: as much of Matroska (RFC 9559) as leads to the frames of one track.
//!
//! Containers are entered and never left: where an element belongs follows from its id, so that unknown sizes, which live
//! recordings have, and cut-off ends need no care. Behind damage the next recording, cluster or block is looked for.

mod block;
mod element;
mod resync;
mod track;

use prepai_core::Result;

use super::found::wrong;
use super::output::Output;
use element::{Head, Read, signed};
use track::Track;

const EBML: u32 = 0x1a45_dfa3;
const SEGMENT: u32 = 0x1853_8067;
const TRACKS: u32 = 0x1654_ae6b;
const AUDIO: u32 = 0xe1;
const CLUSTER: u32 = 0x1f43_b675;
const SIMPLE_BLOCK: u32 = 0xa3;
const BLOCK_GROUP: u32 = 0xa0;
const BLOCK: u32 = 0xa1;
const DISCARD_PADDING: u32 = 0x75a2;

/// Larger blocks than a second of the richest plain sound are no recording of a voice.
const LARGEST: u64 = 4 << 20;
/// More tracks are no recording.
const MOST_TRACKS: usize = 64;

/// A demuxer of one recording, or of several behind one another.
#[derive(Debug, Default)]
pub(super) struct WebM {
    bytes: Vec<u8>,
    /// Bytes before the next element, for messages.
    position: u64,
    /// Bytes to come that nobody needs.
    skip: u64,
    tracks: Vec<Track>,
    chosen: Option<u64>,
    /// A block of a group, which may still be shortened by an element behind it.
    held: Option<(Vec<u8>, u64)>,
    /// Where it was damaged, while nothing that makes sense came behind it.
    lost: Option<u64>,
}

/// What came of looking at the next element.
enum Step {
    /// It had so many bytes.
    Used(usize),
    /// More bytes are needed.
    Partial,
    Damaged,
}

impl WebM {
    pub(super) fn push(&mut self, bytes: &[u8], output: &mut Output) -> Result<()> {
        let passed = usize::try_from(self.skip).unwrap_or(usize::MAX).min(bytes.len());
        self.skip -= passed as u64;
        self.bytes.extend_from_slice(bytes.get(passed..).unwrap_or_default());
        let mut buffer = std::mem::take(&mut self.bytes);
        let mut done = 0;
        let result = loop {
            let rest = buffer.get(done..).unwrap_or_default();
            let step = if self.lost.is_some() { self.search(rest) } else { self.element(rest, output) };
            match step {
                Ok(Step::Used(used)) => {
                    done += used;
                    self.position += used as u64;
                }
                Ok(Step::Partial) => break Ok(()),
                Ok(Step::Damaged) => self.lost = Some(self.position),
                Err(error) => break Err(error),
            }
        };
        buffer.drain(..done.min(buffer.len()));
        self.bytes = buffer;
        result
    }

    /// Ends the recording, wherever it was cut off.
    ///
    /// # Errors
    /// `invalid_content` when nothing behind a damage made sense.
    pub(super) fn finish(&mut self, output: &mut Output) -> Result<()> {
        self.release(output)?;
        match self.lost.take() {
            Some(place) => Err(wrong(format!("the WebM is damaged from byte {place} on"))),
            None => Ok(()),
        }
    }

    /// Looks for where it goes on.
    fn search(&mut self, bytes: &[u8]) -> Result<Step> {
        Ok(match resync::next(bytes, self.chosen) {
            (0, false) => Step::Partial,
            (passed, false) => Step::Used(passed),
            (passed, true) => {
                self.lost = None;
                Step::Used(passed)
            }
        })
    }

    /// Takes one element.
    fn element(&mut self, bytes: &[u8], output: &mut Output) -> Result<Step> {
        let head = match element::head(bytes) {
            Read::Whole(head) => head,
            Read::Partial => return Ok(Step::Partial),
            Read::Damaged => return Ok(Step::Damaged),
        };
        if self.enters(head.id, output)? {
            return Ok(Step::Used(head.length));
        }
        let Some(size) = head.size else { return Ok(Step::Damaged) };
        // Where sound runs only what belongs there may stand, or damage would be skipped by the megabyte.
        let strange = self.chosen.is_some() && !resync::belongs(head.id);
        if strange || (size > LARGEST && (wanted(head.id) || self.chosen.is_some())) {
            return Ok(Step::Damaged);
        }
        if !wanted(head.id) {
            let there = (bytes.len() - head.length) as u64;
            self.skip = size.saturating_sub(there);
            self.position += self.skip;
            let used = head.length as u64 + size.min(there);
            return Ok(Step::Used(usize::try_from(used).unwrap_or(bytes.len())));
        }
        let end = head.length + usize::try_from(size).unwrap_or(usize::MAX);
        let Some(body) = bytes.get(head.length..end) else { return Ok(Step::Partial) };
        self.take(head, body, output)?;
        Ok(Step::Used(end))
    }

    /// Whether an element is a container that is entered; notes what it begins.
    fn enters(&mut self, id: u32, output: &mut Output) -> Result<bool> {
        match id {
            // Another recording begins.
            EBML => {
                self.release(output)?;
                output.end()?;
                self.tracks.clear();
                self.chosen = None;
            }
            CLUSTER => {
                self.release(output)?;
                self.choose(output)?;
            }
            BLOCK_GROUP => self.release(output)?,
            track::TRACK_ENTRY if self.tracks.len() >= MOST_TRACKS => {
                return Err(wrong(format!("the WebM has more than {MOST_TRACKS} tracks")));
            }
            track::TRACK_ENTRY => self.tracks.push(Track::default()),
            SEGMENT | TRACKS | AUDIO => {}
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn take(&mut self, head: Head, body: &[u8], output: &mut Output) -> Result<()> {
        match head.id {
            SIMPLE_BLOCK => {
                self.release(output)?;
                self.block(body, 0, output)
            }
            BLOCK => {
                self.release(output)?;
                self.held = Some((body.to_vec(), 0));
                Ok(())
            }
            DISCARD_PADDING => {
                if let Some((_, discard)) = &mut self.held {
                    let nanoseconds = u64::try_from(signed(body)).unwrap_or(0);
                    // A rounded number of samples: 6.5 ms are written as 6,500,000 or as 6,499,999.
                    *discard = (nanoseconds.min(1_000_000_000) * 48 + 500_000) / 1_000_000;
                }
                Ok(())
            }
            _ => {
                if let Some(track) = self.tracks.last_mut() {
                    track.set(head.id, body);
                }
                Ok(())
            }
        }
    }

    /// Decodes the block that was held.
    fn release(&mut self, output: &mut Output) -> Result<()> {
        match self.held.take() {
            Some((block, discard)) => self.block(&block, discard, output),
            None => Ok(()),
        }
    }

    fn block(&mut self, block: &[u8], discard: u64, output: &mut Output) -> Result<()> {
        let track = self.choose(output)?;
        let frames = block::frames(block, track).unwrap_or_default();
        let last = frames.len().saturating_sub(1);
        for (place, frame) in frames.into_iter().enumerate() {
            output.packet(frame, if place == last { discard } else { 0 })?;
        }
        Ok(())
    }

    fn choose(&mut self, output: &mut Output) -> Result<u64> {
        if let Some(number) = self.chosen {
            return Ok(number);
        }
        let number = track::begin(&self.tracks, output)?;
        self.chosen = Some(number);
        Ok(number)
    }
}

/// Whether the body of an element is looked at.
fn wanted(id: u32) -> bool {
    let of_a_track = [
        track::TRACK_NUMBER,
        track::CODEC_ID,
        track::CODEC_PRIVATE,
        track::SAMPLING_FREQUENCY,
        track::CHANNELS,
        track::BIT_DEPTH,
        track::CONTENT_ENCODINGS,
    ];
    matches!(id, SIMPLE_BLOCK | BLOCK | DISCARD_PADDING) || of_a_track.contains(&id)
}
