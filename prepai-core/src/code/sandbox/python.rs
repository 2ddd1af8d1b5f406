//! Python 3: the machine's interpreter, started once and forked for each job.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::guest::{Guest, Machine, Made, Run, Source};
use crate::code::Language;
use crate::error::{Error, ErrorKind, Result};
use crate::worker::{Confinement, Launcher, Layer, Order, Probe, Process, Profile, Task};

const GUEST: &str = include_str!("../../../data/guests/guest.py");

/// Asks an interpreter what and where it is.
const QUESTION: &str =
    "import sys; print(sys.executable, sys.version.split()[0], sys.base_prefix, sep='\\n')";

/// Bytes of memory that the interpreter itself may have before it serves a program.
const OWN_MEMORY: u64 = 4 << 30;

/// Python 3.
#[derive(Debug, Default)]
pub struct Python {
    found: Mutex<Option<Interpreter>>,
}

/// An interpreter that was found and asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Interpreter {
    program: PathBuf,
    version: String,
    library: PathBuf,
    prefix: PathBuf,
}

impl Guest for Python {
    fn id(&self) -> Option<&'static str> {
        Some("python")
    }

    fn language(&self, machine: &Machine) -> Result<Language> {
        let engine = format!("CPython {}", self.interpreter(machine)?.version);
        Ok(Language { id: "python".into(), name: "Python 3".into(), engine })
    }

    fn run(&self, source: &Source<'_>, _: &Machine, _: Made<'_>) -> Result<Run> {
        Ok(Run::Python(source.text.to_owned()))
    }
}

impl Python {
    /// The interpreter: the configured one, else the first that serves.
    pub(super) fn interpreter(&self, machine: &Machine) -> Result<Interpreter> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = &*found {
            return Ok(found.clone());
        }
        let interpreter = look(machine)?;
        Ok(found.insert(interpreter).clone())
    }
}

fn look(machine: &Machine) -> Result<Interpreter> {
    let mut reasons = Vec::new();
    let configured = machine.programs.get("python");
    let candidates: Vec<PathBuf> = match configured {
        Some(path) => vec![path.clone()],
        None => {
            let usual = ["/usr/bin/python3", "/usr/local/bin/python3"].map(PathBuf::from);
            machine.program("python", &["python3"]).into_iter().chain(usual).collect()
        }
    };
    for candidate in &candidates {
        match asked(candidate) {
            Ok(interpreter) => return Ok(interpreter),
            Err(reason) => reasons.push(format!("{}: {reason}", candidate.display())),
        }
    }
    let remedy = "install Python 3.9 or newer for all users (`apt-get install python3`), or name it in the setting code.sandbox.python";
    let error = Error::new(ErrorKind::NotAvailable, format!("there is no Python that serves: {remedy}"));
    Err(error.with("tried", reasons.join("; ")).with("language", "python"))
}

fn asked(candidate: &Path) -> std::result::Result<Interpreter, String> {
    let mut command = Command::new(candidate);
    command.args(["-I", "-S", "-c", QUESTION]).stdin(Stdio::null()).stderr(Stdio::piped());
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr);
        return Err(told.lines().last().unwrap_or("it does not start").to_owned());
    }
    let told = String::from_utf8_lossy(&output.stdout);
    let mut lines = told.lines();
    let (Some(program), Some(version), Some(prefix)) = (lines.next(), lines.next(), lines.next()) else {
        return Err("it is no Python 3".to_owned());
    };
    let (program, prefix) = (PathBuf::from(program), PathBuf::from(prefix));
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    let number = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if number < (3, 9) {
        return Err(format!("version {version} is older than 3.9"));
    }
    let library = prefix.join("lib").join(format!("python{}.{}", number.0, number.1));
    let program = program.canonicalize().map_err(|error| error.to_string())?;
    for path in [&program, &library] {
        if rustix::process::geteuid().is_root() && !is_for_all(path) {
            return Err(format!("{} is not for all users to read", path.display()));
        }
    }
    Ok(Interpreter { program, version: version.to_owned(), library, prefix })
}

/// Whether a user who owns nothing can come to a file: jobs run as such a one where we are root.
fn is_for_all(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let open = |path: &Path, bits: u32| {
        path.metadata().is_ok_and(|metadata| metadata.permissions().mode() & bits == bits)
    };
    open(path, 0o5) && path.ancestors().skip(1).all(|folder| open(folder, 0o1))
}

