//! One client: it speaks in real time, plays what it hears, interrupts, and notes what it sees.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use prepai_core::Result;
use serde_json::Value;
use tokio::time::{Instant, interval_at, sleep_until};

use super::fakes::words_before;
use super::house::wrong;
use super::wire::{Told, Wire};

/// A frame of sound: 20 ms.
const FRAME: Duration = Duration::from_millis(20);
const SAMPLES: u64 = 320;

/// How long a turn may take before the measurement counts as broken.
const PATIENCE: Duration = Duration::from_secs(60);

/// What was measured.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// From the transcript to the first sound.
    pub(super) overhead: Vec<Duration>,
    /// From the first frame of speech over the interviewer to the pause.
    pub(super) barge_in: Vec<Duration>,
    /// From the pause to the decision.
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
    speech: Arc<[u8]>,
    sent: u64,
    player: Player,
    conversation: String,
    last_seq: u64,
    transcript_at: Option<Instant>,
    pause_at: Option<Instant>,
    heard: Option<String>,
    closed: bool,
    pub(super) seen: Seen,
}

impl Talker {
    /// Enters a session; `speech` is PCM16 of somebody speaking.
    pub(super) async fn enter(address: SocketAddr, session: &str, speech: Arc<[u8]>) -> Result<Talker> {
        let wire = Wire::connect(address, session).await?;
        let mut talker = Talker {
            address,
            session: session.to_owned(),
            wire,
            speech,
            sent: 0,
            player: Player::default(),
            conversation: String::new(),
            last_seq: 0,
            transcript_at: None,
            pause_at: None,
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

    /// Speaks, is answered, and interrupts the answer.
    pub(super) async fn turn(&mut self) -> Result<()> {
        self.begin();
        let bytes = self.speech.len() as u64 / 2;
        self.talk(|talker, frames| frames * SAMPLES >= bytes || talker.transcript_at.is_some(), true).await?;
        self.talk(|talker, _| talker.player.played >= 16_000, false).await?;
        let began = Instant::now();
        self.pause_at = None;
        self.heard = None;
        self.talk(|talker, frames| talker.heard.is_some() || frames >= 75, true).await?;
        match self.pause_at {
            Some(at) => self.seen.barge_in.push(at - began),
            None => self.seen.missed += 1,
        }
        if let Some(heard) = self.heard.take() {
            let words = heard.split_whitespace().count();
            self.seen.words.push(words.abs_diff(words_before(self.player.played)));
        }
        // The words of the interruption are answered too; that answer is heard to its end.
        self.transcript_at = None;
        self.talk(|talker, _| talker.player.finished, false).await
    }

    /// Cuts the connection in the middle of an answer and comes back.
    pub(super) async fn cut(&mut self) -> Result<()> {
        self.begin();
        let bytes = self.speech.len() as u64 / 2;
        self.talk(|talker, frames| frames * SAMPLES >= bytes || talker.transcript_at.is_some(), true).await?;
        self.talk(|talker, _| talker.player.played >= 8_000, false).await?;
        let began = Instant::now();
        self.wire = Wire::connect(self.address, &self.session).await?;
        let (conversation, last) = (self.conversation.clone(), self.last_seq);
        self.hello(&format!(r#","resume":{{"conversation":"{conversation}","last_seq":{last}}}"#)).await?;
        let got = self.player.got;
        self.talk(|talker, _| talker.player.got > got || talker.player.finished, false).await?;
        self.seen.resumed.push(began.elapsed());
        self.talk(|talker, _| talker.player.finished, false).await
    }

    /// Sends a frame each 20 ms, of speech or of silence, plays and reports, until `done`.
    async fn talk(&mut self, done: impl Fn(&Talker, u64) -> bool, loud: bool) -> Result<()> {
        let began = Instant::now();
        let mut ticks = interval_at(began, FRAME);
        let silence = [0_u8; SAMPLES as usize * 2];
        let mut frames = 0_u64;
        let watchdog = sleep_until(began + PATIENCE);
        tokio::pin!(watchdog);
        while !done(self, frames) {
            tokio::select! {
                _ = ticks.tick() => {
                    let at = usize::try_from(frames * SAMPLES * 2).unwrap_or(usize::MAX);
                    let speech = Arc::clone(&self.speech);
                    let spoken = speech.get(at..at + silence.len()).filter(|_| loud);
                    self.wire.sound(self.sent, spoken.unwrap_or(&silence)).await?;
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
        Ok(())
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
                        self.player.paused = true;
                        self.report().await?;
                    }
                    "resume_playback" => self.player.paused = false,
                    "flush" => {
                        self.pause_at.get_or_insert(now);
                        self.seen.decided.extend(self.pause_at.map(|at| now - at));
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
        for chunk in Arc::clone(&self.speech).chunks(3_200) {
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
