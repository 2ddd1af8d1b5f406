//! What goes to the core's conversation, in order.

use std::collections::VecDeque;
use std::task::{Context, Poll};

use futures::FutureExt;
use futures::future::BoxFuture;
use prepai_core::session::Said;
use prepai_core::turn::{Conversation, TurnInput};
use prepai_core::{Error, ErrorKind, Result};

use super::carried::Carried;
use crate::duplex::event::Listened;
use crate::floor::TurnEnd;

/// How words were spoken that are to be answered.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spoken {
    /// What ended them.
    pub(super) reason: &'static str,
    pub(super) stages: Listened,
    /// With what the interviewer cuts in before the reply, if it does.
    pub(super) cut_in: Option<String>,
}

#[derive(Debug, PartialEq)]
enum Next {
    Input(TurnInput),
    /// The spoken words that nothing has answered.
    Words(Spoken),
}

#[derive(Debug)]
struct Sending {
    input: TurnInput,
    /// How the words of it were spoken, until their transcript was told.
    spoken: Option<Spoken>,
}

/// What was sent and not taken in yet.
#[derive(Default)]
pub(super) struct Sends {
    waiting: VecDeque<Next>,
    carried: Carried,
    /// What the core did not take to be carried. It is tried again after whatever else it is given.
    refused: Option<Vec<Said>>,
    /// Words that it carried were stored, and it does not know yet that this is known here: the same words may come again.
    learned: bool,
    sending: Option<(Sending, BoxFuture<'static, Result<()>>)>,
}

impl Sends {
    /// Sends an input after those that wait; of those that say the same the newest counts, so that few ever wait.
    pub(super) fn push(&mut self, input: TurnInput) {
        let same = |waiting: &&mut Next| match (waiting, &input) {
            (Next::Input(TurnInput::Played { turn: old, .. }), TurnInput::Played { turn: new, .. }) => {
                old == new
            }
            (Next::Input(TurnInput::Speaking(_)), TurnInput::Speaking(_)) => true,
            _ => false,
        };
        if let Some(waiting) = self.waiting.iter_mut().find(same) {
            *waiting = Next::Input(input);
            return;
        }
        let next = Next::Input(input);
        if next != Next::Input(TurnInput::BargeIn) || self.waiting.back() != Some(&next) {
            self.waiting.push_back(next);
        }
    }

    /// Keeps words: they go with the next spoken ones, or are stored before whatever else comes next.
    pub(super) fn carry(&mut self, said: Said) {
        self.carried.keep(said);
    }

    /// Has the core store what is known of a turn that stands still, before whatever else comes until it goes on.
    pub(super) fn hold(&mut self, open: Option<&Said>) {
        self.carried.hold(open);
    }

    /// What of that was stored, since this was asked.
    pub(super) fn open_is_stored(&mut self) -> Option<String> {
        self.carried.open_is_stored()
    }

    /// Has words answered after what waits, together with all that were spoken before and are not answered.
    pub(super) fn answer(&mut self, said: Said, spoken: Spoken) {
        self.refused = None;
        self.carried.keep(said);
        // Silence that was not told yet would take them to be over, and they have ended it.
        self.waiting.retain(|next| !next.is_answered());
        self.waiting.push_back(Next::Words(spoken));
    }

    /// Whether spoken words wait to be answered.
    pub(super) fn has_words(&self) -> bool {
        self.waiting.iter().any(Next::is_words)
    }

    /// What the core is being given.
    pub(super) fn sending(&self) -> Option<&TurnInput> {
        self.sending.as_ref().map(|(sending, _)| &sending.input)
    }

    /// Whether those are spoken words to be answered.
    pub(super) fn speaks(&self) -> bool {
        matches!(self.sending(), Some(TurnInput::Said { .. }))
    }

    /// Gives the core the next input, unless it is being given one. Where `waits` is so nothing goes that would be answered.
    pub(super) fn go(&mut self, conversation: &Conversation, waits: bool) {
        if self.sending.is_none()
            && let Some(next) = self.next(waits)
        {
            let (conversation, input) = (conversation.clone(), next.input.clone());
            self.sending = Some((next, async move { conversation.send(input).await }.boxed()));
        }
    }

