//! What has a deadline, when it passes, and whether the error may be retried.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use prepai_core::agent::{Agent, AgentEvent};
use prepai_core::clock::Clock;
use prepai_core::layers::{Layer, Layers, RetryPolicy, Timeout, TimeoutPolicy};
use prepai_core::speech::{Audio, Hints};
use prepai_core::testing::{
    ScriptedAgent, ScriptedExecutor, ScriptedSpeechToText, ScriptedTool, Step, VirtualClock, poll_idle,
    samples,
};
use prepai_core::{Error, ErrorKind};
use serde_json::json;

use super::{program, seconds, shared, speech};

fn layer(clock: &VirtualClock) -> Timeout {
    let policy = TimeoutPolicy { call: Some(seconds(5)), idle: Some(seconds(2)), total: Some(seconds(9)) };
    Timeout::new(policy, shared(clock))
}

fn assert_timeout(error: &Error, operation: &str, retryable: bool) {
    assert_eq!(
        (error.kind(), error.operation(), error.is_retryable()),
        (ErrorKind::Timeout, operation, retryable),
        "{error:?}"
    );
}

fn text(piece: &str) -> Step<AgentEvent> {
    Step::Give(AgentEvent::Text(piece.to_owned()))
}

#[test]
fn a_call_ends_at_its_deadline_and_the_work_is_dropped() {
    let clock = VirtualClock::new();
    let executor = ScriptedExecutor::new(shared(&clock), &["python"]).answers([Step::Stall]);
    let executor = Arc::new(executor);
    let error = clock.run(layer(&clock).code(executor.clone()).run(program("x"))).unwrap_err();
    assert_timeout(&error, "code.run", true);
    assert_eq!((clock.monotonic(), executor.dropped()), (seconds(5), 1));
    assert_eq!(error.message(), "no answer within 5 s");
}

#[test]
fn an_answer_in_time_passes_and_leaves_no_timer() {
    let clock = VirtualClock::new();
    let transcripts = ScriptedSpeechToText::new(shared(&clock)).answers([
        Step::Wait(seconds(4)),
        Step::Give(prepai_core::speech::Transcript { text: "yes".into(), ..Default::default() }),
    ]);
    let ears = layer(&clock).speech_to_text(Arc::new(transcripts));
    let transcript = clock.run(ears.transcribe(speech(), Hints::default())).unwrap();
    assert_eq!((transcript.text.as_str(), clock.monotonic(), clock.sleepers()), ("yes", seconds(4), 0));
}

#[test]
fn each_item_of_a_stream_has_its_deadline_and_the_stream_ends_there() {
    let clock = VirtualClock::new();
    let agent = ScriptedAgent::new(shared(&clock)).answers([
        Step::Wait(seconds(1)),
        text("Hello"),
        Step::Wait(seconds(3)),
        text("too late"),
    ]);
    let agent = Arc::new(agent);
    let layered = layer(&clock).agent(agent.clone());
    let items: Vec<_> = clock.run(layered.respond(samples::agent_request("Hi.")).collect());
    assert!(matches!(&items[0], Ok(AgentEvent::Text(text)) if text == "Hello"));
    assert_timeout(items[1].as_ref().unwrap_err(), "agent.respond", true);
    assert_eq!((items.len(), clock.monotonic(), agent.dropped()), (2, seconds(3), 1));
}

#[test]
fn all_items_together_have_a_deadline() {
    let clock = VirtualClock::new();
    let slow = (0..10).flat_map(|_| [Step::Wait(Duration::from_millis(1500)), text("word ")]);
    let agent = layer(&clock).agent(Arc::new(ScriptedAgent::new(shared(&clock)).answers(slow)));
    let items: Vec<_> = clock.run(agent.respond(samples::agent_request("Hi.")).collect());
    // Six items take nine seconds: the sixth comes at the deadline itself, and in time.
    assert_eq!(items.len(), 7, "{items:?}");
    assert_eq!(items.last().unwrap().as_ref().unwrap_err().message(), "no answer within 9 s");
    assert_eq!(clock.monotonic(), seconds(9));
}

#[test]
fn a_slow_consumer_uses_up_nobodys_time() {
    let clock = VirtualClock::new();
    let agent =
        layer(&clock).agent(Arc::new(ScriptedAgent::new(shared(&clock)).streams("one two three four")));
    let spoken = clock.run(async {
        let mut items = agent.respond(samples::agent_request("Hi."));
        let mut spoken = 0;
        while let Some(item) = items.next().await {
            item.unwrap();
            spoken += 1;
            clock.sleep(seconds(60)).await;
        }
        spoken
    });
    assert_eq!(spoken, 4);
}

