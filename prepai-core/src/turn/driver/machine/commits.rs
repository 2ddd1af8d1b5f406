//! How the state machine writes the log.

use super::Machine;
use crate::error::{Error, ErrorKind, Result};
use crate::session::{
    Actor, Body, Committed, Entry, Event, InterruptReason, Interrupted, Moment, Said, Session,
};
use crate::turn::TurnEvent;
use crate::turn::driver::announce::announce;

/// How often a commit is decided again before the session counts as contended.
const MAX_CONFLICTS: usize = 1_000;

impl Machine {
    /// Commits what `decide` makes of the session and tells it; a foreign commit is taken in and told, and `decide` asked again.
    pub(super) async fn commit(
        &mut self,
        moment: Moment,
        mut decide: impl FnMut(&Session) -> Result<Vec<Entry>>,
    ) -> Result<Vec<Event>> {
        let committed = self.commit_untold(moment, &mut decide).await;
        match &committed {
            Ok(events) => announce(&self.broadcast, self.log.session(), events),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.broadcast.send(&TurnEvent::Erased);
                self.over = true;
            }
            Err(_) => {}
        }
        committed
    }

    /// The commit of [`Self::commit`], which itself is not told yet.
    pub(super) async fn commit_untold(
        &mut self,
        moment: Moment,
        decide: &mut impl FnMut(&Session) -> Result<Vec<Entry>>,
    ) -> Result<Vec<Event>> {
        let sessions = self.interview.sessions().clone();
        for _ in 0..MAX_CONFLICTS {
            self.check_owner()?;
            if self.log.is_in_doubt() {
                match sessions.settle(&mut self.log).await? {
                    Committed::Done(events) => self.settled(&events),
                    Committed::Again(events) => announce(&self.broadcast, self.log.session(), &events),
                }
                continue;
            }
            let entries = decide(self.log.session())?;
            if entries.is_empty() {
                return Ok(Vec::new());
            }
            match sessions.commit(&mut self.log, moment, entries).await? {
                Committed::Done(events) => return Ok(events),
                Committed::Again(events) => announce(&self.broadcast, self.log.session(), &events),
            }
        }
        Err(Error::new(ErrorKind::Busy, "too many writers on this session, try again").during("turn.commit"))
    }

    /// With words to carry, a commit in doubt is settled before they are taken up: it may have been theirs.
    pub(super) async fn settle(&mut self) -> Result<()> {
        if !self.carried.is_empty() && self.log.is_in_doubt() {
            self.commit(self.moment(), |_| Ok(Vec::new())).await?;
        }
        Ok(())
    }

    /// Takes words to carry, but for those that were stored while these were on their way. More of an answer may be known by now than
    /// was stored of it.
    pub(super) fn carry(&mut self, mut carried: Vec<Said>) {
        for stored in self.stored.drain(..) {
            if let Some(at) = carried.iter().position(|carried| *carried == stored) {
                carried.remove(at);
            } else if let Some((said, more)) = carried.iter_mut().find_map(|said| {
                let more = more_than(said, &stored)?;
                Some((said, more))
            }) {
                said.text = more;
            }
        }
        self.carried = carried;
    }

    /// A commit that had been in doubt stands: what waited to be saved with it is saved.
    pub(super) fn settled(&mut self, events: &[Event]) {
        let closes =
            |event: &Event| matches!(event.body, Body::Replied(_) | Body::Heard(_) | Body::Interrupted(_));
        if events.iter().any(closes) {
            self.unsaved.clear();
        }
        for event in events {
            if let Body::Said(said) = &event.body {
                self.carried.retain(|carried| carried != said);
                self.stored.push(said.clone());
            }
        }
        announce(&self.broadcast, self.log.session(), events);
    }

    /// Another conversation has been opened on the session: this one never commits again.
    pub(super) fn check_owner(&mut self) -> Result<()> {
        let ours = |attached: &(String, String)| attached.0 == *self.conversation;
        if self.session().attached.as_ref().is_none_or(ours) && !self.over {
            return Ok(());
        }
        if !self.over {
            self.broadcast.send(&TurnEvent::TakenOver);
        }
        self.over = true;
        Err(Error::new(ErrorKind::Conflict, "another conversation has been opened on this session"))
    }
}

/// What words have behind others that were spoken from the same place on.
fn more_than(said: &Said, before: &Said) -> Option<String> {
    let place = |said: &Said| said.audio.as_ref().map(|audio| (audio.stream.clone(), audio.start_sample));
    let more = said.text.strip_prefix(&before.text)?;
    let follows =
        more.starts_with(char::is_whitespace) && place(said).is_some_and(|at| Some(at) == place(before));
    follows.then(|| more.trim().to_owned()).filter(|more| !more.is_empty())
}

/// What of these entries, which end with their turn's end, is to be stored: nothing if the turn is not open any more, because a
/// commit in doubt stands meanwhile or somebody else has closed it.
pub(super) fn if_open(session: &Session, entries: &[Entry]) -> Vec<Entry> {
    let turn = session.open_turn.as_ref().map(|open| open.turn);
    let open = entries.last().is_some_and(|last| Some(last.turn) == turn);
    if open { entries.to_vec() } else { Vec::new() }
}

/// Closes a turn that nobody generates for any more.
pub(super) fn lost_turn(session: &Session) -> Vec<Entry> {
    let lost = Interrupted { reason: InterruptReason::Lost, text: String::new(), code: None };
    let open = session.open_turn.iter();
    open.map(|open| Entry::new(Actor::System, open.turn, Body::Interrupted(lost.clone()))).collect()
}
