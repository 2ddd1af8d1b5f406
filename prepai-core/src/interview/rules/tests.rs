//! The rules on whole replies.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;

fn texts(released: &[Released]) -> Vec<&str> {
    released.iter().map(|unit| unit.text.as_str()).collect()
}

fn settings() -> ReplySettings {
    ReplySettings {
        own_names: vec!["Maya".into()],
        other_names: vec!["Zoë".into()],
        forbidden: vec!["target - number".into()],
        ..ReplySettings::default()
    }
}

/// What is released of a text, and the names of the rules that cut something.
fn check(text: &str, units: &[&str], rules: &[&str]) {
    let (released, cuts) = apply(settings(), text);
    assert_eq!(texts(&released), units, "{text:?}");
    assert_eq!(cuts.iter().map(|cut| cut.rule.as_str()).collect::<Vec<_>>(), rules, "{text:?} {cuts:?}");
}

#[test]
fn three_sentences_and_one_question() {
    check("One. Two. Three.", &["One.", "Two.", "Three."], &[]);
    check("One. Two. Three. Four. Five.", &["One.", "Two.", "Three."], &["sentences"]);
    check("One. Why two? Three. Why four?", &["One.", "Why two?"], &["question"]);
}

#[test]
fn the_last_place_is_kept_for_a_question() {
    check("One. Two. Three. Four. Why five?", &["One.", "Two.", "Why five?"], &["sentences"]);
}

#[test]
fn cuts_hold_the_words() {
    let (_, cuts) = apply(settings(), "One. Two. Three. Four. Why **five**? Six.");
    let cuts: Vec<_> = cuts.iter().map(|cut| (cut.rule.as_str(), cut.text.as_str())).collect();
    assert_eq!(
        cuts,
        [
            ("sentences", "Four."),
            ("markup", "**"),
            ("markup", "**"),
            ("sentences", "Three."),
            ("question", "Six.")
        ]
    );
}

#[test]
fn sentences_end_where_a_reader_hears_it() {
    let one = |text: &str| check(text, &[text], &[]);
    for text in [
        "Use e.g. Python or Go.",
        "Dr. Lee and Mr. Smith agree.",
        "Lookup is O(n). ".trim_end(),
        "It takes 3.5 s, i.e. 20% more, than v1.2.3 did.",
        "See https://example.com/a?b=c.d and tell me.",
        "Well... let us see.",
        "He asked \"why?\" and left.",
        "Node.js vs. Deno is a matter of taste.",
        "Is Donald E. Knuth the author?",
        "Is that so?!",
        "What does a?.b do in U.S. English?",
        "No. 5 is right.",
    ] {
        one(text);
    }
    check("O(n). Then?", &["O(n).", "Then?"], &[]);
    check("We wrote it in C. Why?", &["We wrote it in C.", "Why?"], &[]);
    check("Wait… Why?", &["Wait… Why?"], &[]);
    check("I waited… Why?", &["I waited…", "Why?"], &[]);
    check("He said \"stop.\" Then what?", &["He said \"stop.\"", "Then what?"], &[]);
    check("好的。为什么？因为", &["好的。", "为什么？"], &["question"]);
    check("Why?Because", &["Why?"], &["question"]);
    check("Go on\n\nWhy so", &["Go on", "Why so"], &[]);
    check("No. That is fine.", &["No.", "That is fine."], &[]);
}

