use prepai_core::ids::SessionId;
use prepai_core::session::{AskedBy, Body, Entry, QuestionAsked};
use serde_json::json;

use super::server::Server;

#[tokio::test]
async fn an_interview_is_started_ended_and_reported() {
    let server = Server::new();
    let id = server.session().await;
    let at = |what: &str| format!("/api/interviews/{id}/{what}");
    assert_eq!(server.call(&at("start/")).await.json()["session_id"], json!(id));
    assert_eq!(server.get(&at("transcript")).await.json(), json!({"session_id": id, "transcript": []}));
    let early = server.get(&at("performance-report")).await;
    assert_eq!(
        (early.status.as_u16(), &early.json()["detail"]),
        (400, &json!("Interview not completed yet"))
    );
    assert_eq!(early.json()["code"], "not_ready");
    let ended = server.call(&at("end")).await.json();
    let url = format!("/api/interviews/{id}/performance-report");
    assert_eq!(ended, json!({"session_id": id, "status": "completed", "report_url": url}));
    let report = server.get(&url).await.json();
    assert_eq!((&report["success"], &report["report"]["sessionId"]), (&json!(true), &json!(id)));
    assert_eq!(report["report"]["recommendation"], "INSUFFICIENT_EVIDENCE");
    assert_eq!(server.call(&at("end")).await.json(), ended);
    assert_eq!(server.get(&url).await.json(), report, "a second end changes nothing");
    assert_eq!(server.call(&at("start")).await.json()["status"], "completed");
    assert_eq!(server.call(&at("hint")).await.status, 409);
}

#[tokio::test]
async fn reports_and_transcripts_have_forms() {
    let server = Server::new();
    let id = server.session().await;
    server.call(&format!("/api/interviews/{id}/hint")).await;
    server.call(&format!("/api/interviews/{id}/end")).await;
    let kinds = [
        ("transcript?format=vtt", "text/vtt; charset=utf-8", "WEBVTT"),
        ("transcript?format=srt", "application/x-subrip; charset=utf-8", "1\n"),
        ("transcript?format=txt", "text/plain; charset=utf-8", ""),
        ("transcript?format=md", "text/markdown; charset=utf-8", "#"),
        ("performance-report?format=md", "text/markdown; charset=utf-8", "#"),
        ("performance-report?format=html", "text/html; charset=utf-8", "<!doctype html>"),
    ];
    for (path, kind, start) in kinds {
        let answer = server.get(&format!("/api/interviews/{id}/{path}")).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, kind), "{path}");
        assert!(answer.text.to_lowercase().starts_with(&start.to_lowercase()), "{path}: {}", answer.text);
    }
    let pdf = server.get(&format!("/api/interviews/{id}/performance-report?format=pdf")).await;
    assert_eq!((pdf.status.as_u16(), &pdf.json()["code"]), (501, &json!("not_available")));
    assert_eq!(server.get(&format!("/api/interviews/{id}/transcript?format=doc")).await.status, 422);
}

#[tokio::test]
async fn the_log_is_read_as_lines_and_copied_up_to_a_commit() {
    let server = Server::new();
    let id = server.session().await;
    server.call(&format!("/api/interviews/{id}/end")).await;
    let log = server.get(&format!("/api/interviews/{id}/events")).await;
    assert_eq!(log.header("content-type"), "application/x-ndjson");
    assert!(log.text.lines().count() >= 4, "{}", log.text);
    assert!(log.text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    let fork = format!("/api/interviews/{id}/fork");
    let copy = server.post(&fork, json!({"at": 1})).await.json();
    assert_eq!(
        (&copy["status"], &copy["forked_from"]),
        (&json!("active"), &json!({"session": id, "commit": 1}))
    );
    assert_ne!(copy["session_id"], json!(id));
    assert_eq!(server.call(&fork).await.status, 200, "without a body all is copied");
    assert_eq!(server.post(&fork, json!(null)).await.status, 200, "and with none");
    let beyond = server.post(&fork, json!({"at": 99})).await;
    assert_eq!((beyond.status.as_u16(), &beyond.json()["detail"][0]["loc"]), (422, &json!(["body", "at"])));
    assert_eq!(server.post(&fork, json!({"at": 0})).await.json()["detail"][0]["type"], "greater_than_equal");
}

#[tokio::test]
async fn a_hint_is_recorded_once_a_question_is_open() {
    let server = Server::new();
    let id = server.session().await;
    let none = server.call(&format!("/api/interviews/{id}/hint")).await;
    assert_eq!((none.status.as_u16(), &none.json()["hint"]), (200, &json!(null)), "{}", none.text);
    let session = id.parse().unwrap();
    ask_a_question(&server, &session).await;
    let hint = server.call(&format!("/api/interviews/{id}/hint")).await.json();
    assert_eq!(hint["hint"]["step"], 1, "{hint}");
    let log = server.interview.sessions().load(&session).await.unwrap();
    assert_eq!(json!(log.session().hints[0].text), hint["hint"]["text"]);
}

#[tokio::test]
async fn demonstrations_exist_by_themselves() {
    let server = Server::new();
    let first = server.get("/api/sessions/demo-session-123").await.json();
    assert_eq!((&first["session_id"], &first["demo"]), (&json!("demo-session-123"), &json!(true)));
    assert_eq!(server.call("/api/interviews/demo-session/start").await.json()["status"], "active");
    assert_eq!(server.call("/api/interviews/demo-session/end").await.status, 200);
    assert_eq!(server.get("/api/interviews/demo-session/performance-report").await.status, 200);
    assert_eq!(server.call("/api/interviews/demo-session/start").await.json()["status"], "active");
    assert_eq!(server.get("/api/interviews/demo-session/performance-report").await.status, 400);
    assert_eq!(server.delete("/api/sessions/demo-session").await.status, 204);
    assert_eq!(server.get("/api/sessions/demo-session").await.json()["status"], "active");
    assert_eq!(server.get("/api/sessions").await.json()["sessions"], json!([]));
    assert_eq!(server.get("/api/analytics/aggregate").await.json()["total_interviews"], 0);
    let shown = server.get("/api/sessions?demo=true").await.json();
    assert_eq!(shown["sessions"].as_array().unwrap().len(), 3);
}

/// Records that a question with hints was put.
async fn ask_a_question(server: &Server, session: &SessionId) {
    let bank = server.interview.backends().library.bank();
    let question = bank.questions().find(|question| !question.hints.is_empty()).unwrap();
    let asked = QuestionAsked {
        question: question.id.clone(),
        by: AskedBy::Main,
        phase: "technical".to_owned(),
        topic: String::new(),
        index: None,
    };
    let sessions = server.interview.sessions();
    let mut log = sessions.load(session).await.unwrap();
    let entry = Entry::system(Body::QuestionAsked(asked));
    sessions.update(&mut log, sessions.moment(0), |_| Ok(vec![entry.clone()])).await.unwrap();
}
