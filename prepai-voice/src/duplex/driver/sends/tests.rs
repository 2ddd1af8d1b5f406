//! What is sent, whatever comes between.

use prepai_core::turn::MAX_TEXT;

use super::*;
use crate::duplex::ear::without_common;

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

    /// What is in doubt stands, unless the disk is away.
    fn settle(&mut self, fails: u32) -> Result<()> {
        if fails < 2 && !self.doubt.is_empty() {
            return Err(away());
        }
        for doubtful in std::mem::take(&mut self.doubt) {
            self.carried.retain(|carried| *carried != doubtful);
            self.stored.push(doubtful.clone());
            self.tell(doubtful);
        }
        Ok(())
    }

    fn store(&mut self, said: Said, fails: u32) -> Result<()> {
        self.settle(fails)?;
        if fails < 2 {
            if fails == 0 {
                self.doubt = self.carried.iter().cloned().chain([said]).collect();
            }
            return Err(away());
        }
        for carried in std::mem::take(&mut self.carried) {
            self.stored.push(carried.clone());
            self.tell(carried);
        }
        self.tell(said);
        Ok(())
    }

    fn carry(&mut self, mut given: Vec<Said>, fails: u32) -> Result<()> {
        if self.carried.iter().any(|carried| !given.contains(carried)) {
            self.settle(fails)?;
        }
        for stored in self.stored.drain(..) {
            if let Some(at) = given.iter().position(|given| *given == stored) {
                given.remove(at);
            } else if let Some(more) =
                given.iter_mut().find(|given| given.text.starts_with(&format!("{} ", stored.text)))
            {
                more.text = more.text[stored.text.len() + 1..].to_owned();
            }
        }
        self.carried = given;
        Ok(())
    }

    fn take(&mut self, input: TurnInput, fails: u32) {
        self.taken = Some(match input {
            TurnInput::Carried(given) => self.carry(given, fails),
            TurnInput::Said { said, .. } => self.store(said, fails),
            _ => Ok(()),
        });
    }
}

fn away() -> Error {
    Error::new(ErrorKind::Unavailable, "the disk is away")
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
    /// A turn that is not over, and whether it stands still.
    open: Option<(Said, bool)>,
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
            if let Some(stored) = self.sends.open_is_stored() {
                let left = self
                    .open
                    .take()
                    .map(|(open, stands)| (said(without_common(&open.text, &stored).0.to_owned()), stands));
                self.open = left.filter(|(left, _)| !left.text.is_empty());
            }
            self.hold();
        }
    }

    /// A turn begins and stands still, goes on, and is over.
    fn turn(&mut self, long: bool, more: u32) {
        self.open = match self.open.take() {
            None => Some((self.words(long), true)),
            Some((before, true)) => {
                let words = if more == 0 { String::new() } else { self.words(long).text };
                // More of it is known, and it may stand still yet.
                Some((said(format!("{} {words}", before.text).trim_end().to_owned()), more == 2))
            }
            Some((said, false)) => {
                self.sends.answer(said, spoken());
                None
            }
        };
    }

    fn hold(&mut self) {
        self.sends.hold(self.open.as_ref().filter(|(_, stands)| *stands).map(|(said, _)| said));
    }

    fn give(&mut self) {
        self.hold();
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
        let mut talk = Talk { sends, core, waits: false, spoken: 0, open: None };
        for _ in 0..any(40) {
            match any(11) {
                0 if talk.open.is_none() => {
                    let said = talk.words(any(8) == 0);
                    talk.sends.carry(said);
                }
                1 | 2 if talk.open.is_none() => {
                    let said = talk.words(any(8) == 0);
                    talk.sends.answer(said, spoken());
                }
                3 => talk.waits = !talk.waits,
                4 => drop(talk.core.store(said("typed".into()), any(6))),
                5 => talk.look(),
                6 | 7 => talk.give(),
                8 => talk.deliver(any(6)),
                9 => talk.answer(),
                _ => talk.turn(any(8) == 0, any(3)),
            }
        }
        // The end of the interview, in a standstill if a turn is open.
        if talk.open.as_ref().is_some_and(|(_, stands)| !stands) {
            talk.turn(false, 0);
        }
        talk.settle();
        talk.core.store(said("typed".into()), 2).unwrap();
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

#[test]
fn an_answer_that_went_on_while_something_else_had_its_beginning_stored_is_told() {
    let mut sends = Sends::default();
    let beginning = said("I use a map because".into());
    sends.hold(Some(&beginning));
    assert_eq!(next(&mut sends, false), Some(TurnInput::Carried(vec![beginning])));
    sends.hold(None);
    assert_eq!(sends.transcript("I use a map because"), Some((TurnEnd::Overtaken.code(), None)));
    let told = [(); 2].map(|()| sends.open_is_stored());
    assert_eq!(told, [Some("I use a map because".to_owned()), None]);
    let nothing = Some(TurnInput::Carried(Vec::new()));
    assert_eq!(next(&mut sends, false), nothing, "the core learns that this is known");
    assert_eq!(next(&mut sends, false), None, "nothing is carried any more");
}
