//! Finding the way behind damage.

use super::element::{Head, Read, head, varint};
use super::{BLOCK, BLOCK_GROUP, CLUSTER, DISCARD_PADDING, EBML, SIMPLE_BLOCK};

/// What stands between blocks and is passed over: times, sizes, references, cues, tags, checksums, padding.
const BETWEEN: [u32; 21] = [
    0xe7,
    0xa7,
    0xab,
    0xaf,
    0x9b,
    0xfa,
    0xfb,
    0xa4,
    0x75a1,
    0x8e,
    0x5854,
    0xec,
    0xbf,
    0x1c53_bb6b,
    0x1254_c367,
    0x114d_9b74,
    0x1549_a966,
    0x1043_a770,
    0x1941_a469,
    0x1853_8067,
    0x1654_ae6b,
];

/// Bytes that are needed to tell whether something begins at a place.
const AHEAD: usize = 16;

/// Whether an element may stand where sound runs.
pub(super) fn belongs(id: u32) -> bool {
    [SIMPLE_BLOCK, BLOCK, BLOCK_GROUP, DISCARD_PADDING].contains(&id) || BETWEEN.contains(&id)
}

/// How many bytes can be passed, and whether a recording, a cluster or a block of the track begins behind them.
pub(super) fn next(bytes: &[u8], track: Option<u64>) -> (usize, bool) {
    let last = bytes.len().saturating_sub(AHEAD - 1);
    let begins = |place: &usize| bytes.get(*place..).is_some_and(|rest| begins(rest, track));
    (0..last).find(begins).map_or((last, false), |place| (place, true))
}

fn begins(bytes: &[u8], track: Option<u64>) -> bool {
    let Read::Whole(Head { id, size, length }) = head(bytes) else { return false };
    match id {
        EBML => size.is_some_and(|size| size < 256),
        CLUSTER => true,
        // A key frame without lacing, as every recorder writes sound.
        SIMPLE_BLOCK if size.is_some_and(|size| (5..65_536).contains(&size)) => {
            let body = bytes.get(length..).unwrap_or_default();
            let Read::Whole((number, length)) = varint(body) else { return false };
            number.is_some() && number == track && body.get(length + 2) == Some(&0x80)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_the_track_are_found_in_noise() {
        let mut bytes = vec![0xa3; 50];
        bytes.extend([0xa3, 0x40, 0x84, 0x81, 0, 0, 0x80]);
        bytes.extend([0; 20]);
        assert_eq!(next(&bytes, Some(1)), (50, true));
        assert_eq!(next(&bytes, Some(2)), (bytes.len() - 15, false));
        assert_eq!(next(&bytes, None), (bytes.len() - 15, false));
        assert_eq!(next(&bytes[50..60], Some(1)), (0, false), "too few bytes to tell");
    }
}
