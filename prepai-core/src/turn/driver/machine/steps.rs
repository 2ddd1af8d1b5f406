//! The turn that runs: its steps, its playback, its end.

use std::sync::Arc;
use std::time::Duration;

use super::Machine;
use super::commits::{if_open, lost_turn};
use crate::error::{Error, ErrorKind, Result};
use crate::session::{Actor, Body, Entry, InterruptReason};
use crate::turn::step::Step;
use crate::turn::{TurnEvent, closing, openings};

/// How much longer than its sound a reply may play before silence from the client counts as played.
const PLAYBACK_SLACK: Duration = Duration::from_secs(5);

impl Machine {
    pub(super) async fn step(&mut self, step: Option<Step>) {
        let now = self.monotonic();
        let Some(running) = &mut self.running else { return };
        let turn = running.turn;
        let since = now.saturating_sub(running.acknowledged_at);
        match step {
            Some(Step::FirstAnswer) => running.timings.agent = Some(since),
            Some(Step::Unit(text)) => {
                running.timings.first_text.get_or_insert(since);
                running.units.push(text.clone());
                self.broadcast.send(&TurnEvent::Text { turn, text });
            }
            Some(Step::Executed(executed)) => {
                running.entries.push(Entry::new(Actor::Tool, turn, Body::CodeExecuted(executed)));
            }
            Some(Step::Generated(generated)) => {
                running.entries.push(Entry::new(Actor::Interviewer, turn, Body::Generated(generated)));
            }
            Some(Step::Returned { returned, effects }) => {
                running.entries.push(Entry::new(Actor::Tool, turn, Body::ToolReturned(returned)));
                for effect in effects {
                    match effect {
                        Body::Ended(reason) => running.end = Some(reason),
                        body => running.entries.push(Entry::new(Actor::System, turn, body)),
                    }
                }
            }
            Some(Step::Finished { cuts }) => {
                running.cuts = cuts;
                running.timings.generated = Some(since);
                let text = running.text();
                let spoken = running.spoken;
                self.broadcast.send(&TurnEvent::Released { turn, text });
                if !spoken {
                    self.finish().await;
                }
            }
            Some(Step::Audio { unit, audio, marks }) => {
                running.timings.first_audio.get_or_insert(since);
                running.plays_until = running.plays_until.max(now) + audio.duration();
                let start_sample = running.playback.sent(unit, &audio, &marks);
                self.broadcast.send(&TurnEvent::Audio { turn, unit, start_sample, audio });
            }
            Some(Step::UnitSpoken { unit }) => {
                let text = unit.and_then(|unit| running.units.get(unit)).map_or("", String::as_str);
                self.pace = running.playback.spoken(unit, text);
                self.broadcast.send(&TurnEvent::UnitSpoken { turn, unit });
            }
            Some(Step::Interjected(what)) => {
                running.entries.push(Entry::new(Actor::System, turn, Body::Interjected(what.clone())));
                self.broadcast.send(&TurnEvent::Interjected { turn, what });
            }
            Some(Step::Unspoken { unit, error }) => {
                running.playback.broke(unit);
                self.broadcast.send(&TurnEvent::Failed { turn, error });
            }
            Some(Step::Notice(error)) => self.broadcast.send(&TurnEvent::Failed { turn, error }),
            Some(Step::Spoken) => {
                self.broadcast.send(&TurnEvent::Spoken { turn });
                self.await_playback().await;
            }
            Some(Step::Failed(error)) => self.fail(error).await,
            None => {
                self.fail(Error::new(ErrorKind::Internal, "a turn's generation ended without an end")).await
            }
        }
    }

    pub(super) async fn await_playback(&mut self) {
        let clock = Arc::clone(self.interview.sessions().clock());
        let reports = self.options.speaking.reports_playback;
        let Some(running) = &mut self.running else { return };
        if !running.playback.is_spoken() || running.playback.is_done() {
            return self.finish().await;
        }
        running.generating = false;
        let rest = running.plays_until.saturating_sub(clock.monotonic());
        let slack = if reports { PLAYBACK_SLACK } else { Duration::ZERO };
        running.played_out = Some(clock.sleep(rest + slack));
        running.arrivals = self.broadcast.arrivals();
    }

