//! One error type for the whole house, and the one table of its kinds.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The result of everything in this library that can go wrong.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of thing went wrong: the same word in Rust, HTTP, WebSocket, Python and Node.
///
/// The table of codes and HTTP statuses is golden-tested (`tests/golden/errors.json`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A field breaks its schema or limit.
    InvalidInput,
    /// A readable request whose content fails (an undecodable text, an empty document).
    InvalidContent,
    /// Asked too early (the report before the end).
    NotReady,
    /// A kind of file, language or version that this library does not do.
    Unsupported,
    /// No such session, file, question.
    NotFound,
    /// The state has moved on, or forbids the request.
    Conflict,
    /// Larger than the limit that the message names.
    TooLarge,
    /// No valid token.
    Unauthenticated,
    /// A valid token without this right.
    Forbidden,
    /// Too many requests from one client.
    RateLimited,
    /// All workers are taken and the queue is full.
    Busy,
    /// A backend cannot be reached now.
    Unavailable,
    /// A deadline passed.
    Timeout,
    /// The caller went away.
    Cancelled,
    /// The candidate, or a shutdown, broke off the work.
    Interrupted,
    /// An engine, model or feature that this build or machine lacks.
    NotAvailable,
    /// Stored data do not verify.
    Corrupt,
    /// A defect of ours.
    Internal,
}

impl ErrorKind {
    /// Every kind, in the order of the table.
    pub const ALL: [ErrorKind; 18] = [
        ErrorKind::InvalidInput,
        ErrorKind::InvalidContent,
        ErrorKind::NotReady,
        ErrorKind::Unsupported,
        ErrorKind::NotFound,
        ErrorKind::Conflict,
        ErrorKind::TooLarge,
        ErrorKind::Unauthenticated,
        ErrorKind::Forbidden,
        ErrorKind::RateLimited,
        ErrorKind::Busy,
        ErrorKind::Unavailable,
        ErrorKind::Timeout,
        ErrorKind::Cancelled,
        ErrorKind::Interrupted,
        ErrorKind::NotAvailable,
        ErrorKind::Corrupt,
        ErrorKind::Internal,
    ];

    /// The word that stands for this kind on every surface.
    pub const fn code(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status that answers a request which ended in this kind.
    pub const fn http_status(self) -> u16 {
        self.row().1
    }

    /// Whether trying the same again may succeed; an [`Error`] may say otherwise for itself.
    pub const fn retryable(self) -> bool {
        self.row().2
    }

    const fn row(self) -> (&'static str, u16, bool) {
        match self {
            ErrorKind::InvalidInput => ("invalid_input", 422, false),
            ErrorKind::InvalidContent => ("invalid_content", 400, false),
            ErrorKind::NotReady => ("not_ready", 400, false),
            ErrorKind::Unsupported => ("unsupported", 400, false),
            ErrorKind::NotFound => ("not_found", 404, false),
            ErrorKind::Conflict => ("conflict", 409, false),
            ErrorKind::TooLarge => ("too_large", 413, false),
            ErrorKind::Unauthenticated => ("unauthenticated", 401, false),
            ErrorKind::Forbidden => ("forbidden", 403, false),
            ErrorKind::RateLimited => ("rate_limited", 429, true),
            ErrorKind::Busy => ("busy", 503, true),
            ErrorKind::Unavailable => ("unavailable", 503, true),
            ErrorKind::Timeout => ("timeout", 504, true),
            ErrorKind::Cancelled => ("cancelled", 499, false),
            ErrorKind::Interrupted => ("interrupted", 503, true),
            ErrorKind::NotAvailable => ("not_available", 501, false),
            ErrorKind::Corrupt => ("corrupt", 500, false),
            ErrorKind::Internal => ("internal", 500, false),
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An error: what kind, during which operation, and a sentence that a person can act on.
///
/// Messages are lowercase without a full stop; facts go into the context, which may be logged and shown: no
/// secrets and no personal data belong there.
///
/// ```
/// use prepai_core::{Error, ErrorKind};
/// let error = Error::invalid("candidate_name", "must not be empty");
/// assert_eq!(error.kind(), ErrorKind::InvalidInput);
/// assert_eq!(error.to_string(), "candidate_name: must not be empty");
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    operation: &'static str,
    message: String,
    context: Vec<(&'static str, String)>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    retryable: bool,
    retry_after: Option<Duration>,
}

impl Error {
    /// An error of a kind with its sentence.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            kind,
            operation: "",
            message: message.into(),
            context: Vec::new(),
            source: None,
            retryable: kind.retryable(),
            retry_after: None,
        }))
    }

