//! Spans, as a collector gets them.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use rustix::process::Signal;

use crate::prepai::Prepai;

type Posts = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// A collector that keeps what arrives.
async fn collector() -> (String, Posts) {
    let posts = Posts::default();
    let keep = |State(posts): State<Posts>, headers: HeaderMap, body: Bytes| async move {
        posts.lock().unwrap().push((headers, body));
    };
    let router = Router::new().route("/v1/traces", post(keep)).with_state(Arc::clone(&posts));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (format!("http://{address}"), posts)
}

fn spans(posts: &Posts) -> Vec<Span> {
    let posts = posts.lock().unwrap();
    let read = posts.iter().map(|(_, body)| ExportTraceServiceRequest::decode(body.clone()).unwrap());
    let scopes = read.flat_map(|read| read.resource_spans).flat_map(|resource| resource.scope_spans);
    scopes.flat_map(|scope| scope.spans).collect()
}

fn attribute(span: &Span, key: &str) -> String {
    let found = span.attributes.iter().find(|attribute| attribute.key == key);
    match found.and_then(|found| found.value.clone()).and_then(|value| value.value) {
        Some(Value::StringValue(text)) => text,
        Some(Value::IntValue(number)) => number.to_string(),
        other => panic!("{key}: {other:?} in {span:?}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_and_turns_arrive_before_the_end_and_tell_nothing_of_a_person() {
    let (endpoint, posts) = collector().await;
    let env = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=k%20e%20y"),
        ("OTEL_SERVICE_NAME", "prep-test"),
    ];
    let prepai = Prepai::start(&[], &env);
    let session = prepai.session("Zerlina Quastenflosser");
    let mut talk = prepai.talk(&session).await;
    talk.answer("Rhabarber und Lamellen").await;
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let parent = format!("traceparent: 00-{trace}-b7ad6b7169203331-01\r\nx-request-id: asked-1\r\n");
    prepai.ask("GET", "/api/sessions/Quastenflosser?q=Rhabarber", &parent, "");
    prepai.signal(Signal::TERM);
    assert_eq!(talk.closed().await, 1001);
    assert_eq!(prepai.ended().await.0.code(), Some(0));

    let spans = spans(&posts);
    let named = |name: &str| spans.iter().filter(|span| span.name == name).collect::<Vec<_>>();
    let missing = named("GET /api/sessions/{id}");
    assert_eq!(missing.len(), 1, "{spans:?}");
    assert_eq!(attribute(missing[0], "http.response.status_code"), "404");
    assert_eq!(attribute(missing[0], "error.type"), "not_found");
    assert_eq!(attribute(missing[0], "prepai.request_id"), "asked-1");
    assert_eq!(hex(&missing[0].trace_id), trace, "the caller's trace goes on");
    assert_eq!(hex(&missing[0].parent_span_id), "b7ad6b7169203331");
    assert_eq!(named("POST /api/sessions").len(), 1);
    assert_eq!(named("GET /ws/interview/{id}").len(), 1);

    let turns = named("turn");
    assert_eq!(turns.len(), 2, "the greeting and the answer");
    for turn in turns {
        let inside =
            |name: &str| spans.iter().find(|span| span.name == name && span.parent_span_id == turn.span_id);
        for stage in ["commit", "agent", "first_text", "generated"] {
            let stage = inside(stage).unwrap_or_else(|| panic!("no {stage} in {spans:?}"));
            assert_eq!(stage.trace_id, turn.trace_id);
            assert!(turn.start_time_unix_nano <= stage.start_time_unix_nano);
            assert!(stage.end_time_unix_nano <= turn.end_time_unix_nano);
        }
    }

    for (headers, body) in posts.lock().unwrap().iter() {
        assert_eq!(headers["content-type"], "application/x-protobuf");
        assert_eq!(headers["api-key"], "k e y");
        let text = String::from_utf8_lossy(body);
        assert!(text.contains("prep-test"));
        for word in ["Zerlina", "Quastenflosser", "Rhabarber", &session] {
            assert!(!text.contains(word), "{word}");
        }
    }
}

#[tokio::test]
async fn a_collector_that_is_away_costs_spans_and_nothing_else() {
    let prepai = Prepai::start(&[], &[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")]);
    prepai.talk(&prepai.session("Ada")).await;
    prepai.signal(Signal::TERM);
    assert_eq!(prepai.ended().await.0.code(), Some(0));
}
