//! Whether candidate code can be confined here, and in which languages it runs.

use prepai_core::code::sandbox::{Options, SandboxExecutor};
use prepai_core::code::{CodeExecutor as _, Compare, Entry, Program, TestCase};
use prepai_core::config::{Config, settings};
use prepai_core::worker::{Isolation, Layer, Probe};
use prepai_core::{Error, ErrorKind, Result};
use serde_json::json;

use super::check::Check;

const NAME: &str = "sandbox";

/// What the kernel grants, and a program in each language that needs no compiler.
pub(super) async fn checks(config: &Config) -> Vec<Check> {
    if !matches!(config.text(settings::CODE_BACKEND), Some("sandbox" | "auto")) {
        return Vec::new();
    }
    let executor = match Options::read(config) {
        Ok(options) => SandboxExecutor::new(options),
        Err(error) => return vec![Check::failed(NAME, &error)],
    };
    let probe = match executor.probe() {
        Ok(probe) => probe,
        Err(error) => return vec![Check::failed(NAME, &error)],
    };
    let mut checks = vec![confinement(&probe)];
    let languages = executor.languages();
    for language in languages.iter() {
        let detail = format!("{}, {}", language.name, language.engine);
        checks.push(match tried(&executor, &language.id).await {
            Ok(()) => Check::ok("language", detail),
            Err(error) => Check::failed("language", &error.with("language", &language.id)),
        });
    }
    // A compiler that is not there is no defect.
    checks.extend(executor.missing().iter().map(|error| Check::off("language", error.message())));
    checks
}

fn confinement(probe: &Probe) -> Check {
    let shown = probe.shown();
    match Isolation::of(probe) {
        Isolation::Full => Check::ok(NAME, shown),
        _ => {
            let refused = probe.refused.join("; ");
            let remedy = format!(
                "A kernel with Landlock (5.13 or newer) and a container that allows it confine more: {} is missing here.",
                Layer::Files.name()
            );
            Check::warn(NAME, format!("{shown}; refused: {refused}"), &remedy)
        }
    }
}

/// Runs a program in a language that needs no compiler.
async fn tried(executor: &SandboxExecutor, language: &str) -> Result<()> {
    let source = match language {
        "python" => "def solution(x):\n    return x + 1\n",
        "javascript" | "typescript" => "function solution(x) { return x + 1; }\n",
        _ => return Ok(()),
    };
    let program = Program {
        source: source.to_owned(),
        language: language.to_owned(),
        entry: Entry::Function("solution".to_owned()),
        cases: vec![TestCase::new(json!([1]), json!(2))],
        compare: Compare::Exact,
        limits: executor.limits(),
    };
    let execution = executor.run(program).await?;
    if execution.all_passed() {
        return Ok(());
    }
    let told = execution.error.or_else(|| execution.cases.into_iter().find_map(|case| case.error));
    let error = Error::new(ErrorKind::Internal, "a right program did not pass");
    Err(error.with("reason", told.unwrap_or_default()))
}
