//! A session's files in memory.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};

use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::session::FileInfo;
use crate::storage::pages::FILE_PIECE;

#[derive(Debug, Default)]
pub(super) struct Files(BTreeMap<String, (Arc<[u8]>, Timestamp)>);

impl Files {
    pub(super) fn put(&mut self, name: &str, content: Vec<u8>, modified: Timestamp) -> FileInfo {
        let info = FileInfo { name: name.to_owned(), size: content.len() as u64, modified };
        self.0.insert(name.to_owned(), (content.into(), modified));
        info
    }

    pub(super) fn get(&self, name: &str) -> Option<Arc<[u8]>> {
        self.0.get(name).map(|(content, _)| Arc::clone(content))
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    pub(super) fn list(&self) -> Vec<FileInfo> {
        let info = |(name, (content, modified)): (&String, &(Arc<[u8]>, Timestamp))| FileInfo {
            name: name.clone(),
            size: content.len() as u64,
            modified: *modified,
        };
        self.0.iter().map(info).collect()
    }
}

/// Why an erased session takes no file.
pub(super) fn not_allowed() -> Error {
    Error::not_found("session").during("storage.put_file")
}

pub(super) async fn collect(mut content: BoxStream<'static, Result<Vec<u8>>>) -> Result<Vec<u8>> {
    let mut whole = Vec::new();
    while let Some(piece) = content.try_next().await? {
        whole.extend_from_slice(&piece);
    }
    Ok(whole)
}

/// The bytes of `range` in pieces.
pub(super) fn pieces(
    content: Option<Arc<[u8]>>,
    range: Option<Range<u64>>,
) -> BoxStream<'static, Result<Vec<u8>>> {
    let Some(content) = content else {
        let error = Error::not_found("file").during("storage.get_file");
        return stream::once(async { Err(error) }).boxed();
    };
    let bound = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(content.len());
    let (start, end) = range.map_or((0, content.len()), |range| (bound(range.start), bound(range.end)));
    let pieces = stream::unfold(start, move |from| {
        let piece = content.get(from..end.min(from + FILE_PIECE)).unwrap_or_default().to_vec();
        async move { (!piece.is_empty()).then(|| (Ok(piece.clone()), from + piece.len())) }
    });
    pieces.boxed()
}
