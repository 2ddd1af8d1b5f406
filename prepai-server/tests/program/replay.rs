//! Recorded interviews through today's code.

use crate::program::{Home, lines};

#[test]
fn a_held_interview_replays_identically_from_the_store_and_from_its_export() {
    let home = Home::new();
    let id = home.interview("I built caches.\nI don't know.\n/hint\nA hash map.");
    let stored = home.run(&["replay", &id]).done();
    assert_eq!(stored["identical"], true, "{stored}");
    assert!(stored["turns"].as_u64().unwrap() >= 5, "{stored}");
    assert_eq!(home.run(&["export", &id, "-o", "log.jsonl"]).code, 0);
    assert_eq!(home.run(&["replay", "log.jsonl"]).done(), stored);
    let piped = home.feed(&["replay", "-"], std::fs::read(home.path("log.jsonl")).unwrap());
    assert_eq!(piped.done(), stored);
    assert!(home.run(&["replay", &id, "--text"]).out.starts_with("identical: "));
}

#[test]
fn a_changed_log_is_corrupt_wherever_it_was_changed() {
    let home = Home::new();
    let id = home.interview("I built caches.\nA hash map.");
    home.run(&["export", &id, "-o", "log.jsonl"]);
    let whole = lines(&home.path("log.jsonl"));
    for (from, to) in
        [("I built caches.", "I built rockets."), ("\"status\":", "\"state\":"), ("\"turn\":1", "\"turn\":2")]
    {
        let changed: Vec<String> = whole.iter().map(|line| line.replacen(from, to, 1)).collect();
        if changed == whole {
            continue;
        }
        home.write("changed.jsonl", &(changed.join("\n") + "\n"));
        let error = home.run(&["replay", "changed.jsonl"]).failed(5, "corrupt");
        assert!(error["message"].as_str().unwrap().starts_with("commit "), "{error}");
    }
    // A line that is missing, in the middle and at the end.
    for missing in [4, whole.len() - 1] {
        let rest: Vec<&String> =
            whole.iter().enumerate().filter(|(at, _)| *at != missing).map(|(_, line)| line).collect();
        let text: String = rest.iter().map(|line| format!("{line}\n")).collect();
        home.write("cut.jsonl", &text);
        home.run(&["replay", "cut.jsonl"]).failed(5, "corrupt");
    }
}

#[test]
fn what_another_reply_rule_would_have_made_is_shown_with_its_place() {
    let home = Home::new();
    let id = home.interview("I built caches.\nA hash map.");
    home.run(&["export", &id, "-o", "log.jsonl"]);
    home.write("other.jsonl", &resealed_with_another_reply(&lines(&home.path("log.jsonl"))));
    let run = home.run(&["replay", "other.jsonl"]);
    assert_eq!(run.code, 1, "{run:?}");
    let difference = &run.json()["differences"][0];
    assert_eq!(difference["event"], "replied", "{difference}");
    assert_eq!(difference["field"], "/text", "{difference}");
    assert!(difference["recorded"].as_str().unwrap().contains("Another rule"), "{difference}");
    let text = home.run(&["replay", "other.jsonl", "--text"]);
    assert!(text.out.contains("differs in") && text.out.contains("derived:"), "{}", text.out);
}

/// The log as a build with other reply rules would have written it: other words, under a chain that verifies.
fn resealed_with_another_reply(whole: &[String]) -> String {
    use prepai_core::session::{Body, Chain, Log, read_lines};
    let text: String = whole.iter().map(|line| format!("{line}\n")).collect();
    let (id, commits) = read_lines(text.as_bytes()).unwrap();
    let (mut log, mut chain, mut out) = (Log::new(id.clone()), Chain::new(id), Vec::new());
    let mut changed = false;
    for commit in commits {
        let mut events = log.take(&commit).unwrap();
        for event in &mut events {
            if let Body::Replied(replied) = &mut event.body
                && !changed
            {
                replied.text.push_str(" Another rule let this pass.");
                changed = true;
            }
        }
        let (sealed, next) = chain.seal(&commit.write_id, &events).unwrap();
        chain = next;
        out.extend(sealed.bytes);
    }
    assert!(changed);
    String::from_utf8(out).unwrap()
}

#[test]
fn what_is_no_log_is_said() {
    let home = Home::new();
    home.write("notes.txt", "just some notes\n");
    home.run(&["replay", "notes.txt"]).failed(2, "invalid_content");
    home.run(&["replay", "missing/log.jsonl"]).failed(3, "not_found");
    home.run(&["replay", "no-such-session"]).failed(3, "not_found");
}
