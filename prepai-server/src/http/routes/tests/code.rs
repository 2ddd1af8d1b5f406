use std::sync::Arc;

use prepai_core::code::Limits;
use prepai_core::testing::{ScriptedExecutor, VirtualClock};
use serde_json::{Value, json};

use super::server::Server;

fn task(session: &str) -> Value {
    json!({
        "sessionId": session, "code": "def solution(arr): return sorted(arr)", "language": "Python",
        "testCases": [{"input": "[3,1,2]", "expected": "[1,2,3]"}],
    })
}

fn with_executor() -> (Server, Arc<ScriptedExecutor>) {
    let executor = Arc::new(ScriptedExecutor::new(Arc::new(VirtualClock::new()), &["python"]));
    (Server::with(|backends| backends.code = Some(Arc::clone(&executor) as _)), executor)
}

#[tokio::test]
async fn a_task_is_checked_before_it_is_said_that_nothing_executes() {
    let server = Server::new();
    let missing = server.post("/api/code/execute", json!({"code": "x", "language": "python"})).await.json();
    let places: Vec<&Value> =
        missing["detail"].as_array().unwrap().iter().map(|one| &one["loc"][1]).collect();
    assert_eq!(places, [&json!("sessionId"), &json!("testCases")]);
    let mut odd = task("x");
    odd["testCases"] = json!([{"input": [1], "expected": 1}]);
    let odd = server.post("/api/code/execute", odd).await.json();
    let detail = json!([
        {"type": "string_type", "loc": ["body", "testCases", 0, "input"], "msg": "Input should be a valid string", "input": [1]},
        {"type": "string_type", "loc": ["body", "testCases", 0, "expected"], "msg": "Input should be a valid string", "input": 1},
    ]);
    assert_eq!(odd["detail"], detail);
    for (field, value) in
        [("code", json!(" ")), ("language", json!("no such!")), ("functionName", json!("a b"))]
    {
        let mut wrong = task("x");
        wrong[field] = value;
        assert_eq!(server.post("/api/code/execute", wrong).await.status, 422, "{field}");
    }
    let none = server.post("/api/code/execute", task("nope")).await;
    assert_eq!((none.status.as_u16(), &none.json()["code"]), (501, &json!("not_available")));
    assert_eq!(server.get("/api/code/languages").await.json(), json!({"languages": []}));
}

#[tokio::test]
async fn code_is_executed_stored_and_read_again() {
    let (server, executor) = with_executor();
    let id = server.session().await;
    let done = server.post("/api/code/execute", task(&id)).await.json();
    assert_eq!((&done["allTestsPassed"], &done["stored"]), (&json!(true), &json!(true)), "{done}");
    assert_eq!(
        (&done["testResults"][0]["test_case"], &done["testResults"][0]["testCase"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(executor.programs()[0].cases[0].args, json!([[3, 1, 2]]));
    let submission = done["submissionId"].as_str().unwrap();
    let all = server.get(&format!("/api/code/{id}/submissions")).await.json();
    assert_eq!(all["submissions"][0]["submission_id"], submission);
    assert_eq!((&all["summary"]["total_passed"], &all["summary"]["pass_rate"]), (&json!(1), &json!(100.0)));
    let one = server.get(&format!("/api/code/{id}/submissions/{submission}")).await.json();
    assert_eq!((&one["submission"], &one["success"]), (&all["submissions"][0], &json!(true)));
    let unknown = server.get(&format!("/api/code/{id}/submissions/xyz")).await;
    assert_eq!((unknown.status.as_u16(), &unknown.json()["detail"]), (404, &json!("Submission not found")));
    let quality = server.get(&format!("/api/code/{id}/quality-summary")).await.json();
    assert_eq!(quality["hasSubmissions"], true);
    assert_eq!(quality["averageQualityScore"].is_f64(), cfg!(feature = "metrics"), "{quality}");
}

#[tokio::test]
async fn code_is_not_stored_where_no_session_takes_it() {
    let (server, _) = with_executor();
    assert_eq!(server.post("/api/code/execute", task("nope")).await.json()["stored"], false);
    let id = server.session().await;
    server.call(&format!("/api/interviews/{id}/end")).await;
    assert_eq!(server.post("/api/code/execute", task(&id)).await.json()["stored"], false);
    let foreign = server.owned("ada").session().await;
    assert_eq!(server.owned("bob").post("/api/code/execute", task(&foreign)).await.json()["stored"], false);
    let mut other = task(&id);
    other["language"] = json!("cobol");
    let other = server.post("/api/code/execute", other).await;
    assert_eq!((other.status.as_u16(), &other.json()["code"]), (400, &json!("unsupported")));
}

#[tokio::test]
async fn the_limits_of_the_executor_are_those_of_requests() {
    let limits = Limits { tests: 1, memory: 32 << 20, ..Limits::default() };
    let executor = ScriptedExecutor::new(Arc::new(VirtualClock::new()), &["python"]).limited_to(limits);
    let executor = Arc::new(executor);
    let server = Server::with(|backends| backends.code = Some(Arc::clone(&executor) as _));
    assert_eq!(server.post("/api/code/execute", task("nope")).await.json()["success"], true);
    assert_eq!(executor.programs()[0].limits, limits);
    let mut two = task("nope");
    two["testCases"] = json!([{"input": "1", "expected": "1"}, {"input": "2", "expected": "2"}]);
    let refused = server.post("/api/code/execute", two).await;
    assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (413, &json!("too_large")));
    assert!(
        refused.json()["detail"].as_str().unwrap().starts_with("testCases: may be 1"),
        "{}",
        refused.json()
    );
}

#[tokio::test]
async fn a_session_without_submissions_says_so() {
    let server = Server::new();
    let id = server.session().await;
    let all = server.get(&format!("/api/code/{id}/submissions")).await.json();
    assert_eq!((&all["submissions"], &all["summary"]["pass_rate"]), (&json!([]), &json!(0.0)));
    let quality = server.get(&format!("/api/code/{id}/quality-summary")).await.json();
    let told = json!({
        "success": true, "sessionId": id, "hasSubmissions": false, "message": "No code submissions yet",
    });
    assert_eq!(quality, told);
}
