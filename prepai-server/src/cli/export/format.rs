//! The forms of a session.

use std::path::Path;

use clap::ValueEnum;
use prepai_core::ids::SessionId;
use prepai_core::session::{Session, document, export};
use prepai_core::turn::Interview;
use prepai_core::{Error, ErrorKind, Result, evaluation};
use serde_json::Value;

/// A form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The log itself, as JSON lines: what `prepai replay` reads
    Jsonl,
    /// The session as one JSON document, as older programs read it
    Session,
    /// The report as JSON
    Report,
    /// Report and transcript as Markdown
    Md,
    /// The report as a page
    Html,
    /// The transcript as text
    Txt,
    /// The transcript as SubRip subtitles
    Srt,
    /// The transcript as WebVTT
    Vtt,
}

impl Format {
    /// What a file's ending says.
    pub(crate) fn of(path: &Path) -> Option<Format> {
        Some(match path.extension()?.to_str()?.to_lowercase().as_str() {
            "jsonl" | "ndjson" => Format::Jsonl,
            "json" => Format::Session,
            "md" | "markdown" => Format::Md,
            "html" | "htm" => Format::Html,
            "txt" => Format::Txt,
            "srt" => Format::Srt,
            "vtt" => Format::Vtt,
            _ => return None,
        })
    }
}

/// The bytes of a session in a form.
///
/// # Errors
/// As [`ExportArgs::run`](super::ExportArgs::run).
pub(crate) async fn write(format: Format, interview: &Interview, id: &SessionId) -> Result<Vec<u8>> {
    let named = |error: Error| error.with("session", id);
    // Verified first, whatever the form.
    let log = interview.sessions().load(id).await.map_err(named)?;
    let session = log.session();
    Ok(match format {
        Format::Jsonl => interview.sessions().lines(id).await.map_err(named)?,
        Format::Session => pretty(&document(session))?,
        Format::Report => pretty(report(session)?)?,
        Format::Md => markdown(session).into_bytes(),
        Format::Html => evaluation::export::html(report(session)?).into_bytes(),
        Format::Txt => export::plain(session).into_bytes(),
        Format::Srt => export::srt(session).into_bytes(),
        Format::Vtt => export::vtt(session).into_bytes(),
    })
}

fn report(session: &Session) -> Result<&Value> {
    let missing = || Error::new(ErrorKind::NotReady, "the interview has not ended: there is no report yet");
    session.report.as_ref().ok_or_else(missing)
}

/// The report, if there is one yet, and the transcript.
fn markdown(session: &Session) -> String {
    let transcript = export::markdown(session);
    match &session.report {
        Some(report) => format!("{}\n{transcript}", evaluation::export::markdown(report)),
        None => transcript,
    }
}

fn pretty(value: &Value) -> Result<Vec<u8>> {
    let unwritable = |error: serde_json::Error| Error::new(ErrorKind::Internal, error.to_string());
    let mut bytes = serde_json::to_vec_pretty(value).map_err(unwritable)?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_name_forms() {
        assert_eq!(Format::of(Path::new("a/b.MD")), Some(Format::Md));
        assert_eq!(Format::of(Path::new("log.jsonl")), Some(Format::Jsonl));
        assert_eq!(Format::of(Path::new("a.pdf")), None);
        assert_eq!(Format::of(Path::new("a")), None);
    }
}
