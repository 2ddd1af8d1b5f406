//! Complexities against the tools whose rules they follow, and against what was counted by hand.

#![expect(clippy::print_stdout, reason = "the shares are what one runs it for")]

use std::collections::BTreeMap;

use prepai_core::code::metrics::{Function, measure};
use serde_json::Value;

/// What must agree, of all functions.
const CYCLOMATIC: f64 = 0.995;
const COGNITIVE: f64 = 0.95;

#[derive(Default)]
struct Count {
    all: usize,
    equal: usize,
    differences: Vec<String>,
}

impl Count {
    fn add(&mut self, ours: Option<u32>, theirs: &Value, what: impl Fn() -> String) {
        self.all += 1;
        if ours.map(u64::from) == theirs.as_u64() {
            self.equal += 1;
        } else {
            self.differences.push(format!("{}: {ours:?}, not {theirs}", what()));
        }
    }

    fn share(&self, name: &str) -> f64 {
        let share = self.equal as f64 / self.all as f64;
        println!("{name}: {} of {} functions agree, {:.2} %", self.equal, self.all, share * 100.0);
        let shown: usize = std::env::var("SHOWN").ok().and_then(|shown| shown.parse().ok()).unwrap_or(5);
        self.differences.iter().take(shown).for_each(|difference| println!("    {difference}"));
        share
    }
}

#[test]
#[ignore = "make metrics"]
fn complexities_agree_with_radon_and_complexipy() {
    let reference =
        std::env::var("METRICS_REFERENCE").expect("`make metrics` makes the reference and names it");
    let (mut cyclomatic, mut cognitive) = (Count::default(), Count::default());
    for line in std::fs::read_to_string(reference).unwrap().lines() {
        let file: Value = serde_json::from_str(line).unwrap();
        let path = file["file"].as_str().unwrap();
        let source = std::fs::read_to_string(path).unwrap();
        let measured = measure(&source, "python").unwrap();
        let by_line: BTreeMap<u64, &Function> =
            measured.functions.iter().map(|function| (u64::from(function.line), function)).collect();
        for one in file["cyclomatic"].as_array().unwrap() {
            let ours = by_line.get(&one[0].as_u64().unwrap()).map(|function| function.cyclomatic);
            cyclomatic.add(ours, &one[2], || format!("{path}:{} {}", one[0], one[1]));
        }
        for one in file["cognitive"].as_array().unwrap() {
            let lines = one[0].as_u64().unwrap()..=one[1].as_u64().unwrap();
            let ours = measured.functions.iter().find(|function| {
                // There the name of an outer class stands before that of an inner one.
                let scope = one[2].as_str().unwrap().strip_suffix(&function.name);
                let named = scope.is_some_and(|scope| scope.is_empty() || scope.ends_with('.'));
                !function.nested && named && lines.contains(&u64::from(function.line))
            });
            cognitive.add(ours.map(|function| function.cognitive), &one[3], || {
                format!("{path}:{} {}", one[0], one[2])
            });
        }
    }
    let (cyclomatic, cognitive) = (cyclomatic.share("cyclomatic"), cognitive.share("cognitive"));
    assert!(cyclomatic >= CYCLOMATIC && cognitive >= COGNITIVE, "{cyclomatic} {cognitive}");
}

/// `// name: cyclomatic 2, cognitive 1` before each function.
fn counted(source: &str) -> Vec<(String, u32, u32)> {
    let line = |line: &str| {
        let (name, numbers) = line.trim_start_matches([' ', '/', '#']).split_once(": cyclomatic ")?;
        let (cyclomatic, cognitive) = numbers.split_once(", cognitive ")?;
        Some((name.to_owned(), cyclomatic.parse().ok()?, cognitive.trim().parse().ok()?))
    };
    source.lines().filter_map(line).collect()
}

