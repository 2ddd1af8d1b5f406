use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use super::server::Server;

/// Type and place of each complaint of a 422.
fn complaints(answer: &super::server::Answer) -> Vec<(String, Value)> {
    assert_eq!(answer.status, 422, "{}", answer.text);
    let told = answer.json();
    let list = told["detail"].as_array().unwrap();
    list.iter().map(|one| (one["type"].as_str().unwrap().to_owned(), one["loc"].clone())).collect()
}

#[tokio::test]
async fn a_session_is_created_read_and_erased() {
    let server = Server::new();
    let body = json!({
        "interview_type": "aws-sa", "candidate_name": "Zoë 李", "mode": "real", "duration_minutes": 45.0,
        "thinking_time": 2, "language": "de", "job_description": "", "candidate_id": "p1",
        "recording_consent": true, "extra": 1,
    });
    let created = server.post("/api/sessions/create/", body).await;
    assert_eq!(created.status, 200, "{}", created.text);
    let created = created.json();
    assert_eq!((&created["candidate_name"], &created["status"]), (&json!("Zoë 李"), &json!("active")));
    assert!(created["created_at"].as_str().unwrap().ends_with('Z'));
    let path = format!("/api/sessions/{}", created["session_id"].as_str().unwrap());
    assert_eq!(server.get(&path).await.json(), created);
    let log =
        server.interview.sessions().load(&created["session_id"].as_str().unwrap().parse().unwrap()).await;
    let stored = &log.unwrap().session().created.clone();
    assert_eq!((stored.duration_minutes, stored.thinking_time, stored.language.as_str()), (45, 2.0, "de"));
    assert_eq!(server.delete(&path).await.status, 204);
    assert_eq!(server.get(&path).await.json()["detail"], "Session not found");
    assert_eq!(server.delete(&path).await.status, 404);
}

#[tokio::test]
async fn all_wrong_fields_are_told_at_once_as_the_recordings_have_it() {
    let server = Server::new();
    let wrong = server.post("/api/sessions", json!({"interview_type": 5, "candidate_name": null})).await;
    let detail = json!([
        {"type": "string_type", "loc": ["body", "interview_type"], "msg": "Input should be a valid string", "input": 5},
        {"type": "string_type", "loc": ["body", "candidate_name"], "msg": "Input should be a valid string", "input": null},
    ]);
    assert_eq!(wrong.json()["detail"], detail);
    let missing = server.post("/api/sessions", json!({"interview_type": "google-sde"})).await;
    let detail = json!([{
        "type": "missing", "loc": ["body", "candidate_name"], "msg": "Field required", "input": {"interview_type": "google-sde"},
    }]);
    assert_eq!(missing.json()["detail"], detail);
    let none = server.call("/api/sessions").await;
    assert_eq!(
        none.json()["detail"][0],
        json!({"type": "missing", "loc": ["body"], "msg": "Field required", "input": null})
    );
    let broken = server.send("/api/sessions", "application/json", "{not json").await;
    let detail = json!([{
        "type": "json_invalid", "loc": ["body", 1], "msg": "JSON decode error", "input": {},
        "ctx": {"error": "Expecting property name enclosed in double quotes"},
    }]);
    assert_eq!((broken.status.as_u16(), &broken.json()["detail"]), (422, &detail));
}

#[tokio::test]
async fn bodies_of_other_kinds_are_told_so() {
    let server = Server::new();
    let form = server.send("/api/sessions", "application/x-www-form-urlencoded", "a=b").await;
    assert_eq!(complaints(&form), [("content_type".to_owned(), json!(["header", "content-type"]))]);
    let list = server.post("/api/sessions", json!([])).await;
    assert_eq!(complaints(&list), [("model_attributes_type".to_owned(), json!(["body"]))]);
    let latin = server.send("/api/sessions", "application/json", b"{\"a\":\"\xe9\"}".to_vec()).await;
    assert_eq!(complaints(&latin), [("json_invalid".to_owned(), json!(["body", 6]))]);
    let deep = server.send("/api/sessions", "application/json; charset=utf-8", "[".repeat(100_000)).await;
    assert_eq!(complaints(&deep)[0].0, "json_invalid");
}