#[test]
fn markup_is_dropped_and_its_words_stay() {
    check("**Good** and *fast* `a_b * c`.", &["Good and fast a_b * c."], &["markup"; 6]);
    check("## Feedback\nFine.", &["Fine."], &["markup"]);
    check("- One\n- Two", &["One", "Two"], &["markup", "markup"]);
    check("1. One.\n2. Two.", &["One.", "Two."], &["markup", "markup"]);
    check("See [the docs](https://a.b/c_d).", &["See the docs."], &["markup", "markup"]);
    check("Ok ![chart](x.png) then.", &["Ok then."], &["markup"]);
    check("Fine 🎉! 👩‍💻 Go on.", &["Fine!", "Go on."], &["emoji", "emoji"]);
    check("a<br>b", &["a", "b"], &["markup"]);
    check("---\nFine.", &["Fine."], &["markup"]);
    check("Use \\*args.", &["Use *args."], &["markup"]);
    check(
        "Compute 2*3, n * m, x**2 and snake_case, __init__.",
        &["Compute 2*3, n * m, x**2 and snake_case, __init__."],
        &[],
    );
    check("Take arr[i] and [1, 2] of a list.", &["Take arr[i] and [1, 2] of a list."], &[]);
    check("Is a < b > c?", &["Is a < b > c?"], &[]);
}

#[test]
fn code_and_solutions_stay_inside() {
    check("Fine.\n```python\nreturn 1\n```\nGo on.", &["Fine.", "Go on."], &["code"]);
    check("Fine. ```return 1", &["Fine."], &["code"]);
    check("So:\n\n    return 1\n    x = 2\n\nWhy?", &["So:", "Why?"], &["code", "code"]);
    check("Look up target-Number in a map. Why?", &["Why?"], &["solution"]);
    check("<think>They want. A map.</think>Why?", &["Why?"], &["code"]);
    let long = format!("Write `{}` now.", "a + b; ".repeat(12));
    check(&long, &["Write now."], &["code"]);
}

#[test]
fn directions_and_labels_are_not_said() {
    check("*smiles* Fine.", &["Fine."], &["stage_direction"]);
    check("**nods** Fine (laughs). [pause] Why?", &["Fine.", "Why?"], &["stage_direction"; 3]);
    check("Interviewer: Fine.", &["Fine."], &["speaker"]);
    check("**Maya:** Fine.", &["Fine."], &["markup", "speaker", "markup"]);
    check("Fine. Why? Candidate: Because. Interviewer: I see.", &["Fine.", "Why?"], &["speaker"]);
    check("Good.\nZoë: I would use a map.", &["Good."], &["speaker"]);
    check("One answer: it depends.", &["One answer: it depends."], &[]);
}

#[test]
fn a_first_name_is_a_label_too() {
    let settings = ReplySettings::of(&crate::testing::samples::briefing("Hello."));
    let interviewer = settings.own_names[1].clone();
    let (released, cuts) = apply(settings, &format!("{interviewer}: Fine. Why? Ada: Because."));
    assert_eq!(texts(&released), ["Fine.", "Why?"]);
    assert!(cuts.iter().all(|cut| cut.rule == "speaker"), "{cuts:?}");
}

#[test]
fn an_early_clause_comes_before_its_sentence_is_done() {
    let mut rules = ReplyRules::new(settings());
    let first = rules.push("That is a clear account of what your team did last year, and ");
    assert_eq!(texts(&first), ["That is a clear account of what your team did last year,"]);
    assert!(!first[0].ends_sentence);
    let second = rules.push("what did you do? No more");
    assert_eq!(texts(&second), ["and what did you do?"]);
    assert!(rules.is_full());
    let only_one = ReplySettings { sentences: 1, ..settings() };
    let mut rules = ReplyRules::new(only_one);
    assert!(rules.push("That is a clear account of what your team did last year, and ").is_empty());
}

#[test]
fn rounds_of_a_turn_share_the_limits() {
    let mut rules = ReplyRules::new(settings());
    assert_eq!(texts(&rules.push("One. Two")), ["One."]);
    assert_eq!(texts(&rules.end_round()), ["Two"]);
    assert!(rules.push("Three. Four. ").is_empty());
    let (released, cuts) = rules.finish();
    assert_eq!(texts(&released), ["Three."]);
    assert_eq!(cuts[0].text, "Four.");
}

