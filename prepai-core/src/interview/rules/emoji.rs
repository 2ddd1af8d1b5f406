//! Pictures among characters.

/// Whether a character is a picture or belongs to one (Unicode 16 emoji blocks, dingbats, regional indicators, tags).
pub(super) fn is_emoji(c: char) -> bool {
    matches!(u32::from(c),
        0x1F000..=0x1FAFF
        | 0x2600..=0x27BF
        | 0x2B05..=0x2B07 | 0x2B1B..=0x2B1C | 0x2B50 | 0x2B55
        | 0x231A..=0x231B | 0x23E9..=0x23FA
        | 0x3030 | 0x303D | 0x3297 | 0x3299
        | 0x20E3 | 0xFE0F
        | 0xE0020..=0xE007F)
}

/// Joins two pictures into one; a letter of some scripts elsewhere.
pub(super) const JOINER: char = '\u{200D}';

/// Characters that show nothing and only steer: controls, byte order mark, zero width space, directions.
pub(super) fn is_invisible(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(u32::from(c), 0x200B | 0x200E..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFEFF | 0xFFF9..=0xFFFC)
}
