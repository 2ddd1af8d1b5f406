//! One client: it speaks in real time, plays what it hears, interrupts, and notes what it sees.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use prepai_core::Result;
use serde_json::Value;
use tokio::time::{Instant, interval_at, sleep_until};

use super::fakes::words_before;
use super::utterances::{BEFORE, FRAME, Utterances};
use super::wire::{Told, Wire};
use crate::cli::bench::wrong;

/// How long a frame of sound lasts, and its samples.
const LASTS: Duration = Duration::from_millis(20);
const SAMPLES: u64 = FRAME as u64;

/// Interruptions begin when between half a second and three and a half of a reply were played, this much apart.
const SOONEST: u64 = 8_000;
const APART: u64 = 3_200;

/// How long a turn may take before the measurement counts as broken.
const PATIENCE: Duration = Duration::from_secs(60);

/// What was measured.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// From the transcript to the first sound.
    pub(super) overhead: Vec<Duration>,
    /// From the first frame of speech over the interviewer to the pause, and what was said.
    pub(super) barge_in: Vec<(Duration, &'static str)>,
    /// From each pause to its own decision: playback goes on, or the turn is over.
    pub(super) decided: Vec<Duration>,
    /// By how many words the log and the loudspeaker differ.
    pub(super) words: Vec<usize>,
    /// Frames of sound that came after the pause, before a resume.
    pub(super) after_pause: usize,
    /// Frames of sound that did not follow the one before.
    pub(super) gaps: usize,
    /// Interruptions after which nothing was paused.
    pub(super) missed: usize,
    /// From the cut connection's new beginning to what was missed.
    pub(super) resumed: Vec<Duration>,
    /// How long clients were there, together.
    pub(super) there: Duration,
}

impl Seen {
    pub(super) fn add(&mut self, other: Seen) {
        self.overhead.extend(other.overhead);
        self.barge_in.extend(other.barge_in);
        self.decided.extend(other.decided);
        self.words.extend(other.words);
        self.after_pause += other.after_pause;
        self.gaps += other.gaps;
        self.missed += other.missed;
        self.resumed.extend(other.resumed);
        self.there += other.there;
    }
}

#[derive(Debug, Default)]
struct Player {
    turn: u32,
    got: u64,
    played: u64,
    reported: u64,
    paused: bool,
    finished: bool,
}

/// A client in a conversation.
pub(super) struct Talker {
    address: SocketAddr,
    session: String,
    wire: Wire,
    utterances: Arc<Utterances>,
    /// Which client it is, and how often it has spoken.
    number: u64,
    spoken: u64,
    began: Instant,
    sent: u64,
    player: Player,
    conversation: String,
    last_seq: u64,
    transcript_at: Option<Instant>,
    /// When playback was first paused or flushed since the interruption began.
    pause_at: Option<Instant>,
    /// When the pause began that is not decided yet.
    undecided: Option<Instant>,
    heard: Option<String>,
    closed: bool,
    pub(super) seen: Seen,
}

impl Talker {
    /// Enters a session.
    pub(super) async fn enter(
        address: SocketAddr,
        session: &str,
        utterances: Arc<Utterances>,
        number: u64,
    ) -> Result<Talker> {
        let began = Instant::now();
        let wire = Wire::connect(address, session).await?;
        let mut talker = Talker {
            address,
            session: session.to_owned(),
            wire,
            utterances,
            number,
            spoken: 0,
            began,
            sent: 0,
            player: Player::default(),
            conversation: String::new(),
            last_seq: 0,
            transcript_at: None,
            pause_at: None,
            undecided: None,
            heard: None,
            closed: false,
            seen: Seen::default(),
        };
        talker.hello("").await?;
        Ok(talker)
    }

