//! A CV is uploaded, read and corrected.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use prepai_core::agent::LocalAgent;
use prepai_core::session::EndReason;
use prepai_core::storage::MemoryStore;
use prepai_core::testing::{FailingStore, Fault, StoreCall, VirtualClock};
use prepai_core::turn::{Interview, NewSession};
use prepai_core::{Backends, Error, ErrorKind};
use prepai_server::http::{App, Options};
use serde_json::{Value, json};
use tower::ServiceExt;

const CV: &str =
    "Ada Lovelace\nada@example.com\n\nEXPERIENCE\nEngineer, Acme (2021 - Present)\n- APIs on Kafka\n";

async fn house() -> (Interview, Router, String) {
    house_on(Backends::new(Arc::new(LocalAgent::new()), Arc::new(MemoryStore::new()))).await
}

async fn house_on(backends: Backends) -> (Interview, Router, String) {
    let interview = Interview::new(backends);
    let new =
        NewSession { interview_type: "aws-sa".into(), candidate_name: "Ada".into(), ..NewSession::default() };
    let id = interview.create(new).await.unwrap().session().id.to_string();
    let router = App::new(interview.clone(), Options::default()).into_router();
    (interview, router, id)
}

async fn ask(app: &Router, request: Request<Body>) -> (StatusCode, Value) {
    let response = app.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap())
}

