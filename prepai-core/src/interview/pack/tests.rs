use proptest::prelude::*;

use super::*;
use crate::interview::Library;
use crate::interview::kind::Criterion;

/// A valid question whose lines are known; tests break one of them.
const QUESTION: &str = r#"[[question]]
id = "foo"
kinds = ["general"]
phase = "technical"
topic = "caching"
difficulty = 2
text = "What is a cache?"
points = [
  { id = "fast", says = "It is fast.", any = ["fast", "quick"] },
  { id = "stale", says = "It may be stale.", any = ["stale"], criterion = "problemSolving" },
]
follow_ups = [{ when = ["redis"], ask = "Why {term}?" }]
"#;

const EXERCISE: &str = r#"[[exercise]]
id = "bar"
kinds = "*"
difficulty = 1
title = "Bar"
text = "Write bar."
prompt = "Write **bar**."
topics = ["arrays"]
starter.python = "def solution(xs): ..."
samples = [{ args_json = "[[1]]", expected_json = "1" }]
hidden = [{ args_json = "[[2]]", expected_json = "2" }]
"#;

fn parse(text: &str) -> Result<Pack> {
    Pack::parse("test", [("packs/x.toml", text)])
}

fn message(text: &str) -> String {
    let error = parse(text).expect_err(text);
    assert_eq!(error.kind(), ErrorKind::InvalidContent);
    error.message().to_owned()
}

fn broken_by(from: &str, to: &str) -> String {
    let whole = format!("{QUESTION}{EXERCISE}");
    assert!(whole.contains(from), "{from}");
    message(&whole.replacen(from, to, 1))
}

#[test]
fn a_pack_is_read_whole() {
    let pack = parse(&format!("{QUESTION}{EXERCISE}")).unwrap();
    let question = &pack.questions[0];
    assert_eq!(question.value.points[1].criterion, Criterion::ProblemSolving);
    assert_eq!(question.value.points[0].criterion, Criterion::TechnicalKnowledge);
    assert_eq!((question.line, question.line_of("points", 1), question.line_of("text", 0)), (1, 10, 7));
    let exercise = &pack.exercises[0].value;
    assert_eq!((exercise.function.as_str(), exercise.cases().count()), ("solution", 2));
}

#[test]
fn what_is_wrong_is_named_with_file_line_and_field() {
    for (from, to, expected) in [
        ("difficulty = 2", "difficulty = 9", "6: question `foo`: difficulty must be a whole number, 1 to 5"),
        (
            "difficulty = 2",
            "difficulty = \"2\"",
            "6: question `foo`: difficulty must be a whole number, 1 to 5",
        ),
        (
            "\"technical\"",
            "\"technica\"",
            "4: question `foo`: phase must be one of intro, experience, technical, design, coding, behavioral, questions, closing, not `technica`, did you mean `technical`?",
        ),
        ("topic = ", "topics = ", "5: question `foo`: unknown key `topics`, did you mean `topic`?"),
        ("topic = \"caching\"\n", "", "1: question `foo`: topic is missing"),
        ("\"foo\"", "\"Foo\"", "2: question 1: id must be 1 to 64 of a-z, 0-9 and -"),
        ("text = \"What is a cache?\"", "text = \" \"", "7: question `foo`: text must not be empty"),
        (
            "text = \"What is a cache?\"",
            "text = \"a\\nb\"",
            "7: question `foo`: text must not have control characters or line breaks",
        ),
        ("[\"fast\", \"quick\"]", "[]", "9: question `foo`: point 1: any must have 1 to 60 entries, not 0"),
        ("\"stale\"]", "3]", "10: question `foo`: point 2: any must be a text"),
        ("id = \"stale\"", "id = \"fast\"", "10: question `foo`: point 2: there is a point `fast` before it"),
        (
            "criterion",
            "criterium",
            "10: question `foo`: point 2: unknown key `criterium`, did you mean `criterion`?",
        ),
        (
            "when = [\"redis\"], ",
            "",
            "12: question `foo`: follow-up 1: ask has {term}, so `when` must list the terms",
        ),
        ("{term}", "{name}", "12: question `foo`: follow-up 1: ask may have {term} and no other braces"),
        ("[[question]]", "[[questions]]", "1: unknown key `questions`, did you mean `question`?"),
        ("id = \"bar\"", "id = \"foo\"", "13: id `foo` is taken by packs/x.toml:1"),
        (
            "expected_json = \"2\"",
            "expected_json = \"nil\"",
            "23: exercise `bar`: hidden test 1: expected_json must be JSON: expected ident at line 1 column 2",
        ),
        (
            "\"[[2]]\"",
            "\"2\"",
            "23: exercise `bar`: hidden test 1: args_json must be a JSON array, one entry an argument",
        ),
        (
            "\"[[2]]\"",
            "\"[2, 3]\"",
            "23: exercise `bar`: all tests must have as many arguments as the first sample",
        ),
        (
            "def solution",
            "def bar",
            "21: exercise `bar`: starter code for python must have the function `solution`",
        ),
        ("title = \"Bar\"", "title = \"Bar", "17: invalid basic string, expected `\"`"),
    ] {
        assert_eq!(broken_by(from, to), format!("packs/x.toml:{expected}"), "{from} -> {to}");
    }
}

