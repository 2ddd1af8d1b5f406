//! Ogg with Opus (RFC 7845) in pieces of any size.

mod page;

use prepai_core::Result;

use super::found::wrong;
use super::opus::OpusHead;
use super::output::Output;
use page::{Page, Read};

/// A packet of more bytes is damage: the longest Opus packet has 61,298.
const LARGEST: usize = 1 << 17;

/// Pages whose checksum is wrong may have more bytes in all than lie before their end, by as much as one page: beyond it they lie within one
/// another, which no damage does, and each byte would be summed up hundreds of times.
const DAMAGED: u64 = 65_307;

/// A demuxer of one recording, or of several behind one another.
#[derive(Debug, Default)]
pub(super) struct Ogg {
    bytes: Vec<u8>,
    /// The stream that is decoded.
    stream: Option<Stream>,
    /// Bytes that were looked at, and those of pages with a wrong checksum.
    passed: u64,
    damaged: u64,
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
                    self.gap();
                }
                Read::Damaged(page, length) => {
                    self.damaged += page as u64;
                    let end = self.passed + (done + page) as u64;
                    done += length;
                    self.gap();
                    if self.damaged > end + DAMAGED {
                        break Err(wrong(
                            "the Ogg is damaged: hardly any of its pages has the right checksum",
                        ));
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
        self.passed += done as u64;
        self.bytes = buffer;
        self.bytes.drain(..done.min(self.bytes.len()));
        result
    }

    /// What was begun before the gap has no end.
    fn gap(&mut self) {
        if let Some(stream) = &mut self.stream {
            stream.partial.clear();
        }
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
    use prepai_core::ErrorKind;

    use super::super::output::Output;
    use super::page::{Read, checksum, read};
    use super::{DAMAGED, Ogg};

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
        assert_eq!(read(&page), Read::Damaged(page.len(), page.len()));
    }

    #[test]
    fn false_pages_within_one_another_have_an_end() {
        // Heads of 27 bytes, each of which says that 255 parts of up to 255 bytes follow.
        let nested = [b"OggS\0\x02", &[0xff; 21][..]].concat().repeat(20_000);
        let mut ogg = Ogg::default();
        let mut output = Output::new(16_000, u64::MAX);
        let error = nested.chunks(10_000).find_map(|piece| ogg.push(piece, &mut output).err()).unwrap();
        assert_eq!(error.kind(), ErrorKind::InvalidContent);
        assert!(ogg.damaged <= ogg.passed + 3 * DAMAGED, "{} of {}", ogg.damaged, ogg.passed);
        let mut whole = Ogg::default();
        whole.push(&nested, &mut output).unwrap_err();
        assert_eq!(whole.damaged, ogg.damaged, "it ends at the same place however it is cut");
    }

    #[test]
    fn a_recording_all_of_whose_pages_are_damaged_is_read_to_its_end() {
        let page = b"OggS\0\x02\0\0\0\0\0\0\0\0\x07\0\0\0\0\0\0\0\0\0\0\0\x01\xc8".to_vec();
        let damaged = [page, vec![1; 200]].concat().repeat(5_000);
        let mut ogg = Ogg::default();
        ogg.push(&damaged, &mut Output::new(16_000, u64::MAX)).unwrap();
        assert_eq!(ogg.damaged, damaged.len() as u64);
    }
}
