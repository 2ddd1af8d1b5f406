//! The behaviour of every [`TextExtractor`].

use std::sync::Arc;

use futures::future::join;

use super::check::{Checked, Stop, ensure, ensure_eq, suite};
use crate::ErrorKind;
use crate::document::{Document, ExtractedText, TextExtractor};

/// An extractor to check, and what to let it read.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The extractor.
    pub extractor: Arc<dyn TextExtractor>,
    /// A document that it reads.
    pub document: Document,
    /// A line of that document, or a part of one.
    pub contains: &'static str,
}

suite! {
    /// What every extractor does.
    "text_extractor": Subject {
        /// The words of the document are in a line.
        reads,
        /// Lines are single lines, and pages count from 1 and never go back.
        keeps_lines_and_pages,
        /// The name does not matter: the type is read from the bytes.
        does_not_believe_names,
        /// An image is unsupported.
        refuses_other_types,
        /// A document without bytes, or with nothing but space, is invalid content.
        refuses_what_is_empty,
        /// Bytes that are no text in any encoding are invalid content.
        refuses_what_cannot_be_decoded,
        /// A document that was cut off anywhere is read or refused, and the next one is read.
        survives_what_was_cut_off,
        /// Two documents at once are both read.
        reads_two_at_once,
    }
}

impl Subject {
    async fn extract(&self, bytes: &[u8]) -> crate::Result<ExtractedText> {
        let document = Document { name: self.document.name.clone(), bytes: bytes.to_vec() };
        self.extractor.extract(document).await
    }

    async fn refuses(&self, bytes: &[u8], kind: ErrorKind) -> Checked {
        match self.extract(bytes).await {
            Ok(text) => Err(Stop::Failed(format!("{} bytes were read as {text:?}", bytes.len()))),
            Err(error) => {
                ensure_eq!(error.kind(), kind, "kind of the error");
                Ok(())
            }
        }
    }

    fn read(&self, text: &ExtractedText) -> Checked {
        let found = text.lines.iter().any(|line| line.text.contains(self.contains));
        ensure!(found, "`{}` is not in {:?}", self.contains, text.lines);
        Ok(())
    }
}

async fn reads(subject: Subject) -> Checked {
    subject.read(&subject.extract(&subject.document.bytes).await?)
}

async fn keeps_lines_and_pages(subject: Subject) -> Checked {
    let mut page = 1;
    for line in subject.extract(&subject.document.bytes).await?.lines {
        ensure!(!line.text.contains('\n'), "two lines in one: {:?}", line.text);
        ensure!(line.page >= page, "page {} after {page}", line.page);
        page = line.page;
    }
    Ok(())
}

async fn does_not_believe_names(subject: Subject) -> Checked {
    let document_type = subject.extract(&subject.document.bytes).await?.document_type;
    for name in ["", "cv", "cv.png", "../../cv.exe", "cv.pdf", "cv.docx", "cv.txt"] {
        let document = Document { name: name.to_owned(), ..subject.document.clone() };
        ensure_eq!(
            subject.extractor.extract(document).await?.document_type,
            document_type,
            "type of {name:?}"
        );
    }
    Ok(())
}

async fn refuses_other_types(subject: Subject) -> Checked {
    subject.refuses(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ErrorKind::Unsupported).await
}

async fn refuses_what_is_empty(subject: Subject) -> Checked {
    for bytes in [&b""[..], b" \r\n\t"] {
        subject.refuses(bytes, ErrorKind::InvalidContent).await?;
    }
    Ok(())
}

async fn refuses_what_cannot_be_decoded(subject: Subject) -> Checked {
    subject.refuses(b"\xff\xfe\x00\x63\x61\x66\xe9", ErrorKind::InvalidContent).await
}

async fn survives_what_was_cut_off(subject: Subject) -> Checked {
    let bytes = &subject.document.bytes;
    for part in 1..16 {
        let cut = bytes.get(..bytes.len() * part / 16).unwrap_or_default();
        if let Err(error) = subject.extract(cut).await {
            let refused = [ErrorKind::InvalidContent, ErrorKind::Unsupported].contains(&error.kind());
            ensure!(refused, "cut off after {} bytes: {error:?}", cut.len());
        }
    }
    reads(subject).await
}

async fn reads_two_at_once(subject: Subject) -> Checked {
    let extract = || subject.extract(&subject.document.bytes);
    let (one, two) = join(extract(), extract()).await;
    subject.read(&one?)?;
    subject.read(&two?)
}
