//! Twenty ordinary solutions in every language, and what goes wrong in each of them.

use std::io::Write as _;

use libtest_mimic::{Failed, Trial};
use prepai_core::code::{CodeExecutor as _, Execution, Program, Verdict};

use super::programs::{problems, program, solution};
use super::rig::{executor, hasty, run};

/// Languages with the endings of their files.
const LANGUAGES: [(&str, &str); 8] = [
    ("python", "py"),
    ("javascript", "js"),
    ("typescript", "ts"),
    ("cpp", "cpp"),
    ("java", "java"),
    ("go", "go"),
    ("rust", "rs"),
    ("c", "c"),
];

pub(super) fn trials() -> Vec<Trial> {
    let problems = problems();
    let mut trials = Vec::new();
    for (language, ending) in LANGUAGES {
        let there = executor().languages().iter().any(|known| known.id == language);
        if !there {
            let mut errors = std::io::stderr();
            let reason =
                executor().missing().into_iter().find(|error| error.fact("language") == Some(language));
            let reason = reason.map_or_else(|| "not built in".to_owned(), |error| error.to_string());
            writeln!(errors, "skipped: the twenty solutions in {language}: {reason}").unwrap();
        }
        let mut add = |name: String, test: Box<dyn FnOnce() -> Result<(), Failed> + Send>| {
            trials.push(Trial::test(name, test).with_ignored_flag(!there));
        };
        for problem in &problems {
            let name = problem.file_name().unwrap().to_string_lossy().into_owned();
            if let Some(program) = solution(problem, language, ending) {
                add(format!("solutions::{language}::{name}"), Box::new(|| accepted(program)));
            }
        }
        for broken in BROKEN.iter().filter(|broken| broken.language == language) {
            add(format!("solutions::{language}::{:?}", broken.verdict), Box::new(|| broken.check()));
        }
    }
    trials
}

fn accepted(program: Program) -> Result<(), Failed> {
    let execution = run(program);
    if execution.all_passed() { Ok(()) } else { Err(format!("{execution:#?}").into()) }
}

/// A program that goes wrong, and what is said about it.
struct Broken {
    language: &'static str,
    source: &'static str,
    verdict: Verdict,
    /// A piece of what the candidate is told: his own line.
    says: &'static str,
}

impl Broken {
    fn check(&self) -> Result<(), Failed> {
        let program = program(self.language, self.source, &[("4", "5")]);
        // Filling the memory takes its time where others compute too.
        let execution: Execution = run(if self.verdict == MemoryLimit { program } else { hasty(program) });
        let case = execution.cases.first().map(|case| (case.error.clone(), case.trace.clone()));
        let (error, trace) = case.unwrap_or_default();
        let said =
            [execution.error.clone(), error, trace].into_iter().flatten().collect::<Vec<_>>().join("\n");
        if execution.verdict == self.verdict && said.contains(self.says) {
            Ok(())
        } else {
            Err(format!("{execution:#?}").into())
        }
    }
}

const fn broken(
    language: &'static str,
    verdict: Verdict,
    says: &'static str,
    source: &'static str,
) -> Broken {
    Broken { language, source, verdict, says }
}

use Verdict::{CompileError, MemoryLimit, NotFound, RuntimeError, TimeLimit, WrongAnswer};

