//! Hundreds of interviews: what must hold in each of them.

use std::collections::BTreeSet;

use super::candidate::Candidate;
use super::room::{Room, Turn};
use crate::code::Verdict;
use crate::interview::Library;
use crate::interview::rules::sentences;
use crate::session::{AskedBy, Cause, Mode};

const INVITATIONS: &[&str] = &[
    "choose",
    "compare",
    "describe",
    "design",
    "explain",
    "give",
    "imagine",
    "name",
    "pick",
    "sketch",
    "talk",
    "teach",
    "tell",
    "think",
    "walk",
    "write",
    "outline",
    "show",
    "take",
    "estimate",
    "summarise",
    "convince",
];

/// Giving time is the one thing that asks nothing.
const PATIENCE: &[&str] = &["time", "moment", "ready", "no rush", "listening"];

fn asks(text: &str) -> bool {
    let last = sentences(text).pop().unwrap();
    let words = last.text.to_lowercase();
    let invites = || words.split(|c: char| !c.is_alphanumeric()).any(|word| INVITATIONS.contains(&word));
    last.question || invites()
}

fn check(turn: &Turn, room: &Room, log: &str) {
    assert!(turn.cuts.is_empty(), "cut {:?} of {:?}\n{log}", turn.cuts, turn.written);
    assert_eq!(turn.text, turn.written, "{log}");
    assert!(sentences(&turn.text).len() <= 3, "{log}");
    assert!(turn.text.matches('?').count() <= 1, "{log}");
    assert!(!turn.text.contains('{') && !turn.text.contains("  "), "{log}");
    let patient =
        PATIENCE.iter().any(|word| turn.text.to_lowercase().contains(word)) && turn.units.len() == 1;
    assert!(room.is_over() || asks(&turn.text) || patient, "asks nothing: {}\n{log}", turn.text);
}

/// A whole interview; gives the number of turns.
fn interview(kind: &str, mode: Mode, minutes: u32, seed: u64, odd: u64) -> u32 {
    let mut room = Room::new(kind, mode, minutes, &format!("{kind}-{seed}"));
    let mut candidate = Candidate::new(seed, odd);
    let mut log = format!("{kind} {mode:?} {minutes} {seed}\n");
    let mut turn = room.ready();
    let mut turns = 1;
    log.push_str(&format!("A: {}\n", turn.text));
    check(&turn, &room, &log);
    assert!(turn.text.starts_with("Hello Ada"), "{log}");
    let pace = 20 + candidate.number(60);
    while !room.is_over() {
        room.seconds += u64::try_from(pace / 2 + candidate.number(pace)).unwrap();
        let (words, next) = candidate.act(&mut room);
        turn = next;
        turns += 1;
        log.push_str(&format!(
            "C: {words}\nA: [{}] {}\n",
            room.session.phase_name().unwrap_or_default(),
            turn.text
        ));
        check(&turn, &room, &log);
        let slack = if mode == Mode::Practice { 75 } else { 60 };
        // The turn in which the time runs out may still end the interview.
        assert!(room.seconds < u64::from(minutes * slack) + 100, "too long: {log}");
        assert!(turns < 400, "no end: {log}");
    }
    assert!(turn.text.contains("oodbye"), "no goodbye: {log}");
    let mains: Vec<_> = room.session.asked.iter().filter(|asked| asked.by == AskedBy::Main).collect();
    let different: BTreeSet<_> = mains.iter().map(|asked| asked.question.as_str()).collect();
    assert_eq!(mains.len(), different.len(), "asked twice: {log}");
    turns
}

fn kinds() -> Vec<String> {
    Library::embedded().kinds().iter().map(|kind| kind.id.clone()).collect()
}

#[test]
fn every_kind_in_both_modes_for_everybody() {
    for kind in kinds() {
        for mode in [Mode::Practice, Mode::Real] {
            for seed in 0..12 {
                interview(
                    &kind,
                    mode,
                    [10, 30, 45, 90][seed as usize % 4],
                    seed,
                    [0, 10, 30, 60][(seed / 3) as usize],
                );
            }
        }
    }
}

