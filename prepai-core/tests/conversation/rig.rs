//! A conversation whose agent, voice, store and time are scripted.

use std::sync::Arc;
use std::time::Duration;

use futures::executor::LocalPool;
use futures::future::{self, Either};
use futures::stream::BoxStream;
use futures::task::LocalSpawnExt;
use futures::{FutureExt, StreamExt, TryStreamExt};
use prepai_core::Backends;
use prepai_core::clock::Clock;
use prepai_core::ids::SessionId;
use prepai_core::session::{Event, Log, Session, SessionStore};
use prepai_core::speech::TextToSpeech;
use prepai_core::storage::MemoryStore;
use prepai_core::testing::{FailingStore, ScriptedAgent, SeededIds, VirtualClock};
use prepai_core::turn::{Conversation, Interview, NewSession, OpenOptions, TurnEvent, TurnInput};

pub(crate) struct Rig {
    pub(crate) clock: Arc<VirtualClock>,
    pub(crate) store: Arc<FailingStore>,
    pub(crate) interview: Interview,
    pub(crate) session: SessionId,
    pool: LocalPool,
}

impl Rig {
    pub(crate) fn new(agent: impl FnOnce(ScriptedAgent) -> ScriptedAgent) -> Rig {
        Rig::with(agent, |backends, _| backends)
    }

    pub(crate) fn with(
        agent: impl FnOnce(ScriptedAgent) -> ScriptedAgent,
        change: impl FnOnce(Backends, Arc<dyn Clock>) -> Backends,
    ) -> Rig {
        let clock = Arc::new(VirtualClock::new());
        let inner = Arc::new(MemoryStore::new());
        let store = Arc::new(FailingStore::new(inner, Arc::clone(&clock) as _));
        let agent = Arc::new(agent(ScriptedAgent::new(Arc::clone(&clock) as _)));
        let backends = Backends {
            clock: Arc::clone(&clock) as _,
            ids: Arc::new(SeededIds::new(1)),
            ..Backends::new(agent, Arc::clone(&store) as Arc<dyn SessionStore>)
        };
        let interview = Interview::new(change(backends, Arc::clone(&clock) as _));
        let new = NewSession {
            interview_type: "Google SDE".into(),
            candidate_name: "Ada Lovelace".into(),
            ..NewSession::default()
        };
        let log = clock.run(interview.create(new)).unwrap();
        let session = log.session().id.clone();
        Rig { clock, store, interview, session, pool: LocalPool::new() }
    }

    /// Opens a conversation, spawns its driver and subscribes.
    pub(crate) fn open(&mut self, options: OpenOptions) -> Talk {
        let opened = self.interview.clone();
        let (conversation, driver) =
            self.clock.run(Conversation::open(&opened, &self.session, options)).unwrap();
        let events = conversation.subscribe();
        self.pool.spawner().spawn_local(driver).unwrap();
        Talk { conversation, events }
    }

    pub(crate) fn typed(&mut self) -> Talk {
        self.open(OpenOptions::default())
    }

    /// Polls everything until nothing can go on without time passing.
    pub(crate) fn settle(&mut self) {
        self.pool.run_until_stalled();
    }

    /// Lets time pass, deadline by deadline.
    pub(crate) fn pass(&mut self, time: Duration) {
        self.settle();
        let end = self.clock.monotonic() + time;
        while self.clock.monotonic() < end {
            let step = Duration::from_millis(100).min(end - self.clock.monotonic());
            self.clock.advance(step);
            self.settle();
        }
    }

    /// Gives an input and waits until it is taken in.
    pub(crate) fn send(&mut self, talk: &Talk, input: TurnInput) -> prepai_core::Result<()> {
        let conversation = talk.conversation.clone();
        self.wait(async move { conversation.send(input).await })
    }

    pub(crate) fn say(&mut self, talk: &Talk, text: &str) {
        self.send(talk, TurnInput::Text(text.into())).unwrap();
        self.settle();
    }

    /// Runs a future while the drivers run; it must end without time passing.
    pub(crate) fn wait<T: 'static>(&mut self, future: impl Future<Output = T> + 'static) -> T {
        let (sender, receiver) = futures::channel::oneshot::channel();
        let work = future.map(move |output| drop(sender.send(output)));
        self.pool.spawner().spawn_local(work).unwrap();
        self.pool.run_until_stalled();
        match future::select(receiver, future::ready(())).now_or_never() {
            Some(Either::Left((output, _))) => output.unwrap(),
            _ => panic!("it waits for time to pass"),
        }
    }

    /// The session as another process reads it.
    pub(crate) fn log(&self) -> Log {
        self.clock.run(self.interview.sessions().load(&self.session)).unwrap()
    }

    pub(crate) fn session(&self) -> Arc<Session> {
        Arc::clone(self.log().session())
    }

    /// All events, by commit.
    pub(crate) fn commits(&self) -> Vec<(u64, Vec<Event>)> {
        let stored = self.store.commits(&self.session, 1);
        let stored: Vec<_> = self.clock.run(stored.try_collect()).unwrap();
        let mut log = Log::new(self.session.clone());
        stored.iter().map(|commit| (commit.number, log.take(commit).unwrap())).collect()
    }

    /// The names of all events, commits separated by `|`.
    pub(crate) fn shape(&self) -> String {
        let names = |events: &[Event]| {
            events.iter().map(|event| event.body.name().to_owned()).collect::<Vec<_>>().join(" ")
        };
        self.commits().iter().map(|(_, events)| names(events)).collect::<Vec<_>>().join(" | ")
    }

    pub(crate) fn assert_replays(&self) {
        let commits = self.commits();
        let library = &self.interview.backends().library;
        let replay = prepai_core::replay::replay_log(&self.log(), &commits, library);
        assert!(replay.identical, "{:#?}", replay.differences);
    }
}

pub(crate) struct Talk {
    pub(crate) conversation: Conversation,
    pub(crate) events: BoxStream<'static, TurnEvent>,
}

impl Talk {
    /// What was told since the last look.
    pub(crate) fn told(&mut self) -> Vec<TurnEvent> {
        let mut told = Vec::new();
        while let Some(Some(event)) = self.events.next().now_or_never() {
            told.push(event);
        }
        told
    }

    /// What was told, as one word each.
    pub(crate) fn words(&mut self) -> Vec<String> {
        self.told().iter().map(word).collect()
    }

    pub(crate) fn is_over(&mut self) -> bool {
        self.told();
        matches!(self.events.next().now_or_never(), Some(None))
    }
}

pub(crate) fn word(event: &TurnEvent) -> String {
    let debug = format!("{event:?}");
    debug.split([' ', '(', '{']).next().unwrap_or_default().to_owned()
}

pub(crate) fn voice(backends: Backends, voice: impl TextToSpeech) -> Backends {
    Backends { text_to_speech: Some(Arc::new(voice)), ..backends }
}
