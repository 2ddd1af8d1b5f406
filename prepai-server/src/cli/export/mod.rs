//! `prepai export`: a session as a file.

mod format;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use prepai_core::ids::SessionId;
use prepai_core::{Error, Result};

use self::format::Format;
use super::context::Context;
use super::exit::Outcome;

/// Write a session as a file: its log, its document, its report or its transcript.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The session
    #[arg(value_name = "ID")]
    id: SessionId,
    /// As what [default: what the ending of FILE says, or jsonl]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Where to [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl ExportArgs {
    /// Writes it.
    ///
    /// # Errors
    /// `not_found`, `corrupt`, `not_ready` for the report of an interview that goes on; what the operating system says.
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        let by_ending = self.output.as_deref().filter(|path| *path != Path::new("-")).and_then(Format::of);
        let format = self.format.or(by_ending).unwrap_or(Format::Jsonl);
        let interview = context.interview()?;
        let bytes = format::write(format, &interview, &self.id).await?;
        match &self.output {
            Some(path) if path != Path::new("-") => {
                replace(path, &bytes)?;
                context.output.note(format_args!("{} bytes written to {}", bytes.len(), path.display()));
            }
            _ => context.output.bytes(&bytes)?,
        }
        Ok(Outcome::Done)
    }
}

/// Puts a file in its place whole, or not at all.
fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let named = |error: std::io::Error| Error::from(error).with("path", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".export-").tempfile_in(folder).map_err(named)?;
    file.write_all(bytes).map_err(named)?;
    file.persist(path).map_err(|error| named(error.error))?;
    Ok(())
}
