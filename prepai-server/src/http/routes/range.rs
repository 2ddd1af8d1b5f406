//! The `Range` header (RFC 9110, section 14).

use std::ops::Range;

use axum::http::HeaderValue;

/// What of a file is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The whole: no range, one that cannot be read, or several at once (which a server may ignore).
    All,
    /// These bytes; at least one.
    Part(Range<u64>),
    /// Bytes behind the end.
    Behind,
}

/// What a request wants of a file of so many bytes.
pub(super) fn wanted(header: Option<&HeaderValue>, size: u64) -> Wanted {
    let text = header.and_then(|header| header.to_str().ok()).unwrap_or_default();
    let Some((unit, range)) = text.split_once('=') else { return Wanted::All };
    if !unit.trim().eq_ignore_ascii_case("bytes") || range.contains(',') {
        return Wanted::All;
    }
    let Some((first, last)) = range.trim().split_once('-') else { return Wanted::All };
    let number = |text: &str| match text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() {
        // Longer numbers than fit lie behind every end.
        true => Some(text.parse().unwrap_or(u64::MAX)),
        false => None,
    };
    match (first, number(first), last, number(last)) {
        (_, Some(first), "", None) if first < size => Wanted::Part(first..size),
        (_, Some(first), _, Some(last)) if first > last => Wanted::All,
        (_, Some(first), _, Some(last)) if first < size => {
            Wanted::Part(first..last.saturating_add(1).min(size))
        }
        ("", None, _, Some(count)) if count > 0 && size > 0 => Wanted::Part(size.saturating_sub(count)..size),
        (_, Some(_), "", None) | (_, Some(_), _, Some(_)) | ("", None, _, Some(_)) => Wanted::Behind,
        _ => Wanted::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Wanted {
        wanted(Some(&HeaderValue::from_str(text).unwrap()), 10)
    }

    #[test]
    fn parts_are_cut_at_the_end() {
        assert_eq!(of("bytes=0-3"), Wanted::Part(0..4));
        assert_eq!(of("Bytes=8-99"), Wanted::Part(8..10));
        assert_eq!(of("bytes=3-"), Wanted::Part(3..10));
        assert_eq!(of("bytes=-4"), Wanted::Part(6..10));
        assert_eq!(of("bytes=-40"), Wanted::Part(0..10));
        assert_eq!(of(&format!("bytes=2-{}", u64::MAX)), Wanted::Part(2..10));
    }

    #[test]
    fn what_lies_behind_the_end_is_told() {
        for behind in ["bytes=10-", "bytes=10-12", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(of(behind), Wanted::Behind, "{behind}");
        }
        assert_eq!(wanted(Some(&HeaderValue::from_static("bytes=-1")), 0), Wanted::Behind);
    }

    #[test]
    fn what_is_no_range_is_the_whole() {
        for odd in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=5-2",
            "bytes=0-1,3-4",
            "lines=0-1",
            "bytes=+1-2",
        ] {
            assert_eq!(of(odd), Wanted::All, "{odd}");
        }
        assert_eq!(wanted(None, 10), Wanted::All);
    }
}
