//! A whole interview through a pipe.

use crate::program::Home;

const BEGIN: [&str; 5] = ["interview", "--type", "google-sde", "--name", "Ada Lovelace"];

#[test]
fn a_whole_interview_goes_through_a_pipe_to_its_report() {
    let home = Home::new();
    let answers = "I built payment systems in Go for five years.\nI would use a hash map.\n/end\n";
    let run = home.feed(&BEGIN, answers);
    let value = run.done();
    assert_eq!(value["status"], "completed");
    assert_eq!(value["report"]["candidateName"], "Ada Lovelace");
    assert!(value["report"].get("overallScore").is_some(), "{value}");
    assert!(value["replay"].as_str().unwrap().contains(" replay "), "{value}");
    // The conversation goes beside the result.
    assert!(run.err.contains("Ada") && run.err.contains("> I would use a hash map."), "{}", run.err);
}

#[test]
fn as_text_everything_is_on_standard_output() {
    let home = Home::new();
    let run = home.feed(&[&BEGIN[..], &["--text"]].concat(), "Hello.\n/end\n");
    assert_eq!(run.code, 0, "{run:?}");
    for part in ["Google SDE", "> Hello.", "/end", "replay", "export"] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
    assert_eq!(run.err, "");
}

#[test]
fn what_is_not_said_on_the_command_line_is_asked() {
    let home = Home::new();
    let run = home.feed(&["interview", "--text"], "99\nBehavioral\n\nZoë\nHello.\n/end\n");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("Which interview?") && run.out.contains("there are "), "{}", run.out);
    let listed = home.run(&["sessions"]).done();
    assert_eq!(listed["sessions"][0]["candidate"], "Zoë");
    assert_eq!(listed["sessions"][0]["kind"], "behavioral");
}

#[test]
fn names_in_any_script_come_back_as_they_were_given() {
    for name in ["王小明", "Ада Лавлейс", "عمر", "Zoë 🙂 O'Neill", "İrem"] {
        let home = Home::new();
        let arguments = ["interview", "--type", "behavioral", "--name", name];
        assert_eq!(home.feed(&arguments, "Hello.\n/end\n").done()["report"]["candidateName"], name);
        let found = home.run(&["sessions", "--candidate", &name.to_uppercase()]).done();
        let found_as_given = home.run(&["sessions", "--candidate", name]).done();
        assert_eq!(found_as_given["sessions"][0]["candidate"], name);
        // Upper case folds back but for the Turkish dotted i, whose upper case is another letter's.
        assert_eq!(found["sessions"].as_array().unwrap().len(), 1, "{name}");
    }
}

#[test]
fn a_slip_in_a_command_gets_a_suggestion_and_is_no_answer() {
    let home = Home::new();
    let run = home.feed(&[&BEGIN[..], &["--text"]].concat(), "/hnit\n/xyzzy\n/transcript\n/end\n");
    assert!(run.out.contains("there is no /hnit; did you mean /hint?"), "{}", run.out);
    assert!(run.out.contains("there is no /xyzzy;"), "{}", run.out);
    assert!(!run.out.contains("You:"), "a command became an answer: {}", run.out);
}

#[test]
fn help_lists_the_commands_and_time_tells_the_phase() {
    let home = Home::new();
    let run = home.feed(&[&BEGIN[..], &["--minutes", "30", "--text"]].concat(), "/help\n/time\n/end\n");
    for part in ["/hint", "/code [FILE]", "/transcript", "of 30:00", "phase: "] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
}

#[test]
fn a_hint_that_is_asked_for_in_words_is_recorded_as_one() {
    let home = Home::new();
    let id = home.interview("Hello.\nCould I get a hint?\n/hint");
    let session = home.run(&["export", &id, "--format", "jsonl"]).out;
    for step in ["\"step\":1", "\"step\":2"] {
        let given = |line: &&str| line.contains("\"type\":\"hint_given\"") && line.contains(step);
        assert_eq!(session.lines().filter(given).count(), 1, "{step}: {session}");
    }
    assert_eq!(home.run(&["replay", &id]).done()["identical"], true);
}

#[test]
fn a_hint_and_a_repetition_are_turns() {
    let home = Home::new();
    let id = home.interview("Hello.\n/hint\n/repeat");
    let session = home.run(&["export", &id, "--format", "jsonl"]).out;
    for cause in ["\"cause\":\"ready\"", "\"cause\":\"hint\"", "\"cause\":\"repeat\""] {
        assert!(session.contains(cause), "{cause}");
    }
}

#[test]
fn typed_code_without_an_exercise_is_stored_and_said_to_be_untested() {
    let home = Home::new();
    let code = "/language python\n/code\ndef solution(a):\n    return a\n.\n/end\n";
    let run = home.feed(&[&BEGIN[..], &["--text"]].concat(), code);
    assert!(run.out.contains("2 lines of python handed in"), "{}", run.out);
    assert!(run.out.contains("untested") || run.out.contains("\n  not tested: "), "{}", run.out);
    let listed = home.run(&["sessions"]).done();
    assert_eq!(listed["sessions"][0]["submissions"], 1);
    let id = listed["sessions"][0]["session"].as_str().unwrap().to_owned();
    let log = home.run(&["export", &id]).out;
    assert!(log.contains(r#""code":"def solution(a):\n    return a\n","language":"python""#), "{log}");
}

#[test]
fn code_from_a_file_takes_its_language_from_the_ending() {
    let home = Home::new();
    home.write("sort.rs", "fn solution() {}\n");
    let run = home.feed(&[&BEGIN[..], &["--text"]].concat(), "/code sort.rs\n/end\n");
    assert!(run.out.contains("1 line of rust handed in"), "{}", run.out);
}

#[test]
fn a_file_of_code_that_is_not_there_ends_a_script_and_keeps_the_interview_open() {
    let home = Home::new();
    let error = home.feed(&BEGIN, "/code missing.py\n/end\n").failed(3, "not_found");
    assert_eq!(error["facts"]["path"], "missing.py");
    assert!(error["facts"]["resume"].as_str().unwrap().contains("interview --resume"), "{error}");
    assert_eq!(home.run(&["sessions"]).done()["sessions"][0]["status"], "active");
}

#[test]
fn an_answer_that_is_too_long_is_refused_by_name() {
    let home = Home::new();
    let error = home.feed(&BEGIN, format!("{}\n", "x".repeat(20_000))).failed(2, "too_large");
    assert!(error["message"].as_str().unwrap().starts_with("text: "), "{error}");
}

#[test]
fn limits_of_a_new_interview_name_their_field() {
    let home = Home::new();
    let begin = |more: &[&str]| home.feed(&[&["interview", "--type", "x"], more].concat(), "");
    for (more, field) in [
        (&["--name", "A", "--minutes", "4"][..], "duration_minutes"),
        (&["--name", "A", "--language", "!"], "language"),
        (&["--name", &"x".repeat(201)], "candidate_name"),
        (&["--name", "a\u{7}b"], "candidate_name"),
    ] {
        let error = begin(more).failed(2, "invalid_input");
        assert_eq!(error["facts"]["field"], field, "{error}");
    }
}

#[test]
fn settings_of_new_interviews_come_from_the_configuration() {
    let home = Home::new();
    home.write("prepai.toml", "[interview]\nduration_minutes = 25\nmode = \"real\"\n");
    let run = home.feed(&[&BEGIN[..], &["--text"]].concat(), "/time\n/end\n");
    assert!(run.out.contains("of 25:00"), "{}", run.out);
    let log = home.run(&["sessions"]).done();
    assert_eq!(log["sessions"][0]["mode"], "real");
}
