//! The behaviour of every [`TextToSpeech`].

use std::sync::Arc;

use futures::future::join;
use futures::{StreamExt, TryStreamExt};

use super::check::{Checked, ensure, ensure_eq, suite};
use crate::speech::{SpeechChunk, SpeechRequest, TextToSpeech};

/// A voice to check.
pub type Subject = Arc<dyn TextToSpeech>;

suite! {
    /// What every voice does.
    "text_to_speech": Subject {
        /// A sentence becomes sound.
        speaks,
        /// Every chunk has the same rate and channels.
        keeps_rate_and_channels,
        /// Marks ascend, name characters of the request and samples of the audio.
        marks_what_is_spoken,
        /// A longer text has more sound than its first word.
        speaks_longer_for_more,
        /// No words end without sound or with an error, but they end.
        takes_no_words,
        /// Letters of other scripts and emoji are spoken, left out or refused, but the stream ends.
        takes_any_letters,
        /// Two requests at once are both spoken, each whole.
        speaks_two_at_once,
        /// Dropping a stream does not disturb the next request.
        survives_a_dropped_stream,
    }
}

const SENTENCE: &str = "Tell me about a project that you are proud of.";

async fn spoken(voice: &dyn TextToSpeech, text: &str) -> Checked<Vec<SpeechChunk>> {
    let request = SpeechRequest { text: text.to_owned(), ..SpeechRequest::default() };
    Ok(voice.synthesize(request).try_collect().await?)
}

fn frames(chunks: &[SpeechChunk]) -> u64 {
    chunks.iter().map(|chunk| chunk.audio.frames()).sum()
}

async fn speaks(voice: Subject) -> Checked {
    let chunks = spoken(&*voice, SENTENCE).await?;
    ensure!(frames(&chunks) > 0, "no sound in {} chunks", chunks.len());
    Ok(())
}

async fn keeps_rate_and_channels(voice: Subject) -> Checked {
    let chunks = spoken(&*voice, SENTENCE).await?;
    let mut formats: Vec<_> = chunks.iter().map(|chunk| (chunk.audio.rate, chunk.audio.channels)).collect();
    formats.dedup();
    ensure_eq!(formats.len(), 1, "formats");
    ensure!(formats.iter().all(|(rate, channels)| *rate > 0 && *channels > 0), "{formats:?}");
    Ok(())
}

async fn marks_what_is_spoken(voice: Subject) -> Checked {
    let chunks = spoken(&*voice, SENTENCE).await?;
    let (characters, samples) = (SENTENCE.chars().count(), frames(&chunks));
    let mut last = (0, 0);
    for mark in chunks.iter().flat_map(|chunk| &chunk.marks) {
        ensure!(mark.start <= mark.end && mark.end <= characters, "{mark:?} of {characters} characters");
        ensure!(mark.sample <= samples, "{mark:?} of {samples} samples");
        ensure!(last <= (mark.start, mark.sample), "{mark:?} after {last:?}");
        last = (mark.start, mark.sample);
    }
    Ok(())
}

async fn speaks_longer_for_more(voice: Subject) -> Checked {
    let (short, long) = (spoken(&*voice, "Tell").await?, spoken(&*voice, SENTENCE).await?);
    ensure!(frames(&short) < frames(&long), "{} samples and {}", frames(&short), frames(&long));
    Ok(())
}

async fn takes_no_words(voice: Subject) -> Checked {
    for text in ["", " "] {
        let request = SpeechRequest { text: text.to_owned(), ..SpeechRequest::default() };
        let items: Vec<_> = voice.synthesize(request).collect().await;
        ensure!(items.len() < 100, "{} items for {text:?}", items.len());
    }
    Ok(())
}

async fn takes_any_letters(voice: Subject) -> Checked {
    for text in ["Zwölf Fälle.", "你好。", "🧑‍💻 e\u{301}", "\u{0}\u{7}"] {
        let request = SpeechRequest { text: text.to_owned(), ..SpeechRequest::default() };
        let characters = text.chars().count();
        let items: Vec<_> = voice.synthesize(request).collect().await;
        for mark in items.iter().flatten().flat_map(|chunk| &chunk.marks) {
            ensure!(mark.end <= characters, "{mark:?} of the {characters} characters of {text:?}");
        }
    }
    Ok(())
}

async fn speaks_two_at_once(voice: Subject) -> Checked {
    let alone = frames(&spoken(&*voice, SENTENCE).await?);
    let (one, two) = join(spoken(&*voice, SENTENCE), spoken(&*voice, "Thank you.")).await;
    let (one, two) = (frames(&one?), frames(&two?));
    ensure!(one.abs_diff(alone) <= alone / 10, "{one} samples beside another request and {alone} without");
    ensure!(two > 0, "the second was not spoken");
    Ok(())
}

async fn survives_a_dropped_stream(voice: Subject) -> Checked {
    let request = SpeechRequest { text: SENTENCE.to_owned(), ..SpeechRequest::default() };
    let mut dropped = voice.synthesize(request);
    ensure!(dropped.next().await.is_some_and(|chunk| chunk.is_ok()), "no sound");
    drop(dropped);
    speaks(voice).await
}
