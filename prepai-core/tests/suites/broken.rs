//! Backends with one defect each: the suites must name it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures::executor::block_on;
use futures::future::BoxFuture;
use prepai_core::Result;
use prepai_core::agent::{AgentEvent, ToolCall};
use prepai_core::clock::{Clock, Timestamp};
use prepai_core::code::{Execution, Verdict};
use prepai_core::document::{Document, DocumentType, ExtractedText, TextExtractor, TextLine};
use prepai_core::ids::Ids;
use prepai_core::speech::{Activity, Audio, Mark, SpeechChunk, Transcript, VoiceActivity, Word};
use prepai_core::testing::{
    self, Outcome, ScriptedAgent, ScriptedExecutor, ScriptedSpeechToText, ScriptedTextToSpeech, Step,
    SuiteReport, VirtualClock, samples,
};
use prepai_core::tool::{Tool, ToolContext, ToolSpec};
use serde_json::{Value, json};

use super::{clock, speech};

fn assert_fails(report: &SuiteReport, cases: &[&str]) {
    let failed: Vec<_> = report
        .cases
        .iter()
        .filter(|case| matches!(case.outcome, Outcome::Failed(_)))
        .map(|case| case.name)
        .collect();
    assert_eq!(failed, cases, "{report}");
    assert!(report.skipped().is_err());
}

#[derive(Debug)]
struct EarlyClock(VirtualClock);

impl Clock for EarlyClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn monotonic(&self) -> Duration {
        self.0.monotonic()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(duration / 2)
    }
}

#[test]
fn a_clock_that_wakes_early() {
    let clock = VirtualClock::new();
    let report = clock.run(testing::clock::SUITE.run(|| Arc::new(EarlyClock(clock.clone()))));
    assert_fails(&report, &["waits_long_enough", "forgets_a_dropped_wait"]);
}

#[derive(Debug, Default)]
struct SmallIds(AtomicU32);

impl Ids for SmallIds {
    fn fresh(&self, _: Timestamp) -> String {
        (self.0.fetch_add(1, Ordering::Relaxed) % 5_000).to_string()
    }
}

#[test]
fn ids_that_run_out() {
    let report = block_on(testing::ids::SUITE.run(|| Arc::new(SmallIds::default())));
    assert_fails(&report, &["never_repeats_itself_across_threads"]);
}

fn agent(answer: Vec<Step<AgentEvent>>) -> SuiteReport {
    block_on(testing::agent::SUITE.run(|| {
        let answer = answer.clone();
        testing::agent::Subject {
            agent: Arc::new(ScriptedAgent::new(clock()).otherwise(move |_| answer.clone())),
            request: samples::agent_request("Hello."),
            failing: None,
        }
    }))
}

#[test]
fn an_agent_that_says_nothing() {
    let report = agent(vec![Step::Give(AgentEvent::Text("  ".to_owned()))]);
    assert_fails(
        &report,
        &["answers", "answers_two_at_once", "survives_a_dropped_answer", "answers_a_turn_without_words"],
    );
}

#[test]
fn an_agent_that_invents_tools() {
    let call = ToolCall { id: "1".to_owned(), name: "format_disk".to_owned(), arguments: json!({}) };
    let report = agent(vec![Step::Give(AgentEvent::ToolCall(call))]);
    assert_fails(&report, &["calls_tools_that_it_was_given"]);
}

#[test]
fn ears_with_words_beyond_the_sound() {
    let word =
        Word { text: "years".to_owned(), start_sample: 0, end_sample: u64::MAX, confidence: Some(0.5) };
    let transcript = Transcript { text: "years".to_owned(), words: vec![word], ..Transcript::default() };
    let ears = || {
        let ears = ScriptedSpeechToText::new(clock());
        (0..5).fold(ears, |ears, _| ears.answers([Step::Give(transcript.clone())]))
    };
    let report = block_on(testing::speech_to_text::SUITE.run(|| testing::speech_to_text::Subject {
        ears: Arc::new(ears()),
        speech: speech(),
        word: "years",
    }));
    assert_fails(&report, &["times_words_within_the_sound", "takes_no_sound"]);
}

