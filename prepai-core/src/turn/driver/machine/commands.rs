//! What handles ask for, and how turns open and end.

use std::sync::Arc;

use super::Machine;
use super::commits::if_open;
use crate::error::Result;
use crate::interview;
use crate::session::{Cause, EndReason, Entry, InterruptReason, Said, Status};
use crate::turn::driver::Command;
use crate::turn::driver::running::Running;
use crate::turn::openings::{self, Opening};
use crate::turn::{CodeInput, Speech, TurnEvent, TurnInput, closing};

impl Machine {
    pub(super) async fn command(&mut self, command: Command) {
        match command {
            Command::Input(input, answer) => {
                let taken = self.input(input).await;
                // The asker may be gone; what was taken in stays.
                let _ = answer.send(taken);
            }
            Command::Commit(mut decide, answer) => {
                let _ = answer.send(self.commit(self.moment(), |session| decide(session)).await);
            }
            Command::Session(answer) => {
                let _ = answer.send(Arc::clone(self.session()));
            }
        }
    }

    pub(super) async fn input(&mut self, input: TurnInput) -> Result<()> {
        match input {
            TurnInput::Ready => self.ready().await,
            TurnInput::Text(text) if text.trim().is_empty() => self.prompt(Cause::Silence).await,
            TurnInput::Text(text) => {
                self.open_turn(Opening::Said(Said { text, ..Said::default() }), None, None).await
            }
            TurnInput::Said { said, cut_in } => self.open_turn(Opening::Said(said), None, cut_in).await,
            TurnInput::Carried(carried) => {
                // Whoever takes words back has to know before whether they are stored.
                if self.carried.iter().any(|carried_yet| !carried.contains(carried_yet)) {
                    self.settle().await?;
                }
                self.carry(carried);
                Ok(())
            }
            TurnInput::Speaking(speaking) => {
                self.options.speaking = speaking;
                Ok(())
            }
            TurnInput::Code(code) => self.code(code).await,
            TurnInput::Hint => self.prompt(Cause::Hint).await,
            TurnInput::Repeat => self.prompt(Cause::Repeat).await,
            TurnInput::Silence => self.prompt(Cause::Silence).await,
            TurnInput::End(reason) => self.end(reason).await,
            TurnInput::BargeIn => self.interrupt(InterruptReason::Candidate).await,
            TurnInput::Played { turn, samples } => {
                self.played(turn, samples).await;
                Ok(())
            }
        }
    }

    pub(super) async fn ready(&mut self) -> Result<()> {
        if self.running.is_some() {
            return Ok(());
        }
        match self.session().last_reply() {
            Some(last) => {
                self.broadcast.send(&TurnEvent::Again { text: last.content.clone() });
                Ok(())
            }
            None => self.prompt(Cause::Ready).await,
        }
    }

    pub(super) async fn prompt(&mut self, cause: Cause) -> Result<()> {
        self.open_turn(Opening::Prompted(cause), None, None).await
    }

    pub(super) async fn code(&mut self, input: CodeInput) -> Result<()> {
        let submission = self.interview.sessions().fresh_id();
        self.open_turn(Opening::Prompted(Cause::Code { submission }), Some(input), None).await
    }

    /// Opens a turn: the opening is stored, then told, then the agent is asked. A turn that still runs is broken off in
    /// the same commit.
    pub(super) async fn open_turn(
        &mut self,
        opening: Opening,
        code: Option<CodeInput>,
        cut_in: Option<String>,
    ) -> Result<()> {
        let received = self.monotonic();
        self.settle().await?;
        if self.running.is_none() && !self.unsaved.is_empty() {
            self.save().await?;
        }
        let before = self.closing_entries(InterruptReason::Candidate);
        let library = Arc::clone(&self.interview.backends().library);
        let (moment, carried) = (self.moment(), self.carried.clone());
        self.commit(moment, |session| {
            openings::check_active(session)?;
            let mut entries = if_open(session, &before);
            if entries.is_empty() {
                entries.extend(super::lost_turn(session));
            }
            let after = openings::carry(session, &library, &mut entries, &carried, moment)?;
            entries.extend(openings::open_turn(
                after.as_ref().unwrap_or(session),
                &library,
                &opening,
                code.as_ref(),
                moment.offset_us,
            )?);
            Ok(entries)
        })
        .await?;
        self.unsaved.clear();
        self.stored.append(&mut self.carried);
        let acknowledged = self.monotonic();
        let turn = self.session().turn;
        let briefing = self.interview.brief(self.session(), moment.offset_us)?;
        self.broadcast.send(&TurnEvent::Thinking { turn });
        let speaking = &self.options.speaking;
        let speech =
            (speaking.spoken && self.interview.backends().text_to_speech.is_some()).then(|| Speech {
                cut_in,
                fillers: speaking
                    .filler_after
                    .map(|after| (after, interview::fillers(&speaking.phrases, self.session(), &briefing))),
            });
        let spoken = speech.is_some();
        let steps = self.interview.turn(Arc::clone(self.session()), briefing, speech);
        let mut running = Running::new(turn, steps, spoken, acknowledged, self.pace);
        running.timings.commit = acknowledged.saturating_sub(received);
        self.running = Some(running);
        Ok(())
    }

    /// What must be stored of a turn that runs or could not be saved, when something else begins.
    pub(super) fn closing_entries(&mut self, reason: InterruptReason) -> Vec<Entry> {
        self.estimate_playback();
        let mut entries = self.unsaved.clone();
        if let Some(running) = self.running.take() {
            entries.extend(running.interrupted(reason, None));
            // Until it is stored: a failing store must not lose it.
            self.unsaved.clone_from(&entries);
        }
        entries
    }

    pub(super) async fn interrupt(&mut self, reason: InterruptReason) -> Result<()> {
        if self.closing_entries(reason).is_empty() {
            return Ok(());
        }
        self.save().await
    }

    pub(super) async fn end(&mut self, reason: EndReason) -> Result<()> {
        self.settle().await?;
        let before = self.closing_entries(InterruptReason::End);
        let (library, moment) = (Arc::clone(&self.interview.backends().library), self.moment());
        let carried = self.carried.clone();
        self.commit(moment, |session| match session.status {
            Status::Active => {
                let mut entries = if_open(session, &before);
                if entries.is_empty() && !carried.is_empty() {
                    entries.extend(super::lost_turn(session));
                }
                openings::carry(session, &library, &mut entries, &carried, moment)?;
                Ok(closing::end(session, &library, moment, entries, reason.clone()))
            }
            _ => Ok(Vec::new()),
        })
        .await?;
        self.unsaved.clear();
        self.stored.append(&mut self.carried);
        self.unsaved_end = None;
        self.project().await;
        Ok(())
    }

    pub(super) async fn project(&mut self) {
        // The log is the truth: the documents of older readers are written again on demand.
        if let Err(error) = self.interview.project(&self.log).await {
            self.broadcast.send(&TurnEvent::Failed { turn: 0, error });
        }
    }
}
