//! Spans to a collector: OTLP, protobuf over HTTP, in batches.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::{Span, SpanBuilder, SpanKind, Status, TraceContextExt, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use prepai_core::turn::Timings;
use prepai_core::{Error, ErrorKind, Result};
use tokio::runtime::Handle;

use super::post::Post;
use super::{Answered, Settings, stages};

/// How long one batch may take, and all that waits at the end.
const EXPORT: Duration = Duration::from_secs(10);
const FINISH: Duration = Duration::from_secs(5);

/// The span of whoever asked, from the header `traceparent`.
#[derive(Debug, Clone, Default)]
pub struct Parent(Context);

/// Where spans go: to a collector, or nowhere. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Spans(Option<Arc<Exporter>>);

#[derive(Debug)]
struct Exporter {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
    propagator: TraceContextPropagator,
}

impl Spans {
    /// Spans to the collector of these settings, sent by tasks of `runtime`.
    ///
    /// What the collector does not take in time is dropped: a collector that is slow or away costs spans and nothing else. Which
    /// traces are kept the standard variables `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` say.
    ///
    /// # Errors
    /// `invalid_input` for an endpoint that cannot be used.
    pub fn to(settings: &Settings, runtime: Handle) -> Result<Self> {
        let wrong = |error| {
            Error::invalid(
                "server.otel_endpoint",
                "cannot be used: name a collector such as `http://localhost:4318`",
            )
            .caused_by(error)
        };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Post::new(&settings.endpoint, runtime, EXPORT)?)
            .with_endpoint(settings.endpoint.to_string())
            .with_protocol(Protocol::HttpBinary)
            .with_timeout(EXPORT)
            .with_headers(settings.headers.clone())
            .build()
            .map_err(wrong)?;
        let resource = Resource::builder_empty()
            .with_service_name(settings.service.clone())
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        let provider =
            SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build();
        let tracer = provider.tracer("prepai-server");
        Ok(Spans(Some(Arc::new(Exporter { provider, tracer, propagator: TraceContextPropagator::new() }))))
    }

    /// The caller's span, if it names one.
    pub fn parent(&self, headers: &HeaderMap) -> Parent {
        let Some(exporter) = &self.0 else { return Parent::default() };
        Parent(exporter.propagator.extract_with_context(&Context::new(), &Headers(headers)))
    }

    /// A request that was answered just now.
    pub fn request(&self, parent: &Parent, answered: Answered<'_>) {
        let Some(exporter) = &self.0 else { return };
        let Answered { method, route, status, code, request, took } = answered;
        let mut attributes = vec![
            KeyValue::new("http.request.method", method),
            KeyValue::new("http.route", route.to_owned()),
            KeyValue::new("http.response.status_code", i64::from(status)),
            KeyValue::new("prepai.request_id", request.to_owned()),
        ];
        if !code.is_empty() {
            attributes.push(KeyValue::new("error.type", code));
        }
        let end = SystemTime::now();
        let mut span = SpanBuilder::from_name(format!("{method} {route}"))
            .with_kind(SpanKind::Server)
            .with_start_time(end.checked_sub(took).unwrap_or(end))
            .with_attributes(attributes)
            .start_with_context(&exporter.tracer, &parent.0);
        if status >= 500 {
            span.set_status(Status::error(code));
        }
        span.end_with_timestamp(end);
    }

    /// A turn whose last word was made just now, with its stages as spans below it.
    pub fn turn(&self, timings: &Timings) {
        let Some(exporter) = &self.0 else { return };
        let end = SystemTime::now();
        let since_opening = stages(timings).map(|(_, took)| took).max().unwrap_or_default();
        let opened = end.checked_sub(since_opening).unwrap_or(end);
        let began = opened.checked_sub(timings.commit).unwrap_or(opened);
        let turn = SpanBuilder::from_name("turn").with_kind(SpanKind::Internal).with_start_time(began);
        let turn = turn.start_with_context(&exporter.tracer, &Context::new());
        let inside = Context::new().with_span(turn);
        let stage = |name: &'static str, from: SystemTime, to: SystemTime| {
            let stage = SpanBuilder::from_name(name).with_start_time(from);
            stage.start_with_context(&exporter.tracer, &inside).end_with_timestamp(to);
        };
        stage("commit", began, opened);
        for (name, took) in stages(timings) {
            stage(name, opened, opened + took);
        }
        inside.span().end_with_timestamp(end);
    }

    /// Sends what waits, and ends; at most five seconds.
    pub async fn finish(&self) {
        let Some(exporter) = self.0.clone() else { return };
        let ended =
            tokio::task::spawn_blocking(move || exporter.provider.shutdown_with_timeout(FINISH)).await;
        let wrong = match ended {
            Ok(Ok(())) => return,
            Ok(Err(error)) => Error::new(ErrorKind::Unavailable, error.to_string()),
            Err(error) => Error::new(ErrorKind::Internal, error.to_string()),
        };
        tracing::warn!(error = %wrong, "the last spans were not sent");
    }
}

/// Headers as the propagator reads them.
struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(|value| value.to_str().ok())
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}
