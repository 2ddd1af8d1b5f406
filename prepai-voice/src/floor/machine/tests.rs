//! Every transition of the table in `docs/floor.md`, and the reasons for it.

use std::time::Duration;

use prepai_core::session::Mode;

use super::super::*;

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

use FloorState::{Closing, Idle, Interrupted, Listening, Speaking, Thinking};
use Interviewer::{Listens, Speaks, Thinks};

const WHOLE: &str = "we moved the whole system to the cloud and that cut our costs in half";

#[test]
fn idle_to_listening_by_speech_that_began_a_little_ago() {
    let talk = Talk::practice().silence(160).speech(64);
    assert_eq!(talk.signals, [(208, FloorSignal::SpeechStarted { at: ms(160), during: Idle })]);
    talk.gives(&["started"], Listening);
}

#[test]
fn a_click_is_no_speech() {
    Talk::practice().speech(32).silence(200).speech(16).silence(400).gives(&[], Idle);
}

#[test]
fn idle_to_listening_by_the_button_and_to_thinking_by_its_release() {
    let talk = Talk::practice().button(true).gives(&["started"], Listening);
    // The button decides: no silence ends the turn, and none of its signals is given twice.
    talk.silence(30_000).button(true).gives(&[], Listening).button(false).gives(&["ends released"], Thinking);
}

#[test]
fn idle_to_speaking_and_back() {
    Talk::practice().interviewer(Speaks).gives(&[], Speaking).interviewer(Listens).gives(&[], Idle);
}

#[test]
fn idle_to_thinking_by_something_typed_and_back_when_there_was_nothing() {
    Talk::practice().interviewer(Thinks).gives(&[], Thinking).interviewer(Listens).gives(&[], Idle);
}

#[test]
fn listening_ends_quickly_after_whole_words() {
    let talk = Talk::practice().speech(3_200).silence(160).words(WHOLE).silence(480);
    let (at, ends) = talk.signals[2];
    assert_eq!(ends, FloorSignal::TurnEnds { reason: TurnEnd::Complete, from: ms(0), until: ms(3_200) });
    assert!(at <= 3_200 + 350, "{at}");
    talk.gives(&["started", "ends complete"], Thinking);
}

#[test]
fn listening_goes_on_after_unfinished_words() {
    let talk =
        Talk::practice().speech(3_200).silence(160).words("we moved the whole system to the cloud and");
    let talk = talk.silence(2_000).speech(480).gives(&["started", "resumed"], Listening);
    talk.silence(160).words(WHOLE).silence(480).gives(&["ends complete"], Thinking);
}

#[test]
fn listening_without_words_ends_after_the_blind_silence() {
    let talk = Talk::practice().speech(1_600).silence(1_600);
    assert!((2_500..2_560).contains(&talk.last()), "{}", talk.last());
    talk.gives(&["started", "ends silence"], Thinking);
}

#[test]
fn words_that_come_late_decide_at_once() {
    let talk = Talk::practice().speech(1_600).silence(800).gives(&["started"], Listening);
    talk.words(WHOLE).gives(&["ends complete"], Thinking);
}

#[test]
fn words_that_do_not_reach_the_end_do_not_end_the_turn() {
    let words = Words { text: WHOLE.to_owned(), until: Some(ms(800)) };
    let talk = Talk::practice().speech(1_600).silence(160).tell(Observation::Words(words));
    talk.silence(640).gives(&["started"], Listening);
}

#[test]
fn thinking_time_stretches_silence() {
    let end = |thinking| {
        let talk =
            Talk::new(FloorSettings::new(Mode::Practice, thinking)).speech(3_200).silence(96).words(WHOLE);
        talk.silence(4_800).last() - 3_200
    };
    assert!(end(4.0) > 3 * end(1.0), "{} {}", end(4.0), end(1.0));
}

#[test]
fn keys_hold_the_floor() {
    let mut talk = Talk::practice().speech(3_200).silence(160).tell(Observation::Editor).words(WHOLE);
    for _ in 0..10 {
        talk = talk.silence(1_600).tell(Observation::Editor);
    }
    talk.gives(&["started"], Listening).silence(4_000).gives(&["ends complete"], Thinking);
}

