use std::sync::OnceLock;

use super::*;

const KIND: &str = include_str!("../../../data/kinds/general.toml");

fn embedded() -> Pack {
    static EMBEDDED: OnceLock<Pack> = OnceLock::new();
    EMBEDDED.get_or_init(|| Pack::embedded().unwrap()).clone()
}

fn pack(text: &str) -> Pack {
    Pack::parse("test", [("x.toml", text)]).unwrap()
}

/// What is said about a file that stands beside some kinds.
fn messages(text: &str) -> Vec<String> {
    let kinds = [
        ("general.toml", KIND),
        ("behavioral.toml", include_str!("../../../data/kinds/behavioral.toml")),
        ("aws-sa.toml", include_str!("../../../data/kinds/aws-sa.toml")),
    ];
    let findings = lint(&[Pack::parse("kinds", kinds).unwrap(), pack(text)]);
    findings.iter().filter(|finding| &*finding.file == "x.toml").map(ToString::to_string).collect()
}

const QUESTION: &str = r#"[[question]]
id = "foo"
kinds = ["general"]
phase = "technical"
topic = "caching"
difficulty = 2
text = "What is a cache?"
points = [
  { id = "a", says = "It is fast.", any = ["fast", "quick"] },
  { id = "b", says = "It may be stale.", any = ["stale", "outdated"] },
  { id = "c", says = "It is small.", any = ["small", "limited"] },
]
wrong = [
  { says = "It is always right.", any = ["always right"] },
]
follow_ups = [
  { when = ["redis"], ask = "Why {term}?" },
  { ask = "What else?" },
]
hints = ["Think of speed.", "Think of age."]
"#;

const EXERCISE: &str = r#"[[exercise]]
id = "bar"
kinds = "*"
difficulty = 1
title = "Bar"
text = "Write bar."
prompt = "Write `solution`."
topics = ["arrays"]
follow_ups = [{ ask = "Why?" }]
hints = ["One.", "Two.", "Three."]
points = [{ id = "a", says = "A.", any = ["aa", "ab"] }, { id = "b", says = "B.", any = ["ba", "bb"] }]
starter = { python = "def solution(x): ...", javascript = "function solution(x) {}" }
samples = [{ args_json = "[1]", expected_json = "1" }]
hidden = [
  { args_json = "[2]", expected_json = "2" }, { args_json = "[3]", expected_json = "3" },
  { args_json = "[4]", expected_json = "4" }, { args_json = "[5]", expected_json = "5" },
  { args_json = "[6]", expected_json = "6" }, { args_json = "[7]", expected_json = "7" },
]
"#;

#[test]
fn what_is_embedded_is_clean() {
    let findings = lint(&[Pack::embedded().unwrap()]);
    let shown: Vec<_> = findings.iter().map(ToString::to_string).collect();
    assert!(findings.is_empty(), "{} findings\n{}", shown.len(), shown.join("\n"));
}

