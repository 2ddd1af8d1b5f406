//! The turn that runs.

use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::BoxStream;

use super::super::Timings;
use super::super::playback::{Pace, Playback};
use super::super::step::Step;
use crate::session::{Actor, Body, Cut, EndReason, Entry, HeardBody, InterruptReason, Interrupted, Replied};

/// The turn that runs: its generation, and what will be committed when it ends.
pub(super) struct Running {
    pub(super) turn: u32,
    pub(super) steps: BoxStream<'static, Step>,
    pub(super) generating: bool,
    pub(super) spoken: bool,
    pub(super) units: Vec<String>,
    pub(super) cuts: Vec<Cut>,
    /// Inputs of replay and what followed from them, in order.
    pub(super) entries: Vec<Entry>,
    pub(super) end: Option<EndReason>,
    pub(super) playback: Playback,
    /// When what was sent will have been played, on the monotonic clock.
    pub(super) plays_until: Duration,
    /// Resolves when the reply must have been played.
    pub(super) played_out: Option<BoxFuture<'static, ()>>,
    /// How many had come when that began to count.
    pub(super) arrivals: u64,
    pub(super) acknowledged_at: Duration,
    pub(super) timings: Timings,
}

impl Running {
    pub(super) fn new(
        turn: u32,
        steps: BoxStream<'static, Step>,
        spoken: bool,
        acknowledged_at: Duration,
        pace: Pace,
    ) -> Self {
        Running {
            turn,
            steps,
            generating: true,
            spoken,
            units: Vec::new(),
            cuts: Vec::new(),
            entries: Vec::new(),
            end: None,
            playback: Playback::at(pace),
            plays_until: Duration::ZERO,
            played_out: None,
            arrivals: 0,
            acknowledged_at,
            timings: Timings::default(),
        }
    }

    /// All that was released.
    pub(super) fn text(&self) -> String {
        self.units.join(" ")
    }

    /// The words that count as heard: those that were played, or released where nothing is spoken. Of a turn whose first sound is
    /// still being made that is nothing.
    pub(super) fn heard(&self) -> String {
        let read = !self.spoken || self.playback.has_failed();
        if read && !self.playback.is_spoken() { self.text() } else { self.playback.heard(&self.units) }
    }

    /// The entries of a turn that came to its end.
    pub(super) fn complete(&self) -> Vec<Entry> {
        let body = if self.playback.is_spoken() {
            let samples = self.playback.reported();
            Body::Heard(HeardBody {
                text: self.text(),
                units: self.units.clone(),
                cuts: self.cuts.clone(),
                heard: self.heard(),
                estimated: samples.is_none(),
                samples,
            })
        } else {
            Body::Replied(Replied { text: self.text(), units: self.units.clone(), cuts: self.cuts.clone() })
        };
        self.closed_by(Actor::Interviewer, body)
    }

    /// The entries of a turn that was broken off.
    pub(super) fn interrupted(&self, reason: InterruptReason, code: Option<&str>) -> Vec<Entry> {
        let actor = if reason == InterruptReason::Candidate { Actor::Candidate } else { Actor::System };
        let code = code.map(str::to_owned);
        self.closed_by(actor, Body::Interrupted(Interrupted { reason, text: self.heard(), code }))
    }

    fn closed_by(&self, actor: Actor, body: Body) -> Vec<Entry> {
        let mut entries = self.entries.clone();
        entries.push(Entry::new(actor, self.turn, body));
        entries
    }
}