    /// An [`ErrorKind::InvalidInput`] that names the field and what it must be.
    pub fn invalid(field: &'static str, remedy: impl fmt::Display) -> Self {
        Error::new(ErrorKind::InvalidInput, format!("{field}: {remedy}")).with("field", field)
    }

    /// An [`ErrorKind::NotFound`]; the message names the thing, not its id.
    pub fn not_found(what: &'static str) -> Self {
        Error::new(ErrorKind::NotFound, format!("{what} not found"))
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl fmt::Display) -> Self {
        self.0.context.push((key, value.to_string()));
        self
    }

    /// Names the operation during which it happened (`sessions.append`); the innermost name stays.
    #[must_use]
    pub fn during(mut self, operation: &'static str) -> Self {
        if self.0.operation.is_empty() {
            self.0.operation = operation;
        }
        self
    }

    /// Keeps the error that caused this one.
    #[must_use]
    pub fn caused_by(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    /// Overrides whether trying again may succeed.
    #[must_use]
    pub fn retry(mut self, retryable: bool) -> Self {
        self.0.retryable = retryable;
        self
    }

    /// Says when trying again makes sense.
    #[must_use]
    pub fn after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// The kind.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The sentence.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The operation, or an empty string.
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// The facts, in the order in which they were added.
    pub fn context(&self) -> &[(&'static str, String)] {
        &self.0.context
    }

    /// The value of one fact.
    pub fn fact(&self, key: &str) -> Option<&str> {
        self.0.context.iter().find(|(name, _)| *name == key).map(|(_, value)| value.as_str())
    }

    /// Whether trying again may succeed.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// When trying again makes sense, if the backend said so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("kind", &self.0.kind.code()).field("message", &self.0.message);
        if !self.0.operation.is_empty() {
            out.field("operation", &self.0.operation);
        }
        for (key, value) in &self.0.context {
            out.field(key, value);
        }
        if let Some(source) = &self.0.source {
            out.field("source", &source.to_string());
        }
        out.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

impl From<std::io::Error> for Error {
    /// Maps what the operating system says to a kind; the caller adds the path with [`Error::with`].
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind as Io;
        let (kind, message) = match error.kind() {
            Io::NotFound => (ErrorKind::NotFound, "no such file or folder"),
            Io::PermissionDenied => (ErrorKind::Unavailable, "permission denied"),
            Io::ReadOnlyFilesystem => (ErrorKind::Unavailable, "the file system is read-only"),
            Io::StorageFull => (ErrorKind::Unavailable, "the disk is full"),
            Io::QuotaExceeded => (ErrorKind::Unavailable, "the disk quota is used up"),
            Io::TimedOut => (ErrorKind::Timeout, "timed out"),
            _ => (ErrorKind::Unavailable, "input or output went wrong"),
        };
        Error::new(kind, message).with("reason", &error).caused_by(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_code() {
        let mut codes: Vec<_> = ErrorKind::ALL.iter().map(|kind| kind.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ErrorKind::ALL.len());
    }

    #[test]
    fn the_innermost_operation_stays() {
        let error = Error::not_found("session").during("inner").during("outer");
        assert_eq!(error.operation(), "inner");
    }

    #[test]
    fn debug_shows_facts_and_source() {
        let io = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let error = Error::from(io).with("path", "/data");
        let shown = format!("{error:?}");
        assert!(shown.contains("the disk is full") && shown.contains("/data"), "{shown}");
    }
}
