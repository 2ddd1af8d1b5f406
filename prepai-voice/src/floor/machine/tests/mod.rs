//! Every transition of the table in `docs/floor.md`, and the reasons for it.

mod ends;
mod murmur;
mod nudge;
mod opens;
mod overlap;
mod pause;

use std::time::Duration;

use crate::floor::*;

const FRAME: u64 = 16;

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// A floor and its virtual time.
struct Talk {
    floor: Floor,
    at: u64,
    signals: Vec<(u64, FloorSignal)>,
}

impl Talk {
    fn new(settings: FloorSettings) -> Talk {
        Talk { floor: Floor::new(settings), at: 0, signals: Vec::new() }
    }

    fn practice() -> Talk {
        Talk::new(FloorSettings::default())
    }

    fn frames(mut self, millis: u64, frame: Frame) -> Talk {
        for _ in 0..millis / FRAME {
            self.at += FRAME;
            let signals = self.floor.take(ms(self.at), Observation::Frame(frame));
            self.signals.extend(signals.into_iter().map(|signal| (self.at, signal)));
        }
        self
    }

    fn speech(self, millis: u64) -> Talk {
        self.frames(millis, Frame::of_speech(0.9))
    }

    fn silence(self, millis: u64) -> Talk {
        self.frames(millis, Frame::of_speech(0.05))
    }

    fn tell(mut self, observation: Observation) -> Talk {
        let signals = self.floor.take(ms(self.at), observation);
        self.signals.extend(signals.into_iter().map(|signal| (self.at, signal)));
        self
    }

    fn words(self, text: &str) -> Talk {
        let until = Some(ms(self.at));
        self.tell(Observation::Words(Words { text: text.to_owned(), until }))
    }

    fn interviewer(self, does: Interviewer) -> Talk {
        self.tell(Observation::Interviewer(does))
    }

    fn button(self, down: bool) -> Talk {
        self.tell(Observation::PushToTalk { down })
    }

    fn asked(self, kind: QuestionKind, budget_ms: Option<u64>) -> Talk {
        self.tell(Observation::Asked(Question { kind, budget: budget_ms.map(ms) }))
    }

    /// Time without frames, as `next_deadline` says.
    fn wait(mut self, millis: u64) -> Talk {
        let until = self.at + millis;
        while let Some(at) = self
            .floor
            .next_deadline()
            .map(|at| at.as_micros().div_ceil(1_000) as u64)
            .filter(|at| *at <= until)
        {
            self.at = at.max(self.at);
            let signals = self.floor.poll(ms(self.at));
            assert!(!signals.is_empty(), "a deadline at {at} brings nothing");
            self.signals.extend(signals.into_iter().map(|signal| (self.at, signal)));
        }
        self.at = until;
        let signals = self.floor.poll(ms(self.at));
        self.signals.extend(signals.into_iter().map(|signal| (self.at, signal)));
        self
    }

    /// What was signalled since the last look, without times; pauses inside a turn are left out.
    #[track_caller]
    fn gives(mut self, wanted: &[&str], state: FloorState) -> Talk {
        let told: Vec<String> =
            self.signals.iter().map(|(_, signal)| name(signal)).filter(|n| n != "paused").collect();
        assert_eq!(told, wanted, "{:?}", self.signals);
        assert_eq!(self.floor.state(), state);
        self.signals.clear();
        self
    }

    fn last(&self) -> u64 {
        self.signals.last().map_or(0, |(at, _)| *at)
    }
}

fn name(signal: &FloorSignal) -> String {
    match signal {
        FloorSignal::SpeechStarted { .. } => "started".to_owned(),
        FloorSignal::SpeechPaused { .. } => "paused".to_owned(),
        FloorSignal::SpeechResumed { .. } => "resumed".to_owned(),
        FloorSignal::TurnEnds { reason, .. } => format!("ends {}", reason.code()),
        FloorSignal::PausePlayback => "pause".to_owned(),
        FloorSignal::ResumePlayback => "play".to_owned(),
        FloorSignal::Interrupt => "interrupt".to_owned(),
        FloorSignal::Silence(nudge) => format!("{nudge:?}"),
        FloorSignal::CutIn { .. } => "cut in".to_owned(),
    }
}

const WHOLE: &str = "we moved the whole system to the cloud and that cut our costs in half";
