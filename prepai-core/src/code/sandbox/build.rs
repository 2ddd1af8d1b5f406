//! Compile steps: run confined, kept by a hash of everything that they are made of.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use sha2::{Digest as _, Sha256};

use super::guest::{Build, Guest, Made, Source, Step};
use super::tidy::tidy;
use super::workshop::Workshop;
use crate::code::cache;
use crate::error::{Error, ErrorKind, Result};
use crate::worker::protocol::{Fault, Line};
use crate::worker::{Answer, Cancel, Confinement, Ended, Profile, Task, Watch};

/// Bytes of a report on what was built; of one that is longer nothing is told.
const REPORT: u64 = 8 << 20;
/// Bytes of a compiler's messages that are told.
const MESSAGES: u64 = 16 << 10;

/// The folders with what was built for a program.
#[derive(Debug, Default)]
pub(super) struct Built {
    toolkit: Option<PathBuf>,
    output: Option<PathBuf>,
}

impl Built {
    /// As a guest reads it.
    pub(super) fn as_made(&self) -> Made<'_> {
        Made { toolkit: self.toolkit.as_deref(), output: self.output.as_deref() }
    }
}

/// Why nothing was built.
#[derive(Debug)]
pub(super) enum Stopped {
    Cancelled,
    /// As the compiler says.
    Failed(Fault),
}

/// Builds what a program needs, or finds it kept.
///
/// # Errors
/// What is no fault of the program's.
pub(super) fn prepare(
    workshop: &Workshop,
    guest: &Arc<dyn Guest>,
    source: &Source<'_>,
    cancel: &Cancel,
) -> Result<std::result::Result<Built, Stopped>> {
    let machine = &workshop.machine;
    let mut built = Built::default();
    match toolkit(workshop, guest, cancel, false)? {
        Ok(folder) => built.toolkit = folder,
        Err(stopped) => return Ok(Err(stopped)),
    }
    match guest.build(source, machine, built.toolkit.as_deref()) {
        Ok(None) => {}
        Ok(Some(build)) => match make(workshop, &build, cancel)? {
            Ok(folder) => built.output = Some(folder),
            Err(stopped) => return Ok(Err(stopped)),
        },
        Err(error) if error.kind() == ErrorKind::InvalidContent => {
            let fault = Fault { kind: String::new(), message: error.message().to_owned(), trace: Vec::new() };
            return Ok(Err(Stopped::Failed(fault)));
        }
        Err(error) => return Err(error),
    }
    Ok(Ok(built))
}

/// The folder of what a language makes once per machine, if it makes anything.
///
/// # Errors
/// `not_available` when the compiler may not run, or cannot build it.
pub(super) fn toolkit(
    workshop: &Workshop,
    guest: &Arc<dyn Guest>,
    cancel: &Cancel,
    background: bool,
) -> Result<std::result::Result<Option<PathBuf>, Stopped>> {
    if guest.is_compiled() {
        workshop.may_compile(guest.id())?;
    }
    let Some(mut toolkit) = guest.toolkit(&workshop.machine)? else { return Ok(Ok(None)) };
    toolkit.confinement.background = background;
    match make(workshop, &toolkit, cancel)? {
        Ok(folder) => Ok(Ok(Some(folder))),
        Err(Stopped::Failed(fault)) => {
            let error =
                Error::new(ErrorKind::NotAvailable, "the compiler cannot build what its programs need");
            Err(error.with("reason", fault.message))
        }
        Err(stopped) => Ok(Err(stopped)),
    }
}

