//! Lists, erasing, statistics.

use crate::program::Home;

#[test]
fn pages_follow_one_another_without_gap_or_repetition() {
    let home = Home::new();
    let mut made: Vec<String> = (0..5).map(|_| home.interview("Hello.")).collect();
    made.reverse();
    let mut seen = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let mut arguments = vec!["sessions", "list", "--limit", "2"];
        if let Some(cursor) = &cursor {
            arguments.extend(["--cursor", cursor]);
        }
        let page = home.run(&arguments).done();
        let rows = page["sessions"].as_array().unwrap();
        seen.extend(rows.iter().map(|row| row["session"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!(seen, made);
    home.run(&["sessions", "--cursor", "nonsense"]).failed(2, "invalid_input");
}

#[test]
fn filters_take_kinds_in_any_spelling() {
    let home = Home::new();
    home.interview("Hello.");
    home.feed(&["interview", "--type", "Behavioral", "--name", "Bob"], "Hello.\n");
    let count = |arguments: &[&str]| {
        home.run(&[&["sessions"], arguments].concat()).done()["sessions"].as_array().unwrap().len()
    };
    assert_eq!(count(&[]), 2);
    assert_eq!(count(&["--type", "GOOGLE sde"]), 1);
    assert_eq!(count(&["--status", "active"]), 1);
    assert_eq!(count(&["--candidate", " ADA  lovelace "]), 1);
    assert_eq!(count(&["--candidate", "nobody"]), 0);
}

#[test]
fn erased_is_gone_everywhere_and_for_good() {
    let home = Home::new();
    let id = home.interview("A secret of mine.");
    home.run(&["erase", &id]).failed(2, "invalid_input");
    assert_eq!(home.run(&["erase", &id, "--yes"]).done()["erased"], true);
    for arguments in [
        &["export", &id][..],
        &["replay", &id],
        &["fork", &id],
        &["erase", &id, "--yes"],
        &["interview", "--resume", &id],
    ] {
        home.run(arguments).failed(3, "not_found");
    }
    assert_eq!(home.run(&["sessions"]).done()["sessions"].as_array().unwrap().len(), 0);
    assert_eq!(home.run(&["analytics", "aggregate"]).done()["total_interviews"], 0);
    for entry in walk(&home.path("data")) {
        let bytes = std::fs::read(&entry).unwrap();
        let found = bytes.windows(16).any(|window| window == b"A secret of mine");
        assert!(!found, "{} still has the words", entry.display());
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn statistics_answer_with_and_without_interviews() {
    let home = Home::new();
    let ask = |arguments: &[&str]| home.run(&[&["analytics"], arguments].concat()).done();
    assert_eq!(ask(&["aggregate"])["total_interviews"], 0);
    assert_eq!(ask(&["benchmarks", "Google SDE"])["has_data"], false);
    assert_eq!(ask(&["trends"])["has_data"], false);
    assert_eq!(ask(&["history", "Ada Lovelace"])["has_history"], false);
    home.interview("Hello.");
    assert_eq!(ask(&["aggregate"])["completed_interviews"], 1);
    assert_eq!(ask(&["benchmarks", "Google SDE"])["has_data"], true);
    assert_eq!(ask(&["trends", "--days", "7"])["data"][0]["num_interviews"], 1);
    assert_eq!(ask(&["history", "ada lovelace"])["completed_interviews"], 1);
    for arguments in
        [&["aggregate"][..], &["benchmarks", "google-sde"], &["trends"], &["history", "Ada Lovelace"]]
    {
        let run = home.run(&[&["analytics"], arguments, &["--text"]].concat());
        assert_eq!(run.code, 0, "{run:?}");
        assert!(!run.out.is_empty());
    }
    assert_eq!(ask(&["trends", "--days", "-3"])["has_data"], false);
    home.run(&["analytics", "trends", "--days", "99999"]).failed(2, "invalid_input");
}

#[test]
fn a_data_folder_that_is_not_there_is_said_and_not_made() {
    let home = Home::new();
    for command in [&["sessions"][..], &["analytics", "aggregate"], &["analytics", "trends"]] {
        let run = home.run(&[command, &["--data", "dta"]].concat());
        let error = run.failed(3, "not_found");
        assert!(error["message"].as_str().unwrap().contains("dta"), "{error}");
    }
    assert!(!home.path("dta").exists());
}

#[test]
fn doctor_leaves_nothing_of_its_trial() {
    for backend in ["sqlite", "files"] {
        let home = Home::new();
        let id = home.interview("I built caches.");
        let set = format!("sessions.backend={backend}");
        let checks = home.run(&["doctor", "--set", &set]).done();
        let named = |name: &str| {
            let all = checks["checks"].as_array().unwrap();
            all.iter()
                .find(|check| check["name"] == name)
                .unwrap_or_else(|| panic!("{name} in {checks}"))
                .clone()
        };
        assert_eq!(
            (&named("store")["status"], &named("store trial")["status"]),
            (&"ok".into(), &"ok".into()),
            "{checks}"
        );
        let left: Vec<_> =
            std::fs::read_dir(home.path("data")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().starts_with("doctor")), "{left:?}");
        let database = home.path("data/prepai.db");
        let ids =
            std::fs::read(&database).map(|bytes| String::from_utf8_lossy(&bytes).matches("doctor").count());
        assert_eq!(ids.unwrap_or_default(), 0, "no word of the trial");
        assert!(home.run(&["sessions"]).out.contains(&id));
    }
}