/// A running interpreter that forks.
#[derive(Debug)]
pub(super) struct Zygote {
    process: Process,
    /// Bytes of private memory that every fork begins with.
    data: u64,
    watched: bool,
}

#[derive(Serialize)]
struct Setup {
    filters: Vec<String>,
}

#[derive(Deserialize)]
struct Ready {}

/// An order to fork, as `guest.py` reads it.
#[derive(Serialize)]
struct Fork {
    descriptors: u64,
    death: bool,
    close: bool,
    limits: Lower,
}

/// Limits by the names of `resource.RLIMIT_*`.
#[derive(Serialize)]
struct Lower {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fsize: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nofile: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stack: Option<u64>,
}

impl Zygote {
    /// Starts the interpreter, confined, and waits until it has loaded.
    pub(super) fn start(interpreter: &Interpreter, launcher: &Launcher) -> Result<Zygote> {
        let left_out = launcher.left_out();
        let confinement = confinement(interpreter, launcher.probe());
        let argv = ["-I", "-S", "-B", "-X", "utf8", "-c", GUEST].map(str::to_owned);
        let argv = std::iter::once(interpreter.program.display().to_string()).chain(argv).collect();
        let env = match left_out {
            Some(Layer::Environment) => std::env::vars().collect(),
            _ => Vec::new(),
        };
        let task = Task::Execute { argv, env, folder: None };
        let order = Order { task: &task, confinement: &confinement, input: None };
        let mut process = Process::start_with_packets(launcher, &order)?;
        let files = launcher.probe().landlock > 0;
        let filters = if launcher.probe().filter && left_out != Some(Layer::Filter) {
            crate::worker::job_filters(files)?
        } else {
            Vec::new()
        };
        let filters = filters.iter().map(|code| hex(code)).collect();
        let ready: Option<Ready> = process.packet(&Setup { filters }, Duration::from_secs(20))?;
        if ready.is_none() {
            let (told, _) = process.complained(4096);
            let said = told.lines().last().map(str::to_owned).or_else(|| process.refusal());
            let error = Error::new(ErrorKind::NotAvailable, "Python does not start in its confinement");
            return Err(error.with("reason", said.unwrap_or_default()).with("language", "python"));
        }
        let data = process.private_memory();
        Ok(Zygote { process, data, watched: left_out != Some(Layer::Watchdog) })
    }

    /// Forks a process for one job.
    pub(super) fn fork(
        &self,
        launcher: &Launcher,
        confinement: &Confinement,
        input: Option<&[u8]>,
    ) -> Result<Process> {
        let left_out = launcher.left_out();
        let limited = |value: u64| (left_out != Some(Layer::Limits)).then_some(value);
        let fork = Fork {
            descriptors: confinement.descriptors.max(1024),
            death: left_out != Some(Layer::Death),
            close: left_out != Some(Layer::Descriptors),
            limits: Lower {
                data: limited(confinement.memory.saturating_add(self.data)),
                cpu: limited(confinement.cpu.as_secs() + 1 + u64::from(confinement.cpu.subsec_nanos() > 0)),
                fsize: limited(confinement.file),
                nofile: limited(confinement.descriptors),
                stack: limited(confinement.stack),
            },
        };
        Process::ask(self.process.channel(), &fork, confinement, input, self.watched)
    }

    /// Whether it is still there.
    pub(super) fn is_alive(&mut self) -> bool {
        self.process.is_alive()
    }

    /// Its process id.
    pub(super) fn pid(&self) -> Option<i32> {
        self.process.pid()
    }
}

fn confinement(interpreter: &Interpreter, _: &Probe) -> Confinement {
    let shared = [
        "/lib",
        "/lib64",
        "/usr/lib",
        "/usr/lib64",
        "/usr/local/lib",
        "/etc/ld.so.cache",
        "/usr/share/zoneinfo",
    ];
    let mut read: Vec<PathBuf> = shared.map(PathBuf::from).to_vec();
    read.push(interpreter.library.clone());
    // A shared libpython lies beside the library.
    read.push(interpreter.prefix.join("lib"));
    let loaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1"];
    let execute = loaders.map(PathBuf::from).into_iter().chain([interpreter.program.clone()]).collect();
    Confinement {
        profile: Profile::Zygote,
        read,
        execute,
        resident: u64::MAX,
        descriptors: 1024,
        ..Confinement::program(OWN_MEMORY, Duration::from_secs(3600))
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
