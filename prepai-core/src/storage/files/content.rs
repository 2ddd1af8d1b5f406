//! A session's files: written beside, then moved to their name.

use std::ops::Range;

use super::core::Core;
use super::disk::{Input, Output};
use super::fault::{at, unless_missing};
use super::names::unfold_case;
use super::writer::Part;
use crate::error::{Error, Result};
use crate::ids::SessionId;
use crate::session::FileInfo;
use crate::storage::pages::FILE_PIECE;

/// A file that is being written.
#[derive(Debug)]
pub(super) struct Upload {
    part: Part,
    output: Box<dyn Output>,
}

impl Upload {
    pub(super) fn write(mut self, piece: &[u8]) -> Result<Upload> {
        self.output.write(piece).map_err(at(&self.part.path))?;
        Ok(self)
    }
}

/// A file that is being read.
#[derive(Debug)]
pub(super) struct Download {
    file: Box<dyn Input>,
    path: std::path::PathBuf,
    from: u64,
    end: u64,
}

impl Download {
    /// The next piece, and what follows; nothing at the end.
    pub(super) fn read(mut self) -> Result<Option<(Vec<u8>, Download)>> {
        let left = usize::try_from(self.end.saturating_sub(self.from)).unwrap_or(usize::MAX);
        let piece = self.file.read(self.from, left.min(FILE_PIECE)).map_err(at(&self.path))?;
        self.from += piece.len() as u64;
        Ok((!piece.is_empty()).then_some((piece, self)))
    }
}

fn erased() -> Error {
    Error::not_found("session")
}

impl Core {
    pub(super) fn begin_file(&self, session: &SessionId) -> Result<Upload> {
        if self.is_erased(session)? {
            return Err(erased());
        }
        let part = self.writer()?.part();
        let output = self.disk.create(&part.path).map_err(at(&part.path))?;
        Ok(Upload { part, output })
    }

    pub(super) fn finish_file(&self, upload: Upload, session: &SessionId, name: &str) -> Result<FileInfo> {
        let Upload { part, mut output } = upload;
        output.sync().map_err(at(&part.path))?;
        drop(output);
        self.house(session)?;
        let (folder, path) = (self.layout.files(session), self.layout.file(session, name));
        self.create_folder(&folder)?;
        self.sync(&self.layout.session(session))?;
        let facts = self.disk.facts(&part.path).map_err(at(&part.path))?;
        self.place(&part, &path)?;
        self.sync(&folder)?;
        // An erase that began meanwhile may have passed by already.
        if self.is_erased(session)? {
            self.remove_file(&path)?;
            self.sync(&folder)?;
            return Err(erased());
        }
        Ok(FileInfo { name: name.to_owned(), size: facts.size, modified: facts.modified })
    }

    pub(super) fn remove_named(&self, session: &SessionId, name: &str) -> Result<()> {
        let (folder, path) = (self.layout.files(session), self.layout.file(session, name));
        if !self.exists(&folder)? {
            return Ok(());
        }
        self.remove_file(&path)?;
        // Also where there is nothing to remove: who removed it may not have come to this.
        self.sync(&folder)
    }

    pub(super) fn open_file(
        &self,
        session: &SessionId,
        name: &str,
        range: Option<Range<u64>>,
    ) -> Result<Download> {
        let path = self.layout.file(session, name);
        let file = unless_missing(self.disk.open(&path)).map_err(at(&path))?;
        let file = file.ok_or_else(|| Error::not_found("file"))?;
        let Range { start: from, end } = range.unwrap_or(0..u64::MAX);
        Ok(Download { file, path, from, end })
    }

    pub(super) fn list_files(&self, session: &SessionId) -> Result<Vec<FileInfo>> {
        let folder = self.layout.files(session);
        let mut files = Vec::new();
        for on_disk in self.list(&folder)? {
            let Some(name) = unfold_case(&on_disk) else { continue };
            let path = folder.join(&on_disk);
            let facts = unless_missing(self.disk.facts(&path)).map_err(at(&path))?;
            files.extend(facts.map(|facts| FileInfo { name, size: facts.size, modified: facts.modified }));
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(files)
    }
}
