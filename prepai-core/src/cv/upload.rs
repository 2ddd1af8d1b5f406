//! A CV that is handed in: read, analysed, and what the log says of it.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{CvAnalysis, MAX_BYTES, Month, analyze, decode, document_type};
use crate::backends::Backends;
use crate::clock::Timestamp;
use crate::document::{Document, DocumentType};
use crate::error::{Error, ErrorKind, Result};
use crate::session::{Actor, Body, CvAnalyzed, CvUploaded, Entry, Session, Status};

/// How the names of kept originals begin.
pub const ORIGINAL: &str = "cv_";

/// A CV that was read, ready to be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Upload {
    /// The name under which the original is kept in the session's files; it says nothing of the person.
    pub file: String,
    /// The name that the sender gave.
    pub filename: String,
    /// `txt`, `pdf` or `docx`.
    pub file_type: &'static str,
    /// Bytes of the original.
    pub size: u64,
    /// SHA-256 of the original, in hex.
    pub sha256: String,
    /// What was understood.
    pub analysis: CvAnalysis,
}

/// Reads and analyses a document; nothing is stored yet.
///
/// # Errors
/// `too_large`, `unsupported`, `invalid_content` (no text, not decodable); `not_available` for PDF and DOCX where no
/// extractor is configured.
pub async fn read_upload(backends: &Backends, filename: &str, bytes: &[u8]) -> Result<Upload> {
    if bytes.len() > MAX_BYTES {
        let message = format!("file: may have {MAX_BYTES} bytes and has {}", bytes.len());
        return Err(Error::new(ErrorKind::TooLarge, message).with("field", "file"));
    }
    let kind = document_type(bytes, filename)?;
    let file_type = match kind {
        DocumentType::Pdf => "pdf",
        DocumentType::Docx => "docx",
        DocumentType::Txt => "txt",
    };
    let text = match (kind, &backends.documents) {
        (DocumentType::Txt, _) => decode(bytes)?,
        (_, None) => {
            let name = file_type.to_uppercase();
            let message = format!("this server cannot read {name} files; upload the CV as plain text");
            return Err(Error::new(ErrorKind::NotAvailable, message));
        }
        (_, Some(extractor)) => {
            let document = Document { name: filename.to_owned(), bytes: bytes.to_vec() };
            let lines = extractor.extract(document).await?.lines;
            lines.into_iter().map(|line| line.text).collect::<Vec<_>>().join("\n")
        }
    };
    let now = backends.clock.now();
    let analysis = CvAnalysis { file_type: file_type.to_owned(), ..analyze(&text, month_of(now)) };
    let id = backends.ids.fresh(now);
    let plain: String =
        filename.chars().filter(|c| !c.is_control() && !"/\\".contains(*c)).take(255).collect();
    Ok(Upload {
        file: format!("{ORIGINAL}{id}.{file_type}"),
        filename: if plain.is_empty() { format!("cv.{file_type}") } else { plain },
        file_type,
        size: bytes.len() as u64,
        sha256: Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect(),
        analysis,
    })
}

impl Upload {
    /// What the log says of it.
    ///
    /// # Errors
    /// `conflict` after the end.
    pub fn entries(&self, session: &Session) -> Result<Vec<Entry>> {
        check_active(session)?;
        let uploaded = CvUploaded {
            file: self.file.clone(),
            filename: self.filename.clone(),
            file_type: self.file_type.to_owned(),
            size: self.size,
            sha256: self.sha256.clone(),
        };
        let entry = Entry::new(Actor::Candidate, session.turn, Body::CvUploaded(uploaded));
        Ok(vec![entry, analyzed(session, &self.file, &self.analysis, false)?])
    }
}

/// The analysis of the session's newest CV.
pub fn current(session: &Session) -> Option<&Value> {
    session.cvs.iter().rev().find_map(|cv| cv.analysis.as_ref())
}

/// Puts corrections in place of what was read: each key of `corrections` replaces the field of that name.
///
/// # Errors
/// `not_found` without a CV, `conflict` after the end, `invalid_input` for a key or a value that an analysis cannot have.
pub fn correct(session: &Session, corrections: &Value) -> Result<Vec<Entry>> {
    check_active(session)?;
    let cv = session.cvs.iter().rev().find(|cv| cv.analysis.is_some());
    let missing = || Error::new(ErrorKind::NotFound, "no CV uploaded for this session");
    let (Some(cv), Some(analysis)) = (cv, current(session)) else { return Err(missing()) };
    let mut corrected = analysis.clone();
    let wrong = |remedy: String| Error::invalid("corrections", remedy);
    let fields = corrections.as_object().ok_or_else(|| wrong("must be an object".to_owned()))?;
    let known = corrected.as_object_mut().ok_or_else(missing)?;
    for (name, value) in fields {
        if matches!(name.as_str(), "success" | "file_type" | "details") || !known.contains_key(name) {
            return Err(wrong(format!("`{name}` is no field that can be corrected")));
        }
        known.insert(name.clone(), value.clone());
        if let Some(Value::Object(details)) = known.get_mut("details") {
            details.insert(
                name.clone(),
                serde_json::json!({"confidence": 1.0, "evidence": "corrected by hand"}),
            );
        }
    }
    let read = |value: &Value| serde_json::from_value::<CvAnalysis>(value.clone());
    let corrected = read(&corrected).map_err(|error| wrong(error.to_string()))?;
    Ok(vec![analyzed(session, &cv.file, &corrected, true)?])
}

fn analyzed(session: &Session, file: &str, analysis: &CvAnalysis, corrected: bool) -> Result<Entry> {
    let analysis = serde_json::to_value(analysis)
        .map_err(|error| Error::new(ErrorKind::Internal, "an analysis cannot be written").caused_by(error))?;
    let body = Body::CvAnalyzed(CvAnalyzed { file: file.to_owned(), analysis, corrected });
    let actor = if corrected { Actor::Candidate } else { Actor::System };
    Ok(Entry::new(actor, session.turn, body))
}

fn check_active(session: &Session) -> Result<()> {
    match session.status {
        Status::Active => Ok(()),
        _ => Err(Error::new(ErrorKind::Conflict, "the interview has ended: its CV stays as it is")),
    }
}

/// The month of a time, in UTC.
fn month_of(time: Timestamp) -> Month {
    let text = time.to_string();
    let number = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u16>().ok());
    Month::new(
        number(0, 4).unwrap_or(1970),
        number(5, 7).and_then(|month| u8::try_from(month).ok()).unwrap_or(0),
    )
}
