//! Turns that open, are overlapped, dropped and ended.

use std::time::Duration;

use super::super::words::Reading;
use super::super::{FloorSignal, FloorState, Interviewer, TurnEnd};
use super::Floor;

/// A turn of the candidate that is open.
#[derive(Debug, Clone)]
pub(super) struct OpenTurn {
    pub(super) from: Duration,
    /// End of its last speech so far.
    pub(super) until: Duration,
    pub(super) paused: bool,
    /// What its words say, if there were any.
    pub(super) words: Option<Reading>,
    /// Until when its sound was transcribed.
    pub(super) heard: Option<Duration>,
    /// The words of the turn that this one goes on with.
    pub(super) before: String,
    pub(super) text: String,
    /// Silence is counted from here at the earliest.
    pub(super) not_before: Duration,
}

/// Speech over the interviewer, not decided.
#[derive(Debug, Clone)]
pub(super) struct Overlap {
    /// Beginning of the speech.
    pub(super) from: Duration,
    /// When playback was paused.
    pub(super) since: Duration,
    /// Whether the turn was opened by it.
    pub(super) opened: bool,
    /// Its words and until when they were heard.
    pub(super) words: Option<(String, Duration)>,
}

/// Speech over the interviewer that was taken for nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dropped {
    pub(super) from: Duration,
    pub(super) until: Duration,
    /// Until when words are the candidate's: playback went on then, or a murmur over it ended.
    pub(super) reaches: Duration,
    /// Until when words may show that it was something.
    pub(super) words_until: Duration,
}

impl OpenTurn {
    /// Its words with those of the turn that it goes on with. Whoever hears it tells the new words, or, where the other one was not stored
    /// yet, those of both from the beginning.
    pub(super) fn all(&self) -> String {
        let (before, text) = (&self.before, &self.text);
        if begins_with(text, before) { text.clone() } else { format!("{before} {text}") }
    }
}

/// Word by word; case and punctuation change when more is heard.
fn begins_with(text: &str, before: &str) -> bool {
    let mut heard = plain(text);
    plain(before).all(|word| heard.next() == Some(word))
}

fn plain(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

impl Floor {
    pub(super) fn open(&mut self, from: Duration, out: &mut Vec<FloorSignal>) {
        out.push(FloorSignal::SpeechStarted { at: from, during: self.state });
        let mut before = String::new();
        if self.state == FloorState::Thinking
            && let Some((ended, text)) = self.answered.take()
        {
            self.pace.cut(from.saturating_sub(ended));
            before = text;
        }
        self.turn = Some(OpenTurn {
            from,
            until: from,
            paused: false,
            words: None,
            heard: None,
            before,
            text: String::new(),
            not_before: Duration::ZERO,
        });
        if self.state != FloorState::Speaking {
            self.state = FloorState::Listening;
        }
    }

    pub(super) fn overlap(&mut self, from: Duration, out: &mut Vec<FloorSignal>) {
        let opened = self.turn.is_none();
        if opened {
            self.open(from, out);
        }
        self.dropped = None;
        self.overlap = Some(Overlap { from, since: self.now, opened, words: None });
        self.state = FloorState::Interrupted;
        out.push(FloorSignal::PausePlayback);
    }

    pub(super) fn interrupt(&mut self, out: &mut Vec<FloorSignal>) {
        self.overlap = None;
        self.state = FloorState::Listening;
        out.push(FloorSignal::Interrupt);
    }

    pub(super) fn resume_playback(&mut self, out: &mut Vec<FloorSignal>) {
        let murmurs = self.gate.speaking();
        if self.overlap.take().is_some_and(|overlap| overlap.opened) {
            let reaches = self.now;
            let words_until = reaches + self.settings.barge_in.late_words;
            let dropped =
                |turn: OpenTurn| Dropped { from: turn.from, until: turn.until, reaches, words_until };
            self.dropped = self.turn.take().map(dropped);
        }
        self.pauses(out);
        self.gate.reset();
        // A murmur that goes on a little must not pause the voice again.
        self.deaf_until = murmurs.then(|| self.now + self.settings.barge_in.murmur);
        self.state = FloorState::Speaking;
        out.push(FloorSignal::ResumePlayback);
    }

    /// Forgets running speech, and that it does not count until it pauses: its pause is not noticed any more.
    pub(super) fn forget_speech(&mut self) {
        self.gate.reset();
        self.deaf_until = self.deaf_until.filter(|until| *until != Duration::MAX);
    }

    /// Ends the open turn, if there is one.
    pub(super) fn end(&mut self, reason: TurnEnd, out: &mut Vec<FloorSignal>) {
        if let Some(overlap) = self.overlap.take() {
            // An overlap is decided before its turn ends, so that playback is not left in doubt.
            out.push(if overlap.opened { FloorSignal::Interrupt } else { FloorSignal::ResumePlayback });
        }
        let Some(turn) = self.turn.take() else { return };
        if reason == TurnEnd::CutIn && self.gate.speaking() {
            // Who is cut in on speaks on for a moment: that is no new turn and no interruption.
            self.deaf_until = Some(Duration::MAX);
        } else {
            self.forget_speech();
        }
        self.state = FloorState::Thinking;
        if matches!(reason, TurnEnd::Complete | TurnEnd::Silence) {
            self.pace.ended();
            self.answered = Some((turn.until, turn.all()));
        }
        out.push(FloorSignal::TurnEnds { reason, from: turn.from, until: turn.until });
    }

    pub(super) fn interviewer(&mut self, interviewer: Interviewer, out: &mut Vec<FloorSignal>) {
        match interviewer {
            Interviewer::Thinks => {
                self.end(TurnEnd::Overtaken, out);
                self.state = FloorState::Thinking;
            }
            Interviewer::Speaks => self.interviewer_speaks(out),
            Interviewer::Listens => match self.state {
                FloorState::Interrupted => self.interrupt(out),
                FloorState::Speaking | FloorState::Thinking => {
                    self.state = if self.turn.is_some() { FloorState::Listening } else { FloorState::Idle };
                    self.answered = None;
                    self.quiet = self.now;
                    if let Some(turn) = &mut self.turn {
                        turn.not_before = self.now;
                    }
                }
                FloorState::Idle | FloorState::Listening | FloorState::Closing => {}
            },
        }
    }

    fn interviewer_speaks(&mut self, out: &mut Vec<FloorSignal>) {
        if matches!(self.state, FloorState::Speaking | FloorState::Interrupted) {
            return;
        }
        self.state = FloorState::Speaking;
        self.dropped = None;
        self.answered = None;
        if self.turn.is_some() && self.button {
            self.overlap(self.now, out);
            self.interrupt(out);
        } else if self.turn.is_some() && self.gate.speaking() {
            self.overlap(self.now, out);
        } else if !self.deaf() {
            self.gate.reset();
        }
    }
}