fn form(id: &str, field: &str, name: &str, content: &[u8]) -> Request<Body> {
    let mut body =
        format!("--x\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n")
            .into_bytes();
    body.extend(content);
    body.extend(b"\r\n--x--\r\n");
    Request::post(format!("/api/interviews/{id}/upload-cv"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap()
}

fn analysis(id: &str) -> Request<Body> {
    Request::get(format!("/api/interviews/{id}/cv-analysis")).body(Body::empty()).unwrap()
}

fn corrections(id: &str, value: &Value) -> Request<Body> {
    Request::patch(format!("/api/interviews/{id}/cv-analysis"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(value.to_string()))
        .unwrap()
}

#[tokio::test]
async fn a_cv_is_kept_understood_and_corrected() {
    let (interview, app, id) = house().await;
    let (status, body) = ask(&app, analysis(&id)).await;
    assert_eq!((status, &body["detail"]), (StatusCode::NOT_FOUND, &json!("No CV uploaded for this session")));
    let (status, body) = ask(&app, form(&id, "file", "../my cv", CV.as_bytes())).await;
    assert_eq!((status, &body["analysis"]["candidateName"]), (StatusCode::OK, &json!("Ada Lovelace")));
    let (_, body) = ask(&app, analysis(&id)).await;
    assert_eq!((&body["filename"], &body["analysis"]["skills"]), (&json!("..my cv"), &json!(["Kafka"])));
    let session = interview.sessions().load(&id.parse().unwrap()).await.unwrap();
    let file = &session.session().cvs[0].file;
    assert!(!file.contains("cv my") && file.ends_with(".txt"), "{file}");
    let files = interview.sessions().store().list_files(&id.parse().unwrap()).await.unwrap();
    assert_eq!((files.len(), files[0].size), (1, CV.len() as u64));
    let (status, body) =
        ask(&app, corrections(&id, &json!({"candidateName": "Ada King", "skills": ["Go", "Rust"]}))).await;
    assert_eq!((status, &body["analysis"]["candidateName"]), (StatusCode::OK, &json!("Ada King")));
    assert_eq!(body["analysis"]["details"]["skills"]["evidence"], "corrected by hand");
    for wrong in [
        json!({"skills": "Go"}),
        json!({"email": null}),
        json!({"shoe": 44}),
        json!([]),
        json!({"details": {}}),
    ] {
        assert_eq!(ask(&app, corrections(&id, &wrong)).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

#[tokio::test]
async fn what_is_no_cv_is_said_and_nothing_is_kept() {
    let (interview, app, id) = house().await;
    let cases: [(&str, &[u8], StatusCode, &str); 4] = [
        (
            "resume.png",
            b"\x89PNG",
            StatusCode::BAD_REQUEST,
            "Unsupported file type: png. Supported: PDF, DOCX, TXT",
        ),
        ("resume.txt", b"", StatusCode::BAD_REQUEST, "No text extracted from file"),
        (
            "resume.txt",
            b"\xFF\xFE\x00\x63\x61\x66\xE9",
            StatusCode::BAD_REQUEST,
            "Unable to decode text file",
        ),
        (
            "resume.pdf",
            b"%PDF-1.7",
            StatusCode::NOT_IMPLEMENTED,
            "This server cannot read PDF files; upload the CV as plain text",
        ),
    ];
    for (name, content, status, detail) in cases {
        let answer = ask(&app, form(&id, "file", name, content)).await;
        assert_eq!((answer.0, answer.1["detail"].as_str().unwrap()), (status, detail));
    }
    let (status, body) = ask(&app, form(&id, "cv", "resume.txt", CV.as_bytes())).await;
    assert_eq!(
        (status, &body["detail"][0]["loc"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!(["body", "file"]))
    );
    let bare = Request::post(format!("/api/interviews/{id}/upload-cv")).body(Body::empty()).unwrap();
    assert_eq!(ask(&app, bare).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let large = vec![b'a'; (10 << 20) + 1];
    assert_eq!(ask(&app, form(&id, "file", "a.txt", &large)).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(ask(&app, form("nope", "file", "a.txt", b"a")).await.0, StatusCode::NOT_FOUND);
    interview.end(&id.parse().unwrap(), EndReason::Request).await.unwrap();
    assert_eq!(ask(&app, form(&id, "file", "a.txt", CV.as_bytes())).await.0, StatusCode::CONFLICT);
    let files = interview.sessions().store().list_files(&id.parse().unwrap()).await.unwrap();
    assert!(files.iter().all(|file| !file.name.starts_with("cv_")), "{files:?}");
}

/// Names of the originals that a session has.
async fn originals(interview: &Interview, id: &str) -> Vec<String> {
    let files = interview.sessions().store().list_files(&id.parse().unwrap()).await.unwrap();
    files.into_iter().map(|file| file.name).filter(|name| name.starts_with("cv_")).collect()
}

/// A house whose store can be told to go wrong, on a clock that is told to move.
async fn failing() -> (Arc<FailingStore>, Arc<VirtualClock>, (Interview, Router, String)) {
    let clock = Arc::new(VirtualClock::new());
    let memory = MemoryStore::with_clock(Arc::clone(&clock) as _);
    let store = Arc::new(FailingStore::new(Arc::new(memory), Arc::clone(&clock) as _));
    let backends = Backends::new(Arc::new(LocalAgent::new()), Arc::clone(&store) as _);
    let house = house_on(Backends { clock: Arc::clone(&clock) as _, ..backends }).await;
    (store, clock, house)
}

#[tokio::test]
async fn an_original_that_the_log_refuses_is_not_kept() {
    let (store, clock, (interview, app, id)) = failing().await;
    // The interview ends while the original is being stored.
    store.on(StoreCall::PutFile, [Fault::Wait(Duration::from_secs(1))]);
    let upload = form(&id, "file", "a.txt", CV.as_bytes());
    let asked = tokio::spawn({
        let app = app.clone();
        async move { ask(&app, upload).await }
    });
    while store.calls(StoreCall::PutFile) == 0 {
        tokio::task::yield_now().await;
    }
    interview.end(&id.parse().unwrap(), EndReason::Request).await.unwrap();
    clock.advance(Duration::from_secs(1));
    assert_eq!(asked.await.unwrap().0, StatusCode::CONFLICT);
    assert_eq!(originals(&interview, &id).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_original_whose_commit_is_in_doubt_is_kept_until_the_log_is_known_not_to_name_it() {
    let (store, clock, (interview, app, id)) = failing().await;
    let away = || Error::new(ErrorKind::Unavailable, "the disk is away");
    store.on(StoreCall::Append, [Fault::Fail(away()), Fault::Lose(away())]);
    for _ in 0..2 {
        let upload = form(&id, "file", "a.txt", CV.as_bytes());
        assert_eq!(ask(&app, upload).await.0, StatusCode::SERVICE_UNAVAILABLE);
    }
    assert_eq!(originals(&interview, &id).await.len(), 2);
    clock.advance(Duration::from_secs(3_601));
    assert_eq!(ask(&app, form(&id, "file", "a.txt", CV.as_bytes())).await.0, StatusCode::OK);
    // The commit of the second stands, its answer was lost.
    let log = interview.sessions().load(&id.parse().unwrap()).await.unwrap();
    let mut named: Vec<String> = log.session().cvs.iter().map(|cv| cv.file.clone()).collect();
    named.sort();
    assert_eq!((named.len(), originals(&interview, &id).await), (2, named));
}

#[tokio::test]
async fn a_text_beyond_every_cv_is_read_as_far_as_it_goes_and_fits_into_the_log() {
    let (_, app, id) = house().await;
    let job = "Engineer, Acme (2019 - 2020)\n- \"quoted\" \\ \u{b}things with Kafka and Go\n";
    let text = format!("Ada Lovelace\nada@example.com\n\nEXPERIENCE\n{}", job.repeat(100_000));
    let (status, body) = ask(&app, form(&id, "file", "a.txt", text.as_bytes())).await;
    assert_eq!(status, StatusCode::OK, "{}", body["detail"]);
    assert_eq!(body["analysis"]["email"], "ada@example.com");
}

#[tokio::test]
async fn corrections_are_checked_field_by_field() {
    let (_, app, id) = house().await;
    ask(&app, form(&id, "file", "a.txt", CV.as_bytes())).await;
    let job = json!({"title": "Lead", "company": "Acme", "location": "", "start": "2024", "end": "present",
        "duration": "2024 -", "context": "", "bullets": ["Kafka"]});
    let right = json!({"experience": [job.clone()], "categorized_skills": {"languages": ["Go"]},
        "totalYearsExperience": 3, "links": [{"url": "https://example.com", "kind": "website"}]});
    let (status, body) = ask(&app, corrections(&id, &right)).await;
    assert_eq!((status, &body["analysis"]["experience"][0]), (StatusCode::OK, &job));
    for (wrong, kind, place) in [
        (json!({"shoe": 44}), "extra_forbidden", json!(["body", "shoe"])),
        (json!({"file_type": "pdf"}), "extra_forbidden", json!(["body", "file_type"])),
        (json!({"email": null}), "string_type", json!(["body", "email"])),
        (json!({"skills": ["Go", 7]}), "string_type", json!(["body", "skills", 1])),
        (json!({"experience": [{}]}), "missing", json!(["body", "experience", 0, "title"])),
        (json!({"summary": "x".repeat(20_001)}), "string_too_long", json!(["body", "summary"])),
        (json!({"totalYearsExperience": 101}), "less_than_equal", json!(["body", "totalYearsExperience"])),
        (json!({"categorized_skills": []}), "dict_type", json!(["body", "categorized_skills"])),
        (
            json!({"categorized_skills": {"a": [1]}}),
            "string_type",
            json!(["body", "categorized_skills", "a", 0]),
        ),
        (json!(null), "model_attributes_type", json!(["body"])),
    ] {
        let (status, body) = ask(&app, corrections(&id, &wrong)).await;
        let first = &body["detail"][0];
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert_eq!((&first["type"], &first["loc"]), (&json!(kind), &place), "{wrong}");
    }
}

#[tokio::test]
async fn corrections_that_are_no_json_are_told_like_those_of_every_path() {
    let (_, app, id) = house().await;
    let send = |kind: &str, body: &str| {
        Request::patch(format!("/api/interviews/{id}/cv-analysis"))
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body.to_owned()))
            .unwrap()
    };
    for (kind, body, word) in [
        ("application/json", "{not json", "json_invalid"),
        ("text/plain", "{}", "content_type"),
        ("application/json", "", "missing"),
    ] {
        let (status, answer) = ask(&app, send(kind, body)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        assert_eq!((&answer["code"], &answer["detail"][0]["type"]), (&json!("invalid_input"), &json!(word)));
    }
}
