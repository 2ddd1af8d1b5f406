//! A whole utterance of the legacy form, on its way to the ears.

use axum::body::Bytes;
use prepai_core::speech::Audio;
use prepai_core::{Error, ErrorKind, Result};
use prepai_voice::audio::{DecodeOptions, Decoder};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// The longest piece that is decoded at once; a longer one may hold minutes of sound and would keep others waiting.
const AT_ONCE: usize = 2 << 10;

/// What was said so far.
pub(super) struct Utterance(Box<Inner>);

struct Inner {
    decoder: Decoder,
    /// The sound, which the decoder's options limit.
    samples: Vec<i16>,
    /// Something broke that is no fault of the sound.
    broken: bool,
}

impl Utterance {
    pub(super) fn new() -> Self {
        let decoder = Decoder::new(DecodeOptions::default());
        Utterance(Box::new(Inner { decoder, samples: Vec::new(), broken: false }))
    }

    /// Takes the next piece. What is wrong with it is told at the end. `places` bounds how many long pieces are decoded at
    /// the same time in the process.
    pub(super) async fn push(mut self, piece: Bytes, places: &Semaphore) -> Self {
        if piece.len() <= AT_ONCE {
            self.0.push(&piece);
            return self;
        }
        let _place = places.acquire().await;
        let work = spawn_blocking(move || {
            self.0.push(&piece);
            self
        });
        work.await.unwrap_or_else(|_| {
            let mut broken = Utterance::new();
            broken.0.broken = true;
            broken
        })
    }

    /// The sound of all pieces.
    ///
    /// # Errors
    /// As [`Decoder::finish`]; `internal` when the decoder broke.
    pub(super) fn finish(mut self) -> Result<Audio> {
        if self.0.broken {
            return Err(
                Error::new(ErrorKind::Internal, "the sound could not be decoded").during("audio.decode")
            );
        }
        let rest = self.0.decoder.finish().map_err(|error| error.during("audio.decode"))?;
        self.0.samples.extend_from_slice(&rest.to_i16());
        Ok(Audio::mono_i16(DecodeOptions::default().rate, self.0.samples))
    }
}

impl Inner {
    fn push(&mut self, piece: &[u8]) {
        if let Ok(sound) = self.decoder.push(piece) {
            self.samples.extend_from_slice(&sound.to_i16());
        }
    }
}
