//! JavaScript and TypeScript in WebAssembly: the ordinary solutions, and what goes wrong.

#![cfg(feature = "wasm")]
#![expect(clippy::unwrap_used, reason = "the whole program is a test")]

#[path = "sandbox/programs.rs"]
mod programs;

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use futures::executor::block_on;
use prepai_core::code::wasm::{WasmExecutor, WasmOptions};
use prepai_core::code::{CodeExecutor as _, Execution, Limits, Program, Verdict};

use self::programs::{problems, program, solution};

fn executor() -> &'static WasmExecutor {
    static SHARED: OnceLock<WasmExecutor> = OnceLock::new();
    SHARED.get_or_init(|| WasmExecutor::new(WasmOptions::default()))
}

fn run(program: Program) -> Execution {
    block_on(executor().run(program)).unwrap()
}

/// With less time, so that the test need not wait.
fn hasty(program: Program) -> Program {
    let limits =
        Limits { time: Duration::from_millis(500), budget: Duration::from_secs(3), ..program.limits };
    Program { limits, ..program }
}

fn solutions(language: &str, ending: &str) {
    let problems = problems();
    for problem in &problems {
        let execution = run(solution(problem, language, ending).unwrap());
        assert!(execution.all_passed(), "{}: {execution:#?}", problem.display());
        assert_eq!(execution.isolation, "wasm");
    }
    assert_eq!(problems.len(), 20);
}

#[test]
fn twenty_solutions_in_javascript() {
    solutions("javascript", "js");
}

#[cfg(feature = "typescript")]
#[test]
fn twenty_solutions_in_typescript() {
    solutions("typescript", "ts");
}

#[test]
fn what_goes_wrong_has_its_verdict() {
    let cases: &[(Verdict, &str, &str)] = &[
        (Verdict::WrongAnswer, "", "const solution = (n) => n;"),
        (Verdict::RuntimeError, "return x.y", "function solution(n) {\n  const x = null;\n  return x.y;\n}"),
        (Verdict::RuntimeError, "never settles", "const solution = () => new Promise(() => {});"),
        (Verdict::CompileError, "", "function solution(n) { return n +; }"),
        (Verdict::NotFound, "other", "function other() {} function another() {}"),
        (Verdict::TimeLimit, "", "function solution() { for (;;); }"),
        (Verdict::TimeLimit, "", "const solution = () => new Promise((done) => setTimeout(done, 60000));"),
        (
            Verdict::MemoryLimit,
            "",
            "function solution() { const all = []; for (;;) all.push(new ArrayBuffer(16 << 20)); }",
        ),
        (Verdict::OutputLimit, "", "function solution() { for (;;) console.log('x'.repeat(10000)); }"),
        (Verdict::OutputLimit, "", "const solution = () => 'x'.repeat(3 << 20);"),
    ];
    for (verdict, says, source) in cases {
        let program = program("javascript", source, &[("4", "5")]);
        let execution = run(if *verdict == Verdict::TimeLimit { hasty(program) } else { program });
        let case = execution.cases.first().map(|case| (case.error.clone(), case.trace.clone()));
        let (error, trace) = case.unwrap_or_default();
        let said =
            [execution.error.clone(), error, trace].into_iter().flatten().collect::<Vec<_>>().join("\n");
        assert!(execution.verdict == *verdict && said.contains(says), "{source}: {execution:#?}");
    }
}

#[test]
fn recursion_has_an_end_and_the_next_test_goes_on() {
    let source = "function solution(n) { return n === 0 ? 0 : n < 0 ? solution(n) : 1 + solution(n - 1); }";
    let execution = run(program("javascript", source, &[("1000", "1000"), ("-1", "0"), ("5", "5")]));
    let verdicts: Vec<Verdict> = execution.cases.iter().map(|case| case.verdict).collect();
    assert_eq!(verdicts, [Verdict::Accepted, Verdict::RuntimeError, Verdict::Accepted], "{execution:#?}");
}

