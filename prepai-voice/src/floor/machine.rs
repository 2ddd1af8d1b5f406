//! The state machine.

use std::time::Duration;

use prepai_core::session::Mode;

use super::gate::{Edge, SpeechGate};
use super::observation::FRAME;
use super::patience::{Known, required};
use super::words::{self, Reading};
use super::{
    FloorSettings, FloorSignal, FloorState, Frame, Interviewer, Nudge, Observation, Question, TurnEnd, Words,
};

/// Silence without frames for this long counts as silence: a client may stop sending when nobody speaks.
const STALL: Duration = Duration::from_millis(400);

/// Decides who has the floor.
#[derive(Debug, Clone)]
pub struct Floor {
    settings: FloorSettings,
    state: FloorState,
    now: Duration,
    gate: SpeechGate,
    last_frame: Duration,
    muted: bool,
    paused: bool,
    button: bool,
    keys: Option<Duration>,
    question: Question,
    turn: Option<Turn>,
    overlap: Option<Overlap>,
    /// Speech over the interviewer that was taken for nothing: from, until, and until when words may change that.
    dropped: Option<(Duration, Duration)>,
    /// Since when the candidate is silent and may speak.
    waiting: Duration,
    nudged: Option<Nudge>,
}

/// A turn that is open.
#[derive(Debug, Clone)]
struct Turn {
    from: Duration,
    until: Duration,
    paused: bool,
    /// What the words say, and until when they were heard.
    words: Option<(Reading, Duration)>,
    /// Silence is counted from here at the earliest.
    not_before: Duration,
}

/// Speech over the interviewer.
#[derive(Debug, Clone)]
struct Overlap {
    since: Duration,
    opened: bool,
    text: Option<String>,
}

impl Floor {
    /// An idle floor.
    pub fn new(settings: FloorSettings) -> Floor {
        Floor {
            settings,
            state: FloorState::Idle,
            now: Duration::ZERO,
            gate: SpeechGate::default(),
            last_frame: Duration::ZERO,
            muted: false,
            paused: false,
            button: false,
            keys: None,
            question: Question::default(),
            turn: None,
            overlap: None,
            dropped: None,
            waiting: Duration::ZERO,
            nudged: None,
        }
    }

    /// Who has the floor.
    pub fn state(&self) -> FloorState {
        self.state
    }

    /// Takes an observation made at a time since the conversation began. Observations may come out of order: a time
    /// before the latest one counts as the latest.
    pub fn take(&mut self, at: Duration, observation: Observation) -> Vec<FloorSignal> {
        let mut out = Vec::new();
        if self.state == FloorState::Closing {
            return out;
        }
        match observation {
            Observation::Frame(frame) => self.frame(at, frame, &mut out),
            other => {
                self.now = self.now.max(at);
                self.other(other, &mut out);
            }
        }
        self.decide(&mut out);
        out
    }

    /// Lets time pass without an observation; call it at [`Floor::next_deadline`] or later.
    pub fn poll(&mut self, at: Duration) -> Vec<FloorSignal> {
        let mut out = Vec::new();
        self.now = self.now.max(at);
        self.decide(&mut out);
        out
    }

