//! Elements of EBML (RFC 8794): ids, sizes, numbers.

/// The head of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) id: u32,
    /// Bytes of its body; `None` when the writer did not know.
    pub(super) size: Option<u64>,
    /// Bytes of the head itself.
    pub(super) length: usize,
}

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read<T> {
    Whole(T),
    /// More bytes are needed.
    Partial,
    /// No EBML.
    Damaged,
}

/// The head of the element that begins with these bytes.
pub(super) fn head(bytes: &[u8]) -> Read<Head> {
    let Some(first) = bytes.first() else { return Read::Partial };
    let id_length = first.leading_zeros() as usize + 1;
    if id_length > 4 {
        return Read::Damaged;
    }
    let (Some(id), Some(rest)) = (bytes.get(..id_length), bytes.get(id_length..)) else {
        return Read::Partial;
    };
    let id = id.iter().fold(0, |id, byte| (id << 8) | u32::from(*byte));
    match varint(rest) {
        Read::Whole((size, length)) => Read::Whole(Head { id, size, length: id_length + length }),
        Read::Partial => Read::Partial,
        Read::Damaged => Read::Damaged,
    }
}

/// A number of variable length and how long it is; `None` for all ones, which is an unknown size.
pub(super) fn varint(bytes: &[u8]) -> Read<(Option<u64>, usize)> {
    let Some(first) = bytes.first() else { return Read::Partial };
    let length = first.leading_zeros() as usize + 1;
    if length > 8 {
        return Read::Damaged;
    }
    let Some(all) = bytes.get(..length) else { return Read::Partial };
    let ones = (1_u64 << (7 * length)) - 1;
    let value = all.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)) & ones;
    Read::Whole(((value != ones).then_some(value), length))
}

/// An unsigned number of at most eight bytes.
pub(super) fn unsigned(body: &[u8]) -> u64 {
    body.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte))
}

/// A signed number of at most eight bytes.
pub(super) fn signed(body: &[u8]) -> i64 {
    let sign = if body.first().is_some_and(|byte| byte & 0x80 != 0) { -1 } else { 0 };
    body.iter().fold(sign, |value, byte| (value << 8) | i64::from(*byte))
}

/// A float of four or eight bytes, big-endian.
pub(super) fn float(body: &[u8]) -> Option<f64> {
    let eight = || body.try_into().ok().map(f64::from_be_bytes);
    body.try_into().ok().map(|four| f64::from(f32::from_be_bytes(four))).or_else(eight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_from_however_few_bytes() {
        let segment = [0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 7];
        assert!((0..12).all(|length| head(&segment[..length]) == Read::Partial));
        let expected = Head { id: 0x1853_8067, size: None, length: 12 };
        assert_eq!(head(&segment), Read::Whole(expected));
        assert_eq!(head(&[0xa3, 0x40, 0x84]), Read::Whole(Head { id: 0xa3, size: Some(0x84), length: 3 }));
        assert_eq!(head(&[0x00, 1, 2]), Read::Damaged);
        assert_eq!(head(&[0xa3, 0x00]), Read::Damaged);
    }

    #[test]
    fn numbers_keep_their_sign() {
        assert_eq!(
            (unsigned(&[1, 0]), signed(&[0xff, 0x00]), signed(&[0x01]), signed(&[])),
            (256, -256, 1, 0)
        );
        assert_eq!(float(&48_000_f32.to_be_bytes()), Some(48_000.0));
        assert_eq!((float(&8_000_f64.to_be_bytes()), float(&[1])), (Some(8_000.0), None));
    }
}
