//! Binary frames of protocol 2: a header of 20 bytes, little-endian, and the sound.

use prepai_core::{Error, ErrorKind, Result};

/// Bytes before the payload.
pub const HEADER: usize = 20;

/// The version of the header.
pub const VERSION: u8 = 1;

/// What the payload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload {
    /// Samples of 16 bits, little-endian, one channel.
    Pcm16,
    /// One Opus packet.
    Opus,
}

/// A frame, borrowed from its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// What the payload is.
    pub kind: Payload,
    /// Reserved; whoever does not know a flag ignores it.
    pub flags: u16,
    /// The turn; 0 from a client.
    pub turn: u32,
    /// From the server the conversation's count of frames, from a client that of its binary frames.
    pub seq: u32,
    /// Samples before this frame, at the agreed rate.
    pub start_sample: u64,
    /// The sound.
    pub payload: &'a [u8],
}

impl<'a> Frame<'a> {
    /// Reads a frame.
    ///
    /// # Errors
    /// `invalid_input` for one that is too short, of another version or kind, or with half a sample.
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        let mut rest = bytes;
        let [version] = take(&mut rest)?;
        let [kind] = take(&mut rest)?;
        if version != VERSION {
            return Err(wrong(format!(
                "version {version} of the header is unknown; this server has {VERSION}"
            )));
        }
        let kind = match kind {
            1 => Payload::Pcm16,
            2 => Payload::Opus,
            kind => return Err(wrong(format!("kind {kind} is unknown; 1 is PCM16, 2 is Opus"))),
        };
        let flags = u16::from_le_bytes(take(&mut rest)?);
        let turn = u32::from_le_bytes(take(&mut rest)?);
        let seq = u32::from_le_bytes(take(&mut rest)?);
        let start_sample = u64::from_le_bytes(take(&mut rest)?);
        if kind == Payload::Pcm16 && rest.len() % 2 == 1 {
            return Err(wrong(format!("PCM16 has an even number of bytes, not {}", rest.len())));
        }
        Ok(Frame { kind, flags, turn, seq, start_sample, payload: rest })
    }

    /// The bytes of a frame.
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER + self.payload.len());
        bytes.push(VERSION);
        bytes.push(match self.kind {
            Payload::Pcm16 => 1,
            Payload::Opus => 2,
        });
        bytes.extend(self.flags.to_le_bytes());
        bytes.extend(self.turn.to_le_bytes());
        bytes.extend(self.seq.to_le_bytes());
        bytes.extend(self.start_sample.to_le_bytes());
        bytes.extend(self.payload);
        bytes
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N]> {
    let (head, tail) = rest
        .split_first_chunk::<N>()
        .ok_or_else(|| wrong(format!("a binary frame begins with a header of {HEADER} bytes")))?;
    *rest = tail;
    Ok(*head)
}

fn wrong(message: String) -> Error {
    Error::new(ErrorKind::InvalidInput, message).during("frame.parse")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_header_is_laid_out_as_agreed() {
        let frame = Frame {
            kind: Payload::Opus,
            flags: 0x0102,
            turn: 3,
            seq: 0x0405_0607,
            start_sample: 320,
            payload: &[9],
        };
        let bytes = frame.write();
        assert_eq!(bytes, [1, 2, 2, 1, 3, 0, 0, 0, 7, 6, 5, 4, 64, 1, 0, 0, 0, 0, 0, 0, 9]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let good =
            Frame { kind: Payload::Pcm16, flags: 0, turn: 0, seq: 0, start_sample: 0, payload: &[0; 4] };
        let mut bytes = good.write();
        assert!(Frame::parse(&bytes[..19]).unwrap_err().message().contains("20 bytes"));
        assert!(Frame::parse(&bytes[..23]).unwrap_err().message().contains("even"));
        bytes[1] = 7;
        assert!(Frame::parse(&bytes).unwrap_err().message().contains("kind 7"));
        bytes[0] = 2;
        assert!(Frame::parse(&bytes).unwrap_err().message().contains("version 2"));
    }

    proptest! {
        #[test]
        fn whatever_comes_is_a_frame_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(frame) = Frame::parse(&bytes) {
                prop_assert_eq!(frame.write(), bytes);
            }
        }

        #[test]
        fn what_is_written_is_read(
            opus in any::<bool>(),
            flags in any::<u16>(),
            turn in any::<u32>(),
            seq in any::<u32>(),
            start_sample in any::<u64>(),
            samples in prop::collection::vec(any::<[u8; 2]>(), 0..400),
        ) {
            let payload = samples.concat();
            let kind = if opus { Payload::Opus } else { Payload::Pcm16 };
            let frame = Frame { kind, flags, turn, seq, start_sample, payload: &payload };
            let bytes = frame.write();
            prop_assert_eq!(Frame::parse(&bytes).unwrap(), frame);
        }
    }
}
