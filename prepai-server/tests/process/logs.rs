//! What the log at `info` holds of a whole interview: nothing of the person.

use prepai_server::http::guard::Tokens;
use serde_json::{Value, json};

use crate::prepai::Prepai;

const NAME: &str = "Zerlina Quastenflosser";
const TOKEN: &str = "tok-7391-geheim";
const WORDS: &str = "Flauschige Lamellenpumpen balancieren Rhabarber";
const CODE: &str = "def knusperhexe(): return 'zwieback_4711'";
const CV: &str = "Zerlina Quastenflosser, zerlina@quasten.example, +49 170 9998877, Rust at Murmelwerke";

#[tokio::test]
async fn the_log_of_an_interview_holds_no_name_no_word_no_code_and_no_token() {
    let line = Tokens::line("owner-of-zerlina", TOKEN);
    let prepai = Prepai::start(&["--log", "info"], &[("PREPAI_SERVER_TOKENS", &line)]).with_token(TOKEN);
    let session = prepai.session(NAME);
    let mut talk = prepai.talk(&session).await;
    talk.answer(WORDS).await;
    talk.say(json!({"type": "code_submission", "code": CODE, "language": "python"})).await;
    talk.until("assistant_complete").await;
    let cv = json!({"resume_text": CV, "cv_text": CV, "text": CV}).to_string();
    prepai.ask("POST", &format!("/api/interviews/{session}/cv-analysis"), "", &cv);
    prepai.ask("POST", "/api/code/execute", "", &json!({"code": CODE, "language": "python"}).to_string());
    for path in [
        format!("/api/interviews/{session}/transcript?access_token={TOKEN}&q=knusperhexe"),
        format!("/api/analytics/user/{}/history", NAME.replace(' ', "%20")),
        format!("/api/sessions/{session}/zwieback_4711"),
        format!("/{NAME}").replace(' ', "%20"),
    ] {
        prepai.ask("GET", &path, "user-agent: Rhabarber\r\nreferer: http://localhost/knusperhexe\r\n", "");
    }
    prepai.ask("POST", "/api/sessions", "", &format!("{{\"candidate_name\": \"{NAME}\", \"x\": "));
    let mut wrong = talk;
    wrong.say(json!({"type": "played", "text": WORDS})).await;
    wrong.until("error").await;
    let (status, report) = prepai.ask("POST", &format!("/api/interviews/{session}/end"), "", "");
    assert_eq!(status, 200, "{report}");
    let events: Value = prepai.get(&format!("/api/interviews/{session}/events")).into();
    let events = events.to_string();
    assert!(events.contains("Rhabarber") && events.contains("knusperhexe"), "the interview was held");

    let log = prepai.log();
    assert!(log.matches("answered").count() >= 8, "requests are logged: {log}");
    let words = [
        "zerlina",
        "quasten",
        "geheim",
        "tok-7391",
        "lamellenpumpen",
        "rhabarber",
        "flauschige",
        "knusperhexe",
        "zwieback",
        "murmelwerke",
        "9998877",
        "payment",
        &session,
    ];
    for word in words {
        assert!(!log.to_lowercase().contains(&word.to_lowercase()), "`{word}` stands in the log: {log}");
    }
}
