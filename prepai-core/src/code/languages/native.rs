//! Compilers beside their libraries, and programs that stand in one file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::compiler::{Found, executable, installed, libraries, system_folders};
use crate::code::sandbox::{Made, Run, Source, Step};
use crate::worker::Confinement;

/// The name of the file that is run.
const PROGRAM: &str = "program";

/// What a compile step may do: read the system's folders, the toolkit, and what was installed with the compiler where it was put
/// elsewhere (`/opt/gcc/bin/g++` reads `/opt/gcc/lib`).
pub(super) fn building(found: &Found, kit: Option<&Path>, time: Duration) -> Confinement {
    let mut read = system_folders();
    read.extend(installed(&found.path));
    read.extend(kit.map(PathBuf::from));
    Confinement::build(read, PathBuf::new(), time)
}

/// How the program runs that a build left as `program`; `env` is its whole environment, `memory` what it may have.
pub(super) fn running(
    source: &Source<'_>,
    made: Made<'_>,
    memory: u64,
    env: Vec<(String, String)>,
) -> (Step, Confinement) {
    let output = made.output.unwrap_or(Path::new("."));
    let program = output.join(PROGRAM);
    let mut confinement = Confinement::program(memory, source.time);
    confinement.read = libraries();
    confinement.read.push(output.to_path_buf());
    confinement.execute = executable(program.clone());
    (Step { argv: vec![program.display().to_string()], env }, confinement)
}

/// The same as a [`Run`].
pub(super) fn run(source: &Source<'_>, made: Made<'_>, env: Vec<(String, String)>) -> Run {
    let (step, confinement) = running(source, made, source.memory, env);
    Run::Program { step, confinement, source: source.text.to_owned() }
}
