//! A model that is open: phoneme ids to samples.

use std::path::Path;

use ort::session::{Session, SessionInputValue};
use ort::value::Tensor;
use prepai_core::{Error, ErrorKind, Result};

use super::config::Inference;

/// A voice that can be computed.
#[derive(Debug)]
pub(super) struct Model {
    session: Session,
}

impl Model {
    /// Opens a model; the library is loaded already.
    ///
    /// # Errors
    /// `not_available` for a file that is not there, `invalid_content` for one that is no voice of Piper.
    pub(super) fn open(path: &Path, threads: usize) -> Result<Self> {
        if !path.is_file() {
            let message =
                "the model of the voice is not there; `prepai models list` shows those that can be fetched";
            return Err(Error::new(ErrorKind::NotAvailable, message).with("path", path.display()));
        }
        let wrong = |reason: String| {
            let message = format!("the model of the voice cannot be used: {reason}");
            Error::new(ErrorKind::InvalidContent, message).with("path", path.display())
        };
        let builder = Session::builder().map_err(|error| wrong(error.to_string()))?;
        let builder = builder.with_intra_threads(threads).map_err(|error| wrong(error.to_string()))?;
        // Threads that spin while they wait would take the other core from everything else.
        let mut builder = builder.with_intra_op_spinning(false).map_err(|error| wrong(error.to_string()))?;
        let session = builder.commit_from_file(path).map_err(|error| wrong(error.to_string()))?;
        for needed in ["input", "input_lengths", "scales"] {
            if !session.inputs().iter().any(|input| input.name() == needed) {
                return Err(wrong(format!("it is no voice of Piper, for it has no input `{needed}`")));
            }
        }
        Ok(Model { session })
    }

    /// The sound of phonemes, mono in floats.
    ///
    /// # Errors
    /// `internal` with the reason of the library.
    pub(super) fn speak(
        &mut self,
        ids: Vec<i64>,
        speaker: Option<i64>,
        inference: Inference,
    ) -> Result<Vec<f32>> {
        let length = ids.len();
        let scales = vec![inference.noise_scale, inference.length_scale, inference.noise_w];
        let mut inputs: Vec<(&str, SessionInputValue<'_>)> = vec![
            ("input", Tensor::from_array(([1, length], ids)).map_err(failed)?.into()),
            ("input_lengths", Tensor::from_array(([1], vec![length as i64])).map_err(failed)?.into()),
            ("scales", Tensor::from_array(([3], scales)).map_err(failed)?.into()),
        ];
        if let Some(speaker) = speaker {
            inputs.push(("sid", Tensor::from_array(([1], vec![speaker])).map_err(failed)?.into()));
        }
        let outputs = self.session.run(inputs).map_err(failed)?;
        let Some(output) = outputs.values().next() else {
            return Err(failed("it has no output"));
        };
        let (_, samples) = output.try_extract_tensor::<f32>().map_err(failed)?;
        Ok(samples.to_vec())
    }
}

fn failed(reason: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Internal, format!("the model of the voice does not speak: {reason}"))
}
