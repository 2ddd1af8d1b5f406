//! Text from documents: the trait and what passes through it.

use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::error::Result;

/// A document as it was uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The name that the sender gave; for messages only.
    pub name: String,
    /// The bytes; the type is read from them, never from the name.
    pub bytes: Vec<u8>,
}

/// The kinds of documents that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentType {
    /// Portable Document Format.
    Pdf,
    /// Office Open XML text.
    Docx,
    /// Plain text.
    Txt,
}

/// A line of text and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct TextLine {
    /// The words.
    pub text: String,
    /// Page, from 1.
    pub page: u32,
    /// Left, top, right, bottom in points from the page's upper left corner, if it is known.
    pub bounds: Option<[f32; 4]>,
}

/// What was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtractedText {
    /// What the bytes were.
    pub document_type: DocumentType,
    /// Lines in reading order.
    pub lines: Vec<TextLine>,
}

/// Reads the text of documents.
#[async_trait]
pub trait TextExtractor: fmt::Debug + Send + Sync + 'static {
    /// Reads one document; dropping the future stops the work.
    ///
    /// # Errors
    /// `unsupported` for another type, `invalid_content` for a document that cannot be read or has no text.
    async fn extract(&self, document: Document) -> Result<ExtractedText>;
}
