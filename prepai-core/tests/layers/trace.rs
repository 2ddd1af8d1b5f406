//! What is traced, and that nothing personal is.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, OnceLock};

use futures::StreamExt;
use prepai_core::clock::Clock;
use prepai_core::document::Document;
use prepai_core::layers::{Layer, Layers, RetryPolicy, TimeoutPolicy, Trace};
use prepai_core::speech::Hints;
use prepai_core::testing::{
    ScriptedAgent, ScriptedExecutor, ScriptedExtractor, ScriptedSpeechToText, ScriptedTextToSpeech,
    ScriptedTool, Step, VirtualClock, poll_idle, samples,
};
use prepai_core::{Error, ErrorKind};
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

use super::{program, seconds, shared, speech, words};

/// Keeps every span and event as `level name field=value …`.
#[derive(Clone, Default)]
pub(crate) struct Capture(Arc<Mutex<Vec<String>>>);

impl Capture {
    fn add(&self, metadata: &Metadata<'_>, record: impl FnOnce(&mut Line)) {
        let mut line = Line(format!("{} {}", metadata.level(), metadata.name()));
        record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Listens to this thread until the answer is dropped.
    pub(crate) fn listen(&self) -> DefaultGuard {
        // With a single subscriber in the program, a thread that has none decides for all that nobody wants an event.
        static OTHER: OnceLock<Dispatch> = OnceLock::new();
        OTHER.get_or_init(|| Dispatch::new(Capture::default()));
        tracing::subscriber::set_default(self.clone())
    }

    pub(crate) fn events(&self) -> Vec<String> {
        self.lines().into_iter().filter(|line| line.contains("outcome=")).collect()
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push_str(&format!(" {field}={value:?}"));
    }
}

impl Subscriber for Capture {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::TRACE
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        self.add(attributes.metadata(), |line| attributes.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line("recorded".to_owned());
        values.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.add(event.metadata(), |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// What candidates and models say in these tests.
const SECRET: &str = "Zwölfkampf";

fn secret_error() -> Error {
    Error::new(ErrorKind::Unavailable, format!("{SECRET} went wrong")).with("who", SECRET)
}

#[test]
fn an_event_says_operation_kind_duration_and_outcome() {
    let clock = VirtualClock::new();
    let capture = Capture::default();
    let _guard = capture.listen();
    let voice = ScriptedTextToSpeech::new(shared(&clock)).delays(seconds(1), seconds(1));
    let voice = Trace::new(shared(&clock)).text_to_speech(Arc::new(voice));
    let chunks = clock.run(voice.synthesize(words("one two")).count());
    assert_eq!(chunks, 2);
    let expected = "operation=\"text_to_speech.synthesize\" kind=\"stream\" duration_us=3000000 outcome=\"ok\" \
                    items=2 first_us=2000000";
    let events = capture.events();
    assert!(
        matches!(&events[..], [event] if event.starts_with("DEBUG") && event.ends_with(expected)),
        "{events:?}"
    );
}

#[test]
fn an_error_is_told_by_its_code() {
    let clock = VirtualClock::new();
    for (error, level) in [(secret_error(), "WARN"), (Error::not_found("thing"), "DEBUG")] {
        let capture = Capture::default();
        let _guard = capture.listen();
        let executor =
            ScriptedExecutor::new(shared(&clock), &["python"]).answers([Step::Fail(error.clone())]);
        let executor = Trace::new(shared(&clock)).code(Arc::new(executor));
        assert!(clock.run(executor.run(program("x"))).is_err());
        let events = capture.events();
        let code = format!("kind=\"call\" duration_us=0 outcome=\"error\" code=\"{}\"", error.kind().code());
        assert!(
            events.len() == 1 && events[0].starts_with(level) && events[0].ends_with(&code),
            "{events:?}"
        );
    }
}

#[test]
fn what_the_caller_dropped_is_told_as_dropped() {
    let clock = VirtualClock::new();
    let capture = Capture::default();
    let _guard = capture.listen();
    let agent =
        Trace::new(shared(&clock)).agent(Arc::new(ScriptedAgent::new(shared(&clock)).answers([Step::Stall])));
    let mut answer = agent.respond(samples::agent_request("Hi."));
    assert!(poll_idle(&mut answer.next()).is_pending());
    clock.advance(seconds(2));
    drop(answer);
    let events = capture.events();
    assert!(
        events.len() == 1 && events[0].contains("duration_us=2000000 outcome=\"dropped\" items=0"),
        "{events:?}"
    );
}

#[test]
fn nothing_that_was_said_is_ever_traced() {
    let clock = VirtualClock::new();
    let at = || -> Arc<dyn Clock> { shared(&clock) };
    let layers = Layers::new(RetryPolicy::default(), TimeoutPolicy::default(), at());
    let capture = Capture::default();
    let _guard = capture.listen();
    let failing = || [Step::Fail(secret_error())];

    let agent = layers.agent(Arc::new(ScriptedAgent::new(at()).answers(failing()).says(SECRET)));
    let ears =
        ScriptedSpeechToText::new(at()).partials([]).hears(SECRET).answers([Step::Fail(secret_error())]);
    let ears = layers.speech_to_text(Arc::new(ears));
    let voice = layers.text_to_speech(Arc::new(ScriptedTextToSpeech::new(at())));
    let executor = layers.code(Arc::new(
        ScriptedExecutor::new(at(), &["python"]).answers([Step::Fail(secret_error().retry(false))]),
    ));
    let extractor = layers.documents(Arc::new(ScriptedExtractor::new(at())));
    let tool = layers
        .tool(Arc::new(ScriptedTool::new(at(), "evaluate").answers([Step::Give(json!({"x": SECRET}))])));
    let hints = Hints { vocabulary: vec![SECRET.to_owned()], ..Hints::default() };
    clock.run(async {
        assert_eq!(agent.respond(samples::agent_request(SECRET)).count().await, 1);
        assert_eq!(ears.transcribe(speech(), hints.clone()).await.unwrap().text, SECRET);
        let mut running = ears.streaming().unwrap().begin(hints);
        running.push(speech()).await.unwrap();
        running.finish().await.unwrap_err();
        assert_eq!(voice.synthesize(words(SECRET)).count().await, 1);
        executor.run(program(SECRET)).await.unwrap_err();
        let document = Document { name: SECRET.to_owned(), bytes: SECRET.as_bytes().to_vec() };
        assert_eq!(extractor.extract(document).await.unwrap().lines[0].text, SECRET);
        tool.call(json!({"x": SECRET}), samples::tool_context()).await.unwrap();
    });

    let lines = capture.lines();
    assert!(lines.iter().all(|line| !line.contains(SECRET) && !line.contains("Ada")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("trying again")), "{lines:#?}");
    let told = |operation: &str| capture.events().iter().any(|line| line.contains(operation));
    for operation in [
        "agent.respond",
        "speech_to_text.transcribe",
        "speech_to_text.push",
        "speech_to_text.finish",
        "text_to_speech.synthesize",
        "code.run",
        "documents.extract",
        "tool.call",
    ] {
        assert!(told(operation), "{operation}");
    }
}
