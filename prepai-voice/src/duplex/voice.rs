//! The handle on a voice conversation.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::channel::mpsc;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use prepai_core::Result;
use prepai_core::ids::SessionId;
use prepai_core::turn::{Conversation, Interview, OpenOptions, TurnInput};

use super::driver::Machine;
use super::mouth::{Control, Mouth, Pace};
use super::waiting::Waiting;
use super::{Form, Setup, VoiceEvent, VoiceInput};

/// Sound that may wait: more than two seconds of it in frames of 20 ms.
const INBOX: usize = 128;

/// Is told everything that happens; called from the driver, it must not block.
pub type Tell = Box<dyn FnMut(VoiceEvent) + Send>;

/// A conversation with ears and a mouth: cheap to clone, usable from anywhere.
///
/// Typed input, code and the end go to [`Voice::conversation`]; what only a voice needs goes to [`Voice::send`].
#[derive(Clone)]
pub struct Voice {
    conversation: Conversation,
    inbox: mpsc::UnboundedSender<VoiceInput>,
    waiting: Waiting,
    hears: bool,
    mouth: Option<Control>,
    setup: Setup,
}

impl fmt::Debug for Voice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Voice").field("conversation", &self.conversation).finish_non_exhaustive()
    }
}

impl Voice {
    /// Opens a conversation on a session, with the ears and the mouth that the interview's backends have. Nothing goes on
    /// until the driver is polled; `tell` is called from it.
    ///
    /// # Errors
    /// As [`Conversation::open`].
    pub async fn open(
        interview: &Interview,
        session: &SessionId,
        options: OpenOptions,
        setup: &Setup,
        tell: Tell,
    ) -> Result<(Voice, VoiceDriver)> {
        let clock = Arc::clone(&interview.backends().clock);
        let mut setup = setup.clone();
        if let Some(detector) = interview.backends().voice_activity.clone() {
            setup.activity = Arc::new(move || detector.begin());
        }
        let mut backends = interview.backends().clone();
        let pace = Pace { rate: super::microphone::RATE, lead: None };
        let mouth = backends.text_to_speech.take().map(|voice| Mouth::new(voice, clock, pace));
        let control = mouth.map(|(mouth, control)| {
            backends.text_to_speech = Some(Arc::new(mouth));
            control
        });
        let interview = Interview::new(backends);
        let (conversation, driver) = Conversation::open(&interview, session, options).await?;
        // Sound is counted where it is given; what controls the conversation is not lost behind it.
        let (inbox, inputs) = mpsc::unbounded();
        let waiting = Waiting::default();
        let counter = waiting.counter();
        let voice = Voice {
            conversation: conversation.clone(),
            inbox,
            waiting,
            hears: interview.backends().speech_to_text.is_some(),
            mouth: control.clone(),
            setup: setup.clone(),
        };
        let machine = Machine::new(&interview, conversation, (inputs, counter), setup, control, tell);
        // Each is polled when it is woken, and not whenever the other is: sound comes fifty times a second.
        let mut both: FuturesUnordered<BoxFuture<'static, ()>> = FuturesUnordered::new();
        both.push(driver.boxed());
        both.push(machine.run().boxed());
        Ok((voice, VoiceDriver(async move { while both.next().await.is_some() {} }.boxed())))
    }

    /// The conversation, for everything that needs no voice.
    pub fn conversation(&self) -> &Conversation {
        &self.conversation
    }

    /// Whether speech is understood.
    pub fn hears(&self) -> bool {
        self.hears
    }

    /// Whether replies can be spoken.
    pub fn speaks(&self) -> bool {
        self.mouth.is_some()
    }

    /// A client takes part in this form and is spoken to at `rate` samples per second. When this is done the conversation
    /// knows it: what is given to [`Voice::conversation`] afterwards is answered in the new form.
    ///
    /// # Errors
    /// As [`Conversation::send`]: the conversation is over.
    pub async fn join(&self, form: Form, rate: u32) -> Result<()> {
        if let Some(mouth) = &self.mouth {
            mouth.set(form.pace(&self.setup, rate));
        }
        self.conversation.send(TurnInput::Speaking(form.speaking(&self.setup))).await?;
        self.send(VoiceInput::Joined { form, rate });
        Ok(())
    }

    /// Gives an input; false when the driver is so far behind with sound that it was dropped, or when the conversation is
    /// over.
    pub fn send(&self, input: VoiceInput) -> bool {
        let sound = matches!(input, VoiceInput::Sound { .. });
        if sound && !self.waiting.enter(INBOX) {
            return false;
        }
        self.inbox.unbounded_send(input).is_ok()
    }

    /// Gives an input as soon as there is room for it: a burst after a hitch of the network is heard whole, and who sends faster than
    /// sound is slowed down. False when the conversation is over.
    pub async fn give(&self, input: VoiceInput) -> bool {
        while matches!(input, VoiceInput::Sound { .. }) && !self.inbox.is_closed() {
            self.waiting.room(INBOX).await;
            if self.send(input.clone()) {
                return true;
            }
        }
        self.send(input)
    }
}

/// Drives a voice conversation until it is over: spawn it, or poll it. It holds everything that runs for the conversation:
/// dropping it stops transcriptions, the agent and the voice, and breaks the conversation off.
#[must_use = "a conversation stands still until its driver is polled"]
pub struct VoiceDriver(BoxFuture<'static, ()>);

impl Future for VoiceDriver {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.0.poll_unpin(context)
    }
}

impl fmt::Debug for VoiceDriver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VoiceDriver")
    }
}
