//! Jobs that come and go: many at once, dropped ones, and the end of the server.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use futures::executor::block_on;
use futures::future::join_all;
use libtest_mimic::{Failed, Trial};
use prepai_core::ErrorKind;
use prepai_core::code::sandbox::{Build, Guest, Machine, Made, Options, Run, SandboxExecutor, Source, Step};
use prepai_core::code::{CodeExecutor as _, Language, Limits, Program, Verdict};
use prepai_core::worker::{Confinement, Helper, Isolation, Layer};
use rustix::process::{Pid, Signal, kill_process};

use super::processes::{descendants, eventually, is_running};
use super::rig::{Outcome, ensure, program, without};

const ENDLESS: &str = "def solution(x):\n    while True:\n        pass\n";
/// The argument that makes this program a server that is killed.
pub(super) const VICTIM: &str = "--victim";

pub(super) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("life::a_hundred_hostile_jobs_beside_a_good_one", a_hundred_beside_one),
        Trial::test("life::what_does_not_fit_is_busy", busy),
        Trial::test("life::a_dropped_job_leaves_no_process", dropped),
        Trial::test("life::a_killed_server_leaves_no_process", || nothing(killed_server(None, false)?)),
        Trial::test("life::a_server_killed_with_its_workers_leaves_no_process", || {
            nothing(killed_server(None, true)?)
        }),
        Trial::test("layers::without_death_a_job_survives_its_server", || {
            ensure(!killed_server(Some(Layer::Death), true)?.is_empty(), || {
                "every process ended without the layer that ends them".to_owned()
            })
        }),
        Trial::test("life::the_worker_killed_the_next_job_runs", worker_killed),
        Trial::test("life::no_helper_is_not_available_with_the_remedy", no_helper),
        Trial::test("life::another_program_is_no_helper", wrong_helper),
        Trial::test("life::no_python_is_not_available_with_the_remedy", no_python),
        Trial::test("life::the_isolation_is_named_and_a_minimum_enforced", isolation),
        Trial::test("life::ready_makes_what_the_first_program_waits_for", ready),
        Trial::test("life::a_dropped_ready_leaves_no_process", ready_dropped),
        Trial::test("life::dropping_the_executor_ends_what_it_started", executor_dropped),
    ]
}

fn hurried(time: Duration) -> Program {
    let limits = Limits { time, budget: time * 20, ..Limits::default() };
    Program { limits, ..program("python", ENDLESS, &[("1", "1")]) }
}

fn a_hundred_beside_one() -> Outcome {
    let executor = SandboxExecutor::new(Options { queue: 128, ..Options::default() });
    let good = program("python", "def solution(arr):\n    return sorted(arr)\n", &[("[2,1]", "[1,2]")]);
    let mut jobs: Vec<_> = (0..100).map(|_| executor.run(hurried(Duration::from_millis(60)))).collect();
    jobs.insert(50, executor.run(good));
    for (at, ended) in block_on(join_all(jobs)).into_iter().enumerate() {
        let verdict = ended.map(|execution| execution.verdict);
        let expected = if at == 50 { Verdict::Accepted } else { Verdict::TimeLimit };
        ensure(verdict.as_ref().is_ok_and(|verdict| *verdict == expected), || {
            format!("job {at}: {verdict:?}")
        })?;
    }
    Ok(())
}

fn busy() -> Outcome {
    let executor = SandboxExecutor::new(Options { concurrency: 1, queue: 1, ..Options::default() });
    let jobs = (0..4).map(|_| executor.run(hurried(Duration::from_millis(500))));
    let ended = block_on(join_all(jobs));
    let busy =
        ended.iter().filter(|ended| matches!(ended, Err(error) if error.kind() == ErrorKind::Busy)).count();
    let timed_out = ended
        .iter()
        .filter(|ended| matches!(ended, Ok(execution) if execution.verdict == Verdict::TimeLimit))
        .count();
    ensure(busy >= 1 && timed_out >= 1 && busy + timed_out == 4, || format!("{ended:#?}"))
}

fn processes(executor: &SandboxExecutor) -> Vec<u32> {
    let residents = executor.residents();
    let residents: Vec<u32> = residents.into_iter().filter_map(|pid| u32::try_from(pid).ok()).collect();
    let all: BTreeSet<u32> =
        residents.iter().flat_map(|pid| descendants(*pid)).chain(residents.iter().copied()).collect();
    all.into_iter().collect()
}

fn dropped() -> Outcome {
    let executor = Arc::new(SandboxExecutor::new(Options::default()));
    block_on(executor.run(program("python", "def solution(x):\n    return x\n", &[("1", "1")]))).unwrap();
    // The first job's process may still be there for a moment.
    let resident = executor.residents().len();
    ensure(eventually(|| processes(&executor).len() == resident), || "the first job is left".to_owned())?;
    let mut job = executor.run(hurried(Duration::from_secs(100)));
    block_on(async { assert!(futures::poll!(&mut job).is_pending()) });
    ensure(eventually(|| processes(&executor).len() > resident), || "the job did not start".to_owned())?;
    drop(job);
    ensure(eventually(|| processes(&executor).len() <= resident), || "the job's process is left".to_owned())
}