#[test]
fn asking_for_time_gets_it_and_a_kind_word() {
    let talk = Talk::practice().speech(640).silence(160).words("hmm let me think about that");
    let talk = talk.silence(7_600).gives(&["started"], Listening);
    talk.silence(800).gives(&["TakeYourTime"], Listening).silence(8_000).gives(&["ends silence"], Thinking);
}

#[test]
fn the_words_are_those_of_the_session() {
    let german = || Talk::new(FloorSettings { language: Language::of("de-DE"), ..FloorSettings::default() });
    let talk = german().speech(640).silence(160).words("äh lass mich kurz überlegen").silence(7_600);
    talk.gives(&["started"], Listening).silence(800).gives(&["TakeYourTime"], Listening);
    let talk = german().interviewer(Speaks).speech(400).words("ja, genau").silence(320);
    talk.gives(&["started", "pause", "play"], Speaking);
    let talk = Talk::practice().interviewer(Speaks).speech(400).words("ja, genau").silence(320);
    talk.gives(&["started", "pause", "interrupt"], Listening);
}

#[test]
fn without_frames_time_counts_after_a_while() {
    let talk = Talk::practice().speech(1_600).silence(144).words(WHOLE);
    talk.gives(&["started"], Listening).wait(5_000).gives(&["ends complete"], Thinking);
    // A stall in the middle of speech ends nothing.
    Talk::practice().speech(1_600).wait(30_000).gives(&["started"], Listening);
}

#[test]
fn muted_frames_are_silence() {
    Talk::practice().tell(Observation::Mute(true)).speech(1_600).gives(&[], Idle);
    let talk = Talk::practice().speech(1_600).tell(Observation::Mute(true)).speech(1_600);
    talk.gives(&["started", "ends silence"], Thinking);
}

#[test]
fn listening_is_overtaken_by_what_was_typed() {
    Talk::practice().speech(800).interviewer(Thinks).gives(&["started", "ends overtaken"], Thinking);
}

#[test]
fn a_nudge_in_a_pause_leaves_the_turn_open() {
    let talk = Talk::practice().speech(640).silence(160).words("let me think").gives(&["started"], Listening);
    let talk = talk.interviewer(Speaks).gives(&[], Speaking).silence(3_200).interviewer(Listens);
    talk.gives(&[], Listening).speech(800).gives(&["resumed"], Listening);
}

#[test]
fn the_interviewer_begins_into_speech_and_pauses() {
    let talk = Talk::practice().speech(800).interviewer(Speaks).gives(&["started", "pause"], Interrupted);
    talk.speech(640).gives(&["interrupt"], Listening);
}

#[test]
fn thinking_to_speaking() {
    Talk::practice().interviewer(Thinks).interviewer(Speaks).gives(&[], Speaking);
}

#[test]
fn thinking_to_listening_when_somebody_goes_on() {
    let talk = Talk::practice().speech(3_200).silence(160).words(WHOLE).silence(480);
    let talk = talk.gives(&["started", "ends complete"], Thinking).speech(96).gives(&[], Thinking);
    let talk = talk.speech(160);
    assert!(matches!(talk.signals[..], [(_, FloorSignal::SpeechStarted { during: Thinking, .. })]));
    talk.gives(&["started"], Listening);
}

#[test]
fn who_goes_on_is_read_once_whether_the_words_come_again_or_only_the_new_ones() {
    let first = "we moved the whole system to the cloud and then it was fast";
    let goes_on = |words: &str| {
        let talk = Talk::practice().speech(3_200).silence(160).words(first).silence(480);
        let talk = talk.gives(&["started", "ends complete"], Thinking).speech(1_600).silence(96).words(words);
        let turn = talk.floor.turn.clone().unwrap();
        assert_eq!(turn.words.unwrap(), words::read(&turn.all(), QuestionKind::Open, Language::English));
        (turn.all(), talk.silence(4_800).floor.answered.unwrap().1)
    };
    let both = |text: &str| (text.to_owned(), text.to_owned());
    let whole = "We moved the whole system to the cloud, and then it was fast because we did it well.";
    assert_eq!(goes_on(whole), both(whole));
    let new = "because we did it well";
    assert_eq!(goes_on(new), both(&format!("{first} {new}")));
    let other = "we moved the rest in May";
    assert_eq!(goes_on(other), both(&format!("{first} {other}")));
}

