//! RIFF WAVE with 16-bit samples, whole or while it grows.

use prepai_core::speech::Audio;

use super::pcm16;

/// Bytes of a header.
pub const HEADER: usize = 44;

/// The header of a file; without a length that of a file that still grows, which readers take as it comes.
///
/// A file that has stopped to grow gets its header once more, with `samples`. What is longer than the format can say (4
/// GiB) keeps the sizes of a growing file.
pub fn header(rate: u32, channels: u16, samples: Option<u64>) -> [u8; HEADER] {
    let frame = u32::from(channels) * 2;
    let data = samples.and_then(|samples| u32::try_from(samples.checked_mul(u64::from(frame))?).ok());
    let sizes = data.and_then(|data| Some((data.checked_add(36)?, data)));
    let (file, data) = sizes.unwrap_or((u32::MAX, u32::MAX));
    let mut header = [0; HEADER];
    let fields: [&[u8]; 13] = [
        b"RIFF",
        &file.to_le_bytes(),
        b"WAVE",
        b"fmt ",
        &16_u32.to_le_bytes(),
        &1_u16.to_le_bytes(),
        &channels.to_le_bytes(),
        &rate.to_le_bytes(),
        &rate.saturating_mul(frame).to_le_bytes(),
        &u16::try_from(frame).unwrap_or(u16::MAX).to_le_bytes(),
        &16_u16.to_le_bytes(),
        b"data",
        &data.to_le_bytes(),
    ];
    for (place, byte) in header.iter_mut().zip(fields.into_iter().flatten()) {
        *place = *byte;
    }
    header
}

/// A whole file of a sound; floats become 16-bit integers.
pub fn encode(sound: &Audio) -> Vec<u8> {
    let mut file = header(sound.rate, sound.channels, Some(sound.frames())).to_vec();
    file.extend(pcm16::bytes(&sound.to_i16()));
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_what_the_format_says() {
        let expected =
            b"RIFF\x28\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\x40\x1f\0\0\0\x7d\0\0\x04\0\x10\0data\x04\0\0\0";
        assert_eq!(header(8_000, 2, Some(1)), *expected);
        let sound = Audio { channels: 2, ..Audio::mono_i16(8_000, vec![1, -1]) };
        assert_eq!(encode(&sound), [&expected[..], &[1, 0, 255, 255]].concat());
    }

    #[test]
    fn a_growing_file_and_one_beyond_4_gib_have_no_sizes() {
        for samples in [None, Some(1 << 31), Some(u64::MAX)] {
            let header = header(16_000, 1, samples);
            assert_eq!((&header[4..8], &header[40..]), (&[255; 4][..], &[255; 4][..]));
        }
    }
}