fn executor_dropped() -> Outcome {
    let executor = SandboxExecutor::new(Options::default());
    block_on(executor.run(program("python", "def solution(x):\n    return x\n", &[("1", "1")]))).unwrap();
    let all = processes(&executor);
    ensure(all.len() >= 2, || format!("only {all:?}"))?;
    drop(executor);
    ensure(eventually(|| !all.iter().any(|pid| is_running(*pid))), || format!("something of {all:?} is left"))
}

/// A language of which only its toolkit is there: what this script of a shell makes.
#[derive(Debug)]
struct Kit(&'static str);

impl Guest for Kit {
    fn id(&self) -> &'static str {
        "kit"
    }

    fn language(&self, _: &Machine) -> prepai_core::Result<Language> {
        Ok(Language { id: "kit".into(), name: "Kit".into(), engine: "sh".into() })
    }

    fn toolkit(&self, _: &Machine) -> prepai_core::Result<Option<Build>> {
        let folders = ["/bin", "/usr/bin", "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"];
        Ok(Some(Build {
            key: vec![self.0.to_owned()],
            files: Vec::new(),
            steps: vec![Step {
                argv: ["/bin/sh", "-c", self.0].map(str::to_owned).to_vec(),
                env: Vec::new(),
            }],
            reports: Vec::new(),
            outputs: vec!["made".to_owned()],
            confinement: Confinement::build(folders.map(PathBuf::from).to_vec(), PathBuf::new(), PATIENCE),
            time: PATIENCE,
            source_name: "none".to_owned(),
        }))
    }

    fn run(&self, _: &Source<'_>, _: &Machine, _: Made<'_>) -> prepai_core::Result<Run> {
        Ok(Run::JavaScript(String::new()))
    }
}

/// Longer than any test takes.
const PATIENCE: Duration = Duration::from_secs(600);

/// An executor with such a language and a cache of its own, which is removed with the folder.
fn with_kit(warm: bool, script: &'static str) -> (SandboxExecutor, tempfile::TempDir) {
    let cache = tempfile::tempdir().unwrap();
    let machine = Machine { cache: Some(cache.path().to_owned()), ..Machine::default() };
    let guests: Vec<Arc<dyn Guest>> = vec![Arc::new(Kit(script))];
    (SandboxExecutor::new(Options { machine, warm, guests, ..Options::default() }), cache)
}

fn kept(cache: &tempfile::TempDir) -> usize {
    std::fs::read_dir(cache.path()).unwrap().count()
}

fn ready() -> Outcome {
    let (cold, cache) = with_kit(false, "echo x > made");
    block_on(cold.ready())?;
    ensure(cold.residents().is_empty() && kept(&cache) == 0, || {
        "something was made all the same".to_owned()
    })?;
    let (executor, cache) = with_kit(true, "echo x > made");
    block_on(executor.ready())?;
    ensure(executor.residents().len() == 2, || format!("only {:?} wait", executor.residents()))?;
    let compiles = executor.languages().iter().any(|language| language.id == "kit");
    ensure(kept(&cache) == usize::from(compiles), || format!("{} folders are kept", kept(&cache)))
}

fn ready_dropped() -> Outcome {
    let (executor, cache) = with_kit(true, "while :; do :; done");
    if !executor.languages().iter().any(|language| language.id == "kit") {
        return Ok(());
    }
    let mut ready = executor.ready();
    block_on(async { assert!(futures::poll!(&mut ready).is_pending()) });
    let all = || processes(&executor);
    let compiles = || all().into_iter().any(|pid| niceness(pid) == Some(10));
    ensure(eventually(compiles), || "no compiler that gives way to others ran".to_owned())?;
    drop(ready);
    ensure(eventually(|| all().len() <= 2), || format!("{:?} are left", all()))?;
    ensure(eventually(|| kept(&cache) == 0), || "an unfinished folder is left".to_owned())
}

/// How nice a process is.
fn niceness(pid: u32) -> Option<i32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.split(' ').nth(16)?.parse().ok()
}

fn worker_killed() -> Outcome {
    let executor = SandboxExecutor::new(Options::default());
    let good = || program("python", "def solution(x):\n    return x\n", &[("1", "1")]);
    block_on(executor.run(good())).unwrap();
    for round in 0..2 {
        // First the interpreter (the last), then the launcher.
        let residents = executor.residents();
        let pid = if round == 0 { residents.last() } else { residents.first() };
        let pid = Pid::from_raw(*pid.unwrap()).unwrap();
        kill_process(pid, Signal::KILL).unwrap();
        let gone = u32::try_from(pid.as_raw_nonzero().get()).unwrap();
        ensure(eventually(|| !is_running(gone)), || "it was not killed".to_owned())?;
        let ended = block_on(executor.run(good())).unwrap();
        ensure(ended.all_passed(), || format!("round {round}: {ended:#?}"))?;
    }
    Ok(())
}

