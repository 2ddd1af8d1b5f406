//! The documents that older readers expect beside the log: the session as one object, and its report.

use futures::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};

use super::{Log, Sessions, document};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SessionId;

/// The session document in the session's files.
pub const SESSION_FILE: &str = "session.json";

/// The report in the session's files.
pub const REPORT_FILE: &str = "performance_report.json";

impl Sessions {
    /// Writes the documents of older readers as of a log. Each carries the commit that it was made from, and one that is
    /// newer is never replaced.
    ///
    /// # Errors
    /// What the store says; the log is the truth and can be projected again.
    pub async fn project(&self, log: &Log) -> Result<()> {
        let session = log.session();
        self.put_document(&session.id, SESSION_FILE, document(session), log.number()).await?;
        if let Some(report) = &session.report {
            self.put_document(&session.id, REPORT_FILE, report.clone(), log.number()).await?;
        }
        Ok(())
    }

    async fn put_document(&self, id: &SessionId, name: &str, mut document: Value, commit: u64) -> Result<()> {
        if self.document_commit(id, name).await?.is_some_and(|there| there > commit) {
            return Ok(());
        }
        if let Value::Object(fields) = &mut document {
            fields.insert("commit".to_owned(), json!(commit));
        }
        let bytes = serde_json::to_vec_pretty(&document).map_err(|error| {
            Error::new(ErrorKind::Internal, "a document has no JSON form").caused_by(error)
        })?;
        self.store().put_file(id, name, stream::iter([Ok(bytes)]).boxed()).await?;
        Ok(())
    }

    /// The commit that a document was made from; `None` without a document, or with one that is not ours.
    async fn document_commit(&self, id: &SessionId, name: &str) -> Result<Option<u64>> {
        let parts: Result<Vec<Vec<u8>>> = self.store().get_file(id, name, None).try_collect().await;
        match parts {
            Ok(parts) => {
                let document: Option<Value> = serde_json::from_slice(&parts.concat()).ok();
                Ok(document.and_then(|document| document.get("commit")?.as_u64()))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}
