//! For tests of guests: builds and runs in plain child processes, without any confinement.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::io::{Seek, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::code::sandbox::{Build, Guest, Machine, Made, Run, Source, Step};
use crate::worker::frame;
use crate::worker::protocol::{Case, Entry, FromGuest, Load, Target, ToGuest};

/// What came of a program: the compiler's words, or what its guest answered (the description first), and what it printed.
pub(super) struct Ran {
    pub(super) compile_error: Option<String>,
    pub(super) answers: Vec<Value>,
    pub(super) printed: String,
    pub(super) complained: String,
    pub(super) status: Option<i32>,
}

impl Ran {
    fn of(answers: Vec<Value>, output: &Output) -> Ran {
        Ran {
            compile_error: None,
            answers,
            printed: String::from_utf8_lossy(&output.stdout).into_owned(),
            complained: String::from_utf8_lossy(&output.stderr).into_owned(),
            status: output.status.code(),
        }
    }

    fn not_compiled(words: String) -> Ran {
        Ran {
            compile_error: Some(words),
            answers: Vec::new(),
            printed: String::new(),
            complained: String::new(),
            status: None,
        }
    }

    /// The values of all tests.
    pub(super) fn values(&self) -> Vec<Value> {
        assert_eq!(self.compile_error, None);
        self.answers
            .iter()
            .skip(1)
            .map(|answer| answer.get("value").cloned().unwrap_or_else(|| answer.clone()))
            .collect()
    }

    /// The fault of the last test.
    pub(super) fn fault(&self) -> &Value {
        self.answers
            .last()
            .and_then(|answer| answer.get("fault"))
            .unwrap_or_else(|| panic!("no fault: {:?}", self.answers))
    }
}

/// Runs a function with argument lists; `None` where the compiler is absent (said on standard error).
pub(super) fn call(guest: &dyn Guest, source: &str, function: &str, cases: Value) -> Option<Ran> {
    let entry = Entry::Function(Target { class: None, name: function.to_owned() });
    let cases = cases.as_array().unwrap().iter();
    let cases = cases.map(|args| Case {
        id: 1,
        target: None,
        args: args.as_array().unwrap().clone(),
        in_place: true,
        stdin: String::new(),
    });
    run(guest, source, &entry, cases.collect())
}

/// Runs a program with standard input.
pub(super) fn program(guest: &dyn Guest, source: &str, stdin: &str) -> Option<Ran> {
    let case = Case { id: 1, target: None, args: Vec::new(), in_place: false, stdin: stdin.to_owned() };
    run(guest, source, &Entry::Program, vec![case])
}

/// The program as it is, with a file as standard input.
fn whole(step: &Step, stdin: &str) -> Ran {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(stdin.as_bytes()).unwrap();
    file.rewind().unwrap();
    let (program, arguments) = step.argv.split_first().unwrap();
    let output = Command::new(program)
        .args(arguments)
        .env_clear()
        .envs(step.env.clone())
        .stdin(Stdio::from(file))
        .output()
        .unwrap();
    Ran::of(Vec::new(), &output)
}

fn run(guest: &dyn Guest, text: &str, entry: &Entry, cases: Vec<Case>) -> Option<Ran> {
    let machine = Machine::default();
    if let Err(error) = guest.language(&machine) {
        writeln!(std::io::stderr(), "skipped: {:?}: {error}", std::thread::current().name()).unwrap();
        return None;
    }
    let source = Source { text, entry, memory: 512 << 20, time: std::time::Duration::from_secs(10) };
    let kit = guest.toolkit(&machine).unwrap().map(|build| shared(&build));
    let folder = tempfile::tempdir().unwrap();
    if let Some(build) = guest.build(&source, &machine, kit.as_deref()).unwrap()
        && let Err(words) = make(&build, folder.path())
    {
        return Some(Ran::not_compiled(words));
    }
    let made = Made { toolkit: kit.as_deref(), output: Some(folder.path()) };
    let Run::Program { step, source, .. } = guest.run(&source, &machine, made).unwrap() else {
        panic!("no program")
    };
    if *entry == Entry::Program {
        return Some(whole(&step, &cases.first().unwrap().stdin));
    }
    let (ours, theirs) = UnixStream::pair().unwrap();
    let child = Command::new("bash")
        .args(["--norc", "-c", "exec 200<&0 0</dev/null; exec \"$@\"", "guest"])
        .args(&step.argv)
        .env_clear()
        .envs(step.env)
        .stdin(Stdio::from(OwnedFd::from(theirs)))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut answers = Vec::new();
    let mut messages = vec![ToGuest::Load(Load { source, entry: entry.clone() })];
    messages.extend(cases.into_iter().map(ToGuest::Case));
    let mut channel = ours;
    for message in &messages {
        if frame::write(&mut channel, message).is_err() {
            break;
        }
        let Ok(Some(answer)) = frame::read::<Value>(&mut channel) else { break };
        serde_json::from_value::<FromGuest>(answer.clone())
            .unwrap_or_else(|error| panic!("{error}: {answer}"));
        answers.push(answer);
    }
    drop(channel);
    let output = child.wait_with_output().unwrap();
    Some(Ran::of(answers, &output))
}

/// A toolkit is made once for all tests.
fn shared(build: &Build) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    (&build.key, &build.files, &build.steps).hash(&mut hasher);
    let folder = std::env::temp_dir().join(format!("prepai-toolkit-{:x}", hasher.finish()));
    if !folder.is_dir() {
        let making = tempfile::tempdir().unwrap();
        make(build, making.path()).unwrap();
        // Whoever is second finds it there.
        let _ = std::fs::rename(making.keep(), &folder);
    }
    folder
}

fn make(build: &Build, folder: &Path) -> Result<(), String> {
    for (name, bytes) in &build.files {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    let run = |step: &Step| {
        let (program, arguments) = step.argv.split_first().unwrap();
        let mut command = Command::new(program);
        command.args(arguments).env_clear().envs(step.env.clone()).current_dir(folder).output().unwrap()
    };
    for step in &build.steps {
        let output = run(step);
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned());
        }
    }
    for (step, into) in &build.reports {
        std::fs::write(folder.join(into), run(step).stdout).unwrap();
    }
    for name in &build.outputs {
        assert!(folder.join(name).exists(), "{name} was not made");
    }
    Ok(())
}

/// A list that is a set has no order: both sides are sorted by their text.
pub(super) fn sorted(value: &Value) -> Value {
    let mut items = value["v"].as_array().unwrap().clone();
    items.sort_by_key(Value::to_string);
    json!(items)
}