#[test]
fn what_may_have_been_done_is_not_retryable() {
    let clock = VirtualClock::new();
    let remote = ScriptedAgent::new(shared(&clock)).remote().answers([Step::Stall]);
    let remote: Arc<dyn Agent> = layer(&clock).agent(Arc::new(remote));
    let items: Vec<_> = clock.run(remote.respond(samples::agent_request("Hi.")).collect());
    assert_timeout(items[0].as_ref().unwrap_err(), "agent.respond", false);

    let tool = ScriptedTool::new(shared(&clock), "evaluate").answers([Step::Stall]);
    let tool = layer(&clock).tool(Arc::new(tool));
    let error = clock.run(tool.call(json!({}), samples::tool_context())).unwrap_err();
    assert_timeout(&error, "tool.call", false);
}

#[test]
fn a_running_transcription_has_deadlines_for_pushes_and_its_end() {
    let clock = VirtualClock::new();
    let ears = ScriptedSpeechToText::new(shared(&clock))
        .partials([Step::Wait(seconds(100)), Step::Give(Default::default())])
        .pushes([Step::Give(())])
        .pushes([Step::Stall])
        .answers([Step::Stall]);
    let ears = layer(&clock).speech_to_text(Arc::new(ears)).streaming().unwrap();
    clock.run(async {
        let mut running = ears.begin(Hints::default());
        running.push(speech()).await.unwrap();
        assert_timeout(&running.push(speech()).await.unwrap_err(), "speech_to_text.push", false);
        let partial = running.partials().next().await.unwrap();
        assert!(partial.is_ok(), "silence is no reason to give up");
        assert_timeout(&running.finish().await.unwrap_err(), "speech_to_text.finish", false);
    });
}

#[test]
fn without_limits_nothing_ends() {
    let clock = VirtualClock::new();
    let policy = TimeoutPolicy { call: None, idle: None, total: None };
    let executor = ScriptedExecutor::new(shared(&clock), &["python"]).answers([Step::Stall]);
    let executor = Timeout::new(policy, shared(&clock)).code(Arc::new(executor));
    let mut run = executor.run(program("x"));
    assert!(poll_idle(&mut run).is_pending());
    assert_eq!(clock.sleepers(), 0);
}

#[test]
fn in_the_usual_order_each_attempt_has_its_own_deadline() {
    let clock = VirtualClock::new();
    let executor =
        ScriptedExecutor::new(shared(&clock), &["python"]).answers([Step::Stall]).answers([Step::Stall]);
    let executor = Arc::new(executor);
    let retry = RetryPolicy { base: Duration::ZERO, ..RetryPolicy::default() };
    let timeout = TimeoutPolicy { call: Some(seconds(5)), ..TimeoutPolicy::default() };
    let layered = Layers::new(retry, timeout, shared(&clock)).code(executor.clone());
    assert!(clock.run(layered.run(program("x"))).is_ok());
    assert_eq!((clock.monotonic(), executor.programs().len()), (seconds(10), 3));
}

#[test]
fn a_transcription_may_take_as_long_as_its_speech_asks_for() {
    let clock = VirtualClock::new();
    let transcripts = ScriptedSpeechToText::new(shared(&clock)).answers([Step::Stall]).answers([Step::Stall]);
    // Trace and retry around it pass the time on.
    let policy = TimeoutPolicy { call: Some(seconds(5)), idle: None, total: None };
    let ears = Layers::new(RetryPolicy { attempts: 1, ..RetryPolicy::default() }, policy, shared(&clock))
        .speech_to_text(Arc::new(transcripts));
    let long = Audio::mono_i16(1_000, vec![0; 40_000]);
    let error = clock.run(ears.transcribe(long, Hints::default())).unwrap_err();
    assert_timeout(&error, "speech_to_text.transcribe", true);
    assert_eq!(clock.monotonic(), seconds(85), "5 s and twice the 40 s");
    let short = Audio::mono_i16(1_000, vec![0; 1_000]);
    clock.run(ears.transcribe(short, Hints::default())).unwrap_err();
    assert_eq!(clock.monotonic(), seconds(85 + 7), "the next one is measured by its own speech");
}
