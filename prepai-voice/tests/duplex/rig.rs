//! A voice conversation in virtual time: scripted agent, ears and voice, and a client that plays and reports.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::executor::LocalPool;
use futures::task::LocalSpawnExt;
use futures::{FutureExt, TryStreamExt};
use prepai_core::Backends;
use prepai_core::agent::AgentEvent;
use prepai_core::clock::Clock;
use prepai_core::ids::SessionId;
use prepai_core::session::{Body, Event, Log, Mode, SessionStore};
use prepai_core::speech::{SpeechToText, TextToSpeech};
use prepai_core::storage::MemoryStore;
use prepai_core::testing::{
    FailingStore, ScriptedAgent, ScriptedSpeechToText, ScriptedTextToSpeech, ScriptedVoiceActivity,
    SeededIds, Step, VirtualClock,
};
use prepai_core::turn::{Interview, NewSession, OpenOptions, Presence, TurnEvent, TurnInput};
use prepai_voice::duplex::{Form, Setup, Voice, VoiceEvent, VoiceInput};

pub(crate) const REPLY: &str = "Thank you very much. What is a queue?";
/// What the scripted ears hear where a test does not care.
pub(crate) const WORDS: &str = "I built a cache for the shop and it works well.";

pub(crate) struct House {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) agent: ScriptedAgent,
    pub(crate) ears: ScriptedSpeechToText,
    pub(crate) voice: ScriptedTextToSpeech,
    /// In place of the scripted ears.
    pub(crate) other_ears: Option<Arc<dyn SpeechToText>>,
    /// In place of the scripted voice.
    pub(crate) other_voice: Option<Arc<dyn TextToSpeech>>,
    pub(crate) new: NewSession,
}

pub(crate) struct Rig {
    pub(crate) clock: Arc<VirtualClock>,
    pub(crate) voice: Voice,
    pub(crate) ears: Arc<ScriptedSpeechToText>,
    pub(crate) agent: Arc<ScriptedAgent>,
    pub(crate) store: Arc<FailingStore>,
    interview: Interview,
    session: SessionId,
    pool: LocalPool,
    told: Arc<Mutex<Vec<(Duration, VoiceEvent)>>>,
    seen: usize,
    there: Option<Presence>,
    pub(crate) client: Client,
}

/// Plays what comes, 20 ms a step, and reports every 100 ms and whenever it stops.
#[derive(Debug, Default)]
pub(crate) struct Client {
    pub(crate) turn: u32,
    pub(crate) got: u64,
    pub(crate) played: u64,
    paused: bool,
    reported: u64,
    pub(crate) reports: bool,
    /// Everything that came of the turn.
    sound: Vec<i16>,
}

pub(crate) fn says(text: &str) -> Vec<Step<AgentEvent>> {
    vec![Step::Give(AgentEvent::Text(text.into()))]
}

impl Rig {
    pub(crate) fn new() -> Rig {
        Rig::with(|house| house)
    }

    pub(crate) fn with(change: impl FnOnce(House) -> House) -> Rig {
        Rig::joined(Form::Duplex, change)
    }

    pub(crate) fn joined(form: Form, change: impl FnOnce(House) -> House) -> Rig {
        let clock = Arc::new(VirtualClock::new());
        let shared = || Arc::clone(&clock) as Arc<dyn Clock>;
        let house = change(House {
            clock: shared(),
            agent: ScriptedAgent::new(shared()).otherwise(|_| says(REPLY)),
            ears: ScriptedSpeechToText::new(shared()).otherwise(WORDS),
            voice: ScriptedTextToSpeech::new(shared()),
            other_ears: None,
            other_voice: None,
            new: NewSession {
                interview_type: "Google SDE".into(),
                candidate_name: "Ada Lovelace".into(),
                ..NewSession::default()
            },
        });
        let store = Arc::new(FailingStore::new(Arc::new(MemoryStore::new()), shared()));
        let (agent, ears) = (Arc::new(house.agent), Arc::new(house.ears));
        let backends = Backends {
            clock: shared(),
            ids: Arc::new(SeededIds::new(1)),
            speech_to_text: Some(house.other_ears.unwrap_or_else(|| Arc::clone(&ears) as _)),
            text_to_speech: Some(house.other_voice.unwrap_or_else(|| Arc::new(house.voice))),
            ..Backends::new(Arc::clone(&agent) as _, Arc::clone(&store) as Arc<dyn SessionStore>)
        };
        let interview = Interview::new(backends);
        let log = clock.run(interview.create(house.new)).unwrap();
        let session = log.session().id.clone();
        let told: Arc<Mutex<Vec<(Duration, VoiceEvent)>>> = Arc::default();
        let tell = {
            let (told, clock) = (Arc::clone(&told), Arc::clone(&clock));
            Box::new(move |event| told.lock().unwrap().push((clock.monotonic(), event)))
        };
        let setup = Setup {
            answer_budget: Some(Duration::from_secs(120)),
            ..Setup::new(Arc::new(|| Ok(Box::new(ScriptedVoiceActivity::new()))))
        };
        let opening = Voice::open(&interview, &session, OpenOptions::default(), &setup, tell);
        let (voice, driver) = clock.run(opening).unwrap();
        let pool = LocalPool::new();
        pool.spawner().spawn_local(driver).unwrap();
        let client = Client { reports: form == Form::Duplex, ..Client::default() };
        let there = voice.conversation().attend();
        let mut rig = Rig {
            clock,
            there: Some(there),
            voice,
            ears,
            agent,
            store,
            interview,
            session,
            pool,
            told,
            seen: 0,
            client,
        };
        rig.give(VoiceInput::Joined { form, rate: 16_000 });
        rig
    }

