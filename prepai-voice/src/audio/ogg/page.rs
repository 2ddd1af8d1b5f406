//! Pages of Ogg (RFC 3533).

/// One page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page<'a> {
    /// Its first packet began on the page before.
    pub(super) continued: bool,
    pub(super) first: bool,
    pub(super) last: bool,
    /// Samples at the end of its last packet; `None` where no packet ends.
    pub(super) granule: Option<u64>,
    pub(super) stream: u32,
    /// The parts of packets, each with whether its packet ends here.
    pub(super) parts: Vec<(&'a [u8], bool)>,
    /// Bytes of the page.
    pub(super) length: usize,
}

/// What stands at a place.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read<'a> {
    Whole(Page<'a>),
    Partial,
    /// No page; so many bytes lie before what may be one.
    Garbage(usize),
    /// What looked like a page of so many bytes until its checksum was made, and how far it is to what may be the next.
    Damaged(usize, usize),
}

const MAGIC: &[u8] = b"OggS";
const HEAD: usize = 27;

/// The page that begins with these bytes.
pub(super) fn read(bytes: &[u8]) -> Read<'_> {
    if !bytes.starts_with(MAGIC) {
        return if MAGIC.starts_with(bytes) { Read::Partial } else { Read::Garbage(next(bytes)) };
    }
    let Some(&[_, _, _, _, version, flags, g0, g1, g2, g3, g4, g5, g6, g7, s0, s1, s2, s3]) =
        bytes.first_chunk::<18>()
    else {
        return Read::Partial;
    };
    if version != 0 {
        return Read::Garbage(next(bytes));
    }
    let Some(count) = bytes.get(HEAD - 1) else { return Read::Partial };
    let Some(table) = bytes.get(HEAD..HEAD + usize::from(*count)) else { return Read::Partial };
    let body = HEAD + table.len();
    let length = body + table.iter().map(|size| usize::from(*size)).sum::<usize>();
    let (Some(page), Some(mut rest)) = (bytes.get(..length), bytes.get(body..length)) else {
        return Read::Partial;
    };
    if checksum(page) != written(page) {
        return Read::Damaged(length, next(bytes));
    }
    let mut parts = Vec::new();
    let mut size = 0;
    for (place, segment) in table.iter().enumerate() {
        size += usize::from(*segment);
        let ends = *segment < 255;
        if ends || place + 1 == table.len() {
            let (part, after) = rest.split_at_checked(size).unwrap_or((rest, &[]));
            parts.push((part, ends));
            rest = after;
            size = 0;
        }
    }
    let granule = u64::from_le_bytes([g0, g1, g2, g3, g4, g5, g6, g7]);
    Read::Whole(Page {
        continued: flags & 1 != 0,
        first: flags & 2 != 0,
        last: flags & 4 != 0,
        granule: (granule != u64::MAX).then_some(granule),
        stream: u32::from_le_bytes([s0, s1, s2, s3]),
        parts,
        length,
    })
}

/// How far it is to the next page, at least one byte.
fn next(bytes: &[u8]) -> usize {
    let places = 1..bytes.len();
    let found = places.into_iter().find(|place| {
        let rest = bytes.get(*place..).unwrap_or_default();
        rest.starts_with(MAGIC) || MAGIC.starts_with(rest)
    });
    found.unwrap_or(bytes.len())
}

fn written(page: &[u8]) -> u32 {
    page.get(22..26).and_then(|sum| sum.try_into().ok()).map_or(0, u32::from_le_bytes)
}

/// CRC-32 with the polynomial 0x04c11db7, not reflected, over the page with its checksum as zeros.
pub(super) fn checksum(page: &[u8]) -> u32 {
    page.iter().enumerate().fold(0, |sum, (place, byte)| {
        let byte = if (22..26).contains(&place) { 0 } else { *byte };
        let entry = TABLE.get(usize::from((sum >> 24) as u8 ^ byte)).copied().unwrap_or_default();
        (sum << 8) ^ entry
    })
}

const TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut sum = (byte as u32) << 24;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 0x8000_0000 != 0 { (sum << 1) ^ 0x04c1_1db7 } else { sum << 1 };
            bit += 1;
        }
        #[expect(
            clippy::indexing_slicing,
            reason = "evaluated by the compiler, which would refuse a wrong index"
        )]
        {
            table[byte] = sum;
        }
        byte += 1;
    }
    table
}
