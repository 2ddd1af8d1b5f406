//! Little-endian numbers from a file whose length is known.

use std::fs::File;
use std::io::{BufReader, Read};

use prepai_core::Result;

use super::damaged;

/// A file that is read once from its beginning; to read past its end is an error and never a wait.
#[derive(Debug)]
pub(super) struct Reader {
    file: BufReader<File>,
    at: u64,
    bytes: u64,
}

impl Reader {
    pub(super) fn new(file: File, bytes: u64) -> Self {
        Reader { file: BufReader::with_capacity(64 << 10, file), at: 0, bytes }
    }

    /// Whether everything was read.
    pub(super) fn is_at_end(&self) -> bool {
        self.at >= self.bytes
    }

    pub(super) fn number(&mut self) -> Result<i32> {
        let mut four = [0; 4];
        self.fill(&mut four)?;
        Ok(i32::from_le_bytes(four))
    }

    /// A number that counts something: 0 to `most`.
    pub(super) fn count(&mut self, what: &'static str, most: usize) -> Result<usize> {
        let number = self.number()?;
        let count = usize::try_from(number).ok().filter(|count| *count <= most);
        count.ok_or_else(|| damaged(format!("{what} is {number}, at most {most}")))
    }

    pub(super) fn take(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn skip(&mut self, length: u64) -> Result<()> {
        self.advance(length)?;
        let signed = i64::try_from(length).map_err(|_| damaged("a size is beyond all files"))?;
        self.file.seek_relative(signed)?;
        Ok(())
    }

    fn fill(&mut self, buffer: &mut [u8]) -> Result<()> {
        self.advance(buffer.len() as u64)?;
        self.file.read_exact(buffer).map_err(|_| damaged("it became shorter while it was read"))
    }

    fn advance(&mut self, length: u64) -> Result<()> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes);
        self.at = end.ok_or_else(|| damaged(format!("it ends after {} bytes, in the middle", self.bytes)))?;
        Ok(())
    }
}
