//! One file out of a `.tar.gz`.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use prepai_core::{Error, ErrorKind, Result};
use tar::Archive;

use super::part::sync_folder;
use crate::models::Member;
use crate::models::Remote;
use crate::models::digest::{Verdict, verify};

/// The largest file that is taken out, in bytes.
const LARGEST: u64 = 1 << 30;

/// Writes one member to `target`, which it replaces when it is whole and right.
pub(super) fn unpack(archive: &Path, member: &Member, target: &Path) -> Result<()> {
    let damaged = |why: &dyn std::fmt::Display| {
        Error::new(ErrorKind::Corrupt, "the archive is damaged; nothing of it was kept").with("reason", why)
    };
    let file = File::open(archive)?;
    let mut archive = Archive::new(GzDecoder::new(BufReader::new(file)));
    for entry in archive.entries().map_err(|error| damaged(&error))? {
        let mut entry = entry.map_err(|error| damaged(&error))?;
        let is_wanted = entry.path().is_ok_and(|path| path == Path::new(&member.member));
        if !is_wanted || !entry.header().entry_type().is_file() {
            continue;
        }
        let mut name = target.as_os_str().to_owned();
        name.push(".unpacking");
        let unpacking = Path::new(&name);
        let written = write(&mut entry, unpacking).and_then(|()| right(unpacking, member));
        if let Err(error) = written {
            let _ = fs::remove_file(unpacking);
            return Err(error);
        }
        fs::rename(unpacking, target)?;
        return Ok(sync_folder(target)?);
    }
    Err(damaged(&format!("`{}` is not in it", member.member)))
}

fn write(from: &mut impl Read, path: &Path) -> Result<()> {
    let mut file = File::create(path)?;
    let copied = io::copy(&mut from.take(LARGEST + 1), &mut file).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
            Error::new(ErrorKind::Corrupt, "the archive is damaged; nothing of it was kept").caused_by(error)
        }
        _ => Error::from(error).retry(false),
    })?;
    if copied > LARGEST {
        return Err(Error::new(ErrorKind::Corrupt, "the archive holds more than it should"));
    }
    Ok(file.sync_all()?)
}

fn right(path: &Path, member: &Member) -> Result<()> {
    let remote = Remote {
        name: String::new(),
        url: String::new(),
        bytes: 0,
        exact: false,
        sha256: None,
        sha1: None,
        md5: None,
        unpack: Some(member.clone()),
    };
    match verify(path, &remote)? {
        Verdict::Differs { expected, found, .. } => {
            Err(Error::new(ErrorKind::Corrupt, "what is in the archive is not what was published")
                .with("expected", expected)
                .with("found", found))
        }
        _ => Ok(()),
    }
}