#[test]
fn every_language_counts_as_people_do() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/metrics");
    let mut wrong = Vec::new();
    for (language, file) in [
        ("python", "sample.py"),
        ("javascript", "sample.js"),
        ("typescript", "sample.ts"),
        ("java", "Sample.java"),
        ("cpp", "sample.cpp"),
        ("go", "sample.go"),
        ("rust", "sample.rs"),
    ] {
        let source = std::fs::read_to_string(folder.join(file)).unwrap();
        let measured = measure(&source, language).unwrap();
        assert!(measured.parsed, "{file} does not parse");
        let expected = counted(&source);
        assert!(expected.len() >= 3, "{file}");
        let ours: Vec<(String, u32, u32)> = measured
            .functions
            .iter()
            .map(|function| (function.name.clone(), function.cyclomatic, function.cognitive))
            .collect();
        if ours != expected {
            wrong.push(format!("{file}\n  ours     {ours:?}\n  by hand  {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn texts_that_mean_harm_end() {
    let pieces = [
        "([{",
        "x => ",
        ")",
        "if x:\n ",
        "a+",
        "not ",
        "a and b or ",
        "x = '",
        "\u{fffd}",
        "f(a,",
        "def f():\n",
        "<T",
        "/*",
        "else if (a) {} ",
        "a ? b : ",
        "\0",
        "lambda: ",
        "match x { ",
    ];
    let steps = (0..2_000).map(|depth| format!("{}if x:\n", " ".repeat(depth % 400))).collect();
    // The first two once took memory without end, or the parser's stack.
    let kib = |at: usize| if at < 2 { 64 << 10 } else { 8 << 10 };
    let repeated = pieces.iter().enumerate().map(|(at, piece)| piece.repeat(kib(at) / piece.len()));
    let texts: Vec<String> = repeated.chain([steps]).collect();
    for language in prepai_core::code::metrics::LANGUAGES {
        for text in &texts {
            let begun = std::time::Instant::now();
            let _ = measure(text, language);
            let _ = prepai_core::code::metrics::outline(text, language);
            let spent = begun.elapsed();
            let shown: String = text.chars().take(12).collect();
            // A watchdog: a walk that is quadratic takes minutes.
            assert!(spent.as_secs() < 30, "{language}: {shown:?}");
        }
    }
}

#[test]
fn strings_and_comments_earn_nothing() {
    let plain = "def solution(numbers):\n    total = 0\n    for number in numbers:\n        if number > 0:\n            \
                 total += number\n    return total\n";
    let words = "# very clean, no if, no else\n".repeat(30);
    let decorated = format!("{words}\"\"\"def f(): if x and y or z: pass\"\"\"\n{plain}");
    let score = |source: &str| measure(source, "python").unwrap().quality.score;
    assert_eq!(score("# only words\n'and a string'\n"), 0.0);
    assert_eq!(score(plain), score(&decorated));
    let measured = |source: &str| {
        let measured = measure(source, "python").unwrap();
        let functions = measured.functions.len();
        (measured.cyclomatic, measured.cognitive, measured.halstead, measured.nesting, functions)
    };
    assert_eq!(measured(plain), measured(&decorated));
}

#[test]
fn better_code_scores_better() {
    let quality = |source: &str| measure(source, "python").unwrap().quality;
    let good = "def solution(numbers: list[int]) -> int:\n    total = 0\n    for number in numbers:\n        \
                if number > 0:\n            total += number\n    return total\n";
    let mut bad = String::from("def solution(XxA, bB, cC, dD, eE, fF, gG):\n");
    for depth in 1..9 {
        bad.push_str(&format!("{}if XxA > {depth} and bB or cC:\n", "    ".repeat(depth)));
    }
    bad.push_str(&format!("{}return dD\n", "    ".repeat(9)));
    let (good, bad) = (quality(good), quality(&bad));
    assert!(good.score >= 9.0 && bad.score <= 4.0, "{good:?} {bad:?}");
    let reasons: Vec<&str> = bad.penalties.iter().map(|penalty| penalty.reason.as_str()).collect();
    for reason in ["cognitive", "nesting", "naming", "parameters"] {
        assert!(reasons.contains(&reason), "{reasons:?}");
    }
}

#[test]
fn repeated_lines_are_found() {
    let block = "    total = total + numbers[0] * numbers[1]\n    total = total - numbers[2] * 3\n    \
                 numbers = [number + 1 for number in numbers]\n    print(total, numbers)\n";
    let once = format!("def solution(numbers, total):\n{block}    return total\n");
    let twice = format!("def solution(numbers, total):\n{block}    # again\n{block}    return total\n");
    assert_eq!(measure(&once, "python").unwrap().duplication.lines, 0);
    assert_eq!(measure(&twice, "python").unwrap().duplication.lines, 8);
}

#[test]
fn the_seven_numbers_of_old_are_as_recorded() {
    let source = "def solution(arr):\n    # sort\n    return sorted(arr)\n";
    let wire = measure(source, "Python").unwrap().wire();
    for (name, value) in [
        ("lines_of_code", serde_json::json!(2)),
        ("cyclomatic_complexity", serde_json::json!(1)),
        ("num_functions", serde_json::json!(1)),
        ("num_comments", serde_json::json!(1)),
        ("avg_line_length", serde_json::json!(16.67)),
        ("has_type_hints", serde_json::json!(false)),
    ] {
        assert_eq!(wire[name], value, "{name}");
    }
    assert!(wire["quality_score"].is_f64());
}
