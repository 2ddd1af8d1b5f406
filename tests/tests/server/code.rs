//! Candidate code through the server, really executed.

use std::time::Duration;

use futures::future::join_all;
use prepai_core::code::Limits;
use prepai_core::interview::Library;
use serde_json::{Value, json};

use crate::http::{Answer, Request};
use crate::server::{House, executes_python};
use crate::ws::Peer;

async fn execute(house: &House, task: Value) -> Answer {
    house.ask(Request::new("POST", "/api/code/execute").json(&task)).await
}

fn task(session: &str, code: &str, tests: &[(&str, &str)]) -> Value {
    let tests: Vec<Value> =
        tests.iter().map(|(input, expected)| json!({"input": input, "expected": expected})).collect();
    json!({"sessionId": session, "code": code, "language": "python", "testCases": tests})
}

/// The verdicts of the tests.
fn verdicts(answer: &Value) -> Vec<&str> {
    let results = answer["testResults"].as_array().unwrap();
    results.iter().map(|result| result["verdict"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_guides_example_passes_over_rest_and_over_the_socket() {
    let house = House::new().await;
    if !executes_python(&house, "the_guides_example_passes_over_rest_and_over_the_socket").await {
        return;
    }
    let session = house.session("Ada").await;
    let code = "def solution(arr): return sorted(arr)";
    let done = execute(&house, task(&session, code, &[("[3,1,2]", "[1,2,3]")])).await.body();
    assert_eq!((&done["allTestsPassed"], &done["stored"]), (&json!(true), &json!(true)), "{done}");
    assert_eq!(done["testResults"][0]["actual"], "[1, 2, 3]");
    // The socket finds that execution by the code's hash, whatever the client claims.
    let mut peer = house.connect(&session).await;
    let claimed = json!({"type": "code_submission", "code": code, "language": "Python", "allTestsPassed": false,
        "testResults": [], "executionTime": 0.0, "error": null});
    peer.say(claimed).await;
    peer.until("assistant_complete").await;
    let transcript = house.get(&format!("/api/interviews/{session}/transcript")).await.body();
    let told: Vec<&Value> = transcript["transcript"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|message| message["role"] == "system")
        .map(|message| &message["content"])
        .collect();
    let passed = json!("Candidate submitted Python code that passed all tests. Tests: 1 passed, 0 failed.");
    assert_eq!(told.last(), Some(&&passed), "{told:?}");
    let all = house.get(&format!("/api/code/{session}/submissions")).await.body();
    let own: Vec<&Value> =
        all["submissions"].as_array().unwrap().iter().map(|one| &one["own_tests"]).collect();
    assert_eq!(own, [&json!(false), &json!(false)], "the client's own tests are no evidence");
}

#[tokio::test(flavor = "multi_thread")]
async fn inputs_are_read_as_people_write_them() {
    let house = House::new().await;
    if !executes_python(&house, "inputs_are_read_as_people_write_them").await {
        return;
    }
    let two = "class Solution:\n    def solution(self, nums, target):\n        return (nums.index(target), len(nums))\n";
    let tests = [
        ("[2,7,11,15], 9", "[0, 0]"),
        ("[2, 9], 9", "[1, 2]"),
        ("[2, 9]\n9", "(1, 2)"),
        ("nums = [2, 9], target = 9", "[1,2]"),
        ("[[2, 9], 9]", "[1,2]"),
        ("[None, True], True", "[1,2]"),
    ];
    let done = execute(&house, task("nope", two, &tests)).await.body();
    let wrong_first = ["runtime_error", "accepted", "accepted", "accepted", "accepted", "accepted"];
    assert_eq!(verdicts(&done), wrong_first, "{done:#}");
    let trace = done["testResults"][0]["trace"].as_str().unwrap();
    assert!(trace.contains("line 3"), "{trace}");
    let broken = execute(&house, task("nope", two, &[("1", "1"), ("[1, 2", "3")])).await;
    assert_eq!(broken.status, 422, "{}", broken.text());
    assert!(broken.text().contains("testCases[1].input"), "{}", broken.text());
    let whole = "import sys\nprint(sum(int(word) for word in sys.stdin.read().split()))";
    let done = execute(&house, task("nope", whole, &[("1 2\n3\n", "6"), ("", "0\n")])).await.body();
    assert_eq!(done["allTestsPassed"], true, "{done:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_passes_without_tests_or_without_the_function() {
    let house = House::new().await;
    if !executes_python(&house, "nothing_passes_without_tests_or_without_the_function").await {
        return;
    }
    let none = execute(&house, task("nope", "def solution(x): return x", &[])).await.body();
    assert_eq!((&none["allTestsPassed"], &none["verdict"]), (&json!(false), &json!("not_tested")), "{none}");
    assert!(none["error"].is_string());
    let two = "def first(x): return x\ndef second(x): return x\n";
    let missing = execute(&house, task("nope", two, &[("1", "1")])).await.body();
    assert_eq!((&missing["allTestsPassed"], &missing["verdict"]), (&json!(false), &json!("not_found")));
    assert!(missing["error"].as_str().unwrap().contains("`first`, `second`"), "{missing}");
    let only =
        execute(&house, task("nope", "def sort_it(x): return sorted(x)", &[("[2,1]", "[1,2]")])).await.body();
    assert_eq!(only["allTestsPassed"], true, "{only}");
    assert!(only["note"].as_str().unwrap().contains("`sort_it`"), "{only}");
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_show_what_changed_and_how_good_they_are() {
    let house = House::new().await;
    if !executes_python(&house, "attempts_show_what_changed_and_how_good_they_are").await {
        return;
    }
    let session = house.session("Ada").await;
    for code in ["def solution(x):\n    return x\n", "def solution(x):\n    return x + 1\n"] {
        execute(&house, task(&session, code, &[("1", "2")])).await;
    }
    let all = house.get(&format!("/api/code/{session}/submissions")).await.body();
    let (first, second) = (&all["submissions"][0], &all["submissions"][1]);
    assert_eq!((&first["changes"], &first["verdict"]), (&json!(null), &json!("wrong_answer")), "{all}");
    assert_eq!(
        second["changes"]["lines"],
        json!([" def solution(x):", "-    return x", "+    return x + 1"])
    );
    assert_eq!(second["changes"]["since"], first["submission_id"]);
    assert_eq!(second["sha256"].as_str().map(str::len), Some(64));
    let quality = house.get(&format!("/api/code/{session}/quality-summary")).await.body();
    assert!(quality["averageQualityScore"].is_f64() && quality["averageLinesOfCode"] == 2.0, "{quality}");
}

/// Asks in words until an exercise is put, over protocol 2.
async fn exercise(peer: &mut Peer) -> Value {
    let hello = json!({"type": "hello", "protocol": 2, "audio": {"in": {"rate": 16000, "format": "pcm16"},
        "out": {"rate": 16000, "format": "pcm16"}}});
    peer.say(hello).await;
    peer.until("hello_ack").await;
    peer.greeted().await;
    for _ in 0..4 {
        peer.say(json!({"type": "text_message", "text": "I would like a coding question, please."})).await;
        let mut heard = peer.until("assistant_complete").await;
        heard.extend(peer.said_before_pong().await);
        if let Some(question) = heard.into_iter().find(|message| message["type"] == "coding_question") {
            return question;
        }
    }
    panic!("no exercise was put");
}

#[tokio::test(flavor = "multi_thread")]
async fn hidden_tests_are_run_and_never_told() {
    let house = House::new().await;
    if !executes_python(&house, "hidden_tests_are_run_and_never_told").await {
        return;
    }
    let session = house.session("Ada").await;
    let mut peer = house.connect(&session).await;
    let question = exercise(&mut peer).await;
    let id = question["question_id"].as_str().unwrap();
    let library = Library::embedded();
    let exercise = library.bank().exercise(id).unwrap();
    assert_eq!(question["testCases"].as_array().map(Vec::len), Some(exercise.samples.len()), "{question}");
    // Everything that a program can do to tell: print it, return it, throw it.
    let spies = [
        format!("def {}(*given):\n    print(given)\n    return given\n", exercise.function),
        format!("def {}(*given):\n    raise ValueError(repr(given))\n", exercise.function),
    ];
    let mut told = Vec::new();
    for spy in &spies {
        peer.say(json!({"type": "code_submission", "code": spy, "language": "python"})).await;
        told.extend(peer.until("assistant_complete").await);
    }
    let results: Vec<&Value> =
        told.iter().filter(|message| message["type"] == "code_result" && message["total"] != 0).collect();
    let total = exercise.samples.len() + exercise.hidden.len();
    assert!(!results.is_empty() && results.iter().all(|result| result["total"] == total), "{told:?}");
    let all = house.get(&format!("/api/code/{session}/submissions")).await;
    let body = all.body();
    assert_eq!(
        (&body["submissions"][0]["own_tests"], &body["submissions"][0]["question_id"]),
        (&json!(true), &json!(id))
    );
    let ended = house.ask(Request::new("POST", &format!("/api/interviews/{session}/end"))).await;
    let everything = [
        json!(told).to_string(),
        all.text(),
        ended.text(),
        house.get(&format!("/api/interviews/{session}/events")).await.text(),
        house.get(&format!("/api/interviews/{session}/transcript")).await.text(),
        house.get(&format!("/api/sessions/{session}")).await.text(),
        house.get(&format!("/api/interviews/{session}/performance-report")).await.text(),
    ];
    let shown: Vec<String> = exercise.samples.iter().map(|case| squeezed(&case.args.to_string())).collect();
    for case in &exercise.hidden {
        let args = squeezed(&case.args.to_string());
        let inner = args.trim_matches(['[', ']']);
        // What is shorter could stand anywhere by chance.
        if inner.len() < 8 || shown.iter().any(|sample| sample.contains(inner)) {
            continue;
        }
        for text in &everything {
            assert!(!squeezed(text).contains(inner), "{inner} is told");
        }
    }
}

/// Without spaces, quotes and backslashes, so that every way of writing a value is the same.
fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && !"\"'\\".contains(*letter)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_answers_while_a_hundred_hostile_programs_run_beside_a_good_one() {
    let limits =
        Limits { time: Duration::from_millis(500), budget: Duration::from_millis(500), ..Limits::default() };
    let house = House::with_programs(limits, 128).await;
    let name = "the_server_answers_while_a_hundred_hostile_programs_run_beside_a_good_one";
    if !executes_python(&house, name).await {
        return;
    }
    let hostile = [
        ("def solution(n):\n    while True:\n        pass\n", "time_limit"),
        ("def solution(n):\n    print('x' * (1 << 21))\n", "output_limit"),
        ("def solution(n):\n    return bytearray(1 << 29)\n", "memory_limit"),
        ("import os\n\ndef solution(n):\n    os.fork()\n", "runtime_error"),
    ];
    let jobs = hostile.iter().cycle().take(100).map(|(code, expected)| {
        let task = task("nope", code, &[("1", "1")]);
        let house = &house;
        async move { (execute(house, task).await.body(), *expected) }
    });
    let good = execute(&house, task("nope", "def solution(n):\n    return n\n", &[("1", "1")]));
    let all = async { futures::join!(join_all(jobs), good) };
    let mut all = std::pin::pin!(all);
    // Each answer is waited for: what is counted came while programs ran or waited.
    let mut answers = 0;
    let (hostile, good) = loop {
        tokio::select! {
            biased;
            ended = &mut all => break ended,
            health = house.get("/health") => {
                assert_eq!(health.status, 200, "{}", health.text());
                answers += 1;
            }
        }
    };
    assert!(answers >= 100, "{answers} answers of the server while 101 programs ran");
    for (ended, expected) in hostile {
        assert_eq!(ended["verdict"], expected, "{ended:#}");
    }
    assert_eq!(good.body()["allTestsPassed"], true);
}
