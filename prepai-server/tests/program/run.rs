//! `prepai run`.

use crate::program::Home;

const TESTS: &str = r#"[{"input": "[3,1,2]", "expected": "[1,2,3]"}]"#;

#[test]
fn the_guides_example_passes() {
    let home = Home::new();
    home.write("solution.js", "function solution(arr) { return [...arr].sort((a, b) => a - b); }\n");
    home.write("tests.json", TESTS);
    let run = home.run(&["run", "solution.js", "--tests", "tests.json"]);
    if run.code == 7 {
        println!("skipped: the_guides_example_passes: {}", run.err);
        return;
    }
    assert_eq!(run.code, 0, "{run:?}");
    let value = run.json();
    assert_eq!(
        (&value["allTestsPassed"], &value["testResults"][0]["actual"]),
        (&true.into(), &"[1, 2, 3]".into())
    );
    let text = home.run(&["run", "solution.js", "--tests", "tests.json", "--text"]);
    assert!(text.out.contains("1 of 1 tests passed"), "{text:?}");
}

#[test]
fn what_fails_ends_with_one_and_what_is_wrong_is_named() {
    let home = Home::new();
    home.write("solution.js", "function solution(arr) { return arr; }\n");
    home.write("tests.json", TESTS);
    let run = home.run(&["run", "solution.js", "--tests", "tests.json"]);
    if run.code == 7 {
        println!("skipped: what_fails_ends_with_one_and_what_is_wrong_is_named: {}", run.err);
        return;
    }
    assert_eq!((run.code, &run.json()["testResults"][0]["verdict"]), (1, &"wrong_answer".into()), "{run:?}");
    assert_eq!(home.run(&["run", "solution.js"]).code, 1, "without tests nothing passes");
    home.write("odd.json", r#"[{"input": "[1", "expected": "1"}]"#);
    let odd = home.run(&["run", "solution.js", "--tests", "odd.json"]);
    assert_eq!(odd.code, 2);
    assert!(odd.err.contains("testCases[0].input"), "{odd:?}");
    assert_eq!(home.run(&["run", "solution.js", "--language", "cobol"]).code, 2);
    home.write("program", "x");
    assert_eq!(home.run(&["run", "program"]).code, 2, "no ending says the language");
}
