//! The speak half: released units become sound, in order, while the agent still writes.

use std::sync::Arc;
use std::time::Duration;

use futures::channel::mpsc;
use futures::future::{self, Either};
use futures::stream::{self, BoxStream};
use futures::{SinkExt, StreamExt};

use super::producer::{Writer, produce};
use super::step::Step;
use crate::clock::Clock;
use crate::session::{Interjected, InterjectionReason};
use crate::speech::{SpeechRequest, SpokenForm, TextToSpeech};

/// How many released units may wait for the voice before the agent has to.
const WAITING: usize = 4;

/// How often the voice says in one turn that it takes a moment.
const FILLERS: usize = 2;

/// How a turn is spoken, beside its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Speech {
    /// Words with which the interviewer cuts in before the reply.
    pub cut_in: Option<String>,
    /// After how long without a word the voice says that it takes a moment, and what it says then, in turn.
    pub fillers: Option<(Duration, Vec<String>)>,
}

/// Adds speech to the steps of a turn. Text goes through at once; sound follows as it is made. When the voice goes
/// wrong the text goes on without it. `language` is BCP 47.
pub(super) fn speak(
    steps: BoxStream<'static, Step>,
    voice: Arc<dyn TextToSpeech>,
    language: String,
    speech: Speech,
    clock: Arc<dyn Clock>,
) -> BoxStream<'static, Step> {
    let (mut units, waiting) = mpsc::channel::<String>(WAITING);
    let listening = produce(1, move |mut writer| async move {
        let mut steps = steps;
        while let Some(step) = steps.next().await {
            let unit = if let Step::Unit(text) = &step { Some(text.clone()) } else { None };
            writer.send(step).await;
            if let Some(text) = unit {
                // The voice may have given up; the text goes on.
                let _ = units.send(text).await;
            }
        }
    });
    let speaking = produce(1, move |writer| async move {
        let mut mouth = Mouth { voice, language, writer };
        if let Some(text) = speech.cut_in {
            mouth.interject(text, InterjectionReason::CutIn).await;
        }
        let mut waiting = waiting.enumerate();
        let (after, fillers) = speech.fillers.unwrap_or_default();
        let mut said = 0;
        loop {
            let next = match fillers.get(said).filter(|_| said < FILLERS) {
                // The second comes late: a voice that keeps saying so helps nobody.
                Some(filler) => {
                    let patience = after * if said == 0 { 1 } else { 5 };
                    match future::select(waiting.next(), clock.sleep(patience)).await {
                        Either::Left((next, _)) => next,
                        Either::Right(_) => {
                            said += 1;
                            mouth.interject(filler.clone(), InterjectionReason::Filler).await;
                            continue;
                        }
                    }
                }
                None => waiting.next().await,
            };
            let Some((unit, text)) = next else { break };
            mouth.say(Some(unit), &text).await;
        }
        mouth.writer.send(Step::Spoken).await;
    });
    stream::select(listening, speaking).boxed()
}

struct Mouth {
    voice: Arc<dyn TextToSpeech>,
    language: String,
    writer: Writer<Step>,
}

impl Mouth {
    async fn interject(&mut self, text: String, reason: InterjectionReason) {
        self.writer.send(Step::Interjected(Interjected { text: text.clone(), reason })).await;
        self.say(None, &text).await;
    }

    async fn say(&mut self, unit: Option<usize>, text: &str) {
        let form = SpokenForm::of(text, &self.language);
        let language = Some(self.language.clone());
        let mut chunks =
            self.voice.synthesize(SpeechRequest { text: form.text.clone(), voice: None, language });
        while let Some(chunk) = chunks.next().await {
            match chunk {
                Ok(chunk) => {
                    let marks = chunk.marks.iter();
                    let marks = marks
                        .map(|mark| (form.to_display(mark.start..mark.end).start, mark.sample))
                        .collect();
                    self.writer.send(Step::Audio { unit, audio: chunk.audio, marks }).await;
                }
                Err(error) => {
                    self.writer.send(Step::Unspoken { unit, error: error.during("speech.synthesize") }).await;
                    break;
                }
            }
        }
        self.writer.send(Step::UnitSpoken { unit }).await;
    }
}
