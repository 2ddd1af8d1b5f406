//! Which Python there is, and where its library lies.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::code::sandbox::guest::Machine;
use crate::error::{Error, ErrorKind, Result};

/// Asks an interpreter what and where it is.
const QUESTION: &str =
    "import sys; print(sys.executable, sys.version.split()[0], sys.base_prefix, sep='\\n')";
/// The oldest that serves.
const OLDEST: (u32, u32) = (3, 9);

/// An interpreter that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::code::sandbox) struct Interpreter {
    /// Symbolic links resolved.
    pub(super) program: PathBuf,
    /// Where its library is: `lib/python3.11` of the prefix.
    pub(super) library: PathBuf,
    pub(super) prefix: PathBuf,
    /// Major and minor.
    number: (u32, u32),
    /// With the patch, if it was asked.
    version: Option<String>,
}

impl Interpreter {
    /// The version in full; an interpreter that was known by its name alone is asked now, which takes a process.
    pub(super) fn version(&self) -> String {
        let (major, minor) = self.number;
        let asked = || asked(&self.program).ok().and_then(|asked| asked.version);
        self.version.clone().or_else(asked).unwrap_or_else(|| format!("{major}.{minor}"))
    }
}

/// The configured interpreter, else the first that serves.
///
/// # Errors
/// `not_available` with the remedy and what was tried.
pub(super) fn look(machine: &Machine) -> Result<Interpreter> {
    let mut reasons = Vec::new();
    for candidate in candidates(machine) {
        match known(&candidate).map_or_else(|| asked(&candidate), Ok).and_then(usable) {
            Ok(interpreter) => return Ok(interpreter),
            Err(reason) => reasons.push(format!("{}: {reason}", candidate.display())),
        }
    }
    let remedy = "install Python 3.9 or newer for all users (`apt-get install python3`), or name it in the setting code.sandbox.python";
    let error = Error::new(ErrorKind::NotAvailable, format!("there is no Python that serves: {remedy}"));
    Err(error.with("tried", reasons.join("; ")).with("language", "python"))
}

/// What is tried. Whoever is root runs programs as somebody else, so what others cannot come to is asked last: it may be a script
/// that looks for an interpreter for a tenth of a second.
fn candidates(machine: &Machine) -> Vec<PathBuf> {
    if let Some(configured) = machine.programs.get("python") {
        return vec![configured.clone()];
    }
    let usual = ["/usr/bin/python3", "/usr/local/bin/python3"].map(PathBuf::from);
    let mut all: Vec<PathBuf> = machine
        .program("python", &["python3"])
        .into_iter()
        .chain(usual)
        .filter(|path| path.is_file())
        .collect();
    if rustix::process::geteuid().is_root() {
        all.sort_by_key(|path| !path.canonicalize().is_ok_and(|path| is_for_all(&path)));
    }
    all
}

/// What the name of a program says, where it is beside its library as every installation lays it: `bin/python3.11` and
/// `lib/python3.11/os.py` are how the interpreter itself finds its prefix. Spares a start.
fn known(candidate: &Path) -> Option<Interpreter> {
    let program = candidate.canonicalize().ok()?;
    let number = program.file_name()?.to_str()?.strip_prefix("python")?;
    let (major, minor) = number.split_once('.')?;
    let number = (major.parse().ok()?, minor.parse().ok()?);
    let folder = program.parent()?;
    let prefix = folder.parent()?.to_owned();
    let library = library(&prefix, number);
    // A script is asked where it leads, and a virtual environment where its interpreter is.
    let plain = library.join("os.py").is_file() && !prefix.join("pyvenv.cfg").exists() && is_native(&program);
    plain.then_some(Interpreter { program, library, prefix, number, version: None })
}

fn is_native(program: &Path) -> bool {
    use std::io::Read as _;
    let mut magic = [0; 4];
    let read = std::fs::File::open(program).and_then(|mut file| file.read_exact(&mut magic));
    read.is_ok() && magic == *b"\x7fELF"
}

fn library(prefix: &Path, (major, minor): (u32, u32)) -> PathBuf {
    prefix.join("lib").join(format!("python{major}.{minor}"))
}

/// What an interpreter answers.
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
    let prefix = PathBuf::from(prefix);
    let mut numbers = version.split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    let number = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    let program = PathBuf::from(program).canonicalize().map_err(|error| error.to_string())?;
    Ok(Interpreter {
        program,
        library: library(&prefix, number),
        prefix,
        number,
        version: Some(version.to_owned()),
    })
}

/// The same if it is new enough and can be started where programs run.
fn usable(interpreter: Interpreter) -> std::result::Result<Interpreter, String> {
    if interpreter.number < OLDEST {
        return Err(format!("version {} is older than {}.{}", interpreter.version(), OLDEST.0, OLDEST.1));
    }
    for path in [&interpreter.program, &interpreter.library] {
        if rustix::process::geteuid().is_root() && !is_for_all(path) {
            return Err(format!("{} is not for all users to read", path.display()));
        }
    }
    Ok(interpreter)
}

/// Whether a user who owns nothing can come to a file: jobs run as such a one where we are root.
fn is_for_all(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let open = |path: &Path, bits: u32| {
        path.metadata().is_ok_and(|metadata| metadata.permissions().mode() & bits == bits)
    };
    open(path, 0o5) && path.ancestors().skip(1).all(|folder| open(folder, 0o1))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    /// An installation without content, whose program begins so.
    fn installation(begins: &[u8]) -> tempfile::TempDir {
        let prefix = tempfile::tempdir().unwrap();
        for folder in ["bin", "lib/python3.12"] {
            fs::create_dir_all(prefix.path().join(folder)).unwrap();
        }
        fs::write(prefix.path().join("lib/python3.12/os.py"), "").unwrap();
        fs::write(prefix.path().join("bin/python3.12"), begins).unwrap();
        symlink("python3.12", prefix.path().join("bin/python3")).unwrap();
        prefix
    }

    #[test]
    fn an_installation_is_known_without_a_start() {
        let prefix = installation(b"\x7fELF");
        let found = known(&prefix.path().join("bin/python3")).unwrap();
        assert_eq!(found.number, (3, 12));
        assert_eq!(found.library, found.prefix.join("lib/python3.12"));
        assert!(found.program.ends_with("bin/python3.12"), "{found:?}");
    }

    #[test]
    fn scripts_and_virtual_environments_are_asked() {
        let script = installation(b"#!/bin/sh");
        assert_eq!(known(&script.path().join("bin/python3")), None);
        let environment = installation(b"\x7fELF");
        fs::write(environment.path().join("pyvenv.cfg"), "").unwrap();
        assert_eq!(known(&environment.path().join("bin/python3")), None);
        let bare = installation(b"\x7fELF");
        fs::remove_file(bare.path().join("lib/python3.12/os.py")).unwrap();
        assert_eq!(known(&bare.path().join("bin/python3")), None);
    }

    #[test]
    fn an_old_one_does_not_serve() {
        let prefix = installation(b"\x7fELF");
        let found = known(&prefix.path().join("bin/python3")).unwrap();
        let old = Interpreter { number: (3, 8), version: Some("3.8.1".to_owned()), ..found };
        assert!(usable(old).unwrap_err().contains("3.8.1 is older than 3.9"));
    }
}
