//! Blocks of Matroska: a track, and one or several frames (RFC 9559, sections 10 and 10.3).

use super::element::{Read, varint};

/// The frames of a block, or nothing if it is damaged or of another track.
pub(super) fn frames(block: &[u8], track: u64) -> Option<Vec<&[u8]>> {
    let Read::Whole((Some(number), length)) = varint(block) else { return None };
    // Behind the track: two bytes of time, one of flags.
    let flags = *block.get(length + 2)?;
    let body = block.get(length + 3..)?;
    if number != track {
        return None;
    }
    match flags & 0x06 {
        0x00 => Some(vec![body]),
        0x04 => {
            let (count, body) = count(body)?;
            let size = (body.len() / count).max(1);
            Some(body.chunks_exact(size).take(count).collect())
        }
        0x02 => {
            let (count, body) = count(body)?;
            cut(body, xiph_sizes, count)
        }
        _ => {
            let (count, body) = count(body)?;
            cut(body, ebml_sizes, count)
        }
    }
}

/// How many frames there are.
fn count(body: &[u8]) -> Option<(usize, &[u8])> {
    let (count, body) = body.split_first()?;
    Some((usize::from(*count) + 1, body))
}

/// Reads so many sizes; they, and what is behind them.
type Sizes = fn(&[u8], usize) -> Option<(Vec<usize>, &[u8])>;

/// Cuts frames of which all but the last have a size.
fn cut(body: &[u8], sizes: Sizes, count: usize) -> Option<Vec<&[u8]>> {
    let (sizes, mut rest) = sizes(body, count - 1)?;
    let mut frames = Vec::with_capacity(count);
    for size in sizes {
        let (frame, after) = rest.split_at_checked(size)?;
        frames.push(frame);
        rest = after;
    }
    frames.push(rest);
    Some(frames)
}

/// Each size is a sum of bytes, of which the last is not 255.
fn xiph_sizes(mut body: &[u8], count: usize) -> Option<(Vec<usize>, &[u8])> {
    let mut sizes = Vec::with_capacity(count);
    for _ in 0..count {
        let mut size = 0;
        loop {
            let (byte, rest) = body.split_first()?;
            body = rest;
            size += usize::from(*byte);
            if *byte != 255 {
                break;
            }
        }
        sizes.push(size);
    }
    Some((sizes, body))
}

/// The first size is a number, every further one the difference to the one before.
fn ebml_sizes(mut body: &[u8], count: usize) -> Option<(Vec<usize>, &[u8])> {
    let mut sizes = Vec::with_capacity(count);
    let mut size = 0_i64;
    for place in 0..count {
        let Read::Whole((Some(value), length)) = varint(body) else { return None };
        body = body.get(length..)?;
        let value = i64::try_from(value).ok()?;
        size = if place == 0 { value } else { size + value - ((1 << (7 * length - 1)) - 1) };
        sizes.push(usize::try_from(size).ok()?);
    }
    Some((sizes, body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lacing_gives_its_frames() {
        let plain = [0x81, 0, 0, 0x80, 1, 2, 3];
        assert_eq!(frames(&plain, 1).unwrap(), [&[1, 2, 3][..]]);
        let fixed = [0x81, 0, 0, 0x04, 1, 1, 2, 3, 4];
        assert_eq!(frames(&fixed, 1).unwrap(), [&[1, 2][..], &[3, 4]]);
        let xiph = [0x81, 0, 0, 0x02, 2, 1, 2, 9, 8, 7, 6];
        assert_eq!(frames(&xiph, 1).unwrap(), [&[9][..], &[8, 7], &[6]]);
        // 0xbe is one less than the size before.
        let ebml = [0x81, 0, 0, 0x06, 2, 0x82, 0xbe, 9, 8, 7, 6];
        assert_eq!(frames(&ebml, 1).unwrap(), [&[9, 8][..], &[7], &[6]]);
    }

    #[test]
    fn other_tracks_and_damage_give_nothing() {
        for block in [
            &[][..],
            &[0x81],
            &[0x82, 0, 0, 0x80, 1],
            &[0x81, 0, 0, 0x02, 9, 255],
            &[0x81, 0, 0, 0x06, 1, 0x88, 1],
            &[0x81, 0, 0, 0x06, 2, 0x81, 0x80, 1],
        ] {
            assert_eq!(frames(block, 1), None, "{block:?}");
        }
    }
}
