//! What a model file says of itself, read before the C++ library sees it.
//!
//! whisper.cpp checks what it reads sparingly: a file that is cut, or of another kind, can end the process. So every size
//! and shape is checked here first, against the table of tensors that the library makes from the same header.

mod header;
mod reader;
mod tensors;

use std::fs::File;
use std::path::{Path, PathBuf};

use prepai_core::{Error, ErrorKind, Result};

use header::Header;
use reader::Reader;
use tensors::Tensors;

/// A model file that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// `tiny`, `base`, `small`, `medium` or `large`, by its layers.
    pub size: &'static str,
    /// How its matrices are stored, such as `f16` or `q5_1`.
    pub format: &'static str,
    /// Whether it knows other languages than English.
    pub multilingual: bool,
    /// Positions of its encoder, 1500 for 30 s.
    pub audio_context: usize,
    /// Positions of its decoder.
    pub text_context: usize,
}

impl ModelFile {
    /// Reads the whole file's structure, not its weights: a few milliseconds.
    ///
    /// # Errors
    /// `not_available` when there is no such file or it is of another kind, `corrupt` when it is cut or does not fit
    /// together; each says what helps.
    pub fn check(path: &Path) -> Result<ModelFile> {
        let named = |error: Error| error.with("model", path.display()).during("whisper.open");
        let file = open(path).map_err(named)?;
        let bytes = file.metadata().map_err(|error| named(error.into()))?.len();
        let mut reader = Reader::new(file, bytes);
        let header = Header::read(&mut reader).map_err(named)?;
        Tensors::of(&header).check(&mut reader).map_err(named)?;
        Ok(ModelFile {
            path: path.to_owned(),
            bytes,
            size: header.size(),
            format: header.weights.name,
            multilingual: header.is_multilingual(),
            audio_context: header.audio_context,
            text_context: header.text_context,
        })
    }
}

fn open(path: &Path) -> Result<File> {
    let missing = |what: &str| {
        Error::new(
            ErrorKind::NotAvailable,
            format!(
                "{what}: fetch a model with `prepai models pull base.en`, or name the file of one that you have"
            ),
        )
    };
    match File::open(path) {
        Ok(file) if file.metadata()?.is_file() => Ok(file),
        Ok(_) => Err(missing("the speech model is no file")),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(missing("the speech model is not there"))
        }
        Err(error) => Err(missing("the speech model cannot be read").with("reason", error)),
    }
}

/// It is not a model for whisper.cpp at all.
fn another_kind(what: impl std::fmt::Display) -> Error {
    let remedy =
        "name a file in the ggml format of whisper.cpp (`ggml-….bin`), such as one of `prepai models list`";
    Error::new(ErrorKind::NotAvailable, format!("the speech model is of another kind ({what}): {remedy}"))
}

/// It is one, and damaged.
fn damaged(what: impl std::fmt::Display) -> Error {
    let remedy = "remove it and fetch it again with `prepai models pull`";
    Error::new(ErrorKind::Corrupt, format!("the speech model is damaged ({what}): {remedy}"))
}
