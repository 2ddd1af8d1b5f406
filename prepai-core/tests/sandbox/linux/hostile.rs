//! Programs that mean harm, one file each, and what holds each of them.
//!
//! A file begins with comment lines `key: value`: `expect` (verdicts, the program's and no other), `layer` (what holds it),
//! `alone` (the one layer without which it gets through), `says` (a part of the message), `returns` (the expected
//! value, by default `"safe"`), `only` (the architecture whose numbers it uses) and `root` (a test only where we are root).

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use libtest_mimic::Trial;
use prepai_core::code::sandbox::SandboxExecutor;
use prepai_core::code::{CodeExecutor as _, Execution, Program, Verdict};
use prepai_core::worker::Layer;

use super::canary::{Canary, SECRET};
use super::processes::{descendants, eventually};
use super::rig::{Outcome, ensure, executor, hasty, program, watched, within, without};

/// One hostile program.
#[derive(Debug, Clone)]
pub(super) struct Hostile {
    name: String,
    language: &'static str,
    source: String,
    header: BTreeMap<String, String>,
}

/// How long a program that gets through may take, and one whose compiler has to prepare itself first.
const RUN: Duration = Duration::from_secs(8);
const BUILT: Duration = Duration::from_secs(80);

/// While one runs no other does, so that every process that is left over is its own.
static ALONE: Mutex<()> = Mutex::new(());

pub(super) fn trials() -> Vec<Trial> {
    let all = all();
    let mut trials: Vec<Trial> = all
        .iter()
        .cloned()
        .map(|hostile| {
            let skipped = hostile.skipped();
            let name = format!("hostile::{}{}", hostile.name, skipped.unwrap_or_default());
            Trial::test(name, move || hostile.holds()).with_ignored_flag(skipped.is_some())
        })
        .collect();
    for layer in Layer::ALL {
        let named: Vec<Hostile> =
            all.iter().filter(|hostile| hostile.get("alone") == Some(layer.name())).cloned().collect();
        let skipped = layer == Layer::Privileges && !is_root();
        if named.is_empty() || skipped {
            continue;
        }
        let name = format!("layers::without_{}_what_it_holds_gets_through", layer.name());
        trials.push(Trial::test(name, move || gets_through(layer, &named)));
    }
    trials
}

/// Every program, read once.
pub(super) fn all() -> &'static [Hostile] {
    static ALL: OnceLock<Vec<Hostile>> = OnceLock::new();
    ALL.get_or_init(read)
}

fn read() -> Vec<Hostile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sandbox/hostile");
    let mut all = Vec::new();
    let languages = [
        ("python", "py", "#"),
        ("javascript", "js", "//"),
        ("typescript", "ts", "//"),
        ("c", "c", "//"),
        ("cpp", "cpp", "//"),
        ("go", "go", "//"),
        ("java", "java", "//"),
        ("rust", "rs", "//"),
    ];
    for (language, extension, comment) in languages {
        let mut files: Vec<_> =
            fs::read_dir(folder.join(language)).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files {
            if file.extension().is_none_or(|found| found != extension) {
                continue;
            }
            let source = fs::read_to_string(&file).unwrap();
            let lines = source.lines().map_while(|line| line.strip_prefix(comment)?.split_once(": "));
            let header = lines.map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned())).collect();
            let name = format!("{language}::{}", file.file_stem().unwrap().to_string_lossy());
            all.push(Hostile { name, language, source, header });
        }
    }
    // Every attack of JavaScript once through the path of TypeScript.
    let typed: Vec<Hostile> =
        all.iter().filter(|hostile| hostile.language == "javascript").map(typed).collect();
    all.extend(typed);
    all
}

/// A program of JavaScript with types on its function and an interface before it, which become blanks.
fn typed(plain: &Hostile) -> Hostile {
    let source = plain
        .source
        .replace("function solution(folder, pid)", "function solution(folder: string, pid: number): unknown");
    Hostile {
        name: plain.name.replace("javascript", "typescript"),
        language: "typescript",
        source: format!("{source}\ninterface Left {{ folder: string; pid: number }}\n"),
        header: plain.header.clone().into_iter().filter(|(key, _)| key != "alone").collect(),
    }
}

impl Hostile {
    fn get(&self, key: &str) -> Option<&str> {
        self.header.get(key).map(String::as_str)
    }