#[tokio::test]
async fn pages_are_stable_when_sessions_are_added() {
    let server = Server::new();
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(server.session().await);
    }
    let first = server.get("/api/sessions?limit=2").await.json();
    let cursor = first["next_cursor"].as_str().unwrap().to_owned();
    server.session().await;
    let rest = server.get(&format!("/api/sessions/list/?limit=10&cursor={cursor}")).await.json();
    assert_eq!(rest["next_cursor"], Value::Null);
    let shown = |page: &Value| -> Vec<String> {
        page["sessions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["session_id"].as_str().unwrap().to_owned())
            .collect()
    };
    let mut all = [shown(&first), shown(&rest)].concat();
    all.sort();
    ids.sort();
    assert_eq!(all, ids);
}

#[tokio::test]
async fn lists_are_narrowed_and_their_parameters_checked() {
    let server = Server::new();
    let id = server.session().await;
    server.call(&format!("/api/interviews/{id}/end")).await;
    server.session().await;
    let count = async |query: &str| {
        let page = server.get(&format!("/api/sessions?{query}")).await;
        page.json()["sessions"].as_array().map(Vec::len)
    };
    assert_eq!(count("status=completed").await, Some(1));
    assert_eq!(count("interview_type=Google%20SDE&candidate=ada%20LOVELACE").await, Some(2));
    assert_eq!(count("interview_type=aws-sa").await, Some(0));
    let wrong = server.get("/api/sessions?limit=0&cursor=x&status=&demo=maybe").await;
    let types: Vec<String> = complaints(&wrong).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(types, ["bool_parsing", "greater_than_equal", "string_too_short", "literal_error"]);
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_other_methods_are_named() {
    let server = Server::new();
    for id in ["nope", "a%2Fb", "..%2f..", "%00", &"x".repeat(65), "%C3%A9"] {
        let answer = server.get(&format!("/api/sessions/{id}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["detail"].as_str()),
            (404, Some("Session not found")),
            "{id}"
        );
        assert_eq!(answer.json()["code"], "not_found");
    }
    assert_eq!(server.get("/api/sessions/%ff").await.status, 404);
    let nothing = server.get("/api/nothing").await;
    assert_eq!((nothing.status.as_u16(), nothing.json()["detail"].as_str()), (404, Some("Not Found")));
    let id = server.session().await;
    let wrong = server.call(&format!("/api/sessions/{id}")).await;
    assert_eq!(wrong.status, 405);
    assert!(
        wrong.header("allow").contains("DELETE") && wrong.header("allow").contains("GET"),
        "{:?}",
        wrong.headers
    );
    assert_eq!(wrong.json()["request_id"], wrong.header("x-request-id"));
}

#[tokio::test]
async fn a_session_of_another_owner_is_not_there() {
    let server = Server::new();
    let (ada, bob) = (server.owned("ada"), server.owned("bob"));
    let id = ada.session().await;
    let paths = [
        format!("/api/sessions/{id}"),
        format!("/api/interviews/{id}/transcript"),
        format!("/api/interviews/{id}/events"),
        format!("/api/interviews/{id}/files"),
        format!("/api/interviews/{id}/files/session.json"),
        format!("/api/interviews/{id}/performance-report"),
        format!("/api/code/{id}/submissions"),
        format!("/api/code/{id}/submissions/x"),
        format!("/api/code/{id}/quality-summary"),
    ];
    for path in &paths {
        let answer = bob.get(path).await;
        assert_eq!(answer.json()["detail"], "Session not found", "{path}");
        assert!(!ada.get(path).await.text.contains("Session not found"), "{path}");
    }
    for what in ["start", "end", "fork", "hint"] {
        assert_eq!(bob.call(&format!("/api/interviews/{id}/{what}")).await.status, 404, "{what}");
    }
    assert_eq!(bob.delete(&paths[0]).await.status, 404);
    assert_eq!(ada.get(&paths[0]).await.json()["status"], "active");
    assert_eq!(bob.get("/api/sessions").await.json()["sessions"], json!([]));
    assert_eq!(ada.get("/api/sessions").await.json()["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(server.get("/api/sessions").await.json()["sessions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_error_is_readable_for_a_client_that_takes_compressed_answers() {
    let server = Server::new();
    let request = Request::post("/api/sessions").header("accept-encoding", "gzip, br");
    let wrong = server.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!((wrong.status.as_u16(), wrong.header("content-encoding")), (422, ""));
    assert_eq!(wrong.json()["detail"][0]["type"], "missing");
}
