//! How code comes in: from a file, from an editor, or line by line.

use std::env;
use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::process::Command;

use prepai_core::turn::MAX_CODE;
use prepai_core::{Error, ErrorKind, Result};

use super::lines::{Line, Lines, Prompt};

/// File endings and the languages behind them.
const ENDINGS: [(&str, &str); 14] = [
    ("py", "python"),
    ("js", "javascript"),
    ("mjs", "javascript"),
    ("ts", "typescript"),
    ("java", "java"),
    ("cpp", "cpp"),
    ("cc", "cpp"),
    ("c", "c"),
    ("go", "go"),
    ("rs", "rust"),
    ("rb", "ruby"),
    ("kt", "kotlin"),
    ("cs", "csharp"),
    ("swift", "swift"),
];

/// What became of the wish to hand in code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Typed {
    /// The source.
    Code(String),
    /// The candidate thought better of it.
    Nothing,
    /// The input ended, or Ctrl-C.
    Left(Line),
}

/// The language that a file's ending names.
pub(crate) fn language_of(path: &Path) -> Option<&'static str> {
    let ending = path.extension()?.to_str()?.to_lowercase();
    ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, language)| *language)
}

/// Reads a file of code.
///
/// # Errors
/// `not_found` and its like with the path, `too_large`, `invalid_content` when it is not UTF-8.
pub(crate) fn read(path: &Path) -> Result<String> {
    let wrong = |error: io::Error| Error::from(error).with("path", path.display());
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(wrong)?;
    file.take(MAX_CODE as u64 + 1).read_to_end(&mut bytes).map_err(wrong)?;
    if bytes.len() > MAX_CODE {
        let message = format!("code: may have {MAX_CODE} bytes and this file has more");
        return Err(Error::new(ErrorKind::TooLarge, message).with("path", path.display()));
    }
    let text = String::from_utf8(bytes);
    text.map_err(|_| {
        Error::new(ErrorKind::InvalidContent, "the file is not UTF-8").with("path", path.display())
    })
}

/// The editor that the environment names, if a person is there to use it.
pub(crate) fn editor(lines: &Lines) -> Option<String> {
    let named = |key| env::var(key).ok().filter(|editor| !editor.trim().is_empty());
    let editor = named("VISUAL").or_else(|| named("EDITOR"))?;
    (lines.is_edited() && io::stdout().is_terminal()).then_some(editor)
}

/// Opens an editor on `starter` and gives what was saved. Waits for the editor.
///
/// # Errors
/// `unavailable` when the editor cannot be started or ends with an error.
pub(crate) fn edit(editor: &str, starter: &str, language: &str) -> Result<Typed> {
    let ending = ENDINGS.iter().find(|(_, known)| *known == language).map_or("txt", |(ending, _)| ending);
    let mut file = tempfile::Builder::new().prefix("prepai-").suffix(&format!(".{ending}")).tempfile()?;
    file.write_all(starter.as_bytes())?;
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let status = Command::new(program).args(words).arg(file.path()).status();
    let failed = |why: String| Error::new(ErrorKind::Unavailable, format!("the editor `{program}`: {why}"));
    let status = status.map_err(|error| failed(error.to_string()))?;
    if !status.success() {
        return Err(failed(status.to_string()));
    }
    // Read by name: editors replace the file.
    let code = read(file.path())?;
    Ok(if code.trim() == starter.trim() || code.trim().is_empty() {
        Typed::Nothing
    } else {
        Typed::Code(code)
    })
}

/// Reads lines until one with a single dot.
///
/// # Errors
/// As [`Lines::next`]; `too_large`.
pub(crate) async fn typed(lines: &Lines) -> Result<Typed> {
    let mut code = String::new();
    loop {
        match lines.next(Prompt::plain("| ")).await? {
            Line::Text(line) if line.trim_end() == "." => break,
            Line::Text(line) => {
                code.push_str(&line);
                code.push('\n');
            }
            left => return Ok(Typed::Left(left)),
        }
        if code.len() > MAX_CODE {
            return Err(Error::new(ErrorKind::TooLarge, format!("code: may have {MAX_CODE} bytes")));
        }
    }
    Ok(if code.trim().is_empty() { Typed::Nothing } else { Typed::Code(code) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_name_languages() {
        assert_eq!(language_of(Path::new("a/solution.PY")), Some("python"));
        assert_eq!(language_of(Path::new("solution.unknown")), None);
        assert_eq!(language_of(Path::new("Makefile")), None);
    }

    #[test]
    fn files_that_are_no_code_are_named_errors() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.py");
        assert_eq!(read(&path).unwrap_err().kind(), ErrorKind::NotFound);
        fs::write(&path, b"\xff\xfe").unwrap();
        let error = read(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidContent);
        assert!(error.fact("path").unwrap().ends_with("x.py"));
        fs::write(&path, vec![b'x'; MAX_CODE + 1]).unwrap();
        assert_eq!(read(&path).unwrap_err().kind(), ErrorKind::TooLarge);
        fs::write(&path, "ok").unwrap();
        assert_eq!(read(&path).unwrap(), "ok");
    }

    #[test]
    fn an_editor_that_fails_or_changes_nothing_hands_nothing_in() {
        assert_eq!(edit("true", "start", "python").unwrap(), Typed::Nothing);
        assert!(edit("false", "start", "python").unwrap_err().message().contains("`false`"));
        assert!(edit("/nonexistent/editor", "start", "python").is_err());
    }
}