/// The folder of a build's outputs.
fn make(
    workshop: &Workshop,
    build: &Build,
    cancel: &Cancel,
) -> Result<std::result::Result<PathBuf, Stopped>> {
    let cache = cache::folder(workshop.machine.cache.as_deref())?;
    let kept = cache.join(key(build));
    if build.outputs.iter().all(|name| kept.join(name).is_file()) {
        // Recently used is what is kept longest.
        let now = fs::File::open(&kept).and_then(|folder| folder.set_modified(std::time::SystemTime::now()));
        drop(now);
        return Ok(Ok(kept));
    }
    let folder = Folder::new(&cache)?;
    for (name, bytes) in &build.files {
        fs::write(folder.0.join(plain(name)?), bytes)?;
    }
    if let Err(stopped) = steps(workshop, build, &folder.0, cancel)? {
        return Ok(Err(stopped));
    }
    let mut outputs = Vec::with_capacity(build.outputs.len());
    for name in &build.outputs {
        match regular(&folder.0.join(plain(name)?)) {
            Ok(file) => outputs.push((name.as_str(), file)),
            Err(_) => {
                let message = format!("the compiler made no `{name}`");
                return Ok(Err(Stopped::Failed(Fault { message, ..Fault::default() })));
            }
        }
    }
    keep(outputs, folder, &kept)?;
    tidy(&cache, &kept);
    Ok(Ok(kept))
}

fn steps(
    workshop: &Workshop,
    build: &Build,
    folder: &Path,
    cancel: &Cancel,
) -> Result<std::result::Result<(), Stopped>> {
    let begun = Instant::now();
    let mut confinement =
        Confinement { file: build.confinement.file.max(1 << 20), ..build.confinement.clone() };
    confinement.write.push(folder.to_owned());
    let watch =
        || Watch { wall: build.time.saturating_sub(begun.elapsed()), cpu: build.time, cancel: Some(cancel) };
    for step in &build.steps {
        let mut process = workshop.start(&task(step, folder), &confinement, None)?;
        let ended = match process.finish(watch()) {
            Answer::Cancelled => return Ok(Err(Stopped::Cancelled)),
            Answer::Said(()) | Answer::Ended(Ended::Exited(0)) => continue,
            Answer::Ended(ended) => ended,
        };
        let (errors, _) = process.complained(MESSAGES);
        let (output, _) = process.printed(MESSAGES);
        let messages = if errors.trim().is_empty() { output } else { errors };
        let message = match ended {
            Ended::Exited(_) if !messages.trim().is_empty() => messages,
            Ended::Exited(code) => format!("the compiler ended with status {code}"),
            Ended::TimeLimit => format!("compiling takes longer than {} seconds", build.time.as_secs()),
            Ended::MemoryLimit => "compiling takes too much memory".to_owned(),
            Ended::OutputLimit => "compiling makes too large files or too many messages".to_owned(),
            Ended::Crashed(how) => format!("the compiler crashed: {how}\n{messages}"),
            Ended::Broken(why) => {
                return Err(
                    Error::new(ErrorKind::Unavailable, "the compiler could not be run").with("reason", why)
                );
            }
            other => format!("{other:?}"),
        };
        return Ok(Err(Stopped::Failed(fault(&message, folder, build))));
    }
    // What a candidate's text was made into is read by who could do nothing else with it.
    let reading = Confinement {
        profile: Profile::Single,
        read: confinement.read.iter().cloned().chain([folder.to_owned()]).collect(),
        write: Vec::new(),
        // The report passes through our memory.
        file: REPORT,
        ..confinement
    };
    for (step, into) in &build.reports {
        let mut process = workshop.start(&task(step, folder), &reading, None)?;
        let printed = match process.finish(watch()) {
            Answer::Cancelled => return Ok(Err(Stopped::Cancelled)),
            Answer::Said(()) | Answer::Ended(Ended::Exited(0)) => process.printed(reading.file).0,
            Answer::Ended(_) => String::new(),
        };
        // Nothing that stands there already is written through: it may be a link that a step left.
        let mut file = fs::File::create_new(folder.join(plain(into)?))?;
        std::io::Write::write_all(&mut file, printed.as_bytes())?;
    }
    Ok(Ok(()))
}

fn task(step: &Step, folder: &Path) -> Task {
    Task::Execute {
        argv: step.argv.clone(),
        env: step.env.clone(),
        folder: Some(folder.display().to_string()),
    }
}

