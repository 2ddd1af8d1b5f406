//! Leaving an interview, by choice or not, and going on.

use crate::program::Home;

const BEGIN: [&str; 6] = ["interview", "--type", "behavioral", "--name", "Ada", "--text"];

#[test]
fn the_end_of_input_keeps_it_open_and_prints_the_command_that_resumes() {
    let home = Home::new();
    let run = home.feed(&BEGIN, "I led a team.\n");
    assert_eq!(run.code, 0, "{run:?}");
    let command = run.out.lines().last().unwrap().trim();
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    assert_eq!(words[2..4], ["interview", "--resume"], "{command}");
    let resumed = home.feed(&[&words[..], &["--text"]].concat(), "/transcript\n/end\n");
    assert!(resumed.out.contains("Welcome back, Ada"), "{}", resumed.out);
    assert!(resumed.out.contains("You: I led a team."), "{}", resumed.out);
}

#[test]
fn without_an_id_the_newest_open_interview_is_resumed() {
    let home = Home::new();
    home.feed(&BEGIN, "The first one.\n");
    home.feed(&["interview", "--type", "behavioral", "--name", "Bob", "--text"], "The second one.\n");
    home.interview("A third one that has ended.");
    let run = home.feed(&["interview", "--resume", "--text"], "/transcript\n/quit\n");
    assert!(run.out.contains("Welcome back, Bob") && run.out.contains("You: The second one."), "{}", run.out);
}

#[test]
fn with_nothing_open_that_is_said() {
    let home = Home::new();
    home.interview("Hello.");
    let error = home.run(&["interview", "--resume"]).failed(3, "not_found");
    assert!(error["message"].as_str().unwrap().contains("no interview is open"), "{error}");
}

#[test]
fn an_interview_that_has_ended_is_not_resumed() {
    let home = Home::new();
    let id = home.interview("Hello.");
    let error = home.run(&["interview", "--resume", &id]).failed(4, "conflict");
    assert!(error["remedy"].as_str().unwrap().contains("prepai fork"), "{error}");
}

#[test]
fn after_kill_9_everything_acknowledged_is_there() {
    let home = Home::new();
    let mut typist = home.begin(&BEGIN);
    typist.says("I led the migration of a payment system.");
    typist.says("We cut the error rate by half.");
    typist.kill();
    let resumed = home.feed(&["interview", "--resume", "--text"], "/transcript\n/end\n");
    assert_eq!(resumed.code, 0, "{resumed:?}");
    for words in ["You: I led the migration of a payment system.", "You: We cut the error rate by half."] {
        assert_eq!(resumed.out.matches(words).count(), 1, "{words}: {}", resumed.out);
    }
    let id = home.run(&["sessions"]).done()["sessions"][0]["session"].as_str().unwrap().to_owned();
    assert_eq!(home.run(&["replay", &id]).done()["identical"], true);
}

#[test]
fn killed_in_the_middle_of_a_turn_it_goes_on() {
    let home = Home::new();
    let mut typist = home.begin(&BEGIN);
    typist.sees("Hannah:");
    typist.types("These words may or may not have been taken in.");
    typist.kill();
    let resumed = home.feed(&["interview", "--resume", "--text"], "Where were we?\n/transcript\n/end\n");
    assert_eq!(resumed.code, 0, "{resumed:?}");
    assert!(resumed.out.contains("You: Where were we?"), "{}", resumed.out);
}

#[test]
#[cfg(unix)]
fn a_signal_keeps_it_open_and_tells_how_to_resume() {
    use rustix::process::Signal;
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let home = Home::new();
        let mut typist = home.begin(&BEGIN);
        typist.says("Hello.");
        typist.signal(signal);
        typist.sees("interview --resume");
        let (_, code) = typist.ends();
        assert_eq!(code, 130, "{signal:?}");
        assert_eq!(home.run(&["sessions"]).done()["sessions"][0]["status"], "active");
    }
}

#[test]
fn another_program_takes_it_over() {
    let home = Home::new();
    let mut first = home.begin(&BEGIN);
    first.says("Said in the first window.");
    let second = home.feed(&["interview", "--resume", "--text"], "Said in the second window.\n");
    assert_eq!(second.code, 0, "{second:?}");
    first.types("Said too late.");
    let (_, code) = first.ends();
    assert_eq!(code, 4);
    let run = home.feed(&["interview", "--resume", "--text"], "/transcript\n/end\n");
    assert!(run.out.contains("first window") && run.out.contains("second window"), "{}", run.out);
    assert!(!run.out.contains("too late"), "{}", run.out);
}

#[test]
fn other_commands_work_beside_an_open_interview() {
    let home = Home::new();
    let mut typist = home.begin(&BEGIN);
    typist.says("Hello from the open interview.");
    let listed = home.run(&["sessions"]).done();
    assert_eq!(listed["sessions"][0]["status"], "active");
    let id = listed["sessions"][0]["session"].as_str().unwrap().to_owned();
    assert!(home.run(&["export", &id, "--format", "txt"]).out.contains("Hello from the open interview."));
    assert_eq!(home.run(&["replay", &id]).done()["identical"], true);
    assert_eq!(home.run(&["analytics", "aggregate"]).done()["total_interviews"], 1);
    typist.types("/end");
    let (_, code) = typist.ends();
    assert_eq!(code, 0);
    assert_eq!(home.run(&["sessions"]).done()["sessions"][0]["status"], "completed");
}

#[test]
fn erased_by_another_program_it_is_over() {
    let home = Home::new();
    let mut typist = home.begin(&BEGIN);
    typist.says("Hello.");
    let id = home.run(&["sessions"]).done()["sessions"][0]["session"].as_str().unwrap().to_owned();
    assert_eq!(home.run(&["erase", &id, "--yes"]).done()["erased"], true);
    typist.types("Is anybody there?");
    let (_, code) = typist.ends();
    assert_eq!(code, 3);
    assert_eq!(home.run(&["sessions"]).done()["sessions"].as_array().unwrap().len(), 0);
}

#[test]
fn a_fork_goes_on_where_the_interview_ended() {
    let home = Home::new();
    let id = home.interview("I would start again here.");
    let forked = home.run(&["fork", &id]).done();
    assert_eq!(forked["forked_from"]["session"], id.as_str());
    let copy = forked["session_id"].as_str().unwrap();
    let run = home.feed(&["interview", "--resume", copy, "--text"], "/transcript\n/end\n");
    assert!(run.out.contains("You: I would start again here."), "{}", run.out);
    home.run(&["fork", &id, "--at", "9999"]).failed(2, "invalid_input");
}