#[test]
fn what_should_be_better_is_found_where_it_stands() {
    assert_eq!(messages(&format!("{QUESTION}{EXERCISE}")), Vec::<String>::new());
    for (from, to, expected) in [
        (
            "What is a cache?",
            "What is a *cache*?",
            "7: warning: `foo`: the text has `*`, which cannot be spoken",
        ),
        (
            "What is a cache?",
            "What is it? Is it fun?",
            "7: warning: `foo`: the text asks more than one question",
        ),
        (
            "What is a cache?",
            "A cache.",
            "7: warning: `foo`: the text neither ends in a question nor invites (`Tell me …`)",
        ),
        (
            "What is a cache?",
            "Why is a cache quick?",
            "9: warning: `foo`: point `a`: whoever repeats the question has said `quick`",
        ),
        (
            "\"outdated\"",
            "\"n\"",
            "10: warning: `foo`: point `b`: the term `n` is one character long and found by chance",
        ),
        (", \"outdated\"", "", "10: warning: `foo`: point `b`: people say `stale` in more than one way"),
        (
            "  { id = \"c\", says = \"It is small.\", any = [\"small\", \"limited\"] },\n",
            "",
            "7: warning: `foo`: needs at least 3 points: an answer to it can hardly be judged",
        ),
        (
            "[\"always right\"]",
            "[\"stale\"]",
            "14: warning: `foo`: misconception 1 would be found in the good term `stale`",
        ),
        (
            "{ ask = \"What else?\" }",
            "{ when = [\"redis cluster\"], ask = \"What else?\" }",
            "18: warning: `foo`: follow-up 2 never comes first: earlier ones have all its terms",
        ),
        (
            "[\"redis\"]",
            "[\"##\"]",
            "17: warning: `foo`: follow-up 1: the term `##` has no letters or digits and is never found",
        ),
        (
            "\"Why {term}?\"",
            "\"{term}, why?\"",
            "17: warning: `foo`: follow-up 1 begins with a term, which is in small letters",
        ),
        ("Think of age.", "Think of [age].", "20: warning: `foo`: hint 2 has `[`, which cannot be spoken"),
        (", \"Think of age.\"", "", "20: warning: `foo`: needs at least 2 hints"),
        (
            "topic = \"caching\"",
            "topic = \"caching\"\nstar = true",
            "8: warning: `foo`: asks for a story (`star`) in the phase technical",
        ),
        (
            "\"general\"",
            "\"aws-sa\", \"behavioral\"",
            "3: warning: `foo`: is for kind `behavioral`, whose plan has no phase technical",
        ),
        (
            "kinds = \"*\"",
            "kinds = [\"aws-sa\"]",
            "23: warning: `bar`: is for kind `aws-sa`, whose plan has no phase coding",
        ),
        (", \"Three.\"", "", "30: warning: `bar`: needs 3 hints"),
        ("javascript", "typescript", "32: warning: `bar`: has no starter code for javascript"),
        ("Write `solution`.", "Write bar.", "27: warning: `bar`: does not name the function `solution`"),
        ("\"[2]\"", "\"[1]\"", "35: warning: `bar`: tests the same arguments as a test before it"),
        (
            "{ args_json = \"[2]\", expected_json = \"2\" }, ",
            "",
            "35: warning: `bar`: needs at least 6 hidden tests",
        ),
        ("topics = [\"arrays\"]", "topics = []", "26: warning: `bar`: needs a topic"),
        ("\"general\"", "\"no-such\"", "3: error: `foo`: question `foo`: there is no kind `no-such`"),
    ] {
        let text = format!("{QUESTION}{EXERCISE}");
        assert!(text.contains(from), "{from}");
        assert_eq!(messages(&text.replacen(from, to, 1)), [format!("x.toml:{expected}")], "{from} -> {to}");
    }
    let compared = messages(&EXERCISE.replace("topics", "compare = \"set\"\ntopics"));
    assert_eq!(compared.len(), 7);
}

#[test]
fn a_kind_needs_what_it_plans() {
    let kind = KIND
        .replace("id = \"general\"", "id = \"mine\"")
        .replace("name = \"General\"", "name = \"Mine\"")
        .replace("name = \"experience\"", "name = \"coding\"");
    let (from, to) = (kind.find("aliases").unwrap(), kind.find("interviewer").unwrap());
    let kind = format!("{}{}", &kind[..from], &kind[to..]);
    let found = lint(&[pack(&kind)]);
    assert!(found.iter().all(|finding| finding.severity == Severity::Error && finding.id == "mine"));
    let said: Vec<_> = found.iter().map(|finding| finding.message.as_str()).collect();
    assert!(said.contains(&"phase technical: 3 questions are planned, the bank has 0"), "{said:?}");
    assert!(said.contains(&"phase coding: the bank has no exercise"), "{said:?}");

    let narrow = kind.replacen("questions = 1", "questions = 1\ntopics = [\"weather\"]", 1);
    let said = lint(&[embedded(), pack(&narrow)]);
    assert!(
        said.iter().any(|finding| finding.message == "phase intro: the bank has nothing about `weather`")
    );
    let few = KIND.replace(
        "[[phases]]\nname = \"technical\"",
        "[[phases]]\ntopics = [\"weather\"]\nname = \"technical\"",
    );
    let four: String =
        (0..4).map(|n| QUESTION.replace("foo", &format!("foo{n}")).replace("caching", "weather")).collect();
    let said = lint(&[embedded(), pack(&few), pack(&four)]);
    let said: Vec<_> = said.iter().map(|finding| (finding.severity, finding.message.as_str())).collect();
    assert_eq!(
        said,
        [(Severity::Warning, "phase technical: the bank has only 4 questions to choose 3 from")]
    );
}