const BROKEN: &[Broken] = &[
    broken("python", WrongAnswer, "", "def solution(n):\n    return n\n"),
    broken("python", RuntimeError, "return n / (n - 4)", "def solution(n):\n    return n / (n - 4)\n"),
    broken("python", CompileError, "line 2", "def solution(n):\n    return n +\n"),
    broken("python", TimeLimit, "", "def solution(n):\n    while True:\n        pass\n"),
    broken("javascript", WrongAnswer, "", "function solution(n) { return n; }"),
    broken(
        "javascript",
        RuntimeError,
        "return x.y",
        "function solution(n) {\n  const x = null;\n  return x.y;\n}",
    ),
    broken("javascript", CompileError, "", "function solution(n) {\n  return n +;\n}"),
    broken("javascript", TimeLimit, "", "function solution(n) { for (;;); }"),
    broken("typescript", WrongAnswer, "", "const solution = (n: number): number => n;"),
    broken(
        "typescript",
        RuntimeError,
        "return x.y",
        "function solution(n: number): number {\n  const x: any = null;\n  return x.y;\n}",
    ),
    broken(
        "typescript",
        CompileError,
        "solution.ts:2:",
        "function solution(n: number) {\n  return n as ;\n}",
    ),
    broken(
        "typescript",
        CompileError,
        "decorators are not supported",
        "@x class A {}\nfunction solution(n: number) { return n; }",
    ),
    broken("typescript", TimeLimit, "", "function solution(n: number) { for (;;); }"),
    broken("cpp", WrongAnswer, "", "int solution(int n) { return n; }"),
    broken(
        "cpp",
        RuntimeError,
        "throw std::runtime_error",
        "#include <stdexcept>\nint solution(int n) {\n    if (n == 4) throw std::runtime_error(\"four\");\n    return n;\n}",
    ),
    broken("cpp", CompileError, "solution.cpp:2:", "int solution(int n) {\n    return m;\n}"),
    broken("cpp", TimeLimit, "", "int solution(int n) { volatile int x = n; while (x) { } return 1; }"),
    broken(
        "cpp",
        MemoryLimit,
        "",
        "#include <vector>\nint solution(int n) { std::vector<char*> v; for (;;) { v.push_back(new char[1 << 20]); for (int i = 0; i < 256; i++) v.back()[i << 12] = 1; } }",
    ),
    broken("cpp", NotFound, "other", "int other(int n) { return n; } int another(int n) { return n; }"),
    broken("java", WrongAnswer, "", "class Solution { int solution(int n) { return n; } }"),
    broken(
        "java",
        RuntimeError,
        "return 1 / (n - 4)",
        "class Solution {\n    int solution(int n) {\n        return 1 / (n - 4);\n    }\n}",
    ),
    broken(
        "java",
        CompileError,
        "Solution.java:3:",
        "class Solution {\n    int solution(int n) {\n        return m;\n    }\n}",
    ),
    broken("java", TimeLimit, "", "class Solution { int solution(int n) { while (n == 4) { } return 1; } }"),
    broken(
        "java",
        MemoryLimit,
        "",
        "class Solution { int solution(int n) { var l = new java.util.ArrayList<long[]>(); while (true) l.add(new long[1 << 22]); } }",
    ),
    broken("go", WrongAnswer, "", "func solution(n int) int { return n }"),
    broken(
        "go",
        RuntimeError,
        "return 1 / (n - 4)",
        "package main\n\nfunc solution(n int) int {\n\treturn 1 / (n - 4)\n}",
    ),
    broken("go", CompileError, "solution.go:4:", "package main\n\nfunc solution(n int) int {\n\treturn m\n}"),
    broken("go", TimeLimit, "", "func solution(n int) int { for n == 4 { }; return 1 }"),
    broken("rust", WrongAnswer, "", "fn solution(n: i32) -> i32 { n }"),
    broken(
        "rust",
        RuntimeError,
        "[n as usize]",
        "fn solution(n: i32) -> i32 {\n    let v = vec![1];\n    v[n as usize]\n}",
    ),
    broken("rust", CompileError, "solution.rs:2:", "fn solution(n: i32) -> i32 {\n    m\n}"),
    broken(
        "rust",
        TimeLimit,
        "",
        "fn solution(n: i32) -> i32 { let mut x = n; loop { x = std::hint::black_box(x); } }",
    ),
    broken("c", WrongAnswer, "", "int solution(int n) { return n; }"),
    broken("c", RuntimeError, "10 / (n - 4)", "int solution(int n) {\n    return 10 / (n - 4);\n}"),
    broken("c", CompileError, "solution.c:2:", "int solution(int n) {\n    return m;\n}"),
    broken("c", TimeLimit, "", "int solution(int n) { volatile int x = n; while (x) { } return 1; }"),
];