#[test]
fn a_short_sound_while_the_interviewer_thinks_is_nothing() {
    Talk::practice().interviewer(Thinks).speech(112).silence(800).gives(&[], Thinking);
    Talk::practice().interviewer(Thinks).button(true).gives(&["started"], Listening);
}

#[test]
fn speech_over_the_interviewer_pauses_at_once_and_interrupts_in_time() {
    let talk = Talk::practice().interviewer(Speaks).silence(800).speech(1_600);
    let times: Vec<u64> = talk.signals.iter().map(|(at, _)| at - 800).collect();
    assert!(times[1] <= 64 && times[2] <= times[1] + 576, "{times:?}");
    talk.gives(&["started", "pause", "interrupt"], Listening);
}

#[test]
fn a_short_sound_over_the_interviewer_pauses_and_resumes() {
    let talk = Talk::practice().interviewer(Speaks).speech(304).silence(800);
    assert!(talk.last() <= 48 + 600);
    talk.gives(&["started", "pause", "play"], Speaking);
}

#[test]
fn the_decision_waits_for_speech_that_is_long_and_for_no_more() {
    // Partial words usually come in this conversation, so the time runs out.
    let talks = || {
        let talk = Talk::practice().speech(480).silence(96).words("we do").silence(4_800).interviewer(Speaks);
        let talk = talk.gives(&["started", "ends silence"], Speaking).silence(160);
        (talk.at, talk)
    };
    let (from, talk) = talks();
    let talk = talk.speech(496).silence(160);
    assert!(talk.last() - from <= 64 + 576, "{:?}", talk.signals);
    talk.gives(&["started", "pause", "interrupt"], Listening);
    let (from, talk) = talks();
    let talk = talk.speech(448).silence(320);
    assert!(talk.last() - from <= 64 + 576, "{:?}", talk.signals);
    talk.gives(&["started", "pause", "play"], Speaking);
}

#[test]
fn a_murmur_over_the_interviewer_is_known_by_its_words() {
    let talk = Talk::practice().interviewer(Speaks).speech(400).words("yeah, okay").speech(240).silence(320);
    talk.gives(&["started", "pause", "play"], Speaking);
}

#[test]
fn a_murmur_that_goes_on_does_not_pause_again_but_words_do() {
    let talk = Talk::practice().interviewer(Speaks).speech(400).words("right right").speech(560);
    let talk = talk.gives(&["started", "pause", "play"], Speaking);
    talk.words("right right but what about the deadline")
        .gives(&["started", "pause", "interrupt"], Listening);
}

#[test]
fn a_murmur_that_words_do_not_cover_interrupts() {
    let words = Words { text: "yeah".to_owned(), until: Some(ms(200)) };
    let talk = Talk::practice().interviewer(Speaks).speech(304).tell(Observation::Words(words));
    talk.speech(480).gives(&["started", "pause", "interrupt"], Listening);
}

#[test]
fn words_interrupt_before_the_time_is_up() {
    let talk = Talk::practice().interviewer(Speaks).speech(240).words("sorry what");
    talk.gives(&["started", "pause", "interrupt"], Listening);
}

#[test]
fn late_words_of_dropped_speech_interrupt() {
    let talk = Talk::practice().interviewer(Speaks).speech(304).silence(320);
    let talk = talk.gives(&["started", "pause", "play"], Speaking).words("wait");
    assert!(matches!(talk.signals[0].1, FloorSignal::SpeechStarted { at: Duration::ZERO, during: Speaking }));
    let talk = talk.gives(&["started", "pause", "interrupt"], Listening);
    talk.silence(4_000).gives(&["ends silence"], Thinking);
    let talk = Talk::practice().interviewer(Speaks).speech(304).silence(320);
    talk.gives(&["started", "pause", "play"], Speaking)
        .words("mhm")
        .silence(1_600)
        .words("wait")
        .gives(&[], Speaking);
}

#[test]
fn words_that_reach_into_the_voice_that_goes_on_are_its_own() {
    let talk = Talk::practice().interviewer(Speaks).speech(304).silence(320);
    let talk = talk.gives(&["started", "pause", "play"], Speaking).silence(480);
    talk.words("and then we count what is lost").gives(&[], Speaking);
}

