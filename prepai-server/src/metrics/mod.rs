//! What is counted, in the text format of Prometheus.

mod backends;
mod process;

use std::fmt;
use std::sync::atomic::AtomicU64;

use prepai_core::turn::Timings;
use prepai_voice::duplex::Listened;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::telemetry::{self, Spans};
pub(crate) use backends::Measured;
pub use process::Process;

/// Upper bounds of requests, in seconds.
const REQUESTS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// Upper bounds of the stages of a turn, in seconds.
const STAGES: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1.0, 3.0, 10.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    method: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Stage {
    stage: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Code {
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CloseCode {
    code: u16,
}

/// The counters of a server. Labels are route templates, codes and stages: nothing of a person.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    errors: Family<Code, Counter>,
    stages: Family<Stage, Histogram, fn() -> Histogram>,
    closes: Family<CloseCode, Counter>,
    spans: Spans,
    /// Around every backend.
    pub(crate) backends: Measured,
    /// Sockets that are open.
    pub(crate) sockets: Gauge,
    /// Conversations that are open.
    pub(crate) conversations: Gauge,
    /// Clients that speak or are spoken to.
    pub(crate) voices: Gauge,
    /// Voices that were refused because they could not be served in time.
    pub(crate) refused: Counter,
    /// Seconds by which the server is late, in the mean.
    pub(crate) late: Gauge<f64, AtomicU64>,
    /// Seconds that a transcription would have waited when somebody last asked to be let in.
    pub(crate) transcription_wait: Gauge<f64, AtomicU64>,
    /// Frames of sound that came doubled, late or damaged.
    pub(crate) bad_frames: Counter,
    /// Messages that wait to be sent to clients.
    pub(crate) queued: Gauge,
    /// Messages of clients that nobody knows.
    pub(crate) ignored: Counter,
    /// Sessions that were created here.
    pub(crate) created: Counter,
    /// Interviews that ended here.
    pub(crate) ended: Counter,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Metrics::new(Spans::default())
    }
}

impl Metrics {
    /// Everything at zero; what is measured of turns and requests also goes to `spans`.
    pub fn new(spans: Spans) -> Self {
        let mut registry = Registry::with_prefix("prepai");
        let mut metrics = Metrics {
            backends: Measured::new(&mut registry),
            spans,
            registry,
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(REQUESTS)),
            errors: Family::default(),
            stages: Family::new_with_constructor(|| Histogram::new(STAGES)),
            closes: Family::default(),
            sockets: Gauge::default(),
            conversations: Gauge::default(),
            voices: Gauge::default(),
            refused: Counter::default(),
            late: Gauge::default(),
            transcription_wait: Gauge::default(),
            bad_frames: Counter::default(),
            queued: Gauge::default(),
            ignored: Counter::default(),
            created: Counter::default(),
            ended: Counter::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("http_requests", "Requests by route and status", metrics.requests.clone());
        registry.register("http_request_seconds", "Time to the answer's head", metrics.seconds.clone());
        registry.register("errors", "Errors by code", metrics.errors.clone());
        let help = "Stages of turns since the opening was stored; commit since the input";
        registry.register("turn_stage_seconds", help, metrics.stages.clone());
        registry.register("socket_closes", "Closed sockets by code", metrics.closes.clone());
        registry.register("sockets", "Open sockets", metrics.sockets.clone());
        registry.register("conversations", "Open conversations", metrics.conversations.clone());
        registry.register("voices", "Clients that speak or are spoken to", metrics.voices.clone());
        registry.register("voices_refused", "Voices refused for want of time", metrics.refused.clone());
        registry.register(
            "transcription_wait_seconds",
            "Wait for a transcription to begin, as last admitted by",
            metrics.transcription_wait.clone(),
        );
        registry.register("late_seconds", "Mean lateness of the server", metrics.late.clone());
        registry.register("bad_audio_frames", "Doubled, late or damaged frames", metrics.bad_frames.clone());
        registry.register("queued_messages", "Messages that wait to be sent", metrics.queued.clone());
        registry.register("ignored_messages", "Messages of unknown types", metrics.ignored.clone());
        registry.register("sessions_created", "Sessions created", metrics.created.clone());
        registry.register("interviews_ended", "Interviews ended in conversations", metrics.ended.clone());
        registry.register_collector(Box::new(Process::new()));
        metrics
    }

    pub(crate) fn answered(&self, parent: &telemetry::Parent, answered: telemetry::Answered<'_>) {
        let (route, method) = (answered.route.to_owned(), answered.method.to_owned());
        let seconds = self.seconds.get_or_create(&Route { route: route.clone() });
        seconds.observe(answered.took.as_secs_f64());
        self.requests.get_or_create(&Answered { route, method, status: answered.status }).inc();
        self.spans.request(parent, answered);
    }

    pub(crate) fn error(&self, code: &'static str) {
        self.errors.get_or_create(&Code { code }).inc();
    }

    pub(crate) fn closed(&self, code: u16) {
        self.closes.get_or_create(&CloseCode { code }).inc();
    }

    pub(crate) fn turn(&self, timings: &Timings) {
        for (stage, took) in [("commit", timings.commit)].into_iter().chain(telemetry::stages(timings)) {
            self.stages.get_or_create(&Stage { stage }).observe(took.as_secs_f64());
        }
        self.spans.turn(timings);
    }

    /// Where spans go.
    pub(crate) fn spans(&self) -> &Spans {
        &self.spans
    }

    pub(crate) fn listened(&self, listened: &Listened) {
        for (stage, took) in
            [("endpointing", listened.endpointing), ("transcription", listened.transcription)]
        {
            self.stages.get_or_create(&Stage { stage }).observe(took.as_secs_f64());
        }
    }

    /// All of it as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a text does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
