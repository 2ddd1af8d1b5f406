//! The behaviour suites on the scripted fakes and on the real backends of this crate; each states what is skipped.

mod broken;

use std::sync::Arc;

use futures::executor::block_on;
use prepai_core::agent::{AgentEvent, AgentRequest, LocalAgent};
use prepai_core::clock::{Clock, SystemClock};
use prepai_core::code::{Entry, Program, TestCase, Verdict};
use prepai_core::document::Document;
use prepai_core::ids::SystemIds;
use prepai_core::speech::Audio;
use prepai_core::testing::{
    self, ScriptedAgent, ScriptedExecutor, ScriptedExtractor, ScriptedSpeechToText, ScriptedTextToSpeech,
    ScriptedTool, ScriptedVoiceActivity, SeededIds, Step, VirtualClock, samples,
};
use prepai_core::{Error, ErrorKind};
use serde_json::json;

fn clock() -> Arc<dyn Clock> {
    Arc::new(VirtualClock::new())
}

/// Half a second of something loud.
fn speech() -> Audio {
    Audio::mono_i16(16_000, [9_000, -9_000].repeat(4_000))
}

#[test]
fn system_clock() {
    let report = block_on(testing::clock::SUITE.run(|| Arc::new(SystemClock::new())));
    assert_eq!(report.skipped().unwrap(), [""; 0]);
}

#[test]
fn virtual_clock() {
    let clock = VirtualClock::new();
    let report = clock.run(testing::clock::SUITE.run(|| Arc::new(clock.clone())));
    assert_eq!(report.skipped().unwrap(), [""; 0]);
}

#[test]
fn system_ids() {
    let report = block_on(testing::ids::SUITE.run(|| Arc::new(SystemIds)));
    assert_eq!(report.skipped().unwrap(), [""; 0]);
}

#[test]
fn seeded_ids() {
    let report = block_on(testing::ids::SUITE.run(|| Arc::new(SeededIds::new(3))));
    assert_eq!(report.skipped().unwrap(), [""; 0]);
}

#[test]
fn scripted_agent() {
    let agent = || {
        ScriptedAgent::new(clock()).otherwise(|request| {
            let text = Step::Give(AgentEvent::Text("Tell me more.".to_owned()));
            let failing = request.messages.iter().any(|message| message.content == "fail");
            let error = Step::Fail(Error::new(ErrorKind::Unavailable, "as asked"));
            if failing { vec![text.clone(), error, text] } else { vec![text] }
        })
    };
    let report = block_on(testing::agent::SUITE.run(|| testing::agent::Subject {
        agent: Arc::new(agent()),
        request: samples::agent_request("Hello."),
        failing: Some(samples::agent_request("fail")),
    }));
    assert_eq!(report.skipped().unwrap(), [""; 0]);
}

#[test]
fn local_agent() {
    for tools in [prepai_core::tool::builtin().specs(), Arc::default()] {
        let report = block_on(testing::agent::SUITE.run(|| testing::agent::Subject {
            agent: Arc::new(LocalAgent::new()),
            request: AgentRequest { tools: Arc::clone(&tools), ..samples::agent_request("Hello, I am Ada.") },
            failing: None,
        }));
        assert_eq!(report.skipped().unwrap(), ["ends_after_an_error"], "rules do not go wrong");
    }
}

#[test]
fn scripted_speech_to_text() {
    let run = |ears: fn() -> ScriptedSpeechToText| {
        block_on(testing::speech_to_text::SUITE.run(|| testing::speech_to_text::Subject {
            ears: Arc::new(ears()),
            speech: speech(),
            word: "years",
        }))
    };
    let whole = run(|| ScriptedSpeechToText::new(clock()).otherwise("Five years."));
    assert_eq!(whole.skipped().unwrap(), ["streams", "gives_sensible_partials", "survives_a_dropped_stream"]);
    let streaming = run(|| ScriptedSpeechToText::new(clock()).otherwise("Five years.").partials([]));
    assert_eq!(streaming.skipped().unwrap(), [""; 0]);
}

#[test]
fn scripted_text_to_speech() {
    let report =
        block_on(testing::text_to_speech::SUITE.run(|| Arc::new(ScriptedTextToSpeech::new(clock()))));
    assert_eq!(report.skipped().unwrap(), [""; 0]);
}

#[test]
fn scripted_voice_activity() {
    let report = block_on(testing::voice_activity::SUITE.run(|| testing::voice_activity::Subject {
        activity: Box::new(ScriptedVoiceActivity::new()),
        speech: speech(),
    }));
    assert_eq!(report.skipped().unwrap(), [""; 0]);
}

#[test]
fn scripted_tool() {
    let report = block_on(testing::tool::SUITE.run(|| testing::tool::Subject {
        tool: Arc::new(ScriptedTool::new(clock(), "evaluate")),
        arguments: json!({}),
        context: samples::tool_context(),
    }));
    assert_eq!(report.skipped().unwrap(), [""; 0]);
}

/// A program of two tests.
fn program(source: &str) -> Program {
    Program {
        source: source.to_owned(),
        language: "python".to_owned(),
        entry: Entry::Function("solution".to_owned()),
        cases: [1, 2].map(|n| TestCase::new(json!([n]), json!(n))).to_vec(),
        compare: Default::default(),
        limits: Default::default(),
    }
}

#[test]
fn scripted_executor() {
    let report = block_on(testing::code_executor::SUITE.run(|| testing::code_executor::Subject {
        executor: Arc::new(ScriptedExecutor::new(clock(), &["python"]).verdicts(|program| {
            match program.source.as_str() {
                "wrong" => Verdict::WrongAnswer,
                "broken" => Verdict::CompileError,
                "endless" => Verdict::TimeLimit,
                "misnamed" => Verdict::NotFound,
                _ => Verdict::Accepted,
            }
        })),
        right: program("right"),
        wrong: Some(program("wrong")),
        broken: Some(program("broken")),
        endless: Some(program("endless")),
        misnamed: None,
    }));
    assert_eq!(report.skipped().unwrap(), ["says_what_is_not_there"]);
    assert_eq!(report.to_string().lines().next(), Some("code_executor: 10 passed, 1 skipped, 0 failed"));
}

#[test]
fn scripted_extractor() {
    let report = block_on(testing::text_extractor::SUITE.run(|| testing::text_extractor::Subject {
        extractor: Arc::new(ScriptedExtractor::new(clock())),
        document: Document { name: "cv.txt".to_owned(), bytes: "Ada Lovelace\nZürich".as_bytes().to_vec() },
        contains: "Lovelace",
    }));
    assert_eq!(report.skipped().unwrap(), [""; 0]);
}