#[test]
fn a_voice_with_marks_beyond_the_text() {
    let chunk = |sample| SpeechChunk {
        audio: Audio::mono_i16(16_000, vec![1; 100]),
        marks: vec![Mark { start: 0, end: 10_000, sample }],
    };
    let voice =
        || (0..4).fold(ScriptedTextToSpeech::new(clock()), |voice, _| voice.answers([Step::Give(chunk(0))]));
    let report = block_on(testing::text_to_speech::SUITE.run(|| Arc::new(voice())));
    assert_fails(&report, &["marks_what_is_spoken", "speaks_longer_for_more", "takes_any_letters"]);
}

/// Judges each piece by itself, whatever its length.
#[derive(Debug)]
struct Piecewise;

impl VoiceActivity for Piecewise {
    fn push(&mut self, sound: &Audio) -> Result<Vec<Activity>> {
        let loud = *sound != Audio::mono_i16(sound.rate, vec![0; sound.frames() as usize]);
        Ok(vec![Activity { speech: if loud { 1.0 } else { 0.0 } }])
    }

    fn reset(&mut self) {}
}

#[test]
fn voice_activity_that_depends_on_the_cut() {
    let subject = || testing::voice_activity::Subject { activity: Box::new(Piecewise), speech: speech() };
    let report = block_on(testing::voice_activity::SUITE.run(subject));
    assert_fails(&report, &["does_not_mind_how_sound_is_cut", "takes_no_sound", "refuses_other_formats"]);
}

#[derive(Debug)]
struct Careless;

#[async_trait]
impl Tool for Careless {
    fn spec(&self) -> ToolSpec {
        ToolSpec { name: "Care less".to_owned(), description: String::new(), parameters: json!({}) }
    }

    async fn call(&self, arguments: Value, _: ToolContext) -> Result<Value> {
        Ok(arguments)
    }
}

#[test]
fn a_tool_that_takes_anything() {
    let report = block_on(testing::tool::SUITE.run(|| testing::tool::Subject {
        tool: Arc::new(Careless),
        arguments: json!({}),
        context: samples::tool_context(),
    }));
    assert_fails(&report, &["has_a_valid_name", "describes_itself", "refuses_what_is_no_object"]);
}

#[test]
fn an_executor_that_passes_everything() {
    let passed = Execution { verdict: Verdict::Accepted, ..Execution::default() };
    let program = super::program("right");
    let report = block_on(testing::code_executor::SUITE.run(|| {
        let executor = ScriptedExecutor::new(clock(), &["python"]);
        let executor = (0..3).fold(executor, |executor, _| executor.answers([Step::Give(passed.clone())]));
        testing::code_executor::Subject {
            executor: Arc::new(executor),
            right: program.clone(),
            wrong: Some(program.clone()),
            broken: Some(program.clone()),
            endless: Some(program.clone()),
            misnamed: Some(program.clone()),
        }
    }));
    assert_fails(
        &report,
        &[
            "accepts_what_is_right",
            "says_what_is_wrong",
            "passes_nothing_without_tests",
            "says_what_does_not_compile",
            "ends_what_never_ends",
            "says_what_is_not_there",
            "names_its_isolation",
            "runs_two_at_once",
            "survives_a_dropped_execution",
        ],
    );
}

/// Takes everything for text, by the name.
#[derive(Debug)]
struct Credulous;

#[async_trait]
impl TextExtractor for Credulous {
    async fn extract(&self, document: Document) -> Result<ExtractedText> {
        let pdf = document.name.ends_with(".pdf");
        let text = String::from_utf8_lossy(&document.bytes).into_owned();
        Ok(ExtractedText {
            document_type: if pdf { DocumentType::Pdf } else { DocumentType::Txt },
            lines: vec![TextLine { text, page: 0, bounds: None }],
        })
    }
}

#[test]
fn an_extractor_that_believes_names() {
    let report = block_on(testing::text_extractor::SUITE.run(|| testing::text_extractor::Subject {
        extractor: Arc::new(Credulous),
        document: Document { name: "cv".to_owned(), bytes: b"Ada\nLovelace".to_vec() },
        contains: "Lovelace",
    }));
    assert_fails(
        &report,
        &[
            "keeps_lines_and_pages",
            "does_not_believe_names",
            "refuses_other_types",
            "refuses_what_is_empty",
            "refuses_what_cannot_be_decoded",
        ],
    );
}
