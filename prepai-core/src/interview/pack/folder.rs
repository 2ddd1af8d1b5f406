//! Packs on disk.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Pack, limits};
use crate::error::{Error, ErrorKind, Result};

impl Pack {
    /// Reads a pack from a TOML file, or from all `*.toml` files of a folder and the folders in it, in the order of
    /// their paths. The pack is called by the file's or folder's name.
    ///
    /// # Errors
    /// As [`Pack::parse`], with paths as the names of files; `not_found` if there is no such path or no such file in
    /// the folder; `invalid_content` if a file is not UTF-8.
    pub fn read(path: &Path) -> Result<Pack> {
        let mut files = Vec::new();
        if at(path, fs::metadata(path))?.is_dir() {
            collect(path, 0, &mut files)?;
            files.sort();
        } else {
            files.push(path.to_owned());
        }
        if files.is_empty() {
            return Err(
                Error::not_found("a file `*.toml` in the folder of the pack").with("path", path.display())
            );
        }
        let read = |file: &PathBuf| {
            let size = at(file, fs::metadata(file))?.len();
            if size > limits::FILE as u64 {
                let message =
                    format!("{}: a file of a pack must have at most {} bytes", file.display(), limits::FILE);
                return Err(Error::new(ErrorKind::TooLarge, message));
            }
            let text = String::from_utf8(at(file, fs::read(file))?).map_err(|error| {
                let message = format!("{}: must be UTF-8", file.display());
                Error::new(ErrorKind::InvalidContent, message).caused_by(error)
            })?;
            Ok((file.display().to_string(), text))
        };
        let texts = files.iter().map(read).collect::<Result<Vec<_>>>()?;
        let name = path
            .file_stem()
            .map_or_else(|| path.display().to_string(), |stem| stem.to_string_lossy().into_owned());
        Pack::parse(&name, texts.iter().map(|(name, text)| (name.as_str(), text.as_str())))
    }
}

/// Links to folders are not followed beyond this, so that a loop ends.
const DEPTH: usize = 8;

fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in at(folder, fs::read_dir(folder))? {
        let path = at(folder, entry)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() {
            if depth < DEPTH {
                collect(&path, depth + 1, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
        if files.len() > limits::FILES {
            let message = format!("a pack must have at most {} files", limits::FILES);
            return Err(Error::new(ErrorKind::TooLarge, message).with("path", folder.display()));
        }
    }
    Ok(())
}

fn at<T>(path: &Path, result: std::io::Result<T>) -> Result<T> {
    result.map_err(|error| Error::from(error).with("path", path.display()))
}
