//! The speak half: released units become sound, in order, while the agent still writes.

use std::sync::Arc;

use futures::StreamExt;
use futures::channel::mpsc;
use futures::stream::{self, BoxStream};

use super::producer::produce;
use super::step::Step;
use crate::speech::{SpeechRequest, SpokenForm, TextToSpeech};

/// How many released units may wait for the voice before the agent has to.
const WAITING: usize = 4;

/// Adds speech to the steps of a turn. Text goes through at once; sound follows as it is made. When the voice goes
/// wrong the text goes on without it. `language` is BCP 47.
pub(super) fn speak(
    steps: BoxStream<'static, Step>,
    voice: Arc<dyn TextToSpeech>,
    language: String,
) -> BoxStream<'static, Step> {
    let (mut units, waiting) = mpsc::channel::<String>(WAITING);
    let listening = produce(1, move |mut writer| async move {
        let mut steps = steps;
        while let Some(step) = steps.next().await {
            let unit = if let Step::Unit(text) = &step { Some(text.clone()) } else { None };
            writer.send(step).await;
            if let Some(text) = unit {
                // The voice may have given up; the text goes on.
                let _ = futures::SinkExt::send(&mut units, text).await;
            }
        }
    });
    let speaking = produce(1, move |mut writer| async move {
        let mut waiting = waiting.enumerate();
        while let Some((unit, text)) = waiting.next().await {
            let form = SpokenForm::of(&text, &language);
            let request =
                SpeechRequest { text: form.text.clone(), voice: None, language: Some(language.clone()) };
            let mut chunks = voice.synthesize(request);
            while let Some(chunk) = chunks.next().await {
                match chunk {
                    Ok(chunk) => {
                        let marks = chunk.marks.iter();
                        let marks = marks
                            .map(|mark| (form.to_display(mark.start..mark.end).start, mark.sample))
                            .collect();
                        writer.send(Step::Audio { unit, audio: chunk.audio, marks }).await;
                    }
                    Err(error) => {
                        writer.send(Step::Notice(error.during("speech.synthesize"))).await;
                        break;
                    }
                }
            }
        }
        writer.send(Step::Spoken).await;
    });
    stream::select(listening, speaking).boxed()
}
