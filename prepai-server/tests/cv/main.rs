//! A CV is uploaded, read and corrected.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use prepai_core::Backends;
use prepai_core::agent::LocalAgent;
use prepai_core::session::EndReason;
use prepai_core::storage::MemoryStore;
use prepai_core::turn::{Interview, NewSession};
use prepai_server::http::{App, Options};
use serde_json::{Value, json};
use tower::ServiceExt;

const CV: &str =
    "Ada Lovelace\nada@example.com\n\nEXPERIENCE\nEngineer, Acme (2021 - Present)\n- APIs on Kafka\n";

async fn house() -> (Interview, Router, String) {
    let interview = Interview::new(Backends::new(Arc::new(LocalAgent::new()), Arc::new(MemoryStore::new())));
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
