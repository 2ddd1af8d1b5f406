//! Addresses in the net.

use super::Replacement;
use super::cursor::Cursor;

/// A URL is said as its host; a mail address with "at" and "dot".
pub(super) fn address(cursor: Cursor<'_>) -> Replacement {
    let length = cursor.run(|c| !c.is_whitespace() && !matches!(c, '"' | '<' | '>' | ')' | ']' | ','));
    let written = cursor.text(length);
    let bare = written.trim_end_matches(['.', '?', '!', ':', ';', '\'']);
    let scheme = ["https://", "http://", "ftp://", "www."].iter().find_map(|start| bare.strip_prefix(start));
    if let Some(rest) = scheme {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host).split(':').next().unwrap_or_default();
        return (!host.is_empty()).then(|| (bare.chars().count(), host.replace('.', " dot ")));
    }
    let (name, host) = bare.split_once('@')?;
    let plain = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+'))
    };
    if !plain(name) || !plain(host) || !host.contains('.') {
        return None;
    }
    let said = |text: &str| text.replace('.', " dot ").replace(['_', '-'], " ").replace('+', " plus ");
    Some((bare.chars().count(), format!("{} at {}", said(name), said(host))))
}
