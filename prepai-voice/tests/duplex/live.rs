//! Ears that transcribe while somebody speaks.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures::StreamExt;
use futures::channel::mpsc;
use futures::stream::BoxStream;
use prepai_core::speech::{
    Audio, Hints, Partial, SpeechToText, StreamingSpeechToText, StreamingTranscription, Transcript,
};
use prepai_core::{Error, ErrorKind, Result};

use crate::rig::{House, Rig, says};

const LONG: &str = "First we look at the queue and then at the store behind it. Then we count what is lost.";

/// Samples after which something can be understood: a second, more than there is of a cough with what is before and after it.
const ENOUGH: u64 = 16_000;

/// Understands the same in everything that it streams for long enough.
#[derive(Debug, Clone, Default)]
struct Live(Arc<Mutex<Heard>>);

#[derive(Debug, Default)]
struct Heard {
    /// What utterances say at their ends, then nothing.
    ends: VecDeque<&'static str>,
    /// How many were transcribed whole, beside the streams.
    whole: usize,
    /// How many streams were asked for all their words.
    finished: usize,
    /// Whether streams fail at their ends.
    fails: bool,
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

impl Heard {
    fn end(&mut self) -> Transcript {
        let text = self.ends.pop_front().unwrap_or_default().to_owned();
        Transcript { text, ..Transcript::default() }
    }
}

#[async_trait]
impl SpeechToText for Live {
    async fn transcribe(&self, _: Audio, _: Hints) -> Result<Transcript> {
        let mut heard = self.0.lock().unwrap();
        heard.whole += 1;
        Ok(heard.end())
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
        let mut heard = self.live.0.lock().unwrap();
        heard.finished += 1;
        if heard.fails {
            return Err(Error::new(ErrorKind::Unavailable, "the stream broke"));
        }
        Ok(heard.end())
    }
}

fn speaking(live: &Live) -> Rig {
    live.0.lock().unwrap().ends.push_back("Tell me about queues.");
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

#[test]
fn what_was_heard_while_it_was_spoken_is_not_transcribed_again() {
    let live = Live::default();
    live.0.lock().unwrap().ends.extend(["Tell me", "Tell me about queues, please."]);
    let mut rig = Rig::with(|house| House { other_ears: Some(Arc::new(live.clone())), ..house });
    rig.speak(1_500);
    // A pause, in which the words so far are known, and the rest.
    rig.quiet(400);
    assert_eq!(live.streams().len(), 1);
    rig.speak(1_500);
    rig.quiet_until(|rig| !rig.heard().is_empty());
    assert_eq!(rig.said(), ["Tell me about queues, please."]);
    let heard = live.0.lock().unwrap();
    assert_eq!((heard.finished, heard.whole), (2, 0), "once for each pause, and nothing twice");
    // The second stream has what the first one had, and the rest.
    let [first, second] = heard.streams[..] else { panic!("{:?}", heard.streams) };
    assert!(second >= first + 16 * 1_500, "{first} and {second} samples");
}

#[test]
fn a_word_after_a_pause_is_not_worth_hearing_everything_again() {
    let live = Live::default();
    live.0.lock().unwrap().ends.extend(["Tell me", "Tell me now."]);
    let mut rig = Rig::with(|house| House { other_ears: Some(Arc::new(live.clone())), ..house });
    rig.speak(1_500);
    rig.quiet(400);
    rig.speak(300);
    assert_eq!(live.streams()[1], 0, "it waits until it is more");
    rig.quiet_until(|rig| !rig.heard().is_empty());
    let heard = live.0.lock().unwrap();
    assert_eq!((heard.finished, heard.whole), (2, 0));
    assert!(
        heard.streams[1] >= 16 * (1_500 + 400 + 300),
        "and comes whole with the end: {:?}",
        heard.streams
    );
}

#[test]
fn a_stream_that_breaks_at_its_end_loses_no_words() {
    let live = Live::default();
    *live.0.lock().unwrap() =
        Heard { fails: true, ends: VecDeque::from(["Tell me about queues."]), ..Heard::default() };
    let mut rig = Rig::with(|house| House { other_ears: Some(Arc::new(live.clone())), ..house });
    rig.speak(1_500);
    rig.quiet_until(|rig| !rig.heard().is_empty());
    assert_eq!(rig.said(), ["Tell me about queues."]);
    let heard = live.0.lock().unwrap();
    assert_eq!((heard.finished, heard.whole), (1, 1));
}