    /// Polls everything until nothing can go on without time passing.
    pub(crate) fn settle(&mut self) {
        self.pool.run_until_stalled();
    }

    pub(crate) fn give(&mut self, input: VoiceInput) {
        assert!(self.voice.send(input));
        self.settle();
    }

    pub(crate) fn send(&mut self, input: TurnInput) {
        self.try_send(input).unwrap();
    }

    /// Gives what the store takes time for.
    pub(crate) fn send_slowly(&mut self, input: TurnInput) {
        let conversation = self.voice.conversation().clone();
        let work = async move { conversation.send(input).await.unwrap() };
        self.pool.spawner().spawn_local(work).unwrap();
        self.settle();
    }

    /// Gives what may not be taken in.
    pub(crate) fn try_send(&mut self, input: TurnInput) -> prepai_core::Result<()> {
        let conversation = self.voice.conversation().clone();
        let (sender, receiver) = futures::channel::oneshot::channel();
        let work = async move { drop(sender.send(conversation.send(input).await)) };
        self.pool.spawner().spawn_local(work).unwrap();
        self.settle();
        receiver.now_or_never().expect("it is answered at once").unwrap()
    }

    /// 20 ms pass for everybody; `level` is what the microphone hears.
    fn step(&mut self, level: Option<i16>) {
        self.step_with(level.map(|level| vec![level; 320]));
    }

    fn step_with(&mut self, heard: Option<Vec<i16>>) {
        self.clock.advance(Duration::from_millis(20));
        self.settle();
        self.hear();
        if let Some(heard) = heard {
            self.give(VoiceInput::Sound { missing: 0, samples: heard.into() });
        }
        self.hear();
        let playing = !self.client.paused && self.client.played < self.client.got;
        if playing {
            self.client.played = (self.client.played + 320).min(self.client.got);
        }
        let behind = self.client.played - self.client.reported;
        if behind >= 1_600 || (behind > 0 && self.client.played == self.client.got) {
            self.report();
        }
    }

    /// The client reacts to what it was told since the last time.
    fn hear(&mut self) {
        loop {
            let event = self.told.lock().unwrap().get(self.seen).map(|(_, event)| event.clone());
            let Some(event) = event else { return };
            self.seen += 1;
            match event {
                VoiceEvent::Sound { turn, start_sample, samples, .. } => {
                    if turn != self.client.turn {
                        self.client = Client { turn, reports: self.client.reports, ..Client::default() };
                    }
                    assert_eq!(start_sample, self.client.got, "sound follows without a gap or a double");
                    self.client.got += samples.len() as u64;
                    self.client.sound.extend(samples.iter());
                }
                VoiceEvent::Pause { .. } => {
                    self.client.paused = true;
                    self.report();
                }
                VoiceEvent::Resume { .. } => self.client.paused = false,
                VoiceEvent::Flush { .. } => self.client.got = self.client.played,
                _ => {}
            }
        }
    }

    fn report(&mut self) {
        self.client.reported = self.client.played;
        if self.client.reports {
            self.give(VoiceInput::Played { turn: self.client.turn, samples: self.client.played });
        }
    }

    /// Somebody speaks.
    pub(crate) fn speak(&mut self, ms: u64) {
        (0..ms / 20).for_each(|_| self.step(Some(9_000)));
    }

    /// Somebody speaks that loud.
    pub(crate) fn speak_at(&mut self, level: i16, ms: u64) {
        (0..ms / 20).for_each(|_| self.step(Some(level)));
    }

    /// The microphone hears the loudspeaker: so many samples later, by a part of its level.
    pub(crate) fn echo(&mut self, ms: u64, delay: u64, part: f32) {
        for _ in 0..ms / 20 {
            let place =
                |n: u64| (self.client.played + n).checked_sub(delay).filter(|at| *at < self.client.played);
            let sample = |n| place(n).and_then(|at| self.client.sound.get(at as usize)).copied().unwrap_or(0);
            let heard: Vec<i16> = (0..320).map(|n| (f32::from(sample(n)) * part) as i16).collect();
            self.step_with(Some(heard));
        }
    }

    /// The microphone is open and nobody speaks.
    pub(crate) fn quiet(&mut self, ms: u64) {
        (0..ms / 20).for_each(|_| self.step(Some(0)));
    }

