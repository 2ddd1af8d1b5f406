//! An extractor that reads what it was told to read.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Script, Step};
use crate::clock::Clock;
use crate::document::{Document, DocumentType, ExtractedText, TextExtractor, TextLine};
use crate::error::{Error, ErrorKind, Result};

/// Answers each document with the next answer of its script; without one it reads UTF-8 text line by line.
#[derive(Debug)]
pub struct ScriptedExtractor {
    script: Script<Document, ExtractedText>,
}

impl ScriptedExtractor {
    /// An extractor that reads plain text, and whose waits pass on `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let script = Script::new(clock);
        script.otherwise(|document: &Document| vec![read(&document.bytes)]);
        ScriptedExtractor { script }
    }

    /// Adds an answer; its first item or error counts.
    #[must_use]
    pub fn answers(self, steps: impl IntoIterator<Item = Step<ExtractedText>>) -> Self {
        self.script.push(steps);
        self
    }

    /// The documents so far, in order.
    pub fn documents(&self) -> Vec<Document> {
        self.script.calls()
    }
}

fn read(bytes: &[u8]) -> Step<ExtractedText> {
    if bytes.starts_with(b"\x89PNG") {
        return Step::Fail(Error::new(ErrorKind::Unsupported, "an image is no text"));
    }
    let content = std::str::from_utf8(bytes).map_or("", str::trim);
    if content.is_empty() {
        return Step::Fail(Error::new(ErrorKind::InvalidContent, "the document has no readable text"));
    }
    let line = |text: &str| TextLine { text: text.to_owned(), page: 1, bounds: None };
    Step::Give(ExtractedText { document_type: DocumentType::Txt, lines: content.lines().map(line).collect() })
}

#[async_trait]
impl TextExtractor for ScriptedExtractor {
    async fn extract(&self, document: Document) -> Result<ExtractedText> {
        self.script.one(document).await
    }
}
