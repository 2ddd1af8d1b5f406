//! The old session document has the fields and types that it had.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use prepai_core::clock::Timestamp;
use prepai_core::code::{CaseResult, Execution, Verdict};
use prepai_core::ids::SessionId;
use prepai_core::session::{
    Actor, Body, Candidate, CodeExecuted, CodeSubmitted, Created, CvAnalyzed, CvUploaded, EndReason, Entry,
    Event, Moment, Reported, Said, Session, document,
};
use prepai_tests::recordings::fixture;
use prepai_tests::shape::{Allowed, differences};
use serde_json::{Value, json};

fn event(second: i64, body: Body) -> Event {
    Entry::new(Actor::System, 1, body)
        .at(Moment { at: Timestamp::from_micros(second * 1_000_000), offset_us: second as u64 * 1_000_000 })
}

fn created() -> Body {
    let candidate = Candidate { name: "Ada Lovelace".into(), id: None };
    Body::Created(Box::new(Created { interview_type: "google-sde".into(), candidate, ..Created::default() }))
}

fn submitted(id: &str) -> Body {
    Body::CodeSubmitted(CodeSubmitted {
        submission: id.into(),
        code: "def solution(x): return x".into(),
        language: "python".into(),
        function: "solution".into(),
        sha256: String::new(),
        question_id: None,
        claimed: None,
    })
}

fn executed(id: &str, verdict: Verdict, metrics: &Value) -> Body {
    let case = CaseResult {
        case: 1,
        verdict,
        actual: Some("1".into()),
        expected: "1".into(),
        input: "[1]".into(),
        seconds: 0.1,
        ..CaseResult::default()
    };
    let execution = Execution {
        verdict,
        cases: vec![case],
        seconds: 0.25,
        isolation: "none".into(),
        ..Execution::default()
    };
    let metrics = Some(metrics.clone());
    Body::CodeExecuted(CodeExecuted { submission: id.into(), execution, own_tests: true, metrics })
}

fn whole(recorded: &Value) -> Session {
    let mut session = Session::new(SessionId::new("f45264c5").unwrap());
    let uploaded = CvUploaded {
        file: "cv.txt".into(),
        filename: "resume.TXT".into(),
        file_type: "txt".into(),
        size: 1,
        sha256: String::new(),
    };
    let analysis = recorded["cv_analysis"].clone();
    let analyzed = CvAnalyzed { file: "cv.txt".into(), analysis, corrected: false };
    let metrics = &recorded["code_submissions"][0]["quality_metrics"];
    let report = recorded["performance_report"].clone();
    let said = Said { text: "Hello.".into(), ..Said::default() };
    session.apply_commit(1, &[event(0, created())]);
    session.apply_commit(2, &[event(1, Body::Said(said))]);
    session.apply_commit(3, &[event(2, Body::CvUploaded(uploaded)), event(2, Body::CvAnalyzed(analyzed))]);
    session.apply_commit(
        4,
        &[event(3, submitted("one")), event(3, executed("one", Verdict::Accepted, metrics))],
    );
    session.apply_commit(
        5,
        &[event(4, submitted("two")), event(4, executed("two", Verdict::WrongAnswer, metrics))],
    );
    let reported = Reported { evaluator: "1".into(), report };
    session.apply_commit(6, &[event(7, Body::Ended(EndReason::Request)), event(7, Body::Reported(reported))]);
    session
}

#[test]
fn a_completed_session_has_every_field_of_the_old_document() {
    let recorded = fixture("contract/stored_session_object.json");
    assert_eq!(recorded["code_submissions"].as_array().unwrap().len(), 12, "the fixture was read");
    let ours = document(&whole(&recorded));
    let allowed = Allowed { keyed_by_data: &["categorized_skills"], ..Allowed::default() };
    assert_eq!(differences(&recorded, &ours, &allowed), Vec::<String>::new());
    assert_eq!(ours["report_url"], recorded["report_url"]);
    assert_eq!((&ours["commit"], &ours["status"]), (&json!(6), &json!("completed")));
    assert_eq!(ours["updated_at"], "1970-01-01T00:00:07.000000Z");
    let passed: Vec<&Value> =
        ours["code_submissions"].as_array().unwrap().iter().map(|one| &one["all_tests_passed"]).collect();
    assert_eq!(passed, [&json!(true), &json!(false)]);
    let message = json!({"role": "user", "content": "Hello.", "timestamp": "1970-01-01T00:00:01.000000Z"});
    let transcript = ours["transcript"].as_array().unwrap();
    assert_eq!(transcript.first(), Some(&message));
    let told: Vec<&Value> = transcript.iter().skip(1).map(|line| &line["role"]).collect();
    assert_eq!(told, ["system", "system"], "code that came in is told in the transcript");
}

#[test]
fn a_new_session_has_the_same_fields_and_no_values() {
    let mut session = Session::new(SessionId::new("s").unwrap());
    session.apply_commit(1, &[event(0, created())]);
    let ours = document(&session);
    for name in fixture("contract/stored_session_object.json").as_object().unwrap().keys() {
        assert!(ours.as_object().unwrap().contains_key(name), "{name}");
    }
    for name in ["cv_analysis", "cv_filename", "cv_file_type", "ended_at", "performance_report", "report_url"]
    {
        assert_eq!(ours[name], Value::Null, "{name}");
    }
    assert_eq!((&ours["cv_uploaded"], &ours["code_submissions"]), (&json!(false), &json!([])));
    session.apply_commit(2, &[event(1, submitted("one"))]);
    let pending = &document(&session)["code_submissions"][0];
    assert_eq!((&pending["all_tests_passed"], &pending["error"]), (&json!(false), &json!("not executed")));
}