#[test]
fn nothing_but_trouble_still_ends() {
    for kind in kinds() {
        for seed in 100..104 {
            interview(&kind, Mode::Practice, 30, seed, 100);
        }
    }
}

#[test]
fn a_candidate_who_types_at_once_gets_a_whole_interview() {
    for kind in kinds() {
        let mut room = Room::new(&kind, Mode::Practice, 45, "at-once");
        let mut candidate = Candidate::new(5, 0);
        room.ready();
        let mut phases = BTreeSet::new();
        let mut turns = 0;
        while !room.is_over() && turns < 200 {
            candidate.act(&mut room);
            phases.extend(room.session.phase_name().map(str::to_owned));
            turns += 1;
        }
        assert!(room.is_over(), "{kind}");
        let planned: BTreeSet<_> =
            room.library.kinds().resolve(&kind).phases.iter().map(|phase| phase.name.to_string()).collect();
        assert_eq!(phases, planned, "{kind}");
    }
}

#[test]
fn an_empty_bank_still_gives_an_interview() {
    let library = std::sync::Arc::new(Library::default());
    let mut room = Room::with(library, "anything", Mode::Practice, 30, "empty");
    let mut candidate = Candidate::new(9, 0);
    let mut turn = room.ready();
    let mut turns = 0;
    while !room.is_over() {
        turns += 1;
        assert!(turns < 60);
        check(&turn, &room, "");
        turn = candidate.act(&mut room).1;
    }
    assert!(turns > 5 && turn.text.contains("oodbye"), "{turns} {}", turn.text);
}

/// `cargo test -p prepai-core read_a_dialogue -- --ignored --nocapture`, with `KIND`, `SEED`, `ODD`, `MODE`, `MINUTES`, and
/// with `SCRIPT`, a file of what the candidate says line by line (`/hint`, `/silence`, `/repeat`, `/pass`, `/fail`).
#[test]
#[ignore = "for reading, not for checking"]
fn read_a_dialogue() {
    let var = |name: &str, or: &str| std::env::var(name).unwrap_or_else(|_| or.to_owned());
    let mode = if var("MODE", "practice") == "real" { Mode::Real } else { Mode::Practice };
    let minutes = var("MINUTES", "45").parse().unwrap();
    let mut room =
        Room::new(&var("KIND", "google-sde"), mode, minutes, &format!("read-{}", var("SEED", "1")));
    let mut candidate = Candidate::new(var("SEED", "1").parse().unwrap(), var("ODD", "15").parse().unwrap());
    let script =
        std::env::var("SCRIPT").map(|path| std::fs::read_to_string(path).unwrap()).unwrap_or_default();
    let mut lines = script.lines().map(str::to_owned);
    println!("A: {}", room.ready().text);
    while !room.is_over() {
        room.seconds += 40 + candidate.number(40) as u64;
        let (words, turn) = match lines.next() {
            Some(line) => (line.clone(), follow(&mut room, &line)),
            None if !script.is_empty() => break,
            None => candidate.act(&mut room),
        };
        let calls: Vec<_> = turn.calls.iter().map(|call| call.name.as_str()).collect();
        let phase = room.session.phase_name().unwrap_or_default();
        println!(
            "C: {words}\nA: [{phase} {}s {}us {}] {}",
            room.seconds,
            turn.micros,
            calls.join(" "),
            turn.text
        );
    }
}

fn follow(room: &mut Room, line: &str) -> Turn {
    match line {
        "/hint" => room.prompt(Cause::Hint),
        "/silence" => room.prompt(Cause::Silence),
        "/repeat" => room.prompt(Cause::Repeat),
        "/pass" => room.submit(Some(Verdict::Accepted)),
        "/fail" => room.submit(Some(Verdict::WrongAnswer)),
        words => room.say(words),
    }
}
