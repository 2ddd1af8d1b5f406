//! RIFF WAVE in pieces of any size, with whatever sizes its writer left behind.

use prepai_core::Result;

use super::found::wrong;
use super::output::Output;
use super::sample::Encoding;

/// The format chunk never has more than 40 bytes; what else is in it is passed over.
const FORMAT: usize = 40;
/// The size of a data chunk that its writer filled in; one that streams leaves none, or the largest there is.
pub(crate) fn stated(size: u64) -> Option<u64> {
    (1..0xffff_0000).contains(&size).then_some(size)
}

/// A demuxer of one file.
#[derive(Debug)]
pub(super) struct Riff {
    state: State,
    bytes: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Before the twelve bytes of the file's head.
    Head,
    /// Before the head of a chunk.
    Chunk,
    /// In the format chunk, which has so many bytes.
    Format(u64),
    /// So many bytes that nobody needs.
    Skip(u64),
    /// Behind the head of a data chunk that says it has no bytes.
    Empty,
    /// So many bytes of samples, and whether one fills them up to an even number; `None` is all that come.
    Data(Option<(u64, bool)>),
}

impl Riff {
    pub(super) fn new() -> Self {
        Riff { state: State::Head, bytes: Vec::new() }
    }

    pub(super) fn push(&mut self, mut bytes: &[u8], output: &mut Output) -> Result<()> {
        loop {
            match self.state {
                State::Head => {
                    let Some(_) = self.gather(&mut bytes, 12) else { return Ok(()) };
                    self.state = State::Chunk;
                }
                State::Chunk => {
                    let Some(head) = self.gather(&mut bytes, 8) else { return Ok(()) };
                    self.chunk(&head, output)?;
                }
                State::Format(size) => {
                    let wanted = usize::try_from(size).unwrap_or(FORMAT).min(FORMAT);
                    let Some(format) = self.gather(&mut bytes, wanted) else { return Ok(()) };
                    begin(&format, output)?;
                    self.state = State::Skip(size + size % 2 - wanted as u64);
                }
                State::Skip(0) => self.state = State::Chunk,
                State::Skip(left) => {
                    let (_, rest) = split(bytes, left);
                    self.state = State::Skip(left - (bytes.len() - rest.len()) as u64);
                    bytes = rest;
                    if bytes.is_empty() {
                        return Ok(());
                    }
                }
                State::Empty => {
                    let Some(next) = self.gather(&mut bytes, 8) else { return Ok(()) };
                    if is_chunk(&next) {
                        self.chunk(&next, output)?;
                    } else {
                        self.state = State::Data(None);
                        output.data(&next)?;
                    }
                }
                State::Data(None) => return output.data(bytes),
                State::Data(Some((0, odd))) => self.state = State::Skip(u64::from(odd)),
                State::Data(Some((left, odd))) => {
                    let (sound, rest) = split(bytes, left);
                    output.data(sound)?;
                    self.state = State::Data(Some((left - sound.len() as u64, odd)));
                    bytes = rest;
                    if bytes.is_empty() {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Ends the file, wherever it was cut off.
    pub(super) fn finish(&mut self, output: &mut Output) -> Result<()> {
        // The last few bytes behind a data chunk whose size was never written.
        if matches!(self.state, State::Empty) {
            output.data(&std::mem::take(&mut self.bytes))
        } else {
            Ok(())
        }
    }

    /// The next `wanted` bytes, once they are there.
    fn gather(&mut self, bytes: &mut &[u8], wanted: usize) -> Option<Vec<u8>> {
        let missing = wanted.saturating_sub(self.bytes.len()).min(bytes.len());
        let (taken, rest) = bytes.split_at(missing);
        self.bytes.extend_from_slice(taken);
        *bytes = rest;
        (self.bytes.len() >= wanted).then(|| std::mem::take(&mut self.bytes))
    }

    fn chunk(&mut self, head: &[u8], output: &Output) -> Result<()> {
        let (id, size) = head.split_at_checked(4).unwrap_or_default();
        let size = size.try_into().map_or(0, u32::from_le_bytes);
        let size = u64::from(size);
        self.state = match id {
            // One recording has one format: it may not change in the middle.
            b"fmt " if output.begun() => State::Skip(size + size % 2),
            b"fmt " if size < 16 => {
                return Err(wrong(format!("the WAV's format has {size} bytes, 16 are the least")));
            }
            b"fmt " => State::Format(size),
            b"data" if !output.begun() => {
                return Err(wrong("the WAV has sound before it says of what format"));
            }
            b"data" if size == 0 => State::Empty,
            b"data" => State::Data(stated(size).map(|size| (size, size % 2 == 1))),
            _ => State::Skip(size + size % 2),
        };
        Ok(())
    }
}

/// Whether these bytes can begin a chunk behind an empty data chunk, rather than be samples.
fn is_chunk(head: &[u8]) -> bool {
    let known =
        [&b"LIST"[..], b"fact", b"cue ", b"id3 ", b"ID3 ", b"bext", b"JUNK", b"junk", b"PEAK", b"iXML"];
    known.iter().any(|id| head.starts_with(id))
}

fn split(bytes: &[u8], left: u64) -> (&[u8], &[u8]) {
    bytes.split_at(usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len()))
}

/// Begins the sound that a format chunk describes.
fn begin(format: &[u8], output: &mut Output) -> Result<()> {
    let short = |at: usize| match format.get(at..at + 2) {
        Some([low, high]) => u16::from_le_bytes([*low, *high]),
        _ => 0,
    };
    let (channels, bits) = (short(2), u64::from(short(14)));
    let rate = u32::from(short(4)) | (u32::from(short(6)) << 16);
    let kind = match short(0) {
        // The extensible format says in a longer chunk what it really is.
        0xfffe => short(24),
        kind => kind,
    };
    let encoding = match kind {
        1 => Encoding::integer(bits),
        3 => Encoding::float(bits),
        _ => None,
    };
    let Some(encoding) = encoding else {
        let message = format!(
            "the WAV has samples of format {kind} with {bits} bits; accepted are integers of 8, 16, 24 or 32 bits and floats"
        );
        return Err(wrong(message));
    };
    if !(1..=8).contains(&channels) {
        return Err(wrong(format!("the WAV has {channels} channels; 1 to 8 are accepted")));
    }
    output.begin_pcm(encoding, rate, channels)
}