/// What the victim does: runs an endless job and says so.
pub(super) fn be_victim(layer: Option<&str>) {
    let layer = Layer::ALL.into_iter().find(|one| Some(one.name()) == layer);
    let executor = layer
        .map_or_else(|| Arc::new(SandboxExecutor::new(Options::default())), |layer| without(layer, None));
    let jobs = ["python", "javascript"].map(|language| {
        let source = if language == "python" { ENDLESS } else { "function solution() { for (;;); }" };
        let limits =
            Limits { time: Duration::from_secs(600), budget: Duration::from_secs(600), ..Limits::default() };
        executor.run(Program { limits, ..program(language, source, &[("1", "1")]) })
    });
    let told = async {
        let started = eventually(|| processes(&executor).len() >= 4);
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), "{}", if started { "running" } else { "stuck" });
    };
    // The jobs are polled once before the pool is looked at.
    block_on(async {
        let mut jobs = Box::pin(join_all(jobs));
        let _ = futures::poll!(&mut jobs);
        told.await;
        jobs.await;
    });
}

fn nothing(left: Vec<u32>) -> Outcome {
    ensure(left.is_empty(), || format!("{left:?} are left"))
}

/// Kills a server with jobs running, and the workers between it and the jobs as well if asked for. The processes that are
/// left.
fn killed_server(layer: Option<Layer>, workers_too: bool) -> Result<Vec<u32>, Failed> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg(VICTIM).args(layer.map(Layer::name)).stdout(Stdio::piped()).stdin(Stdio::null());
    let mut victim = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(victim.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let all = descendants(victim.id());
    let workers: Vec<u32> = all.iter().copied().filter(|pid| !descendants(*pid).is_empty()).collect();
    if workers_too {
        // Stopped first, so that they cannot react to the server's end.
        workers.iter().for_each(|pid| signal(*pid, Signal::STOP));
    }
    victim.kill().unwrap();
    if workers_too {
        workers.iter().for_each(|pid| signal(*pid, Signal::KILL));
    }
    victim.wait().unwrap();
    ensure(line.trim() == "running" && all.len() >= 4, || format!("it said {line:?} and started {all:?}"))?;
    let patience = if layer.is_some() { Duration::from_secs(3) } else { super::processes::WATCHDOG };
    let begun = std::time::Instant::now();
    let left = loop {
        let left: Vec<u32> = all.iter().copied().filter(|pid| is_running(*pid)).collect();
        if left.is_empty() || begun.elapsed() > patience {
            break left;
        }
        std::thread::yield_now();
    };
    left.iter().for_each(|pid| signal(*pid, Signal::KILL));
    Ok(left)
}

fn signal(pid: u32, signal: Signal) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, signal);
    }
}

fn refused(options: Options, word: &str) -> Outcome {
    let executor = SandboxExecutor::new(options);
    let ended = block_on(executor.run(program("python", "def solution(x):\n    return x\n", &[("1", "1")])));
    match ended {
        Err(error) if error.kind() == ErrorKind::NotAvailable && error.message().contains(word) => Ok(()),
        other => Err(format!("{other:#?}").into()),
    }
}

fn no_helper() -> Outcome {
    let helper = Helper::find(Some(&PathBuf::from("/nowhere/prepai-worker")));
    refused(Options { helper, ..Options::default() }, "code.sandbox.worker")
}

fn wrong_helper() -> Outcome {
    let helper = Helper::find(Some(&PathBuf::from("/bin/true")));
    refused(Options { helper, ..Options::default() }, "the worker program")
}

fn no_python() -> Outcome {
    let mut machine = Machine::default();
    machine.programs.insert("python".to_owned(), PathBuf::from("/bin/true"));
    refused(Options { machine, ..Options::default() }, "apt-get install python3")
}

fn isolation() -> Outcome {
    let executor = SandboxExecutor::new(Options { min_isolation: Isolation::Full, ..Options::default() });
    let probe = executor.probe();
    let good = program("javascript", "function solution(x) { return x; }", &[("1", "1")]);
    let ended = block_on(executor.run(good));
    match (probe, ended) {
        (Ok(probe), Ok(execution)) => {
            ensure(execution.isolation == probe.shown() && execution.isolation.contains("seccomp"), || {
                format!("{probe:?} and {execution:#?}")
            })
        }
        // A kernel that has less refuses, which is what the minimum is for.
        (Err(one), Err(other)) => {
            ensure(one.kind() == ErrorKind::NotAvailable && other.kind() == one.kind(), || {
                format!("{one:?} and {other:?}")
            })
        }
        other => Err(format!("{other:#?}").into()),
    }
}
