//! A session as a file.

use serde_json::Value;

use crate::program::Home;

#[test]
fn every_format_has_its_form_and_the_words() {
    let home = Home::new();
    let id = home.interview("I said \"caches\" & <maps>.");
    let export = |format: &str| {
        let run = home.run(&["export", &id, "--format", format]);
        assert_eq!(run.code, 0, "{run:?}");
        run.out
    };
    for line in export("jsonl").lines() {
        assert!(serde_json::from_str::<Value>(line).unwrap().is_object());
    }
    let session: Value = serde_json::from_str(&export("session")).unwrap();
    assert_eq!(session["session_id"], id.as_str());
    assert_eq!(session["transcript"][1]["content"], "I said \"caches\" & <maps>.");
    let report: Value = serde_json::from_str(&export("report")).unwrap();
    assert_eq!(report["sessionId"], id.as_str());
    assert!(export("md").starts_with("# "));
    assert!(export("html").to_lowercase().starts_with("<!doctype html>"));
    assert!(export("txt").contains("Ada Lovelace: I said \"caches\" & <maps>."));
    assert!(export("srt").starts_with("1\n00:00:0"));
    assert!(export("vtt").starts_with("WEBVTT\n"));
}

#[test]
fn the_ending_of_the_file_chooses_the_format() {
    let home = Home::new();
    let id = home.interview("Hello.");
    for (name, start) in [
        ("a.vtt", "WEBVTT"),
        ("a.md", "# "),
        ("a.json", "{"),
        ("a.jsonl", "{\"session\""),
        ("a", "{\"session\""),
    ] {
        let run = home.run(&["export", &id, "-o", name]);
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{run:?}");
        let text = std::fs::read_to_string(home.path(name)).unwrap();
        assert!(text.starts_with(start), "{name}: {text}");
    }
}

#[test]
fn the_report_of_an_open_interview_is_not_ready_and_its_transcript_is() {
    let home = Home::new();
    home.feed(&["interview", "--type", "behavioral", "--name", "Ada"], "Hello.\n");
    let id = home.run(&["sessions"]).done()["sessions"][0]["session"].as_str().unwrap().to_owned();
    for format in ["report", "html"] {
        let error = home.run(&["export", &id, "--format", format]).failed(4, "not_ready");
        assert!(error["remedy"].as_str().unwrap().contains("--resume"), "{error}");
    }
    assert!(home.run(&["export", &id, "--format", "md"]).out.contains("Hello"));
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let home = Home::new();
    let id = home.interview("Hello.");
    let error = home.run(&["export", &id, "-o", "nowhere/log.jsonl"]).failed(3, "not_found");
    assert_eq!(error["facts"]["path"], "nowhere/log.jsonl");
}