    /// Why it is no test here, as a part of its name.
    fn skipped(&self) -> Option<&'static str> {
        if self.get("only").is_some_and(|only| only != std::env::consts::ARCH) {
            return Some(" (skipped: its numbers are those of another architecture)");
        }
        if !executor().languages().iter().any(|known| known.id == self.language) {
            return Some(" (skipped: there is no compiler)");
        }
        (self.get("root").is_some() && !is_root()).then_some(" (skipped: only where we are root)")
    }

    fn program(&self) -> Program {
        let canary = Canary::get();
        let input = format!("\"{}\", {}", canary.folder(), canary.pid());
        let expected = self.get("returns").unwrap_or("\"safe\"");
        let program = program(self.language, &self.source, &[(&input, expected)]);
        // Only who is to run out of time is given little of it: the others may need more on a machine that is busy.
        let endless = self.get("expect").is_some_and(|expect| expect.contains("time_limit"));
        if endless { hasty(program) } else { program }
    }

    /// The verdict is right, and nothing is as it should not be.
    fn holds(&self) -> Outcome {
        let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let executor = executor();
        let execution = watched(&executor, self.program())?;
        self.check(&execution)?;
        harmless(&executor, &execution)?;
        let next =
            watched(&executor, program(self.language, good(self.language), &[("[3,1,2]", "[1,2,3]")]))?;
        ensure(next.all_passed(), || format!("the next job: {next:#?}"))?;
        ensure(!next.cases.iter().any(|case| case.output.contains("left over")), || {
            format!("left over in {next:#?}")
        })
    }

    fn check(&self, execution: &Execution) -> Outcome {
        let expected = self.get("expect").unwrap_or("accepted");
        let verdict = serde_json::to_value(execution.verdict).unwrap();
        let right = expected.split('|').any(|one| verdict == one.trim());
        ensure(right, || format!("{} instead of {expected}: {execution:#?}", verdict))?;
        let Some(says) = self.get("says") else { return Ok(()) };
        let told = format!("{execution:?}");
        ensure(told.contains(says), || format!("nothing says `{says}`: {execution:#?}"))
    }
}

/// Nothing was read, written or signalled, and no process is left.
fn harmless(executor: &Arc<SandboxExecutor>, execution: &Execution) -> Outcome {
    ensure(!format!("{execution:?}").contains(SECRET), || format!("the secret came out: {execution:#?}"))?;
    let harm = Canary::get().harm();
    ensure(harm.is_empty(), || harm.join("; "))?;
    let residents: Vec<u32> =
        executor.residents().into_iter().filter_map(|pid| u32::try_from(pid).ok()).collect();
    let left = || residents.iter().flat_map(|pid| descendants(*pid)).find(|pid| !residents.contains(pid));
    ensure(eventually(|| left().is_none()), || format!("process {:?} is left", left()))
}

/// Without its layer every program that is named by it alone must fail its check.
fn gets_through(layer: Layer, named: &[Hostile]) -> Outcome {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    if layer == Layer::Files && !executor().probe().is_ok_and(|probe| probe.landlock > 0) {
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), "skipped: this kernel has no Landlock that could be left out");
        return Ok(());
    }
    let shared = without(layer, None);
    // What the compiler should have refused must not be found built by whoever has the layer.
    let cache = tempfile::tempdir()?;
    let apart = without(layer, Some(cache.path()));
    for hostile in named {
        if hostile.skipped().is_some() {
            continue;
        }
        let built = hostile.get("expect").is_some_and(|expect| expect.contains("compile_error"));
        let (executor, patience) = if built { (&apart, BUILT) } else { (&shared, RUN) };
        let ended = within(executor, hostile.program(), patience);
        let held = match &ended {
            Some(Ok(execution)) => {
                ensure(execution.verdict != Verdict::InternalError, || format!("{execution:#?}"))?;
                hostile.check(execution).is_ok()
            }
            Some(Err(error)) => return Err(format!("{}: {error:?}", hostile.name).into()),
            None => false,
        };
        ensure(!held, || format!("{} is held without {}: {ended:#?}", hostile.name, layer.name()))?;
    }
    Ok(())
}

fn good(language: &str) -> &'static str {
    match language {
        "python" => "def solution(arr):\n    return sorted(arr)\n",
        "cpp" => {
            "std::vector<int> solution(std::vector<int> arr) { std::sort(arr.begin(), arr.end()); return arr; }\n"
        }
        "c" => {
            "int order(const void* a, const void* b) { return *(int*)a - *(int*)b; }\n\
             int* solution(int* arr, int size, int* returnSize) { qsort(arr, size, sizeof(int), order); *returnSize = size; return arr; }\n"
        }
        "go" => {
            "package main\n\nimport \"sort\"\n\nfunc solution(arr []int) []int { sort.Ints(arr); return arr }\n"
        }
        "rust" => "fn solution(mut arr: Vec<i32>) -> Vec<i32> { arr.sort(); arr }\n",
        "java" => "class Solution { int[] solution(int[] arr) { Arrays.sort(arr); return arr; } }\n",
        _ => "function solution(arr) { return arr.sort((a, b) => a - b); }\n",
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