    async fn hello(&mut self, resume: &str) -> Result<()> {
        let hello = format!(r#"{{"type":"hello","protocol":2,"audio":{{}}{resume}}}"#);
        self.wire.say(&hello).await?;
        loop {
            if let Told::Text(text) = self.wire.next().await? {
                let value: Value = serde_json::from_str(&text).unwrap_or_default();
                if value.get("type").and_then(Value::as_str) == Some("hello_ack") {
                    let conversation = value.get("conversation").and_then(Value::as_str);
                    self.conversation = conversation.unwrap_or_default().to_owned();
                    return Ok(());
                }
                return Err(wrong("no hello_ack").with("answer", text));
            }
        }
    }

    /// Forgets the turn before.
    fn begin(&mut self) {
        self.player = Player { turn: self.player.turn, ..Player::default() };
        self.transcript_at = None;
    }

    /// Says that it is there, and hears the greeting.
    pub(super) async fn greeted(&mut self) -> Result<()> {
        self.begin();
        self.wire.say(r#"{"type":"interview_ready"}"#).await?;
        self.talk(|talker, _| talker.player.finished, None).await.map(drop)
    }

    /// Speaks, is answered, and interrupts the answer.
    pub(super) async fn turn(&mut self) -> Result<()> {
        self.begin();
        self.ask().await?;
        let soon = SOONEST + (self.number * 7 + self.spoken * 5) % 16 * APART;
        self.talk(|talker, _| talker.player.played >= soon, None).await?;
        self.pause_at = None;
        self.heard = None;
        let (number, frames) = self.next_utterance()?;
        let done = |talker: &Talker, sent| talker.heard.is_some() || sent >= frames.max(75);
        let began = self.talk(done, Some(number)).await?;
        let name = self.utterances.get(number)?.name;
        match (began, self.pause_at) {
            // What is paused before the speech begins is paused by its breath.
            (Some(began), Some(at)) => self.seen.barge_in.push((at.saturating_duration_since(began), name)),
            _ => self.seen.missed += 1,
        }
        if let Some(heard) = self.heard.take() {
            let words = heard.split_whitespace().count();
            self.seen.words.push(words.abs_diff(words_before(self.player.played)));
        }
        // The words of the interruption are answered too; that answer is heard to its end.
        self.transcript_at = None;
        self.talk(|talker, _| talker.player.finished, None).await.map(drop)
    }

    /// Cuts the connection in the middle of an answer and comes back.
    pub(super) async fn cut(&mut self) -> Result<()> {
        self.begin();
        self.ask().await?;
        self.talk(|talker, _| talker.player.played >= 8_000, None).await?;
        let began = Instant::now();
        self.wire = Wire::connect(self.address, &self.session).await?;
        let (conversation, last) = (self.conversation.clone(), self.last_seq);
        self.hello(&format!(r#","resume":{{"conversation":"{conversation}","last_seq":{last}}}"#)).await?;
        let got = self.player.got;
        self.talk(|talker, _| talker.player.got > got || talker.player.finished, None).await?;
        self.seen.resumed.push(began.elapsed());
        self.talk(|talker, _| talker.player.finished, None).await?;
        self.seen.there = self.began.elapsed();
        Ok(())
    }

    /// Says something to the end, or until it counts as said.
    async fn ask(&mut self) -> Result<()> {
        let (number, frames) = self.next_utterance()?;
        let done = |talker: &Talker, sent| sent >= frames || talker.transcript_at.is_some();
        self.talk(done, Some(number)).await.map(drop)
    }

    fn next_utterance(&mut self) -> Result<(usize, u64)> {
        self.spoken += 1;
        let number = usize::try_from(self.number * 11 + self.spoken).unwrap_or(0);
        Ok((number, self.utterances.get(number)?.frames()))
    }

    /// Sends a frame each 20 ms, of an utterance and then of silence, plays and reports, until `done`; gives when the speech
    /// began to be sent.
    async fn talk(
        &mut self,
        done: impl Fn(&Talker, u64) -> bool,
        utterance: Option<usize>,
    ) -> Result<Option<Instant>> {
        let began = Instant::now();
        let mut ticks = interval_at(began, LASTS);
        let utterances = Arc::clone(&self.utterances);
        let utterance = utterance.map(|number| utterances.get(number)).transpose()?;
        let mut frames = 0_u64;
        let mut spoke = None;
        let watchdog = sleep_until(began + PATIENCE);
        tokio::pin!(watchdog);
        while !done(self, frames) {
            tokio::select! {
                _ = ticks.tick() => {
                    let spoken = utterance.and_then(|utterance| utterance.frame(frames));
                    if frames == BEFORE && spoken.is_some() {
                        spoke = Some(Instant::now());
                    }
                    self.wire.sound(self.sent, spoken.unwrap_or(utterances.silence(frames))).await?;
                    self.sent += SAMPLES;
                    frames += 1;
                    self.play().await?;
                }
                told = self.wire.next() => self.told(told?).await?,
                () = &mut watchdog => return Err(wrong("a turn takes for ever")),
            }
            if self.closed {
                return Err(wrong("the server closed the socket"));
            }
        }
        Ok(spoke)
    }

    async fn play(&mut self) -> Result<()> {
        let player = &mut self.player;
        if !player.paused && player.played < player.got {
            player.played = (player.played + SAMPLES).min(player.got);
        }
        if player.played >= player.reported + 1_600
            || (player.played == player.got && player.played > player.reported)
        {
            self.report().await?;
        }
        Ok(())
    }

    async fn report(&mut self) -> Result<()> {
        self.player.reported = self.player.played;
        let (turn, samples) = (self.player.turn, self.player.played);
        self.wire.say(&format!(r#"{{"type":"played","turn":{turn},"samples":{samples}}}"#)).await
    }

    async fn told(&mut self, told: Told) -> Result<()> {
        let now = Instant::now();
        match told {
            Told::Closed => self.closed = true,
            Told::Sound { turn, start_sample, samples } => {
                self.last_seq += 1;
                if turn != self.player.turn {
                    self.player = Player { turn, ..Player::default() };
                    self.seen.overhead.extend(self.transcript_at.map(|at| now - at));
                }
                self.seen.gaps += usize::from(start_sample != self.player.got);
                self.seen.after_pause += usize::from(self.player.paused);
                self.player.got = start_sample + samples;
            }
            Told::Text(text) => {
                let value: Value = serde_json::from_str(&text).unwrap_or_default();
                if let Some(seq) = value.get("seq").and_then(Value::as_u64) {
                    self.last_seq = seq;
                }
                match value.get("type").and_then(Value::as_str).unwrap_or_default() {
                    "transcript" => self.transcript_at = Some(now),
                    "pause_playback" => {
                        self.pause_at.get_or_insert(now);
                        self.undecided.get_or_insert(now);
                        self.player.paused = true;
                        self.report().await?;
                    }
                    "resume_playback" => {
                        self.seen.decided.extend(self.undecided.take().map(|at| now - at));
                        self.player.paused = false;
                    }
                    "flush" => {
                        self.pause_at.get_or_insert(now);
                        self.seen.decided.extend(self.undecided.take().map(|at| now - at));
                        self.player.got = self.player.played;
                    }
                    "interrupted" => {
                        let heard = value.get("heard").and_then(Value::as_str).unwrap_or_default();
                        self.heard = Some(heard.to_owned());
                    }
                    "assistant_complete" => self.player.finished = true,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Says something as fast as the wire takes it, hears the answer, ends the interview, and goes.
    pub(super) async fn visit(mut self) -> Result<()> {
        let utterances = Arc::clone(&self.utterances);
        let number = usize::try_from(self.number).unwrap_or(0);
        for chunk in utterances.get(number)?.sound().chunks(3_200) {
            self.wire.sound(self.sent, chunk).await?;
            self.sent += chunk.len() as u64 / 2;
        }
        for _ in 0..20 {
            self.wire.sound(self.sent, &[0; 3_200]).await?;
            self.sent += 1_600;
        }
        let began = Instant::now();
        while self.player.got == 0 {
            let told = tokio::time::timeout_at(began + PATIENCE, self.wire.next()).await;
            self.told(told.map_err(|_| wrong("a visit takes for ever"))??).await?;
        }
        self.wire.say(r#"{"type":"end"}"#).await?;
        while !self.closed {
            let told = tokio::time::timeout_at(began + PATIENCE, self.wire.next()).await;
            self.told(told.map_err(|_| wrong("an end takes for ever"))??).await?;
        }
        Ok(())
    }
}
