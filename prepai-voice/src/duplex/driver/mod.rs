//! The one future behind a voice conversation: sound and events in, decisions of the floor, sound and events out.

mod carried;
mod events;
mod inputs;
mod sends;
mod signals;
mod standing;
mod utterances;
mod wake;
mod words;

use std::sync::Arc;
use std::time::Duration;

use futures::channel::mpsc;
use futures::future::BoxFuture;
use futures::stream::{BoxStream, FuturesUnordered};
use futures::{FutureExt, StreamExt};
use prepai_core::clock::Clock;
use prepai_core::interview::Library;
use prepai_core::session::{Session, Sessions};
use prepai_core::speech::SpeechToText;
use prepai_core::turn::{Conversation, Interview, TurnEvent};
use prepai_core::{Error, ErrorKind, Result};

use super::ear::Ear;
use super::hints::hints;
use super::microphone::Microphone;
use super::mouth::Control;
use super::player::Player;
use super::recording::{Names, Tape};
use super::voice::Tell;
use super::waiting::Counter;
use super::{Form, Setup, VoiceEvent, VoiceInput};
use crate::floor::{Floor, FloorSettings, Interviewer, Language, Observation, TurnEnd};
use sends::Sends;
use standing::Still;
use utterances::Utterances;
use wake::Wake;

pub(super) struct Machine {
    setup: Setup,
    clock: Arc<dyn Clock>,
    sessions: Sessions,
    library: Arc<Library>,
    began: Duration,
    conversation: Conversation,
    inputs: mpsc::UnboundedReceiver<VoiceInput>,
    /// Sound that waits among them.
    waiting: Counter,
    /// Whether anybody can still give inputs.
    handles: bool,
    events: BoxStream<'static, TurnEvent>,
    tell: Tell,
    form: Form,
    session: Option<Arc<Session>>,
    /// The session is being read again: its words are hints for the ears.
    reading: Option<BoxFuture<'static, Result<Arc<Session>>>>,
    floor: Floor,
    backend: Option<Arc<dyn SpeechToText>>,
    ear: Option<Ear>,
    microphone: Option<Microphone>,
    mouth: Option<Control>,
    player: Player,
    /// The turn that runs, if one does.
    running: Option<u32>,
    /// What goes out is a filler, and nothing of the reply has come.
    filling: bool,
    /// Whether the client is away.
    away: bool,
    /// Whether it wants the interview to stand still.
    paused: bool,
    /// Whether its microphone is off.
    muted: bool,
    /// Samples that came while the interview stood still, and are not heard.
    missed: u64,
    /// Spoken words were on their way when it stood still: their turn is broken off as soon as it opens.
    hush: bool,
    /// Where the open turn of the candidate began.
    turn_from: Duration,
    /// The sound of that turn, as far as the microphone may have forgotten it.
    tape: Option<Tape>,
    /// Its sound until it stood still, with consent.
    still: Option<Still>,
    /// When the interview went on after it stood still.
    went_on: Duration,
    /// When the sound of a turn is forgotten that was taken for nothing.
    forget_at: Option<Duration>,
    /// A turn whose last words are being transcribed.
    ending: Option<Ending>,
    sends: Sends,
    /// The turn that answers silence.
    nudged: Option<u32>,
    utterances: Utterances,
    names: Names,
    recordings: FuturesUnordered<BoxFuture<'static, Result<()>>>,
    timer: Option<(Duration, BoxFuture<'static, ()>)>,
}

/// A turn of the candidate that is over.
#[derive(Debug, Clone, Copy)]
struct Ending {
    reason: TurnEnd,
    until: Duration,
    decided: Duration,
}

impl Machine {
    pub(super) fn new(
        interview: &Interview,
        conversation: Conversation,
        (inputs, waiting): (mpsc::UnboundedReceiver<VoiceInput>, Counter),
        setup: Setup,
        mouth: Option<Control>,
        tell: Tell,
    ) -> Self {
        let clock = Arc::clone(&interview.backends().clock);
        Machine {
            began: clock.monotonic(),
            clock,
            sessions: interview.sessions().clone(),
            library: Arc::clone(&interview.backends().library),
            events: conversation.observe(),
            conversation,
            inputs,
            waiting,
            handles: true,
            tell,
            form: Form::Typed,
            session: None,
            reading: None,
            floor: Floor::new(FloorSettings::default()),
            ear: None,
            backend: interview.backends().speech_to_text.clone(),
            microphone: None,
            mouth,
            player: Player::default(),
            running: None,
            filling: false,
            away: false,
            paused: false,
            muted: false,
            missed: 0,
            hush: false,
            turn_from: Duration::ZERO,
            tape: None,
            still: None,
            went_on: Duration::ZERO,
            forget_at: None,
            ending: None,
            sends: Sends::default(),
            nudged: None,
            utterances: Utterances::default(),
            names: Names::default(),
            recordings: FuturesUnordered::new(),
            timer: None,
            setup,
        }
    }