#[test]
fn a_sentence_without_end_does_not_wait_for_ever() {
    let mut rules = ReplyRules::new(settings());
    let released = rules.push(&"word ".repeat(100));
    assert_eq!(released.len(), 1);
    assert!(released[0].text.len() < 400);
}

/// Texts that are full of what the rules look for.
fn tricky() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        " ",
        " ",
        " ",
        "\n",
        "\n\n",
        "word",
        "Word",
        "I",
        "a",
        "C",
        "3",
        "3.5",
        "e.g.",
        "Dr.",
        "O(n)",
        ".",
        ".",
        ",",
        ";",
        ":",
        "?",
        "!",
        "?!",
        "…",
        "...",
        "\"",
        "'",
        "(",
        ")",
        "[",
        "]",
        "*",
        "**",
        "_",
        "__",
        "`",
        "```",
        "~~",
        "~~~",
        "#",
        "##",
        "-",
        "- ",
        "1. ",
        "> ",
        "|",
        "<",
        ">",
        "<br>",
        "<think>",
        "</think>",
        "\\",
        "smiles",
        "nods",
        "laughs",
        "pause",
        "(laughs)",
        "*smiles*",
        "Interviewer:",
        "Interviewer",
        "Maya",
        "Zoë",
        "candidate",
        "🎉",
        "👩\u{200D}💻",
        "。",
        "？",
        "，",
        "为什么",
        "https://a.b/c?d=e",
        "](",
        "![",
        "target - number",
        "def f(",
        "):",
        "return ",
        " = ",
        "{",
        "}",
        "    ",
        "\t",
        "\r\n",
        "\u{0}",
        "é",
        "ß",
        "İ",
    ]);
    prop::collection::vec(token, 0..60).prop_map(|tokens| tokens.concat())
}

fn run_in_pieces(text: &str, cuts: &[usize]) -> (Vec<Released>, Vec<Cut>) {
    let mut rules = ReplyRules::new(settings());
    let mut released = Vec::new();
    let mut piece = String::new();
    for (at, c) in text.chars().enumerate() {
        piece.push(c);
        if cuts.contains(&at) {
            released.extend(rules.push(&piece));
            piece.clear();
        }
    }
    released.extend(rules.push(&piece));
    let (rest, cuts) = rules.finish();
    released.extend(rest);
    (released, cuts)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_make_no_difference(text in tricky(), cuts in prop::collection::vec(0usize..300, 0..40)) {
        let whole = run_in_pieces(&text, &[]);
        prop_assert_eq!(&whole, &run_in_pieces(&text, &cuts));
        let every: Vec<usize> = (0..text.chars().count()).collect();
        prop_assert_eq!(&whole, &run_in_pieces(&text, &every));
    }

    #[test]
    fn limits_hold_whatever_comes(text in tricky()) {
        let (released, _) = apply(settings(), &text);
        let questions = released.iter().filter(|unit| unit.question).count();
        prop_assert!(questions <= 1);
        prop_assert!(questions == 0 || released.last().unwrap().question);
        prop_assert!(released.iter().filter(|unit| unit.ends_sentence).count() <= 3);
        for unit in &released {
            prop_assert!(!unit.text.is_empty() && unit.text.trim() == unit.text);
            prop_assert!(!unit.text.contains("```") && !unit.text.contains('🎉') && !unit.text.contains('\n'));
        }
    }

    #[test]
    fn nothing_is_lost_or_doubled(text in "[ a-zA-Z0-9.,?!]{0,200}") {
        let (released, cuts) = apply(settings(), &text);
        let letters = |text: &str| -> Vec<char> {
            let mut letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
            letters.sort_unstable();
            letters
        };
        let mut out = String::new();
        for part in released.iter().map(|unit| &unit.text).chain(cuts.iter().map(|cut| &cut.text)) {
            out.push_str(part);
        }
        prop_assert_eq!(letters(&text), letters(&out));
    }
}
