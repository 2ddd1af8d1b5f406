//! A whole utterance of the legacy form, on its way to the ears.

use std::sync::Arc;

use axum::body::Bytes;
use prepai_core::speech::Audio;
use prepai_core::{Error, ErrorKind, Result};
use prepai_voice::audio::{DecodeOptions, Decoder};
use prepai_voice::duplex::{self, Held};
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
    /// Its share of what may wait in the process.
    held: Held,
    /// What went wrong that is no fault of the sound: nothing more of it is taken.
    fault: Option<Error>,
}

impl Utterance {
    /// Nothing yet; what comes counts among all that waits in the process.
    pub(super) fn new(held: Held) -> Self {
        let decoder = Decoder::new(DecodeOptions::default());
        Utterance(Box::new(Inner { decoder, samples: Vec::new(), held, fault: None }))
    }

    /// Takes the next piece. What is wrong with it is told at the end. `places` bounds how many long pieces are decoded at
    /// the same time in the process.
    pub(super) async fn push(mut self, piece: Bytes, places: &Semaphore) -> Self {
        if piece.len() <= AT_ONCE {
            self.0.push(&piece);
            return self;
        }
        let _place = places.acquire().await;
        let held = self.0.held.anew();
        let work = spawn_blocking(move || {
            self.0.push(&piece);
            self
        });
        work.await.unwrap_or_else(|_| {
            let mut broken = Utterance::new(held);
            let message = "the sound could not be decoded";
            broken.0.fault = Some(Error::new(ErrorKind::Internal, message).during("audio.decode"));
            broken
        })
    }

    /// The sound of all pieces.
    ///
    /// # Errors
    /// As [`Decoder::finish`]; `internal` when the decoder broke; `busy` when too much sound waits in the process.
    pub(super) fn finish(mut self) -> Result<duplex::Utterance> {
        let inner = &mut *self.0;
        let rest = match inner.fault.take() {
            Some(fault) => return Err(fault),
            None => inner.decoder.finish().map_err(|error| error.during("audio.decode"))?,
        };
        inner.take(&rest)?;
        let Inner { samples, held, .. } = *self.0;
        let sound = Audio::mono_i16(DecodeOptions::default().rate, samples);
        Ok(duplex::Utterance { sound, held: Some(Arc::new(held)) })
    }
}

impl Inner {
    fn push(&mut self, piece: &[u8]) {
        if self.fault.is_some() {
            return;
        }
        if let Ok(sound) = self.decoder.push(piece)
            && let Err(fault) = self.take(&sound)
        {
            // What was said has a hole, which nobody would want to be understood; its place is others' at once.
            self.fault = Some(fault);
            self.samples = Vec::new();
            self.held = self.held.anew();
        }
    }

    fn take(&mut self, sound: &Audio) -> Result<()> {
        self.held.grow(sound.frames())?;
        self.samples.extend_from_slice(&sound.to_i16());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use prepai_voice::audio::wav::encode;
    use prepai_voice::duplex::Allowance;

    use super::*;

    #[tokio::test]
    async fn all_that_waits_is_counted_and_what_is_too_much_is_refused() {
        let allowance = Arc::new(Allowance::new(Duration::from_secs(3)));
        let places = Semaphore::new(1);
        let said = |seconds: usize| encode(&Audio::mono_i16(16_000, vec![0; 16_000 * seconds])).into();
        let first = Utterance::new(allowance.hold()).push(said(2), &places).await;
        let second = Utterance::new(allowance.hold()).push(said(2), &places).await;
        let error = second.finish().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Busy);
        assert!(error.is_retryable() && error.retry_after().is_some());
        // Who was refused holds nothing; who waits does.
        let third = Utterance::new(allowance.hold()).push(said(1), &places).await;
        let waiting = first.finish().unwrap();
        assert_eq!(waiting.sound.frames(), 32_000);
        assert!(third.finish().is_ok());
        let again = Utterance::new(allowance.hold()).push(said(2), &places).await;
        assert!(again.finish().is_err());
        drop(waiting);
        let again = Utterance::new(allowance.hold()).push(said(2), &places).await;
        assert!(again.finish().is_ok());
    }
}