#[test]
fn other_settings_count_at_once_and_what_was_observed_stands() {
    let mut talk = Talk::practice().tell(Observation::Mute(true)).interviewer(Speaks);
    talk.floor.set(FloorSettings::new(Mode::Real, 1.0));
    let talk = talk.speech(800).gives(&[], Speaking).interviewer(Listens).wait(70_000);
    // In practice a hint would be offered.
    talk.gives(&["TakeYourTime", "StillThere"], Idle);
}

#[test]
fn the_button_interrupts_at_once() {
    let talk = Talk::practice().interviewer(Speaks).button(true);
    let talk = talk.gives(&["started", "pause", "interrupt"], Listening).button(false);
    talk.gives(&["ends released"], Thinking);
    let talk = Talk::practice().interviewer(Speaks).speech(96).gives(&["started", "pause"], Interrupted);
    talk.button(true).gives(&["interrupt"], Listening);
}

#[test]
fn without_frames_the_decision_falls_in_time_too() {
    let talk = Talk::practice().interviewer(Speaks).speech(96).gives(&["started", "pause"], Interrupted);
    talk.wait(600).gives(&["play"], Speaking);
}

#[test]
fn the_own_voice_and_faint_voices_do_not_interrupt() {
    let echo = Frame { speech: 0.95, level_dbfs: -25.0, echo: 0.9 };
    Talk::practice().interviewer(Speaks).frames(3_200, echo).gives(&[], Speaking);
    // Who speaks at -30 dB is not heard at -55 dB.
    let faint = Frame { speech: 0.95, level_dbfs: -55.0, echo: 0.0 };
    let talk = Talk::practice().speech(3_200).silence(160).words(WHOLE).silence(480).interviewer(Speaks);
    talk.frames(3_200, faint).gives(&["started", "ends complete"], Speaking);
    Talk::practice()
        .interviewer(Speaks)
        .frames(3_200, faint)
        .gives(&["started", "pause", "interrupt"], Listening);
}

#[test]
fn keys_over_the_interviewer_need_longer_speech() {
    let talk = Talk::practice().interviewer(Speaks).tell(Observation::Editor).speech(80);
    talk.gives(&[], Speaking).speech(32).gives(&["started", "pause"], Interrupted);
}

#[test]
fn an_overlap_ends_when_the_interviewer_has_nothing_more_to_say() {
    let talk = Talk::practice().interviewer(Speaks).speech(96).interviewer(Listens);
    talk.gives(&["started", "pause", "interrupt"], Listening);
}

#[test]
fn after_a_filler_the_interviewer_thinks_on() {
    Talk::practice().interviewer(Thinks).interviewer(Speaks).interviewer(Thinks).gives(&[], Thinking);
}

#[test]
fn silence_brings_nudges_in_their_order() {
    let talk = Talk::practice().interviewer(Speaks).interviewer(Listens).wait(7_990).gives(&[], Idle);
    let talk = talk.wait(20).gives(&["TakeYourTime"], Idle).wait(17_000).gives(&["OfferHint"], Idle);
    let talk = talk.wait(35_000).gives(&["StillThere"], Idle).wait(600_000).gives(&[], Idle);
    talk.asked(QuestionKind::Open, None).wait(8_000).gives(&["TakeYourTime"], Idle);
}

#[test]
fn no_hint_is_offered_in_real_mode() {
    let talk = Talk::new(FloorSettings::new(Mode::Real, 1.0)).wait(70_000);
    talk.gives(&["TakeYourTime", "StillThere"], Idle);
}

#[test]
fn nudges_wait_for_thinking_time_for_code_and_for_keys() {
    let talk = Talk::new(FloorSettings::new(Mode::Practice, 2.0)).wait(15_990).gives(&[], Idle);
    talk.wait(20).gives(&["TakeYourTime"], Idle);
    let talk = Talk::practice().asked(QuestionKind::Coding, None).wait(23_990).gives(&[], Idle);
    let mut talk = talk.wait(20).gives(&["TakeYourTime"], Idle);
    for _ in 0..100 {
        talk = talk.tell(Observation::Editor).wait(3_000);
    }
    talk.gives(&[], Idle);
}

