//! Configuration: where it comes from, and what is wrong with it.

use crate::program::Home;

fn value(shown: &serde_json::Value, key: &str) -> (String, String) {
    let all = shown["settings"].as_array().unwrap();
    let found = all.iter().find(|setting| setting["key"] == key).unwrap();
    let text = |field: &str| found[field].as_str().unwrap_or_default().to_owned();
    (text("value"), text("origin"))
}

#[test]
fn flags_win_over_environment_over_dotenv_over_file() {
    let home = Home::new();
    let language = |arguments: &[&str], env: &[(&str, &str)]| {
        let mut command = home.command(&[&["config", "show"], arguments].concat());
        let output = command.envs(env.iter().copied()).output().unwrap();
        let shown = serde_json::from_slice(&output.stdout).unwrap();
        value(&shown, "interview.language")
    };
    let pair = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());
    assert_eq!(language(&[], &[]), pair("en-US", "default"));
    home.write("prepai.toml", "[interview]\nlanguage = \"en-GB\"\n");
    assert_eq!(language(&[], &[]), pair("en-GB", "prepai.toml:2"));
    home.write(".env", "PREPAI_INTERVIEW_LANGUAGE=de-DE\n");
    assert_eq!(language(&[], &[]), pair("de-DE", "PREPAI_INTERVIEW_LANGUAGE"));
    let env = [("PREPAI_INTERVIEW_LANGUAGE", "fr-FR")];
    assert_eq!(language(&[], &env), pair("fr-FR", "PREPAI_INTERVIEW_LANGUAGE"));
    assert_eq!(language(&["--set", "interview.language=it-IT"], &env), pair("it-IT", "--set"));
}

#[test]
fn an_unknown_key_is_named_with_its_place_and_a_suggestion() {
    let home = Home::new();
    home.write("prepai.toml", "[sessions]\nbackned = \"sqlite\"\n");
    let error = home.run(&["sessions"]).failed(2, "invalid_input");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("prepai.toml:2") && message.contains("`sessions.backend`"), "{message}");
    home.write("prepai.toml", "");
    let error = home.run(&["sessions", "--set", "agent.backed=local"]).failed(2, "invalid_input");
    assert!(error["message"].as_str().unwrap().contains("`agent.backend`"), "{error}");
    let output = home.command(&["sessions"]).env("PREPAI_DTAA", "x").output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("PREPAI_DTAA") && told.contains("PREPAI_DATA"), "{told}");
}

#[test]
fn an_unknown_backend_lists_those_that_are_there() {
    let home = Home::new();
    let error = home.run(&["sessions", "--set", "sessions.backend=oracle"]).failed(7, "not_available");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("sqlite") && message.contains("memory"), "{message}");
}

#[test]
fn a_broken_dotenv_is_named_without_its_words() {
    let home = Home::new();
    home.write(".env", "MY_SECRET 'hunter2\n");
    let run = home.run(&["config", "show"]);
    assert_eq!(run.failed(2, "invalid_input")["facts"]["path"], ".env");
    assert!(!run.err.contains("hunter2"), "{run:?}");
}

#[test]
fn the_table_of_settings_is_markdown() {
    let home = Home::new();
    let run = home.run(&["config", "show", "--docs"]);
    assert!(run.out.starts_with("| setting |") && run.out.contains("`sessions.backend`"), "{run:?}");
}
