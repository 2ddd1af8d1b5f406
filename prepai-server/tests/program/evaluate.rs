//! Scoring what the guide's evaluator takes.

use crate::program::Home;

/// The input of the architecture guide, filled with an interview.
const GUIDE: &str = r#"{
  "sessionId": "session-123",
  "conversationHistory": [
    {"role": "assistant", "content": "How would you find two numbers with a given sum?", "timestamp": "2026-01-01T10:00:00Z"},
    {"role": "user", "content": "I would keep a hash map from value to index and look up the complement, so it is linear time because each lookup is constant.", "timestamp": "2026-01-01T10:01:00Z"}
  ],
  "codeSubmissions": [{"code": "def solution(a):\n    return sorted(a)\n", "language": "python", "testResults": [{"passed": true}]}],
  "interviewType": "Google SDE",
  "duration": 1800
}"#;

#[test]
fn the_guides_input_is_answered_from_a_pipe_and_from_a_file() {
    let home = Home::new();
    let report = home.feed(&["evaluate", "-"], GUIDE).done();
    for field in ["overallScore", "scores", "strengths", "improvements", "recommendation"] {
        assert!(report.get(field).is_some(), "{field}: {report}");
    }
    for criterion in ["technicalKnowledge", "problemSolving", "communication", "codeQuality", "culturalFit"] {
        assert!(report["scores"].get(criterion).is_some(), "{criterion}: {report}");
    }
    assert_eq!(report["sessionId"], "session-123");
    home.write("input.json", GUIDE);
    assert_eq!(home.run(&["evaluate", "input.json"]).done()["scores"], report["scores"]);
    let text = home.run(&["evaluate", "input.json", "--text"]);
    assert!(
        text.out.contains("Technical knowledge")
            && text.out.contains(report["recommendation"].as_str().unwrap()),
        "{text:?}"
    );
}

#[test]
fn what_is_wrong_with_the_input_is_named() {
    let home = Home::new();
    let error = home
        .feed(&["evaluate", "-"], "{\"conversationHistory\": [{\"role\": \"dog\"}]}")
        .failed(2, "invalid_input");
    assert!(error["message"].as_str().unwrap().contains("conversationHistory[0].role"), "{error}");
    home.feed(&["evaluate", "-"], "not json").failed(2, "invalid_content");
    home.run(&["evaluate", "missing.json"]).failed(3, "not_found");
}

#[test]
fn a_session_of_the_store_can_be_scored_again() {
    let home = Home::new();
    let id = home.interview("I would use a hash map.");
    let report = home.run(&["evaluate", &id]).done();
    let recorded = home.run(&["export", &id, "--format", "report"]).json();
    assert_eq!(report["scores"], recorded["scores"]);
}
