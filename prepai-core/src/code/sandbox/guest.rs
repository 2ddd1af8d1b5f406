//! How a language joins: one entry says how a program is prepared and how it runs.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::code::Language;
use crate::error::Result;
use crate::worker::Confinement;
use crate::worker::protocol::Entry;

/// A language that the sandbox can execute.
///
/// An implementation holds no process and runs nothing by itself: it says what is to be run, and the sandbox runs it
/// confined.
pub trait Guest: fmt::Debug + Send + Sync + 'static {
    /// The language's id; nothing is looked for.
    fn id(&self) -> &'static str;

    /// Whether programs are compiled first. A compiler reads whatever its source includes, so there is none where the kernel keeps
    /// no file out of reach.
    fn is_compiled(&self) -> bool {
        true
    }

    /// The language with its engine's version, which may be looked up on first use (a compiler asked for its version).
    ///
    /// # Errors
    /// `not_available` with the remedy when the interpreter or compiler is not there.
    fn language(&self, machine: &Machine) -> Result<Language>;

    /// What is made once per machine before the first program is built, or `None` when nothing is: a precompiled header,
    /// the compiled part of a guest. Built and kept as a [`Guest::build`] is; no text of a candidate is in it.
    ///
    /// # Errors
    /// As [`Guest::language`].
    fn toolkit(&self, machine: &Machine) -> Result<Option<Build>> {
        let _ = machine;
        Ok(None)
    }

    /// What is compiled before the program runs, or `None` when nothing is; `toolkit` is the folder of [`Guest::toolkit`].
    ///
    /// # Errors
    /// `invalid_content` in the words of a compiler when the source cannot be prepared at all.
    fn build(&self, source: &Source<'_>, machine: &Machine, toolkit: Option<&Path>) -> Result<Option<Build>> {
        let _ = (source, machine, toolkit);
        Ok(None)
    }

    /// How the program runs.
    ///
    /// # Errors
    /// `invalid_content` in the words of a compiler when the source cannot be translated.
    fn run(&self, source: &Source<'_>, machine: &Machine, made: Made<'_>) -> Result<Run>;
}

/// The folders with what was built.
#[derive(Debug, Clone, Copy, Default)]
pub struct Made<'a> {
    /// The outputs of [`Guest::toolkit`], where it has one.
    pub toolkit: Option<&'a Path>,
    /// The outputs of [`Guest::build`], where there was one.
    pub output: Option<&'a Path>,
}

/// A program to be prepared and run.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The candidate's text.
    pub text: &'a str,
    /// What of it is run.
    pub entry: &'a Entry,
    /// Bytes of memory that it may have.
    pub memory: u64,
    /// Time that it may take.
    pub time: Duration,
}

/// What guests know about the machine.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Machine {
    /// Programs named in the configuration by what they are, such as `python` or `java`; others are looked up on PATH.
    pub programs: BTreeMap<String, PathBuf>,
    /// The folder of what compile steps made, if there is one.
    pub cache: Option<PathBuf>,
}

impl Machine {
    /// The program that is configured as `what`, or the first of `names` on PATH, with symbolic links resolved.
    pub fn program(&self, what: &str, names: &[&str]) -> Option<PathBuf> {
        if let Some(path) = self.programs.get(what) {
            return path.canonicalize().ok();
        }
        let path = std::env::var_os("PATH")?;
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let found = |name: &&str| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file());
        names.iter().find_map(found)?.canonicalize().ok()
    }
}

/// A compile step: run confined, kept under a hash of everything that it is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Build {
    /// What the outputs depend on beside files and steps: versions of the compiler and of the guest.
    pub key: Vec<String>,
    /// Files that are laid into the folder first; names without folders.
    pub files: Vec<(String, Vec<u8>)>,
    /// Commands, in order, each in the folder; the first that fails ends the build.
    pub steps: Vec<Step>,
    /// Commands that read what the steps made, each with the file that its standard output becomes. They write nothing and start
    /// nothing; of one that fails the file is empty.
    pub reports: Vec<(Step, String)>,
    /// Files that must be there at the end, and are kept.
    pub outputs: Vec<String>,
    /// What the commands may do; the folder itself is added to what they may write.
    pub confinement: Confinement,
    /// Wall time of all steps together.
    pub time: Duration,
    /// What the compiler calls the candidate's file, so that its messages can name lines.
    pub source_name: String,
}

/// A command.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Step {
    /// Program (an absolute path) and arguments.
    pub argv: Vec<String>,
    /// Its whole environment.
    pub env: Vec<(String, String)>,
}

/// How a program runs.
#[derive(Debug, Clone, PartialEq)]
pub enum Run {
    /// In the embedded JavaScript engine, as this source; line numbers are those of the candidate.
    JavaScript(String),
    /// In a fork of the preloaded Python interpreter.
    Python(String),
    /// As a program of its own, which speaks the [protocol](crate::worker::protocol) on its
    /// [channel](crate::worker::protocol::CHANNEL).
    Program {
        /// Program and environment; it starts in an empty place.
        step: Step,
        /// What it may do.
        confinement: Confinement,
        /// The source that [`Load`](crate::worker::protocol::Load) carries; empty when it is compiled in.
        source: String,
    },
}