    /// Somebody speaks whose sound has all frequencies, as a detector of echo wants it.
    pub(crate) fn babble(&mut self, ms: u64) {
        let mut seed = 99_u32;
        for _ in 0..ms / 20 {
            let mut next = || {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (f64::from(seed >> 16) / 32_768.0 * 18_000.0 - 18_000.0) as i16
            };
            let heard = (0..320).map(|_| next() / 2).collect();
            self.step_with(Some(heard));
        }
    }

    /// Nobody speaks until something is so; how patient the floor is may change.
    pub(crate) fn quiet_until(&mut self, done: impl Fn(&Rig) -> bool) {
        for _ in 0..500 {
            if done(self) {
                return;
            }
            self.quiet(20);
        }
        assert!(done(self), "ten seconds are enough: {:?}", self.words());
    }

    /// Time passes without sound.
    pub(crate) fn pass(&mut self, ms: u64) {
        (0..ms / 20).for_each(|_| self.step(None));
    }

    pub(crate) fn told(&self) -> Vec<(Duration, VoiceEvent)> {
        self.told.lock().unwrap().clone()
    }

    /// Why each turn of the candidate ended.
    pub(crate) fn reasons(&self) -> Vec<&'static str> {
        let reason = |(_, event)| match event {
            VoiceEvent::Committed { reason, .. } => Some(reason),
            _ => None,
        };
        self.told().into_iter().filter_map(reason).collect()
    }

    /// What was told, one word each, without sound and what only accompanies; repeated words once.
    pub(crate) fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = self.told().iter().filter_map(|(_, event)| word(event)).collect();
        words.dedup();
        words
    }

    /// When something was told first, after a time.
    pub(crate) fn when(&self, after: Duration, name: &str) -> Option<Duration> {
        let told = self.told();
        let found =
            |(at, event): &&(Duration, VoiceEvent)| *at >= after && word(event).as_deref() == Some(name);
        told.iter().find(found).map(|(at, _)| *at)
    }

    pub(crate) fn log(&self) -> Log {
        self.clock.run(self.interview.sessions().load(&self.session)).unwrap()
    }

    /// Every event of the log, by commit.
    pub(crate) fn commits(&self) -> Vec<(u64, Vec<Event>)> {
        let stored: Vec<_> = self.clock.run(self.store.commits(&self.session, 1).try_collect()).unwrap();
        let mut log = Log::new(self.session.clone());
        stored.iter().map(|commit| (commit.number, log.take(commit).unwrap())).collect()
    }

    pub(crate) fn bodies(&self) -> Vec<Body> {
        self.commits().into_iter().flat_map(|(_, events)| events).map(|event| event.body).collect()
    }

    /// What the candidate said, as the log has it.
    pub(crate) fn said(&self) -> Vec<String> {
        let said = |body| match body {
            Body::Said(said) => Some(said.text),
            _ => None,
        };
        self.bodies().into_iter().filter_map(said).collect()
    }

    /// What was heard of the interviewer, as the log has it.
    pub(crate) fn heard(&self) -> Vec<String> {
        let heard = |body| match body {
            Body::Heard(heard) => Some(heard.heard),
            Body::Interrupted(interrupted) => Some(interrupted.text),
            _ => None,
        };
        self.bodies().into_iter().filter_map(heard).collect()
    }

    pub(crate) fn files(&self) -> Vec<String> {
        let files = self.clock.run(self.store.list_files(&self.session)).unwrap();
        files.into_iter().map(|file| file.name).collect()
    }

    /// The bytes of a recording.
    pub(crate) fn recording(&self, number: usize) -> Vec<u8> {
        let name = self.files().swap_remove(number);
        let content = self.store.get_file(&self.session, &name, None);
        let pieces: Vec<_> = self.clock.run(content.try_collect()).unwrap();
        pieces.concat()
    }

    pub(crate) fn assert_replays(&self) {
        let replay =
            prepai_core::replay::replay_log(&self.log(), &self.commits(), &self.interview.backends().library);
        assert!(replay.identical, "{:#?}", replay.differences);
    }

    /// Nobody is there any more.
    pub(crate) fn leave(&mut self) {
        self.there = None;
    }

    /// The driver is dropped in the middle of whatever it does.
    pub(crate) fn drop_driver(&mut self) {
        self.pool = LocalPool::new();
    }
}

pub(crate) fn real(house: House) -> House {
    House { new: NewSession { mode: Mode::Real, ..house.new }, ..house }
}

fn word(event: &VoiceEvent) -> Option<String> {
    let debug = match event {
        VoiceEvent::Sound { .. } => return Some("Sound".into()),
        VoiceEvent::Turn(
            TurnEvent::Phase(_)
            | TurnEvent::Timings { .. }
            | TurnEvent::UnitSpoken { .. }
            | TurnEvent::Spoken { .. }
            | TurnEvent::Text { .. }
            | TurnEvent::Released { .. },
        )
        | VoiceEvent::Listened { .. } => return None,
        VoiceEvent::Turn(event) => format!("{event:?}"),
        event => format!("{event:?}"),
    };
    Some(debug.split([' ', '(', '{']).next().unwrap_or_default().to_owned())
}