    /// The first that may go now; what has to wait is passed by others. Words that wait are given to the core meanwhile, which stores
    /// them before whatever opens the next turn or ends the interview.
    fn next(&mut self, waits: bool) -> Option<Sending> {
        loop {
            let first = self.waiting.iter().position(|next| !(waits && next.is_answered()));
            let words_go = first.and_then(|first| self.waiting.get(first)).is_some_and(Next::is_words);
            let wanted = if words_go {
                Some(self.carried.before_answer())
            } else {
                // Words that go soon are not stored by something else before they are.
                (waits || !self.has_words()).then(|| self.carried.all())
            };
            let news = |wanted: &Vec<Said>| self.learned || *wanted != self.carried.given;
            if let Some(wanted) = wanted.filter(news).filter(|wanted| Some(wanted) != self.refused.as_ref()) {
                self.learned = false;
                return Some(Sending { input: TurnInput::Carried(wanted), spoken: None });
            }
            match self.waiting.remove(first?)? {
                Next::Input(input) => return Some(Sending { input, spoken: None }),
                Next::Words(spoken) => {
                    // None are left where something else had them stored.
                    if let Some(said) = self.carried.answer() {
                        let input = TurnInput::Said { said, cut_in: spoken.cut_in.clone() };
                        return Some(Sending { input, spoken: Some(spoken) });
                    }
                }
            }
        }
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        let Some((_, sending)) = &mut self.sending else { return Poll::Pending };
        sending.poll_unpin(context)
    }

    /// An input was taken in, or was not; whether it was spoken words to be answered.
    pub(super) fn sent(&mut self, taken: &Result<()>) -> bool {
        let Some((sending, _)) = self.sending.take() else { return false };
        self.refused = None;
        match (sending.input, taken) {
            (TurnInput::Carried(given), Ok(())) => self.carried.given = given,
            (TurnInput::Carried(given), Err(error)) => return self.not_given(given, error),
            (TurnInput::Said { said, .. }, taken) => {
                // Where its transcript was told it is stored all the same.
                if sending.spoken.is_some() && taken.as_ref().is_err_and(may_be_stored_yet) {
                    self.carried.not_stored(said);
                }
                return true;
            }
            _ => {}
        }
        false
    }

    /// The core carries what it carried before: some of that may be stored, which it will know later. Words that were to be answered
    /// are stored behind it. Whether there were any.
    fn not_given(&mut self, given: Vec<Said>, error: &Error) -> bool {
        (self.refused, self.learned) = (Some(given), true);
        let had_words = self.has_words();
        self.waiting.retain(|next| !next.is_words());
        if had_words && may_be_stored_yet(error) {
            self.carried.are_not_answered();
        }
        had_words
    }

    /// A turn opened with these words: what ended them and how long that took, if they were spoken.
    pub(super) fn transcript(&mut self, text: &str) -> Option<(&'static str, Option<Listened>)> {
        let (on_its_way, reason) = match self.sending.as_mut().map(|(sending, _)| sending) {
            Some(Sending { input: TurnInput::Said { said, .. }, spoken }) => {
                if let Some(spoken) = spoken.take_if(|_| said.text == text) {
                    return Some((spoken.reason, Some(spoken.stages)));
                }
                // It may be the beginning of a long answer.
                (&[][..], spoken.as_ref().map(|spoken| spoken.reason))
            }
            Some(Sending { input: TurnInput::Carried(given), .. }) => (given.as_slice(), None),
            _ => (&[][..], None),
        };
        let stored = self.carried.stored(text, on_its_way);
        self.learned |= stored;
        stored.then(|| (reason.unwrap_or(TurnEnd::Overtaken.code()), None))
    }
}

impl Next {
    fn is_words(&self) -> bool {
        matches!(self, Next::Words(_))
    }

    /// Whether the interviewer says something to it.
    fn is_answered(&self) -> bool {
        matches!(self, Next::Words(_) | Next::Input(TurnInput::Silence))
    }
}

/// Whether words that the core did not take in are to be stored with the next: not where there is no interview that they could be part of.
fn may_be_stored_yet(error: &Error) -> bool {
    let never = [ErrorKind::InvalidInput, ErrorKind::TooLarge, ErrorKind::Conflict, ErrorKind::NotFound];
    !never.contains(&error.kind()) && error.operation() != "conversation.send"
}

#[cfg(test)]
mod tests;