/// A compiler's messages without our folder, and the lines of the candidate's file that they name.
fn fault(message: &str, folder: &Path, build: &Build) -> Fault {
    let message = message.replace(&format!("{}/", folder.display()), "");
    let source = build.files.iter().find(|(name, _)| *name == build.source_name);
    let source = source.map(|(_, bytes)| String::from_utf8_lossy(bytes)).unwrap_or_default();
    let mut trace: Vec<Line> = Vec::new();
    for said in message.lines() {
        let Some(rest) =
            said.trim_start().strip_prefix(&build.source_name).and_then(|rest| rest.strip_prefix(':'))
        else {
            continue;
        };
        let Some(number) = rest.split(':').next().and_then(|number| number.parse::<u32>().ok()) else {
            continue;
        };
        if trace.len() < 10 && !trace.iter().any(|line| line.line == number) {
            let text = source.lines().nth(number.saturating_sub(1) as usize).unwrap_or_default();
            trace.push(Line {
                line: number,
                function: String::new(),
                text: text.trim().chars().take(200).collect(),
            });
        }
    }
    Fault { kind: String::new(), message: message.trim_end().chars().take(8000).collect(), trace }
}

/// A hash of everything that the outputs depend on.
fn key(build: &Build) -> String {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    part(env!("CARGO_PKG_VERSION").as_bytes());
    build.key.iter().for_each(|text| part(text.as_bytes()));
    for (name, bytes) in &build.files {
        part(name.as_bytes());
        part(bytes);
    }
    let reports = build.reports.iter().map(|(step, into)| (step, into.as_str()));
    for (step, into) in build.steps.iter().map(|step| (step, "")).chain(reports) {
        part(into.as_bytes());
        step.argv.iter().for_each(|word| part(word.as_bytes()));
        step.env.iter().for_each(|(name, value)| part(format!("{name}={value}").as_bytes()));
    }
    build.outputs.iter().for_each(|name| part(name.as_bytes()));
    hash.finalize().iter().take(20).map(|byte| format!("{byte:02x}")).collect()
}

/// A folder that is removed with everything in it.
struct Folder(PathBuf);

impl Folder {
    /// A new one, which everybody may write: only a process whose Landlock rules name it comes there.
    fn new(cache: &Path) -> Result<Folder> {
        use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
        let name = format!("new-{:016x}", super::seat::fresh_id());
        let path = cache.join(name);
        fs::DirBuilder::new().mode(0o700).create(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o777))?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A name without a folder.
fn plain(name: &str) -> Result<&str> {
    if name.is_empty() || name.contains('/') || name.starts_with('.') {
        return Err(Error::new(ErrorKind::Internal, format!("`{name}` is no plain name of a file")));
    }
    Ok(name)
}

/// Opens what a compile step wrote. It may have been told what to write: no link is followed, and nothing waited for.
fn regular(path: &Path) -> std::io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_CLOEXEC;
    let file = fs::OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(std::io::ErrorKind::InvalidInput.into()) }
}

/// Copies the outputs to where they are kept, ours alone to write.
fn keep(outputs: Vec<(&str, fs::File)>, folder: Folder, kept: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let ready = folder.0.with_extension("ready");
    fs::create_dir(&ready)?;
    for (name, mut file) in outputs {
        // A copy belongs to us; what the compiler left may belong to the user that it ran as.
        let mut copy = fs::File::create_new(ready.join(name))?;
        std::io::copy(&mut file, &mut copy)?;
        copy.set_permissions(fs::Permissions::from_mode(0o755))?;
    }
    fs::set_permissions(&ready, fs::Permissions::from_mode(0o755))?;
    // Another process may have been faster, with the same outputs.
    if fs::rename(&ready, kept).is_err() {
        fs::remove_dir_all(&ready)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_link_of_a_compile_step_is_followed() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        fs::write(at("program"), "x").unwrap();
        std::os::unix::fs::symlink(at("program"), at("link")).unwrap();
        assert!(regular(&at("program")).is_ok());
        assert!(regular(&at("link")).is_err() && regular(place.path()).is_err());
    }
}
