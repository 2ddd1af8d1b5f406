//! Every exercise of the bank, really executed: its solution passes all tests, its starter none, in each language.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::path::Path;

use prepai_core::code::sandbox::{Options, SandboxExecutor};
use prepai_core::code::{CodeExecutor, Entry, Limits, Program, Verdict};
use prepai_core::interview::{Exercise, Library};
use prepai_core::worker::Helper;

fn executor() -> SandboxExecutor {
    let helper = Helper::find(Some(Path::new(env!("CARGO_BIN_EXE_code-worker"))));
    SandboxExecutor::new(Options { helper, ..Options::default() })
}

fn program(exercise: &Exercise, language: &str, source: &str) -> Program {
    Program {
        source: source.to_owned(),
        language: language.to_owned(),
        entry: Entry::Function(exercise.function.clone()),
        cases: exercise.cases().cloned().collect(),
        compare: exercise.compare,
        limits: Limits::default(),
    }
}

/// The solutions by the id of their exercise.
fn solutions(text: &str) -> BTreeMap<&str, &str> {
    text.split("# == ").skip(1).filter_map(|part| part.split_once('\n')).collect()
}

#[tokio::test]
async fn every_solution_passes_all_tests_of_its_exercise() {
    let executor = executor();
    if !executor.languages().iter().any(|language| language.id == "python") {
        println!("skipped: every_solution_passes_all_tests_of_its_exercise: this machine has no Python 3");
        return;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/exercise_solutions.py");
    let text = std::fs::read_to_string(path).unwrap();
    let solutions = solutions(&text);
    let library = Library::embedded();
    let mut wrong = Vec::new();
    let mut count = 0;
    for exercise in library.bank().exercises() {
        count += 1;
        let Some(solution) = solutions.get(exercise.id.as_str()) else {
            wrong.push(format!("{}: no solution", exercise.id));
            continue;
        };
        let execution = executor.run(program(exercise, "python", solution)).await.unwrap();
        if !execution.all_passed() {
            let first = execution.cases.iter().find(|case| case.verdict != Verdict::Accepted);
            wrong.push(format!("{}: {:?} {first:?}", exercise.id, execution.error));
        }
    }
    assert!(count >= 34 && wrong.is_empty(), "of {count}:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_starter_has_its_function_and_passes_nothing() {
    let executor = executor();
    let languages = executor.languages();
    let library = Library::embedded();
    for exercise in library.bank().exercises() {
        for (language, starter) in &exercise.starter {
            if !languages.iter().any(|known| known.id == *language) {
                println!("skipped: the starter of {} in {language}, which is not there", exercise.id);
                continue;
            }
            let execution = executor.run(program(exercise, language, starter)).await.unwrap();
            assert_eq!(
                execution.cases.len(),
                exercise.cases().count(),
                "{} in {language}: {:?}",
                exercise.id,
                execution.error
            );
            assert!(execution.passed() == 0, "{} in {language} passes as it is", exercise.id);
        }
    }
}
