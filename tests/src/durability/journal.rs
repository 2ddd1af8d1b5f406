//! The journal that `interpose.c` writes: what a program did to its files, in order.

use std::path::{Path, PathBuf};
use std::process::Command;

/// One thing that the program did; files are named by their inode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// Created a file.
    Create(u64, String),
    /// Created a folder.
    Folder(String),
    /// Gave a file another name.
    Link(u64, String),
    /// Renamed a file.
    Rename(String, String),
    /// Removed a name.
    Unlink(String),
    /// Removed a folder.
    RemoveFolder(String),
    /// Wrote bytes at an offset.
    Write(u64, u64, Vec<u8>),
    /// Cut a file, or made it longer.
    Truncate(u64, u64),
    /// Synced a file.
    Sync(u64),
    /// Synced a folder.
    SyncFolder(String),
    /// Wrote to its standard output.
    Said(Vec<u8>),
}

/// Reads a journal to its end; nothing when it is not one.
pub fn read(journal: &[u8]) -> Option<Vec<Record>> {
    let mut records = Vec::new();
    let mut rest = journal;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let (line, after) = (std::str::from_utf8(rest.get(..end)?).ok()?, rest.get(end + 1..)?);
        let (kind, fields) = line.split_once(' ')?;
        let number = |text: &str| text.parse::<u64>().ok();
        let two =
            |fields: &str| Some((number(fields.split_once(' ')?.0)?, fields.split_once(' ')?.1.to_owned()));
        let mut data = 0;
        let record = match kind {
            "C" => two(fields).map(|(inode, path)| Record::Create(inode, path))?,
            "M" => Record::Folder(fields.to_owned()),
            "L" => two(fields).map(|(inode, path)| Record::Link(inode, path))?,
            "R" => {
                fields.split_once('\t').map(|(from, to)| Record::Rename(from.to_owned(), to.to_owned()))?
            }
            "U" => Record::Unlink(fields.to_owned()),
            "D" => Record::RemoveFolder(fields.to_owned()),
            "T" => two(fields).and_then(|(inode, length)| Some(Record::Truncate(inode, number(&length)?)))?,
            "S" => Record::Sync(number(fields)?),
            "Y" => Record::SyncFolder(fields.to_owned()),
            "W" => {
                let (inode, place) = two(fields)?;
                let (offset, length) = two(&place)?;
                data = usize::try_from(number(&length)?).ok()?;
                Record::Write(inode, offset, after.get(..data)?.to_vec())
            }
            "A" => {
                data = usize::try_from(number(fields)?).ok()?;
                Record::Said(after.get(..data)?.to_vec())
            }
            _ => return None,
        };
        records.push(record);
        rest = after.get(data..)?;
    }
    Some(records)
}

/// Compiles the library that writes journals; says why it cannot (another system, no compiler).
///
/// # Errors
/// The reason, for a test that is then skipped by name.
pub fn library(folder: &Path) -> Result<PathBuf, String> {
    if !cfg!(target_os = "linux") {
        return Err("only Linux preloads libraries the way that this test needs".into());
    }
    let (source, library) = (folder.join("interpose.c"), folder.join("interpose.so"));
    std::fs::write(&source, include_str!("interpose.c")).map_err(|error| error.to_string())?;
    let mut compiler = Command::new("cc");
    compiler.args(["-std=gnu17", "-O1", "-shared", "-fPIC", "-o"]).arg(&library).arg(&source).arg("-ldl");
    let output = compiler.output().map_err(|error| format!("no C compiler: {error}"))?;
    if output.status.success() {
        return Ok(library);
    }
    Err(format!("cc failed: {}", String::from_utf8_lossy(&output.stderr)))
}