    /// Runs until the conversation is over and everything that was recorded is stored.
    pub(super) async fn run(mut self) {
        loop {
            match self.wake().await {
                Wake::Event(Some(event)) => self.event(event),
                Wake::Event(None) => break,
                Wake::Sent(taken) => self.sent(taken),
                Wake::Read(session) => self.read(session),
                Wake::Heard(heard) => self.heard(heard),
                Wake::Utterance(words) => self.utterance_heard(words),
                Wake::Recorded(Ok(())) => {}
                Wake::Recorded(Err(error)) => self.tell(VoiceEvent::Failed(error.during("voice.record"))),
                Wake::Input(Some(input)) => self.input(input),
                Wake::Input(None) => self.handles = false,
                Wake::Timer => {
                    let signals = self.floor.poll(self.now());
                    self.act(signals);
                    self.filled();
                }
            }
        }
        self.observe(Observation::Close);
        while let Some(recorded) = self.recordings.next().await {
            if let Err(error) = recorded {
                self.tell(VoiceEvent::Failed(error.during("voice.record")));
            }
        }
    }

    fn now(&self) -> Duration {
        self.clock.monotonic().saturating_sub(self.began)
    }

    fn tell(&mut self, event: VoiceEvent) {
        (self.tell)(event);
    }

    fn observe(&mut self, observation: Observation) {
        let signals = self.floor.take(self.now(), observation);
        self.act(signals);
    }

    /// An input was taken in, or was not.
    fn sent(&mut self, taken: Result<()>) {
        let spoken = self.sends.sent(&taken);
        let Err(error) = taken else { return };
        // The room knows better why a conversation is over.
        if error.operation() != "conversation.send" {
            self.tell(VoiceEvent::Failed(error));
        }
        if spoken {
            // No turn opens that would have to be broken off.
            self.hush = false;
            if self.running.is_none() {
                self.observe(Observation::Interviewer(Interviewer::Listens));
            }
        }
    }

    fn read(&mut self, session: Result<Arc<Session>>) {
        let Ok(session) = session else { return };
        if self.session.is_none() {
            let created = &session.created;
            let mut settings = FloorSettings::new(created.mode, created.thinking_time);
            settings.endpointing.thinking_time = created.thinking_time.clamp(1.0, 4.0);
            settings.language = Language::of(&created.language);
            self.floor.set(settings);
        }
        if let Some(ear) = &mut self.ear {
            ear.hints = hints(&session);
        }
        self.session = Some(session);
    }

    /// Reads the session again.
    fn look_up(&mut self) {
        let conversation = self.conversation.clone();
        self.reading = Some(async move { conversation.session().await }.boxed());
    }
}

/// What a candidate is told when their speech could not be transcribed, but for these words.
fn not_understood(error: &Error, known: &str) -> Error {
    let which = if known.is_empty() { "your words" } else { "some of your words" };
    let again = format!("{which} could not be transcribed: say them again, or type them");
    Error::new(error.kind(), format!("{again} ({})", error.message())).during("voice.transcribe")
}

/// An ear where nobody listens.
fn deaf() -> Error {
    let message = "this server has no speech recognition: type your answers";
    Error::new(ErrorKind::NotAvailable, message)
}
