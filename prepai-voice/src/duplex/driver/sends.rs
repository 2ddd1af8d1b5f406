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

    /// Has words answered after what waits, together with all that were spoken before and are not answered.
    pub(super) fn answer(&mut self, said: Said, spoken: Spoken) {
        self.carried.keep(said);
        self.waiting.retain(|next| !next.is_words());
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
            if let Some(wanted) = wanted.filter(|wanted| *wanted != self.carried.given) {
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
        match (sending.input, taken) {
            // Where that failed there is no conversation any more.
            (TurnInput::Carried(given), _) => self.carried.given = given,
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
mod tests {
    use prepai_core::turn::MAX_TEXT;

    use super::*;

    /// The core, as far as it stores words: what it was given before whatever it stores.
    #[derive(Default)]
    struct Core {
        carried: Vec<Said>,
        /// Stored of that, since it was given.
        stored: Vec<Said>,
        /// What could not be stored, or could be after all.
        doubt: Vec<Said>,
        log: Vec<String>,
        /// Transcripts that were not looked at yet.
        told: VecDeque<String>,
        /// What it makes of the input that it has, until that is looked at.
        taken: Option<Result<()>>,
    }

    impl Core {
        fn tell(&mut self, said: Said) {
            self.told.push_back(said.text.clone());
            self.log.push(said.text);
        }

        fn store(&mut self, said: Said) {
            for doubtful in std::mem::take(&mut self.doubt) {
                self.carried.retain(|carried| *carried != doubtful);
                self.stored.push(doubtful.clone());
                self.tell(doubtful);
            }
            for carried in std::mem::take(&mut self.carried) {
                self.stored.push(carried.clone());
                self.tell(carried);
            }
            self.tell(said);
        }

        fn take(&mut self, input: TurnInput, fails: u32) {
            let mut taken = Ok(());
            match input {
                TurnInput::Carried(mut given) => {
                    for stored in self.stored.drain(..) {
                        let at = given.iter().position(|given| *given == stored);
                        at.map(|at| given.remove(at));
                    }
                    self.carried = given;
                }
                TurnInput::Said { said, .. } if fails < 2 => {
                    taken = Err(Error::new(ErrorKind::Unavailable, "the disk is away"));
                    if fails == 0 && self.doubt.is_empty() {
                        self.doubt = self.carried.iter().cloned().chain([said]).collect();
                    }
                }
                TurnInput::Said { said, .. } => self.store(said),
                _ => {}
            }
            self.taken = Some(taken);
        }
    }

    fn said(text: String) -> Said {
        Said { text, ..Said::default() }
    }

    fn spoken() -> Spoken {
        Spoken { reason: "complete", stages: Listened::default(), cut_in: None }
    }

    struct Talk {
        sends: Sends,
        core: Core,
        waits: bool,
        spoken: u32,
    }

    impl Talk {
        /// Some words, sometimes more than one turn can hold.
        fn words(&mut self, long: bool) -> Said {
            let words = if long { 2 * MAX_TEXT / 7 } else { 1 };
            let first = self.spoken;
            self.spoken += words as u32;
            let words: Vec<_> = (first..self.spoken).map(|n| format!("w{n:05}")).collect();
            said(words.join(" "))
        }

        fn look(&mut self) {
            if let Some(text) = self.core.told.pop_front() {
                self.sends.transcript(&text);
            }
        }

        fn give(&mut self) {
            if self.sends.sending.is_none()
                && let Some(next) = self.sends.next(self.waits)
            {
                self.sends.sending = Some((next, async { Ok(()) }.boxed()));
            }
        }

        fn deliver(&mut self, fails: u32) {
            if self.core.taken.is_none()
                && let Some(input) = self.sends.sending().cloned()
            {
                self.core.take(input, fails);
            }
        }

        /// Transcripts are looked at before what became of an input.
        fn answer(&mut self) {
            if let Some(taken) = self.core.taken.take() {
                while !self.core.told.is_empty() {
                    self.look();
                }
                self.sends.sent(&taken);
            }
        }

        fn settle(&mut self) {
            for _ in 0..50 {
                self.give();
                self.deliver(2);
                self.answer();
            }
            assert!(self.sends.sending.is_none());
        }
    }

    #[test]
    fn whatever_comes_between_each_word_is_stored_once_and_in_order() {
        for seed in 0..1_000_u32 {
            let mut random = seed.wrapping_mul(2_654_435_769) | 1;
            let mut any = |most: u32| {
                random ^= random << 13;
                random ^= random >> 17;
                random ^= random << 5;
                random % most
            };
            let (sends, core) = (Sends::default(), Core::default());
            let mut talk = Talk { sends, core, waits: false, spoken: 0 };
            for _ in 0..any(40) {
                match any(10) {
                    0 => {
                        let said = talk.words(any(8) == 0);
                        talk.sends.carry(said);
                    }
                    1 | 2 => {
                        let said = talk.words(any(8) == 0);
                        talk.sends.answer(said, spoken());
                    }
                    3 => talk.waits = !talk.waits,
                    4 => talk.core.store(said("typed".into())),
                    5 => talk.look(),
                    6 | 7 => talk.give(),
                    8 => talk.deliver(any(6)),
                    _ => talk.answer(),
                }
            }
            // The end of the interview.
            talk.settle();
            talk.core.store(said("typed".into()));
            let stored: Vec<_> = talk.core.log.iter().flat_map(|text| text.split(' ')).collect();
            let stored: Vec<_> = stored.into_iter().filter(|word| *word != "typed").collect();
            let all: Vec<_> = (0..talk.spoken).map(|n| format!("w{n:05}")).collect();
            assert!(stored == all, "{seed}: {} of {} words, or out of order", stored.len(), all.len());
        }
    }

    fn next(sends: &mut Sends, waits: bool) -> Option<TurnInput> {
        let next = sends.next(waits)?;
        sends.sending = Some((next, async { Ok(()) }.boxed()));
        let input = sends.sending().cloned();
        sends.sent(&Ok(()));
        input
    }

    #[test]
    fn what_is_answered_waits_and_others_pass_it() {
        let mut sends = Sends::default();
        sends.push(TurnInput::Silence);
        sends.answer(said("One.".into()), spoken());
        sends.push(TurnInput::BargeIn);
        sends.push(TurnInput::BargeIn);
        sends.answer(said("Two.".into()), spoken());
        let given = vec![said("One.".into()), said("Two.".into())];
        assert_eq!(next(&mut sends, true), Some(TurnInput::Carried(given)));
        assert_eq!(next(&mut sends, true), Some(TurnInput::BargeIn));
        assert_eq!(next(&mut sends, true), None);
        assert_eq!(next(&mut sends, false), Some(TurnInput::Silence));
        assert_eq!(next(&mut sends, false), Some(TurnInput::Carried(Vec::new())));
        let answered = |text: &str| Some(TurnInput::Said { said: said(text.into()), cut_in: None });
        assert_eq!(next(&mut sends, false), answered("One. Two."));
        sends.answer(said("Three.".into()), spoken());
        sends.push(TurnInput::BargeIn);
        sends.answer(said("Four.".into()), spoken());
        assert_eq!(next(&mut sends, false), Some(TurnInput::BargeIn), "of the turn before");
        assert_eq!(next(&mut sends, false), answered("Three. Four."));
        assert_eq!(next(&mut sends, false), None);
    }
}
