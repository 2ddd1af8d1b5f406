//! Whatever is observed, in whatever order: nothing panics and the signals make sense.

use std::time::Duration;

use prepai_core::session::Mode;
use proptest::prelude::*;

use super::super::*;

fn observation() -> impl Strategy<Value = Observation> {
    let number = || prop_oneof![Just(f32::NAN), Just(f32::INFINITY), Just(-1.0f32), 0.0f32..1.2];
    let words = prop::sample::select(vec![
        "",
        "   ",
        "mhm",
        "yeah okay",
        "wait",
        "we moved it to the cloud and that cut our costs in half",
        "and",
        "let me think",
        "four one five",
        "um",
        "…",
        "\u{301}é 日本",
        "...",
        "first the",
    ]);
    prop_oneof![
        6 => (number(), number(), number())
            .prop_map(|(speech, level, echo)| Observation::Frame(Frame { speech, level_dbfs: level * -60.0, echo })),
        4 => Just(Observation::Frame(Frame::of_speech(0.95))),
        4 => Just(Observation::Frame(Frame::of_speech(0.0))),
        2 => (words, prop::option::of(0u64..40_000)).prop_map(|(text, until)| {
            Observation::Words(Words { text: text.to_owned(), until: until.map(Duration::from_millis) })
        }),
        1 => Just(Observation::Editor),
        1 => any::<bool>().prop_map(|down| Observation::PushToTalk { down }),
        1 => any::<bool>().prop_map(Observation::Mute),
        1 => (0u8..4, prop::option::of(0u64..5_000)).prop_map(|(kind, budget)| {
            let kinds = [QuestionKind::YesNo, QuestionKind::Short, QuestionKind::Open, QuestionKind::Coding];
            Observation::Asked(Question { kind: kinds[usize::from(kind)], budget: budget.map(Duration::from_millis) })
        }),
        2 => prop::sample::select(vec![Interviewer::Thinks, Interviewer::Speaks, Interviewer::Listens])
            .prop_map(Observation::Interviewer),
        1 => Just(Observation::Pause),
        1 => Just(Observation::Resume),
    ]
}

/// What may follow what: a turn opens, pauses and resumes in turn, and ends once; playback pauses and is decided.
#[derive(Debug, Default)]
struct Grammar {
    open: bool,
    paused: bool,
    undecided: bool,
    /// Whether the turn was opened by the overlap that is not decided.
    opened_by_overlap: bool,
}

impl Grammar {
    fn check(&mut self, signal: FloorSignal) {
        match signal {
            FloorSignal::SpeechStarted { during, .. } => {
                assert!(!self.open && !self.undecided, "a turn opens in an open turn");
                (self.open, self.paused) = (true, false);
                self.opened_by_overlap = during == FloorState::Speaking;
            }
            FloorSignal::SpeechPaused { .. } => {
                assert!(self.open && !self.paused, "two pauses");
                self.paused = true;
            }
            FloorSignal::SpeechResumed { .. } => {
                assert!(self.open && self.paused, "resumed without a pause");
                self.paused = false;
            }
            FloorSignal::TurnEnds { from, until, .. } => {
                assert!(self.open && !self.undecided && from <= until, "an end without a turn");
                self.open = false;
            }
            FloorSignal::PausePlayback => {
                assert!(self.open && !self.undecided, "paused twice");
                self.undecided = true;
            }
            FloorSignal::Interrupt => {
                assert!(self.undecided, "an interruption of nothing");
                (self.undecided, self.opened_by_overlap) = (false, false);
            }
            FloorSignal::ResumePlayback => {
                assert!(self.undecided, "resumed what was not paused");
                self.undecided = false;
                if self.opened_by_overlap {
                    (self.open, self.opened_by_overlap) = (false, false);
                }
            }
            FloorSignal::Silence(_) => assert!(!self.undecided),
            FloorSignal::CutIn { .. } => assert!(self.open && !self.undecided),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_observations_makes_sense(
        real in any::<bool>(),
        thinking in 0.0f64..5.0,
        steps in prop::collection::vec((observation(), 0u64..700, 1u8..24, any::<bool>()), 1..120),
    ) {
        let mode = if real { Mode::Real } else { Mode::Practice };
        let mut floor = Floor::new(FloorSettings::new(mode, thinking));
        let mut grammar = Grammar::default();
        let mut at = 0u64;
        for (observation, gap, times, back) in steps {
            at += gap;
            let times = if matches!(observation, Observation::Frame(_)) { times } else { 1 };
            for _ in 0..times {
                at += 16;
                let when = if back { at.saturating_sub(300) } else { at };
                let before = floor.clone();
                let signals = floor.take(Duration::from_millis(when), observation.clone());
                signals.iter().for_each(|signal| grammar.check(*signal));
                // The same again gives the same.
                prop_assert_eq!(before.clone().take(Duration::from_millis(when), observation.clone()), signals);
                prop_assert_eq!(grammar.undecided, floor.state() == FloorState::Interrupted);
                if floor.state() == FloorState::Listening {
                    prop_assert!(grammar.open);
                }
            }
            if let Some(deadline) = floor.next_deadline() {
                prop_assert!(deadline >= Duration::from_millis(at.saturating_sub(300)));
                if back && deadline < Duration::from_millis(at + 60_000) {
                    let signals = floor.poll(deadline);
                    signals.iter().for_each(|signal| grammar.check(*signal));
                    prop_assert!(!signals.is_empty(), "a deadline brings nothing");
                    at = at.max(deadline.as_millis() as u64);
                }
            }
        }
        floor.take(Duration::from_millis(at), Observation::Close).iter().for_each(|signal| grammar.check(*signal));
        prop_assert!(!grammar.open && !grammar.undecided);
        prop_assert_eq!(floor.take(Duration::from_millis(at + 9), Observation::Frame(Frame::of_speech(1.0))), vec![]);
        prop_assert_eq!(floor.poll(Duration::from_millis(at + 100_000)), vec![]);
        prop_assert_eq!(floor.next_deadline(), None);
    }

    #[test]
    fn any_text_can_be_read(text in "\\PC{0,80}", kind in 0usize..4, language in 0usize..4) {
        let languages = [Language::English, Language::German, Language::Spanish, Language::French];
        let kinds = [QuestionKind::YesNo, QuestionKind::Short, QuestionKind::Open, QuestionKind::Coding];
        let reading = words::read(&text, kinds[kind], languages[language]);
        prop_assert!((0.0..=1.0).contains(&reading.completeness));
        words::is_backchannel(&text, languages[language]);
        QuestionKind::of(&text);
    }
}