#[test]
fn real_mode_cuts_in_at_a_pause_far_past_the_budget() {
    let real = || Talk::new(FloorSettings::new(Mode::Real, 1.0)).asked(QuestionKind::Open, Some(4_000));
    let talk = real().speech(6_400).gives(&["started"], Listening);
    let talk = talk.silence(160).gives(&["cut in", "ends cut_in"], Thinking);
    // A new answer is a new turn.
    talk.interviewer(Speaks).interviewer(Listens).speech(96).gives(&["started"], Listening);
    let talk = real().speech(9_600).gives(&["started", "cut in", "ends cut_in"], Thinking);
    // Who speaks on for a moment neither goes on nor interrupts; after a pause speech counts again.
    let talk = talk.interviewer(Speaks).speech(1_600).gives(&[], Speaking).silence(320).speech(96);
    talk.gives(&["started", "pause"], Interrupted);
    Talk::practice().asked(QuestionKind::Open, Some(4_000)).speech(32_000).gives(&["started"], Listening);
}

#[test]
fn who_was_cut_in_on_is_heard_again_after_a_pause_of_the_interview() {
    let real = Talk::new(FloorSettings::new(Mode::Real, 1.0)).asked(QuestionKind::Open, Some(4_000));
    let talk = real.speech(9_600).gives(&["started", "cut in", "ends cut_in"], Thinking);
    let talk = talk.tell(Observation::Pause).tell(Observation::Resume).interviewer(Speaks);
    talk.silence(320).speech(96).gives(&["started", "pause"], Interrupted);
}

#[test]
fn a_pause_of_the_interview_stops_time() {
    let talk = Talk::practice().speech(3_200).silence(144).words(WHOLE).tell(Observation::Pause);
    assert_eq!(talk.floor.next_deadline(), None);
    let talk = talk.speech(3_200).silence(3_200).wait(60_000).gives(&["started"], Listening);
    talk.tell(Observation::Resume).silence(480).gives(&["ends complete"], Thinking);
    let talk = Talk::practice().interviewer(Speaks).speech(96).tell(Observation::Pause);
    talk.gives(&["started", "pause", "play"], Speaking);
}

#[test]
fn a_pause_of_the_interview_over_an_undecided_overlap_keeps_the_end_of_the_open_turn() {
    let talk = Talk::practice().speech(800).interviewer(Speaks).gives(&["started", "pause"], Interrupted);
    let talk = talk.speech(96).tell(Observation::Pause);
    let paused = FloorSignal::SpeechPaused { since: ms(896) };
    assert_eq!(talk.signals, [(896, paused), (896, FloorSignal::ResumePlayback)]);
    let talk = talk.gives(&["play"], Speaking).tell(Observation::Resume).silence(800).speech(96);
    talk.gives(&["resumed", "pause"], Interrupted);
}

#[test]
fn a_murmur_in_an_open_turn_is_a_pause_when_playback_goes_on() {
    let talk = Talk::practice().speech(304).interviewer(Speaks).speech(208).words("yeah okay").speech(352);
    let paused = |talk: &Talk| {
        let pauses = |(_, signal): &&(u64, FloorSignal)| matches!(signal, FloorSignal::SpeechPaused { .. });
        talk.signals.iter().filter(pauses).copied().collect::<Vec<_>>()
    };
    let until = 304 + 560;
    assert_eq!(paused(&talk), [(until, FloorSignal::SpeechPaused { since: ms(until) })]);
    let talk = talk.gives(&["started", "pause", "play"], Speaking);
    // It is over just then, which nothing would tell later; or it goes on.
    assert_eq!(paused(&talk.silence(320)), []);
}

#[test]
fn closing_ends_the_open_turn_and_everything() {
    let talk =
        Talk::practice().speech(800).tell(Observation::Close).gives(&["started", "ends closing"], Closing);
    talk.speech(800).button(true).interviewer(Speaks).wait(100_000).gives(&[], Closing);
    let talk = Talk::practice().interviewer(Speaks).speech(96).tell(Observation::Close);
    talk.gives(&["started", "pause", "interrupt", "ends closing"], Closing);
    Talk::practice().tell(Observation::Close).gives(&[], Closing);
}

#[test]
fn old_and_doubled_frames_are_ignored() {
    let mut talk = Talk::practice().speech(800).silence(160);
    for at in [0, 500, 960] {
        let signals = talk.floor.take(ms(at), Observation::Frame(Frame::of_speech(1.0)));
        assert_eq!(signals, []);
    }
    talk.gives(&["started"], Listening);
}