    /// When [`Floor::poll`] can bring a signal at the earliest if nothing is observed before; `None` when it cannot.
    pub fn next_deadline(&self) -> Option<Duration> {
        if self.paused {
            return None;
        }
        match self.state {
            FloorState::Idle => self.next_nudge().map(|(_, at)| at),
            FloorState::Listening => {
                let ends = self.ends_at().map(|at| at.max(self.last_frame + STALL));
                match (ends, self.cut_in_anyway()) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                }
            }
            FloorState::Interrupted => {
                self.overlap.as_ref().map(|overlap| overlap.since + self.settings.barge_in.decide)
            }
            FloorState::Thinking | FloorState::Speaking | FloorState::Closing => None,
        }
        .map(|at| at.max(self.now))
    }

    fn frame(&mut self, at: Duration, frame: Frame, out: &mut Vec<FloorSignal>) {
        if self.paused || at <= self.last_frame {
            return;
        }
        self.now = self.now.max(at);
        self.last_frame = at;
        let gate = &self.settings.gate;
        let voiced = !self.muted && frame.speech >= gate.voiced && frame.echo.max(0.0) <= gate.echo;
        let speaking = matches!(self.state, FloorState::Speaking | FloorState::Interrupted);
        let begin = if self.typing() {
            gate.begin_over_keys
        } else if speaking {
            gate.begin_over_speech
        } else {
            gate.begin
        };
        let pause = gate.pause;
        match self.gate.push(at, voiced, begin, pause) {
            Some(Edge::Began(from)) => self.began(from, out),
            Some(Edge::Paused(since)) => {
                if let Some(turn) = &mut self.turn {
                    turn.until = turn.until.max(since);
                    turn.paused = true;
                    out.push(FloorSignal::SpeechPaused { since });
                }
            }
            None => {}
        }
        if self.gate.speaking() {
            self.waiting = self.now;
            let last = self.gate.last_voice();
            if let Some(turn) = &mut self.turn {
                turn.until = turn.until.max(last);
            }
        }
    }

    fn began(&mut self, from: Duration, out: &mut Vec<FloorSignal>) {
        if let Some(turn) = &mut self.turn
            && turn.paused
        {
            turn.paused = false;
            out.push(FloorSignal::SpeechResumed { at: from });
        }
        match self.state {
            FloorState::Idle => self.open(from, out),
            FloorState::Speaking => self.overlap(from, out),
            // Over Thinking it has to last a little: see `decide`.
            _ => {}
        }
    }

    fn open(&mut self, from: Duration, out: &mut Vec<FloorSignal>) {
        out.push(FloorSignal::SpeechStarted { at: from, during: self.state });
        self.turn = Some(Turn { from, until: from, paused: false, words: None, not_before: Duration::ZERO });
        if self.state != FloorState::Speaking {
            self.state = FloorState::Listening;
        }
    }

    fn overlap(&mut self, from: Duration, out: &mut Vec<FloorSignal>) {
        let opened = self.turn.is_none();
        if opened {
            self.open(from, out);
        }
        self.dropped = None;
        self.overlap = Some(Overlap { since: self.now, opened, text: None });
        self.state = FloorState::Interrupted;
        out.push(FloorSignal::PausePlayback);
    }

    fn other(&mut self, observation: Observation, out: &mut Vec<FloorSignal>) {
        match observation {
            Observation::Frame(_) => {}
            Observation::Words(words) => self.words(words, out),
            Observation::Editor => {
                self.keys = Some(self.now);
                self.waiting = self.now;
            }
            Observation::PushToTalk { down } => self.push_to_talk(down, out),
            Observation::Mute(muted) => self.muted = muted,
            Observation::Asked(question) => {
                self.question = question;
                self.nudged = None;
                self.waiting = self.now;
            }
            Observation::Interviewer(interviewer) => self.interviewer(interviewer, out),
            Observation::Pause => {
                if self.state == FloorState::Interrupted {
                    self.resume_playback(out);
                }
                self.gate.reset();
                self.paused = true;
            }
            Observation::Resume => {
                self.paused = false;
                self.waiting = self.now;
                if let Some(turn) = &mut self.turn {
                    turn.not_before = self.now;
                }
            }
            Observation::Close => {
                self.end(TurnEnd::Closing, out);
                self.state = FloorState::Closing;
            }
        }
    }

    fn words(&mut self, words: Words, out: &mut Vec<FloorSignal>) {
        let until =
            words.until.unwrap_or_else(|| self.now.saturating_sub(self.settings.endpointing.words_lag));
        let text = words.text;
        if let Some(turn) = &mut self.turn {
            turn.words = Some((words::read(&text, self.question.kind), until));
        }
        if let Some(overlap) = &mut self.overlap {
            overlap.text = Some(text);
        } else if self.state == FloorState::Speaking
            && let Some((from, until)) = self.dropped
            && self.now <= until + self.settings.barge_in.late_words
            && !text.trim().is_empty()
            && !words::is_backchannel(&text)
        {
            self.overlap(from, out);
            self.interrupt(out);
        }
    }

    fn push_to_talk(&mut self, down: bool, out: &mut Vec<FloorSignal>) {
        if down == self.button {
            return;
        }
        self.button = down;
        if !down {
            if self.state == FloorState::Listening {
                self.end(TurnEnd::Released, out);
            }
            return;
        }
        match self.state {
            FloorState::Idle | FloorState::Thinking => self.open(self.now, out),
            FloorState::Speaking => {
                self.overlap(self.now, out);
                self.interrupt(out);
            }
            FloorState::Interrupted => self.interrupt(out),
            FloorState::Listening | FloorState::Closing => {}
        }
    }

    fn interviewer(&mut self, interviewer: Interviewer, out: &mut Vec<FloorSignal>) {
        match interviewer {
            Interviewer::Thinks => {
                if self.state == FloorState::Interrupted {
                    self.interrupt(out);
                }
                self.end(TurnEnd::Overtaken, out);
                self.state = FloorState::Thinking;
            }
            Interviewer::Speaks => {
                if matches!(self.state, FloorState::Speaking | FloorState::Interrupted) {
                    return;
                }
                self.state = FloorState::Speaking;
                self.dropped = None;
                if self.turn.is_some() && (self.gate.speaking() || self.button) {
                    self.overlap(self.gate.began(), out);
                    if self.button {
                        self.interrupt(out);
                    }
                } else {
                    self.gate.reset();
                }
            }
            Interviewer::Listens => match self.state {
                FloorState::Interrupted => self.interrupt(out),
                FloorState::Speaking | FloorState::Thinking => {
                    self.state = if self.turn.is_some() { FloorState::Listening } else { FloorState::Idle };
                    self.waiting = self.now;
                    if let Some(turn) = &mut self.turn {
                        turn.not_before = self.now;
                    }
                }
                FloorState::Idle | FloorState::Listening | FloorState::Closing => {}
            },
        }
    }

    /// Decides what is due.
    fn decide(&mut self, out: &mut Vec<FloorSignal>) {
        if self.paused {
            return;
        }
        match self.state {
            FloorState::Idle => {
                if let Some((nudge, at)) = self.next_nudge()
                    && self.now >= at
                {
                    self.nudged = Some(nudge);
                    out.push(FloorSignal::Silence(nudge));
                }
            }
            FloorState::Thinking => {
                let lasted = self.gate.last_voice().saturating_sub(self.gate.began());
                if self.gate.speaking() && lasted >= self.settings.barge_in.goes_on {
                    self.open(self.gate.began(), out);
                }
            }
            FloorState::Listening => self.decide_end(out),
            FloorState::Interrupted => self.decide_overlap(out),
            FloorState::Speaking | FloorState::Closing => {}
        }
    }

    fn decide_end(&mut self, out: &mut Vec<FloorSignal>) {
        if let Some(over) = self.over_budget() {
            let policy = &self.settings.silence;
            let budget = self.question.budget.unwrap_or_default();
            let anyway = over >= budget.mul_f64(policy.cut_in_anyway);
            let pause = !self.gate.speaking() && over >= budget.mul_f64(policy.cut_in_at_pause);
            if anyway || pause {
                out.push(FloorSignal::CutIn { over });
                self.end(TurnEnd::CutIn, out);
                return;
            }
        }
        // Without frames it is unknown whether somebody speaks, until there are none for a while.
        let heard = self.last_frame.max(self.now.saturating_sub(STALL));
        if let Some(at) = self.ends_at()
            && heard >= at
        {
            let complete = matches!(self.known(), Known::Words(reading) if reading.completeness >= 0.5);
            self.end(if complete { TurnEnd::Complete } else { TurnEnd::Silence }, out);
        }
    }

    fn decide_overlap(&mut self, out: &mut Vec<FloorSignal>) {
        let Some(overlap) = &self.overlap else { return };
        let settings = &self.settings.barge_in;
        let (due, text) = (self.now >= overlap.since + settings.decide, overlap.text.clone());
        let spoke = self.gate.last_voice().saturating_sub(self.gate.began());
        let quiet = self.now.saturating_sub(self.gate.last_voice());
        let text = text.filter(|text| !text.trim().is_empty());
        let over = due || quiet >= settings.over;
        match text {
            Some(text) if words::is_backchannel(&text) && over => self.resume_playback(out),
            Some(text) if words::is_backchannel(&text) => {}
            Some(_) => self.interrupt(out),
            None if spoke >= settings.speech => self.interrupt(out),
            None if over => self.resume_playback(out),
            None => {}
        }
    }

    fn interrupt(&mut self, out: &mut Vec<FloorSignal>) {
        self.overlap = None;
        self.state = FloorState::Listening;
        out.push(FloorSignal::Interrupt);
    }

    fn resume_playback(&mut self, out: &mut Vec<FloorSignal>) {
        if self.overlap.take().is_some_and(|overlap| overlap.opened) {
            self.dropped = self.turn.take().map(|turn| (turn.from, self.now));
        }
        self.gate.reset();
        self.state = FloorState::Speaking;
        out.push(FloorSignal::ResumePlayback);
    }

    fn end(&mut self, reason: TurnEnd, out: &mut Vec<FloorSignal>) {
        self.overlap = None;
        if let Some(turn) = self.turn.take() {
            self.gate.reset();
            self.state = FloorState::Thinking;
            out.push(FloorSignal::TurnEnds { reason, from: turn.from, until: turn.until });
        }
    }

    fn typing(&self) -> bool {
        self.keys.is_some_and(|at| self.now.saturating_sub(at) < self.settings.endpointing.typing)
    }

    fn known(&self) -> Known {
        match self.turn.as_ref().and_then(|turn| turn.words.map(|words| (words, turn.until))) {
            Some(((reading, heard), until)) if heard + FRAME * 4 >= until => Known::Words(reading),
            _ => Known::Nothing,
        }
    }

    /// When the open turn ends if nobody speaks.
    fn ends_at(&self) -> Option<Duration> {
        let turn = self.turn.as_ref()?;
        if self.button || self.gate.speaking() {
            return None;
        }
        let at = turn.until.max(turn.not_before) + required(&self.settings.endpointing, 1.0, self.known());
        let keys = self.keys.map_or(Duration::ZERO, |keys| keys + self.settings.endpointing.typing);
        Some(at.max(keys))
    }

    fn over_budget(&self) -> Option<Duration> {
        let turn = self.turn.as_ref().filter(|_| self.settings.mode == Mode::Real && !self.button)?;
        let over = self.now.saturating_sub(turn.from).checked_sub(self.question.budget?)?;
        Some(over)
    }

    fn cut_in_anyway(&self) -> Option<Duration> {
        let turn = self.turn.as_ref().filter(|_| self.settings.mode == Mode::Real && !self.button)?;
        let budget = self.question.budget?;
        Some(turn.from + budget + budget.mul_f64(self.settings.silence.cut_in_anyway))
    }

    fn next_nudge(&self) -> Option<(Nudge, Duration)> {
        let policy = &self.settings.silence;
        let practice = self.settings.mode == Mode::Practice;
        let (nudge, after) = match self.nudged {
            None => (Nudge::TakeYourTime, policy.take_your_time),
            Some(Nudge::TakeYourTime) if practice => (Nudge::OfferHint, policy.offer_hint),
            Some(Nudge::TakeYourTime | Nudge::OfferHint) => (Nudge::StillThere, policy.still_there),
            Some(Nudge::StillThere) => return None,
        };
        let coding = if self.question.kind == super::QuestionKind::Coding { policy.coding } else { 1 };
        let after = after.mul_f64(self.settings.endpointing.thinking_time.clamp(1.0, 4.0)) * coding;
        Some((nudge, self.waiting + after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames of speech or silence from a time on; every signal with its time.
    fn frames(floor: &mut Floor, from: u64, to: u64, speech: f32) -> Vec<(u64, FloorSignal)> {
        let mut out = Vec::new();
        for at in (from..to).step_by(16) {
            let at = Duration::from_millis(at + 16);
            let signals = floor.take(at, Observation::Frame(Frame::of_speech(speech)));
            out.extend(signals.into_iter().map(|signal| (at.as_millis() as u64, signal)));
        }
        out
    }

    #[test]
    fn a_turn_opens_pauses_and_ends() {
        let mut floor = Floor::new(FloorSettings::default());
        let mut all = frames(&mut floor, 0, 1_600, 0.9);
        all.extend(frames(&mut floor, 1_600, 4_000, 0.0));
        assert!(
            matches!(
                all[..],
                [
                    (48, FloorSignal::SpeechStarted { at: Duration::ZERO, during: FloorState::Idle }),
                    (1_696, FloorSignal::SpeechPaused { .. }),
                    (_, FloorSignal::TurnEnds { reason: TurnEnd::Silence, .. }),
                ]
            ),
            "{all:?}"
        );
        assert_eq!(floor.state(), FloorState::Thinking);
    }

    #[test]
    fn long_speech_over_the_interviewer_interrupts_and_short_speech_does_not() {
        for (length, last) in [(304, FloorSignal::ResumePlayback), (1_600, FloorSignal::Interrupt)] {
            let mut floor = Floor::new(FloorSettings::default());
            floor.take(Duration::ZERO, Observation::Interviewer(Interviewer::Speaks));
            let mut all = frames(&mut floor, 0, length, 0.9);
            all.extend(frames(&mut floor, length, 1_600, 0.0));
            let kinds: Vec<_> =
                all.iter().filter(|(_, s)| !matches!(s, FloorSignal::SpeechPaused { .. })).collect();
            assert!(
                matches!(kinds[..], [(48, FloorSignal::SpeechStarted { .. }), (48, FloorSignal::PausePlayback), (at, s)]
                    if *s == last && *at <= 48 + 600),
                "{all:?}"
            );
        }
    }
}