    /// Nothing was reported for long enough. That of a client that was away says nothing: what it did not play is sent
    /// again when it is back.
    pub(super) async fn played_out(&mut self) {
        let clock = Arc::clone(self.interview.sessions().clock());
        let (there, arrivals) = (self.broadcast.is_heard(), self.broadcast.arrivals());
        if self.options.speaking.reports_playback
            && let Some(running) = &mut self.running
            && (!there || running.arrivals != arrivals)
        {
            running.arrivals = arrivals;
            running.played_out = Some(clock.sleep(running.playback.left() + PLAYBACK_SLACK));
            return;
        }
        self.finish().await;
    }

    pub(super) async fn played(&mut self, turn: u32, samples: u64) {
        let clock = Arc::clone(self.interview.sessions().clock());
        let Some(running) = self.running.as_mut().filter(|running| running.turn == turn) else { return };
        running.playback.played(samples);
        if running.generating {
            return;
        }
        if running.playback.is_done() {
            return self.finish().await;
        }
        // A playback that was paused takes longer than its sound.
        running.played_out = Some(clock.sleep(running.playback.left() + PLAYBACK_SLACK));
        running.arrivals = self.broadcast.arrivals();
    }

    /// A client that has not reported plays what it gets, one after the other, and waits in between.
    pub(super) fn estimate_playback(&mut self) {
        let now = self.monotonic();
        if let Some(running) = &mut self.running
            && running.playback.reported().is_none()
        {
            let left = running.plays_until.saturating_sub(now);
            running.playback.estimate(running.playback.duration().saturating_sub(left));
        }
    }

    pub(super) async fn finish(&mut self) {
        let Some(running) = self.running.take() else { return };
        self.unsaved = running.complete();
        self.unsaved_end.clone_from(&running.end);
        self.save_or_tell(running.turn).await;
        self.broadcast.send(&TurnEvent::Timings { turn: running.turn, timings: running.timings });
    }

    pub(super) async fn fail(&mut self, error: Error) {
        let Some(running) = self.running.take() else { return };
        self.unsaved = running.interrupted(InterruptReason::Error, Some(error.kind().code()));
        self.broadcast.send(&TurnEvent::Failed { turn: running.turn, error });
        self.save_or_tell(running.turn).await;
    }

    /// Stores what is unsaved; on an error it stays for the next chance.
    pub(super) async fn save(&mut self) -> Result<()> {
        self.settle().await?;
        let (entries, end) = (self.unsaved.clone(), self.unsaved_end.clone());
        let (library, moment) = (Arc::clone(&self.interview.backends().library), self.moment());
        let carried = self.carried.clone();
        self.commit(moment, |session| match (if_open(session, &entries), &end) {
            (mut entries, Some(reason)) if !entries.is_empty() => {
                openings::carry(session, &library, &mut entries, &carried, moment)?;
                Ok(closing::end(session, &library, moment, entries, reason.clone()))
            }
            (entries, _) => Ok(entries),
        })
        .await?;
        self.unsaved.clear();
        if self.unsaved_end.take().is_some() {
            self.stored.append(&mut self.carried);
            self.project().await;
        }
        Ok(())
    }

    /// Stores words that nothing has answered and nothing will.
    pub(super) async fn save_carried(&mut self) -> Result<()> {
        self.settle().await?;
        let (library, moment) = (Arc::clone(&self.interview.backends().library), self.moment());
        let carried = self.carried.clone();
        self.commit(moment, |session| {
            openings::check_active(session)?;
            let mut entries = if carried.is_empty() { Vec::new() } else { lost_turn(session) };
            openings::carry(session, &library, &mut entries, &carried, moment)?;
            Ok(entries)
        })
        .await?;
        self.stored.append(&mut self.carried);
        Ok(())
    }

    pub(super) async fn save_or_tell(&mut self, turn: u32) {
        if let Err(error) = self.save().await
            && !self.over
        {
            self.broadcast.send(&TurnEvent::Failed { turn, error });
        }
    }
}
