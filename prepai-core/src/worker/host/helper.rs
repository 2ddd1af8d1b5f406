//! Finding the helper program.

use std::env;
use std::path::{Path, PathBuf};

use super::super::inside;
#[cfg(feature = "testing")]
use super::super::layer::Layer;
use crate::error::{Error, ErrorKind, Result};

/// Its name.
const NAME: &str = "prepai-worker";

/// The helper program, found and not yet started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helper {
    /// The program.
    pub(super) program: PathBuf,
    #[cfg(feature = "testing")]
    without: Option<Layer>,
}

impl Helper {
    /// Finds it: the program that is configured, else this program if it calls
    /// [`dispatch`](crate::worker::dispatch), else `prepai-worker` beside this program, else on PATH.
    ///
    /// # Errors
    /// `not_available` with the remedy.
    pub fn find(configured: Option<&Path>) -> Result<Helper> {
        if let Some(path) = configured {
            if path.is_file() {
                return Ok(Helper::at(path.to_owned()));
            }
            let message = format!("the worker program {} is not there", path.display());
            return Err(missing(message));
        }
        let this = env::current_exe().ok();
        if inside::dispatches() && this.is_some() {
            // The file may be replaced while we run; this name still is the program that we are.
            return Ok(Helper::at(PathBuf::from("/proc/self/exe")));
        }
        let beside = this.as_deref().and_then(Path::parent).map(|folder| folder.join(NAME));
        let path = env::var_os("PATH").unwrap_or_default();
        let found = beside.into_iter().chain(env::split_paths(&path).map(|folder| folder.join(NAME)));
        let found = found.into_iter().find(|file| file.is_file());
        found.map(Helper::at).ok_or_else(|| missing(format!("there is no program `{NAME}`")))
    }

    fn at(program: PathBuf) -> Helper {
        Helper {
            program,
            #[cfg(feature = "testing")]
            without: None,
        }
    }

    /// The same without one layer, to see that the layer is what holds.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn without(self, layer: Layer) -> Helper {
        Helper { without: Some(layer), ..self }
    }

    /// The layer that is left out.
    pub(crate) fn left_out(&self) -> Option<super::super::layer::Layer> {
        #[cfg(feature = "testing")]
        return self.without;
        #[cfg(not(feature = "testing"))]
        None
    }
}

fn missing(message: String) -> Error {
    let remedy = "put it beside this program or on PATH, or name it in the setting code.sandbox.worker";
    Error::new(ErrorKind::NotAvailable, format!("{message}: {remedy}"))
        .with("program", NAME)
        .during("worker.find")
}