#[test]
fn limits_hold() {
    let long = format!("text = \"{}?\"", "x".repeat(600));
    let said = broken_by("text = \"What is a cache?\"", &long);
    assert_eq!(said, "packs/x.toml:7: question `foo`: text must have at most 600 characters");
    let error = parse(&" ".repeat((2 << 20) + 1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[test]
fn a_kind_adds_up() {
    let text = include_str!("../../../data/kinds/google-sde.toml");
    assert_eq!(parse(text).unwrap().kinds[0].value.id, "google-sde");
    let said = message(&text.replace("share = 0.25", "share = 0.24"));
    assert!(said.ends_with("kind `google-sde`: the shares of the phases must sum to 1, not 0.99"), "{said}");
    let said = message(&text.replace("codeQuality = 0.20", "codeQuality = 0.3"));
    assert!(said.ends_with("kind `google-sde`: weights must sum to 1, not 1.10"), "{said}");
    let said = message(&text.replace("name = \"coding\"", "name = \"design\""));
    assert!(said.contains("kind `google-sde`: phase 5: there is a phase `design` before it"), "{said}");
}

#[test]
fn the_hash_is_of_the_content() {
    let whole = format!("{QUESTION}{EXERCISE}");
    let hash = parse(&whole).unwrap().hash;
    let commented = whole.replace("topic =", "# why\ntopic  = ");
    assert_eq!(parse(&commented).unwrap().hash, hash);
    let divided = Pack::parse("other", [("a.toml", QUESTION), ("b.toml", EXERCISE)]).unwrap();
    assert_eq!(divided.hash, hash);
    assert_ne!(parse(&whole.replace("It is fast", "It's fast")).unwrap().hash, hash);
}

#[test]
fn a_later_pack_replaces_by_id_and_adds() {
    let text = QUESTION.replace("foo", "intro-yourself").replace("technical", "intro")
        + &QUESTION.replace("foo", "new-one")
        + EXERCISE;
    let before = Library::embedded();
    let library = Library::with(vec![parse(&text).unwrap()]).unwrap();
    assert_eq!(library.bank().question("intro-yourself").unwrap().text, "What is a cache?");
    assert_eq!(library.bank().questions().count(), before.bank().questions().count() + 1);
    let place =
        |library: &Library| library.bank().questions().position(|question| question.id == "intro-yourself");
    assert_eq!(place(&library), place(&before));
    assert!(library.bank().exercise("bar").is_some() && library.bank().question("bar").is_none());
    assert_ne!(library.hash(), before.hash());
}

#[test]
fn packs_are_checked_against_each_other() {
    let with = |text: &str| Library::with(vec![parse(text).unwrap()]).unwrap_err().message().to_owned();
    assert_eq!(
        with(&QUESTION.replace("\"general\"", "\"gogle-sde\"")),
        "packs/x.toml:3: question `foo`: there is no kind `gogle-sde`, did you mean `google-sde`?"
    );
    assert_eq!(
        with(&EXERCISE.replace("\"bar\"", "\"intro-yourself\"")),
        "packs/x.toml:1: exercise `intro-yourself`: an earlier pack has a question of this id"
    );
    let kind =
        include_str!("../../../data/kinds/google-sde.toml").replace("id = \"google-sde\"", "id = \"mine\"");
    assert_eq!(
        with(&kind),
        "packs/x.toml:3: kind `mine`: the name `Google SDE` belongs to kind `google-sde`"
    );
}

#[test]
fn a_folder_is_a_pack() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("b");
    std::fs::create_dir(&inner).unwrap();
    std::fs::write(folder.path().join("c.toml"), QUESTION).unwrap();
    std::fs::write(inner.join("a.toml"), EXERCISE).unwrap();
    std::fs::write(folder.path().join("notes.txt"), "no content").unwrap();
    std::fs::write(folder.path().join(".c.toml"), "no content").unwrap();
    let pack = Pack::read(folder.path()).unwrap();
    assert_eq!((pack.questions.len(), pack.exercises.len()), (1, 1));

    let file = folder.path().join("c.toml");
    assert_eq!(Pack::read(&file).unwrap().name, "c");
    std::fs::write(&file, QUESTION.replace("difficulty = 2", "difficulty = 0")).unwrap();
    let error = Pack::read(folder.path()).unwrap_err();
    assert!(error.message().starts_with(&format!("{}:6: ", file.display())), "{error}");
    std::fs::write(&file, b"\xff").unwrap();
    assert_eq!(Pack::read(&file).unwrap_err().kind(), ErrorKind::InvalidContent);
    assert_eq!(Pack::read(&folder.path().join("none")).unwrap_err().kind(), ErrorKind::NotFound);
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    assert_eq!(Pack::read(&folder.path().join("empty")).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn every_file_of_the_data_folder_is_embedded() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut found = Vec::new();
    for folder in ["kinds", "questions", "coding"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            found.push(format!("{folder}/{}", entry.unwrap().file_name().to_string_lossy()));
        }
    }
    let mut embedded: Vec<_> = embedded::FILES.iter().map(|(name, _)| (*name).to_owned()).collect();
    found.sort();
    embedded.sort();
    assert_eq!(found, embedded);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*") {
        let _ = parse(&text);
    }

    /// Random edits of valid files reach deeper than random text.
    #[test]
    fn any_edit_is_read_or_refused(from in 0usize..900, cut in 0usize..40, put in "[\\[\\]{}=\",.a-z0-9\n-]{0,12}") {
        let mut whole: Vec<char> = format!("{QUESTION}{EXERCISE}").chars().collect();
        let from = from.min(whole.len());
        let to = (from + cut).min(whole.len());
        whole.splice(from..to, put.chars());
        let text: String = whole.into_iter().collect();
        if let Err(error) = parse(&text) {
            prop_assert!(error.message().starts_with("packs/x.toml:"), "{}", error);
        }
    }
}
