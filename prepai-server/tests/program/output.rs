//! What goes where, in which form.

use std::io::Read;
use std::process::Stdio;

use serde_json::Value;

use crate::program::Home;

#[test]
fn without_a_terminal_every_result_is_json_and_with_text_none_is() {
    let home = Home::new();
    let id = home.interview("Hello.");
    for arguments in [
        &["sessions"][..],
        &["replay", &id],
        &["analytics", "aggregate"],
        &["analytics", "benchmarks", "google-sde"],
        &["bank", "list"],
        &["bank", "kinds"],
        &["bank", "lint"],
        &["config", "show"],
        &["doctor"],
        &["bench", "list"],
    ] {
        let run = home.run(arguments);
        assert!(run.done().is_object(), "{run:?}");
        let text = home.run(&[arguments, &["--text"]].concat());
        assert!(serde_json::from_str::<Value>(&text.out).is_err() && !text.out.is_empty(), "{text:?}");
        assert!(!text.out.contains('\u{1b}'), "colours in a pipe: {text:?}");
    }
}

#[test]
fn a_wrong_command_line_is_told_as_json_too() {
    let home = Home::new();
    let error = home.run(&["sesions", "--json"]).failed(2, "invalid_input");
    assert!(error["message"].as_str().unwrap().contains("sesions"), "{error}");
    let text = home.run(&["sesions", "--text"]);
    assert_eq!(text.code, 2);
    assert!(text.err.contains("'sessions'"), "{text:?}");
}

#[test]
fn errors_for_people_have_a_sentence_a_remedy_and_a_code() {
    let home = Home::new();
    let run = home.run(&["export", "no-such-session", "--text"]);
    assert_eq!(run.code, 3);
    assert!(run.err.starts_with("error: session not found [not_found]"), "{run:?}");
    assert!(run.err.contains("prepai sessions"), "{run:?}");
    assert_eq!(run.out, "");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let home = Home::new();
    let id = home.interview(&"A rather long answer about many things.\n".repeat(200));
    let mut command = home.command(&["export", &id]);
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Larger than a pipe holds: closing it early breaks it.
    drop(child.stdout.take());
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!((child.wait().unwrap().code(), told.as_str()), (Some(0), ""));
}

#[test]
fn the_version_states_features_and_licence() {
    let run = Home::new().run(&["--version"]);
    assert_eq!(run.code, 0);
    let licence =
        if cfg!(feature = "voices") { "licence: GPL-3.0-or-later as a whole" } else { "licence: MIT" };
    for part in [env!("CARGO_PKG_VERSION"), "features: ", licence] {
        assert!(run.out.contains(part), "{part}: {run:?}");
    }
}

#[test]
fn without_arguments_it_says_what_it_can_do() {
    let run = Home::new().run(&[]);
    assert_eq!(run.code, 2);
    for command in ["interview", "evaluate", "replay", "export", "erase", "bank", "doctor", "bench"] {
        assert!(run.err.contains(command), "{command}: {run:?}");
    }
}

#[test]
fn every_exit_code_is_in_the_help() {
    let run = Home::new().run(&["--help"]);
    for part in ["Exit codes", "not_found", "corrupt", "130"] {
        assert!(run.out.contains(part), "{part}: {run:?}");
    }
}

#[test]
fn no_words_of_the_candidate_are_logged_at_info() {
    let home = Home::new();
    let run = home.feed(
        &["interview", "--type", "behavioral", "--name", "Grace Hopper", "--text", "--log", "info"],
        "I keep a secret about compilers.\n/end\n",
    );
    assert_eq!(run.code, 0, "{run:?}");
    assert!(!run.err.contains("secret about") && !run.err.contains("Grace"), "{}", run.err);
}
