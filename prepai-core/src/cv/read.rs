//! From bytes to text: what a file is, and how its letters are written.

use crate::document::DocumentType;
use crate::error::{Error, ErrorKind, Result};

/// The largest document.
pub const MAX_BYTES: usize = 10 << 20;

/// What the bytes are; the name only serves the message.
///
/// # Errors
/// `unsupported` for pictures, archives, programs and other bytes that are no text; `invalid_content` when there are none.
pub fn document_type(bytes: &[u8], name: &str) -> Result<DocumentType> {
    if bytes.is_empty() {
        return Err(Error::new(ErrorKind::InvalidContent, "no text extracted from file"));
    }
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Ok(DocumentType::Pdf);
    }
    // Word's own parts stand in the directory at the end of the archive.
    if bytes.starts_with(b"PK\x03\x04") && bytes.windows(5).any(|window| window == b"word/") {
        return Ok(DocumentType::Docx);
    }
    const OTHERS: [&[u8]; 12] = [
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"GIF8",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x7FELF",
        b"MZ",
        b"\x1F\x8B",
        b"RIFF",
        b"\xD0\xCF\x11\xE0",
        b"Rar!",
        b"7z\xBC\xAF",
    ];
    let wide = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let binary = !wide && head.iter().filter(|byte| **byte == 0).count() * 20 > head.len();
    if OTHERS.iter().any(|magic| bytes.starts_with(magic)) || binary {
        let last = name.rsplit('.').next().unwrap_or_default();
        let shown: String = last.chars().filter(|c| c.is_alphanumeric()).take(10).collect();
        let shown = if shown.is_empty() { "unknown".to_owned() } else { shown.to_lowercase() };
        return Err(Error::new(
            ErrorKind::Unsupported,
            format!("unsupported file type: {shown}. Supported: PDF, DOCX, TXT"),
        ));
    }
    Ok(DocumentType::Txt)
}

/// The text of a plain file: UTF-8, UTF-16 with its mark, or Windows-1252 where that gives only letters and usual signs.
///
/// # Errors
/// `invalid_content` when it is none of these, or has no words.
pub fn decode(bytes: &[u8]) -> Result<String> {
    let text = wide(bytes)
        .or_else(|| {
            let plain = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            std::str::from_utf8(plain).ok().map(str::to_owned)
        })
        .or_else(|| windows(bytes))
        .filter(|text| !text.chars().any(|c| c.is_control() && !c.is_whitespace() && c != '\u{c}'))
        .ok_or_else(|| Error::new(ErrorKind::InvalidContent, "unable to decode text file"))?;
    if !text.chars().any(char::is_alphanumeric) {
        return Err(Error::new(ErrorKind::InvalidContent, "no text extracted from file"));
    }
    Ok(text)
}

/// UTF-16 with its byte order mark. What does not decode is no text of another kind either.
fn wide(bytes: &[u8]) -> Option<String> {
    let (rest, little) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (rest, true),
        [0xFE, 0xFF, rest @ ..] => (rest, false),
        _ => return None,
    };
    if !rest.len().is_multiple_of(2) {
        return None;
    }
    let units = rest.chunks_exact(2).map(|pair| match (pair, little) {
        ([low, high], true) | ([high, low], false) => u16::from_le_bytes([*low, *high]),
        _ => 0,
    });
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

/// Windows-1252, if the letters over 127 are few and stand among others.
fn windows(bytes: &[u8]) -> Option<String> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return None;
    }
    let high = bytes.iter().filter(|byte| **byte > 127).count();
    if bytes.contains(&0) || high * 5 > bytes.len() {
        return None;
    }
    // 0x80 to 0x9F differ from Latin-1; five of them are nothing.
    const SIGNS: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’',
        '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    let letter = |byte: &u8| match byte {
        0x80..=0x9F => SIGNS.get(usize::from(byte - 0x80)).copied().filter(|sign| *sign != '\0'),
        byte => Some(char::from(*byte)),
    };
    bytes.iter().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_in_the_encodings_of_the_world() {
        assert_eq!(decode("café 李".as_bytes()).unwrap(), "café 李");
        assert_eq!(decode(b"\xEF\xBB\xBFcaf\xC3\xA9").unwrap(), "café");
        assert_eq!(decode(b"\xFF\xFEc\0a\0").unwrap(), "ca");
        assert_eq!(decode(b"\xFE\xFF\0c\0a").unwrap(), "ca");
        assert_eq!(decode(b"a resume in the caf\xE9 \x96 really").unwrap(), "a resume in the café – really");
    }

    #[test]
    fn what_is_no_text_is_said() {
        for bytes in [&b"\xFF\xFE\x00\x63\x61\x66\xE9"[..], b"\xC3\x28\xA0\xA1\xE2\x28", b"ab\x00cd"] {
            assert_eq!(decode(bytes).unwrap_err().message(), "unable to decode text file", "{bytes:?}");
        }
        assert_eq!(decode(b" \n ").unwrap_err().message(), "no text extracted from file");
        assert_eq!(document_type(b"", "x").unwrap_err().kind(), ErrorKind::InvalidContent);
    }

    #[test]
    fn the_bytes_decide_and_not_the_name() {
        assert_eq!(document_type(b"Ada", "resume.pdf").unwrap(), DocumentType::Txt);
        assert_eq!(document_type(b"%PDF-1.7 ", "resume").unwrap(), DocumentType::Pdf);
        assert_eq!(document_type(b"PK\x03\x04....word/document.xml", "x.zip").unwrap(), DocumentType::Docx);
        let error = document_type(b"\x89PNG", "resume.png").unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::Unsupported, "unsupported file type: png. Supported: PDF, DOCX, TXT")
        );
        assert!(document_type(b"PK\x03\x04....xl/workbook.xml", "a.xlsx").is_err());
    }
}
