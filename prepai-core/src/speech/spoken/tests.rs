//! What voices are given.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;

fn check(display: &str, spoken: &str) {
    assert_eq!(SpokenForm::of(display, "en").text, spoken, "{display}");
}

#[test]
fn growth_and_powers() {
    check("It is O(n log n).", "It is O of n log n.");
    check(
        "O(n^2), O(n²), O(2^n), O(n!)",
        "O of n squared, O of n squared, O of 2 to the n, O of n factorial",
    );
    check(
        "O(V + E) or O(n*m) or O(log(n)) or O(sqrt(n)/k)",
        "O of V plus E or O of n times m or O of log n or O of square root of n over k",
    );
    check("Θ(n) and n² or x^2 and 10^9", "theta of n and n squared or x squared and 10 to the 9");
    check("O(n", "O(n");
}

#[test]
fn words_and_initials() {
    check("C++, C# and .NET, i.e. three.", "C plus plus, C sharp and dot net, that is three.");
    check("Maps, sets, etc. Then SQL vs. NoSQL.", "Maps, sets, et cetera. Then sequel versus no sequel.");
    check("Lists etc. and JSON via gRPC.", "Lists et cetera and jason via G R P C.");
    check(
        "The API, two APIs, TLS and HTTPS; NASA and I.",
        "The A P I, two A P I's, T L S and H T T P S; NASA and I.",
    );
    check("CI/CD on EC2 with S3", "C I C D on E C 2 with S 3");
    check("Node.js or Vue.js", "Node J S or Vue J S");
    check("Tell me more, Anna.", "Tell me more, Anna.");
}

#[test]
fn numbers_and_units() {
    check(
        "It took 5ms, 1 s or 10 GB at 99.9%.",
        "It took 5 milliseconds, 1 second or 10 gigabytes at 99.9 percent.",
    );
    check("10-20 users, 2x, 100k, 5M", "10 to 20 users, 2 times, 100 thousand, 5 million");
    check("$5, €2.5 million, £10k, $1", "5 dollars, 2.5 million euros, 10 thousand pounds, 1 dollar");
    check("p99 of v2.1 on 2026-11-23", "P 99 of version 2.1 on 2026-11-23");
    check(
        "~50 requests, #3, 5+ years, 1,000 QPS",
        "about 50 requests, number 3, 5 or more years, 1,000 queries a second",
    );
    check("Tell us: 5 us, 3 x y", "Tell us: 5 us, 3 x y");
}

#[test]
fn names_from_code() {
    check("my_list and getUserById() in os.path.join", "my list and get user by id in os dot path dot join");
    check("__init__ of main.py", "init of main dot py");
    check("arr[i] of GitHub and JavaScript on an iPhone", "arr at i of GitHub and JavaScript on an iPhone");
    check("well-known follow-up", "well-known follow-up");
}

#[test]
fn symbols() {
    check("a -> b, a <= b && c != d", "a to b, a less than or equal to b and c not equal to d");
    check(
        "R&D, read/write, n-1, n+1, x = 3, -5",
        "R and D, read write, n minus 1, n plus 1, x equals 3, minus 5",
    );
    check("i<=n and a==b", "i less than or equal to n and a equals b");
    check("AT&T & 7 % 2 & 50 % of it", "AT and T and 7 modulo 2 and 50 percent of it");
}

#[test]
fn addresses() {
    check("See https://www.example.com/a?b=c.", "See example dot com.");
    check("Write to a.b@example.org, please.", "Write to a dot b at example dot org, please.");
}

#[test]
fn other_languages_are_left_alone() {
    for other in ["de-DE", "enm", "fr"] {
        assert_eq!(SpokenForm::of("C++ & O(n)", other).text, "C++ & O(n)", "{other}");
    }
    for english in ["en", "EN_gb", ""] {
        assert_eq!(SpokenForm::of("C++", english).text, "C plus plus", "{english}");
    }
}

#[test]
fn marks_point_into_the_display_text() {
    let form = SpokenForm::of("Use C++ now.", "en");
    assert_eq!(form.text, "Use C plus plus now.");
    let marks = [(0, 3), (4, 5), (6, 10), (16, 19)].map(|(start, end)| Mark { start, end, sample: 7 });
    let moved: Vec<_> = form.display_marks(&marks).iter().map(|mark| (mark.start, mark.end)).collect();
    assert_eq!(moved, [(0, 3), (4, 7), (4, 7), (8, 11)]);
}

fn tricky() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        " ",
        " ",
        "word",
        "O(n",
        ")",
        "log",
        "(",
        "[",
        "]",
        "C",
        "++",
        "#",
        "e.g.",
        "etc.",
        "5",
        "ms",
        "%",
        "$",
        "1,000",
        ".",
        "-",
        "–",
        "_",
        "camelCase",
        "API",
        "s",
        "TLS",
        "&",
        "<",
        "=",
        ">",
        "!",
        "^",
        "2",
        "²",
        "https://",
        "a@b.c",
        "/",
        "é",
        "漢字",
        "🎉",
        "\n",
        "v",
        "p",
        "+",
        "~",
        "|",
    ]);
    prop::collection::vec(token, 0..30).prop_map(|tokens| tokens.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, rng_seed: RngSeed::Fixed(11), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_map_covers_both_texts_in_order(display in tricky()) {
        let form = SpokenForm::of(&display, "en");
        let (mut spoken, mut shown) = (0, 0);
        for span in &form.spans {
            prop_assert_eq!(span.spoken.start, spoken);
            prop_assert_eq!(span.display.start, shown);
            prop_assert!(!span.display.is_empty());
            prop_assert!(!span.literal || span.spoken.len() == span.display.len());
            (spoken, shown) = (span.spoken.end, span.display.end);
        }
        prop_assert_eq!(spoken, form.text.chars().count());
        prop_assert_eq!(shown, display.chars().count());
    }

    #[test]
    fn later_sounds_point_to_later_words(display in tricky()) {
        let form = SpokenForm::of(&display, "en");
        let length = form.text.chars().count();
        let ranges: Vec<_> = (0..length).map(|at| form.to_display(at..at + 1)).collect();
        prop_assert!(ranges.windows(2).all(|two| two[0].start <= two[1].start && two[0].end <= two[1].end));
        prop_assert!(ranges.iter().all(|range| !range.is_empty()));
        if length > 0 {
            prop_assert!(form.to_display(0..length).end <= display.chars().count());
        }
    }

    #[test]
    fn plain_words_stay(display in "[a-z]{1,9}( [a-z]{1,9}){0,8}[.?]") {
        prop_assume!(!display.split([' ', '.', '?']).any(|word| matches!(word, "vs" | "nginx" | "kubectl")));
        prop_assert_eq!(SpokenForm::of(&display, "en").text, display);
    }
}
