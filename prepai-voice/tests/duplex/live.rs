//! Ears that transcribe while somebody speaks.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures::StreamExt;
use futures::channel::mpsc;
use futures::stream::BoxStream;
use prepai_core::Result;
use prepai_core::speech::{
    Audio, Hints, Partial, SpeechToText, StreamingSpeechToText, StreamingTranscription, Transcript,
};

use crate::rig::{House, Rig, says};

const LONG: &str = "First we look at the queue and then at the store behind it. Then we count what is lost.";

/// Samples after which something can be understood: a second, more than there is of a cough with what is before and after it.
const ENOUGH: u64 = 16_000;

/// Understands the same in everything that it streams for long enough.
#[derive(Debug, Clone, Default)]
struct Live(Arc<Mutex<Heard>>);

#[derive(Debug, Default)]
struct Heard {
    /// What whole utterances say, then nothing.
    whole: VecDeque<&'static str>,
    /// Samples of each stream.
    streams: Vec<u64>,
}

struct Running {
    live: Live,
    number: usize,
    partials: Option<mpsc::UnboundedSender<Result<Partial>>>,
}

impl Live {
    fn streams(&self) -> Vec<u64> {
        self.0.lock().unwrap().streams.clone()
    }
}

#[async_trait]
impl SpeechToText for Live {
    async fn transcribe(&self, _: Audio, _: Hints) -> Result<Transcript> {
        let text = self.0.lock().unwrap().whole.pop_front().unwrap_or_default().to_owned();
        Ok(Transcript { text, ..Transcript::default() })
    }

    fn streaming(&self) -> Option<Arc<dyn StreamingSpeechToText>> {
        Some(Arc::new(self.clone()))
    }
}

impl StreamingSpeechToText for Live {
    fn begin(&self, _: Hints) -> Box<dyn StreamingTranscription> {
        let mut heard = self.0.lock().unwrap();
        heard.streams.push(0);
        let number = heard.streams.len() - 1;
        Box::new(Running { live: self.clone(), number, partials: None })
    }
}

#[async_trait]
impl StreamingTranscription for Running {
    async fn push(&mut self, speech: Audio) -> Result<()> {
        let mut heard = self.live.0.lock().unwrap();
        let stream = heard.streams.get_mut(self.number).unwrap();
        *stream += speech.frames();
        if *stream >= ENOUGH
            && let Some(partials) = &self.partials
        {
            let text = "and then we look at the store".to_owned();
            let _ = partials.unbounded_send(Ok(Partial { text, ..Partial::default() }));
        }
        Ok(())
    }

    fn partials(&mut self) -> BoxStream<'static, Result<Partial>> {
        let (sender, receiver) = mpsc::unbounded();
        self.partials = Some(sender);
        receiver.boxed()
    }

    async fn finish(self: Box<Self>) -> Result<Transcript> {
        Ok(Transcript::default())
    }
}

fn speaking(live: &Live) -> Rig {
    live.0.lock().unwrap().whole.push_back("Tell me about queues.");
    let mut rig = Rig::with(|house| House {
        agent: house.agent.answers(says(LONG)),
        other_ears: Some(Arc::new(live.clone())),
        ..house
    });
    rig.speak(1_000);
    rig.quiet_until(|rig| rig.client.played >= 16_000);
    rig
}

#[test]
fn after_a_cough_the_ears_are_closed() {
    use prepai_core::clock::Clock;
    let live = Live::default();
    let mut rig = speaking(&live);
    let began = rig.clock.monotonic();
    rig.speak(160);
    rig.quiet(700);
    let resumed = rig.when(began, "Resume").expect("it was a cough");
    let streams = live.streams();
    // What the microphone hears now is the voice that goes on.
    rig.quiet(8_000);
    assert_eq!(live.streams(), streams, "nothing of it is transcribed");
    assert_eq!(rig.when(resumed, "Flush"), None, "and it interrupts nobody: {:?}", rig.words());
    assert_eq!(rig.when(resumed, "Partial"), None);
    assert_eq!(rig.heard(), [LONG]);
}

#[test]
fn the_beginning_of_a_turn_is_transcribed_too() {
    let live = Live::default();
    let mut rig = speaking(&live);
    rig.quiet_until(|rig| !rig.heard().is_empty());
    rig.quiet(400);
    let before = live.streams().len();
    rig.speak(800);
    let heard = live.streams()[before..].to_vec();
    assert_eq!(heard.len(), 1, "{heard:?}");
    // And what came before the speech.
    assert!(heard[0] >= 16 * (800 + 200), "{} samples of 800 ms", heard[0]);
}
