//! Questions, and packs of one's own.

use crate::program::Home;

const BROKEN: &str = "[[question]]\nid = \"mine\"\nkinds = [\"google-sde\"]\nphase = \"technical\"\ntopic = \"caching\"\ndifficulty = 9\ntext = \"Why?\"\n";

#[test]
fn a_broken_pack_is_told_with_file_and_line() {
    let home = Home::new();
    home.write("mine.toml", BROKEN);
    let run = home.run(&["bank", "lint", "mine.toml"]);
    assert_eq!(run.code, 1, "{run:?}");
    let value = run.json();
    assert!(value["errors"].as_u64().unwrap() >= 1, "{value}");
    let finding = &value["findings"][0];
    assert!(finding["file"].as_str().unwrap().ends_with("mine.toml") && finding["line"] == 6, "{finding}");
    let text = home.run(&["bank", "lint", "mine.toml", "--text"]);
    assert!(text.out.contains("mine.toml:6: error: "), "{text:?}");
}

#[test]
fn toml_that_is_none_is_told_with_its_line() {
    let home = Home::new();
    home.write("mine.toml", "[[question]]\nid = \n");
    let finding = home.run(&["bank", "lint", "mine.toml"]).json()["findings"][0].clone();
    assert_eq!(finding["line"], 2, "{finding}");
}

#[test]
fn what_is_built_in_is_clean() {
    let run = Home::new().run(&["bank", "lint"]);
    assert_eq!(run.done()["errors"], 0, "{run:?}");
}

#[test]
fn a_broken_pack_in_the_configuration_stops_an_interview_with_file_and_line() {
    let home = Home::new();
    home.write("mine.toml", BROKEN);
    home.write("prepai.toml", "[bank]\npacks = [\"mine.toml\"]\n");
    let error = home.run(&["interview", "--type", "google-sde", "--name", "A"]).failed(2, "invalid_content");
    assert!(error["message"].as_str().unwrap().contains("mine.toml:6: "), "{error}");
}

#[test]
fn a_pack_that_is_not_there_is_an_error_of_the_call() {
    let error = Home::new().run(&["bank", "lint", "missing.toml"]).failed(3, "not_found");
    assert_eq!(error["facts"]["path"], "missing.toml");
}

#[test]
fn lists_are_filtered_by_kind_phase_and_topic() {
    let home = Home::new();
    let list = |arguments: &[&str]| home.run(&[&["bank", "list"], arguments].concat()).done();
    let all = list(&[]);
    let count = |value: &serde_json::Value| value["questions"].as_array().unwrap().len();
    let topic = all["questions"][0]["topic"].as_str().unwrap().to_owned();
    let about = list(&["--topic", &topic]);
    assert!(count(&about) >= 1 && count(&about) <= count(&all));
    assert!(
        about["questions"].as_array().unwrap().iter().all(|question| question["topic"] == topic.as_str())
    );
    let intro = list(&["--phase", "intro"]);
    assert!(intro["questions"].as_array().unwrap().iter().all(|question| question["phase"] == "intro"));
    assert_eq!(intro["exercises"].as_array().unwrap().len(), 0);
    assert_eq!(list(&["--kind", "Google SDE"]), list(&["--kind", "google-sde"]));
    assert_eq!(home.run(&["bank", "list", "--phase", "lunch"]).code, 2);
    assert_eq!(home.run(&["bank", "kinds"]).done()["kinds"].as_array().unwrap().len(), 9);
}
