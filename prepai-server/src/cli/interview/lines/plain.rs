//! Lines from a file or another program.

use std::io::{self, BufRead, Read};
use std::path::Path;

use prepai_core::{Error, ErrorKind, Result};

use super::{Line, Prompt, Source};

/// The longest line, in bytes; what the conversation takes is less, and says so itself.
const LONGEST: u64 = 1 << 20;

/// Reads standard input as it comes; a prompt is for people and is not shown.
#[derive(Debug)]
pub(super) struct Plain;

impl Source for Plain {
    fn line(&mut self, _prompt: &Prompt) -> Result<Line> {
        read_line(&mut io::stdin().lock())
    }

    fn remember_in(&mut self, _history: &Path) {}
}

fn read_line(input: &mut impl BufRead) -> Result<Line> {
    let mut bytes = Vec::new();
    let read = input.take(LONGEST).read_until(b'\n', &mut bytes);
    if read.map_err(Error::from)? == 0 {
        return Ok(Line::End);
    }
    if bytes.len() as u64 == LONGEST && !bytes.ends_with(b"\n") {
        let message = format!("standard input: a line may have {LONGEST} bytes and this one has more");
        return Err(Error::new(ErrorKind::TooLarge, message));
    }
    let text = String::from_utf8(bytes);
    let mut text =
        text.map_err(|_| Error::new(ErrorKind::InvalidContent, "standard input: a line is not UTF-8"))?;
    text.truncate(text.trim_end_matches(['\n', '\r']).len());
    Ok(Line::Text(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_without_their_ends_and_the_last_needs_none() {
        let mut input = "one\r\n\ntwo".as_bytes();
        let lines: Vec<_> = std::iter::repeat_with(|| read_line(&mut input).unwrap()).take(4).collect();
        let text = |text: &str| Line::Text(text.to_owned());
        assert_eq!(lines, [text("one"), text(""), text("two"), Line::End]);
    }

    #[test]
    fn bytes_that_are_no_text_and_endless_lines_are_errors() {
        assert_eq!(read_line(&mut &b"\xff\n"[..]).unwrap_err().kind(), ErrorKind::InvalidContent);
        let mut endless = io::BufReader::new(io::repeat(b'x'));
        assert_eq!(read_line(&mut endless).unwrap_err().kind(), ErrorKind::TooLarge);
    }
}