#[test]
fn a_dropped_run_ends_its_program() {
    let executor = WasmExecutor::new(WasmOptions { concurrency: 1, queue: 4, ..WasmOptions::default() });
    let endless = program("javascript", "function solution() { for (;;); }", &[("1", "1")]);
    let limits =
        Limits { time: Duration::from_secs(3600), budget: Duration::from_secs(3600), ..Limits::default() };
    let run = executor.run(Program { limits, ..endless });
    // Handed over, then dropped: the only thread must come free for the next.
    block_on(async {
        let ended = futures::future::select(run, Box::pin(async {})).await;
        drop(ended);
    });
    let right = program("javascript", "const solution = (n) => n;", &[("1", "1")]);
    assert!(block_on(executor.run(right)).unwrap().all_passed());
}

#[test]
fn the_committed_module_is_made_from_the_committed_sources() {
    use sha2::{Digest as _, Sha256};
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/data/wasm"));
    let module = std::fs::read(folder.join("quickjs.wasm")).unwrap();
    let hash: String = Sha256::digest(&module).iter().map(|byte| format!("{byte:02x}")).collect();
    let written = std::fs::read_to_string(folder.join("quickjs.wasm.sha256")).unwrap();
    assert_eq!(hash, written.trim(), "run data/wasm/build.sh");
    // The sources of the engine are not here; those that are ours are.
    let sources = std::fs::read_to_string(folder.join("sources.sha256")).unwrap();
    for line in sources.lines() {
        let (hash, name) = line.split_once("  ").unwrap();
        let Ok(text) = std::fs::read(folder.join(name)) else {
            assert!(name.starts_with("engine/"), "{name} is not there");
            continue;
        };
        let found: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, hash, "{name} is not what the module was made of: run data/wasm/build.sh");
    }
    let ours = sources.lines().filter(|line| !line.contains("  engine/")).count();
    assert_eq!(ours, 2, "build.sh and quickjs.c:\n{sources}");
    let engine = std::fs::read_to_string(folder.join("engine.version")).unwrap();
    let (name, version) = engine.trim().rsplit_once('-').unwrap();
    let lock = std::fs::read_to_string(folder.join("../../../Cargo.lock")).unwrap();
    let locked = format!("name = \"{name}\"\nversion = \"{version}\"\n");
    assert!(lock.contains(&locked), "the lock file has another engine than {engine}: run data/wasm/build.sh");
}

#[cfg(all(feature = "sandbox", target_os = "linux"))]
#[test]
fn where_nothing_is_confined_javascript_runs_here_and_the_rest_says_why_not() {
    use prepai_core::ErrorKind;
    use prepai_core::code::AutoExecutor;
    use prepai_core::code::sandbox::{Options, SandboxExecutor};
    use prepai_core::worker::Helper;
    let nowhere = PathBuf::from("/nowhere/prepai-worker");
    let options = Options { helper: Helper::find(Some(&nowhere)), ..Options::default() };
    let auto = AutoExecutor::new(SandboxExecutor::new(options), WasmExecutor::new(WasmOptions::default()));
    let here = auto.languages();
    assert!(
        here.iter().any(|language| language.id == "javascript") && !here.iter().any(|one| one.id == "python")
    );
    for _ in 0..2 {
        let ran =
            block_on(auto.run(program("javascript", "const solution = (n) => n;", &[("1", "1")]))).unwrap();
        assert_eq!((ran.all_passed(), ran.isolation.as_str()), (true, "wasm"));
    }
    let python = program("python", "def solution(n):\n    return n\n", &[("1", "1")]);
    let error = block_on(auto.run(python)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAvailable);
    assert!(error.message().contains("code.sandbox.worker"), "{error}");
    let other = block_on(auto.run(program("cobol", "x", &[("1", "1")]))).unwrap_err();
    assert_eq!(other.kind(), ErrorKind::Unsupported);
}

#[test]
fn results_have_the_size_that_the_limits_say() {
    let made = program("javascript", "const solution = (n) => 'x'.repeat(n);", &[("2000", "1")]);
    assert_eq!(run(made.clone()).verdict, Verdict::WrongAnswer);
    let limits = Limits { value: 1024, ..made.limits };
    assert_eq!(run(Program { limits, ..made }).verdict, Verdict::OutputLimit);
}
