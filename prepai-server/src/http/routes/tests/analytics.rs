use serde_json::json;

use super::server::Server;

async fn completed(server: &Server) {
    let id = server.session().await;
    assert_eq!(server.call(&format!("/api/interviews/{id}/end")).await.status, 200);
}

#[tokio::test]
async fn without_interviews_analytics_say_so() {
    let server = Server::new();
    let none = json!({"success": true, "total_interviews": 0, "message": "No interview data yet"});
    assert_eq!(server.get("/api/analytics/aggregate").await.json(), none);
    let foo = server.get("/api/analytics/benchmarks/foo").await.json();
    assert_eq!((&foo["has_data"], &foo["interview_type"]), (&json!(false), &json!("foo")));
    assert_eq!(server.get("/api/analytics/trends").await.json()["days"], 30);
    assert_eq!(server.get("/api/analytics/candidate/nobody/history").await.json()["has_history"], false);
}

#[tokio::test]
async fn interviews_are_counted_in_any_spelling() {
    let server = Server::new();
    completed(&server).await;
    server.session().await;
    let all = server.get("/api/analytics/aggregate/").await.json();
    assert_eq!((&all["total_interviews"], &all["completion_rate"]), (&json!(2), &json!(50.0)));
    let kind = server.get("/api/analytics/benchmarks/Google%20SDE").await.json();
    assert_eq!((&kind["has_data"], &kind["interview_type"]), (&json!(true), &json!("Google SDE")));
    let history = server.get("/api/analytics/candidate/ada%20lovelace/history").await.json();
    assert_eq!(
        (&history["candidate_name"], &history["total_interviews"]),
        (&json!("ada lovelace"), &json!(2))
    );
    assert_eq!(server.get("/api/analytics/trends?days=7").await.json()["data"][0]["num_interviews"], 1);
}

#[tokio::test]
async fn windows_have_rules() {
    let server = Server::new();
    for empty in ["0", "-5", "-99999999999999999999"] {
        let told = server.get(&format!("/api/analytics/trends?days={empty}")).await;
        assert_eq!(told.json()["message"], "No data in timeframe", "{empty}");
    }
    let bad = server.get("/api/analytics/trends?days=abc").await;
    let detail = json!([{
        "type": "int_parsing", "loc": ["query", "days"], "input": "abc",
        "msg": "Input should be a valid integer, unable to parse string as an integer",
    }]);
    assert_eq!((bad.status.as_u16(), &bad.json()["detail"]), (422, &detail));
    assert_eq!(
        server.get("/api/analytics/trends?days=36501").await.json()["detail"][0]["type"],
        "less_than_equal"
    );
    assert_eq!(server.get("/api/analytics/trends?days=36500").await.status, 200);
    let long = format!("/api/analytics/benchmarks/{}", "x".repeat(101));
    assert_eq!(server.get(&long).await.json()["detail"][0]["loc"], json!(["path", "kind"]));
    assert_eq!(server.get("/api/analytics/candidate/a%00/history").await.status, 422);
}

#[tokio::test]
async fn owners_count_their_own() {
    let server = Server::new();
    completed(&server.owned("ada")).await;
    let (ada, bob) = (server.owned("ada"), server.owned("bob"));
    assert_eq!(ada.get("/api/analytics/aggregate").await.json()["completed_interviews"], 1);
    assert_eq!(bob.get("/api/analytics/aggregate").await.json()["total_interviews"], 0);
    assert_eq!(bob.get("/api/analytics/benchmarks/google-sde").await.json()["has_data"], false);
    assert_eq!(bob.get("/api/analytics/trends").await.json()["has_data"], false);
    assert_eq!(
        bob.get("/api/analytics/candidate/Ada%20Lovelace/history").await.json()["total_interviews"],
        0
    );
    assert_eq!(
        ada.get("/api/analytics/candidate/Ada%20Lovelace/history").await.json()["total_interviews"],
        1
    );
    assert_eq!(server.get("/api/analytics/aggregate").await.json()["total_interviews"], 1);
}

#[tokio::test]
async fn a_server_says_what_it_has() {
    let server = Server::new();
    let types = server.get("/api/interview-types").await.json();
    assert!(types["interview_types"].as_array().unwrap().iter().any(|kind| kind["name"] == "Google SDE"));
    assert_eq!(server.get("/api/models").await.json()["code"], json!({"available": false}));
    assert_eq!(server.get("/openapi.json").await.json()["openapi"], "3.1.0");
}

#[cfg(feature = "whisper")]
#[tokio::test]
async fn a_server_says_what_is_missing_and_what_helps() {
    use prepai_voice::whisper::{Options, Whisper};
    let ears = Whisper::new("no/such/model.bin", Options::default());
    let server = Server::with(|backends| backends.speech_to_text = Some(std::sync::Arc::new(ears)));
    let models = server.get("/api/models").await.json();
    assert_eq!(models["speech_to_text"]["available"], false);
    let reason = models["speech_to_text"]["reason"].as_str().unwrap();
    assert!(reason.contains("prepai models pull"), "{reason}");
    assert_eq!(models["models"], json!([]));
}
