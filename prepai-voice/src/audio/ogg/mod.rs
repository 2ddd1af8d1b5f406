//! Ogg with Opus (RFC 7845) in pieces of any size.

mod page;

use prepai_core::Result;

use super::found::wrong;
use super::opus::OpusHead;
use super::output::Output;
use page::{Page, Read};

/// A packet of more bytes is damage: the longest Opus packet has 61,298.
const LARGEST: usize = 1 << 17;

/// A demuxer of one recording, or of several behind one another.
#[derive(Debug, Default)]
pub(super) struct Ogg {
    bytes: Vec<u8>,
    /// The stream that is decoded.
    stream: Option<Stream>,
    /// Codecs of other streams, for messages.
    other: Option<String>,
}

#[derive(Debug)]
struct Stream {
    number: u32,
    /// The comment header is still to come.
    comments: bool,
    partial: Vec<u8>,
    /// Where the page before ended, in samples at 48 kHz.
    granule: u64,
}

impl Ogg {
    pub(super) fn push(&mut self, bytes: &[u8], output: &mut Output) -> Result<()> {
        self.bytes.extend_from_slice(bytes);
        let buffer = std::mem::take(&mut self.bytes);
        let mut done = 0;
        let result = loop {
            match page::read(buffer.get(done..).unwrap_or_default()) {
                Read::Partial => break Ok(()),
                Read::Garbage(length) => {
                    done += length;
                    // What was begun before the gap has no end.
                    if let Some(stream) = &mut self.stream {
                        stream.partial.clear();
                    }
                }
                Read::Whole(page) => {
                    done += page.length;
                    if let Err(error) = self.page(&page, output) {
                        break Err(error);
                    }
                }
            }
        };
        self.bytes = buffer;
        self.bytes.drain(..done.min(self.bytes.len()));
        result
    }

    /// Ends the recording, wherever it was cut off.
    ///
    /// # Errors
    /// `invalid_content` when all of it was another codec.
    pub(super) fn finish(&self) -> Result<()> {
        match (&self.stream, &self.other) {
            (None, Some(other)) => {
                let message = format!("the Ogg has no stream of Opus; it begins with {other}");
                Err(wrong(message).with("found", other))
            }
            _ => Ok(()),
        }
    }

    fn page(&mut self, page: &Page<'_>, output: &mut Output) -> Result<()> {
        if page.first {
            return self.begin(page, output);
        }
        let Some(stream) = self.stream.as_mut().filter(|stream| stream.number == page.stream) else {
            return Ok(());
        };
        let mut packets = Vec::new();
        for (place, (part, ends)) in page.parts.iter().enumerate() {
            // The rest of a packet whose beginning was lost, or a beginning whose rest was.
            let orphan = place == 0 && page.continued && stream.partial.is_empty();
            if place == 0 && !page.continued {
                stream.partial.clear();
            }
            if stream.partial.len() + part.len() <= LARGEST {
                stream.partial.extend_from_slice(part);
            }
            if *ends {
                let packet = std::mem::take(&mut stream.partial);
                if !orphan {
                    packets.push(packet);
                }
            }
        }
        if stream.comments && !packets.is_empty() {
            stream.comments = false;
            packets.remove(0);
        }
        let before = stream.granule;
        stream.granule = page.granule.unwrap_or(before);
        // Only the last page may end earlier than its packets.
        let keep = match page.granule {
            Some(granule) if page.last => granule.saturating_sub(before),
            _ => u64::MAX,
        };
        give(&packets, keep, output)
    }

    /// Begins a stream: the first of Opus, also behind the end of another.
    fn begin(&mut self, page: &Page<'_>, output: &mut Output) -> Result<()> {
        let Some((head, _)) = page.parts.first() else { return Ok(()) };
        if !head.starts_with(b"OpusHead") {
            let name: String = head.iter().skip(1).take(6).map(|byte| char::from(*byte)).collect();
            let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
            self.other.get_or_insert(if name.is_empty() { "something unknown".to_owned() } else { name });
            return Ok(());
        }
        output.begin_opus(OpusHead::read(head)?)?;
        self.stream = Some(Stream { number: page.stream, comments: true, partial: Vec::new(), granule: 0 });
        Ok(())
    }
}

/// Decodes packets, of which only the first `keep` samples (at 48 kHz) are sound.
fn give(packets: &[Vec<u8>], keep: u64, output: &mut Output) -> Result<()> {
    let mut left = keep;
    for packet in packets {
        let samples = samples(packet);
        output.packet(packet, samples.saturating_sub(left))?;
        left = left.saturating_sub(samples);
    }
    Ok(())
}

/// Samples of a packet at 48 kHz.
fn samples(packet: &[u8]) -> u64 {
    opusic_c::utils::get_nb_samples(packet, opusic_c::SampleRate::Hz48000).map_or(0, |samples| samples as u64)
}

#[cfg(test)]
mod tests {
    use super::page::{Read, checksum, read};

    #[test]
    fn a_changed_byte_is_no_page() {
        let mut page = b"OggS\0\x02\0\0\0\0\0\0\0\0\x07\0\0\0\0\0\0\0\0\0\0\0\x01\x03abc".to_vec();
        let sum = checksum(&page);
        page[22..26].copy_from_slice(&sum.to_le_bytes());
        let Read::Whole(found) = read(&page) else { panic!("no page") };
        assert_eq!((found.first, found.stream, found.length), (true, 7, page.len()));
        assert_eq!(found.parts, [(&b"abc"[..], true)]);
        assert!((0..page.len()).all(|length| read(&page[..length]) == Read::Partial));
        page[29] = b'x';
        assert_eq!(read(&page), Read::Garbage(page.len()));
    }
}
