//! A compiler of the machine: where it is, and its version.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use crate::code::sandbox::Machine;
use crate::error::{Error, ErrorKind, Result};

/// How a compiler is found and asked.
#[derive(Debug)]
pub(super) struct Compiler {
    /// [`Language::id`](crate::code::Language::id) of the language that it compiles.
    pub(super) language: &'static str,
    /// Its name in the configuration.
    pub(super) what: &'static str,
    /// What it may be called on PATH.
    pub(super) names: &'static [&'static str],
    /// What makes it say its version.
    pub(super) ask: &'static [&'static str],
    /// The oldest major and minor version that will do.
    pub(super) oldest: (u32, u32),
    /// What to do where there is none.
    pub(super) remedy: &'static str,
    /// The last answer: asking starts a process.
    pub(super) known: Mutex<Option<Found>>,
}

/// A compiler that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The program, symbolic links resolved.
    pub(super) path: PathBuf,
    /// As it says it, such as `12.2.0`.
    pub(super) version: String,
}

impl Compiler {
    /// The compiler on this machine; its version is asked once.
    ///
    /// # Errors
    /// `not_available` with the remedy where there is none or it is too old.
    pub(super) fn find(&self, machine: &Machine) -> Result<Found> {
        let path = machine.program(self.what, self.names).ok_or_else(|| self.missing("is not installed"))?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.as_ref().filter(|found| found.path == path) {
            return Ok(found.clone());
        }
        let version = self.version(&path).ok_or_else(|| self.missing("does not say its version"))?;
        if numbers(&version) < Some(self.oldest) {
            return Err(self.missing(&format!("is too old ({version})")));
        }
        let found = Found { path, version };
        *known = Some(found.clone());
        Ok(found)
    }

    /// The error of one that cannot be used.
    pub(super) fn missing(&self, how: &str) -> Error {
        Error::new(ErrorKind::NotAvailable, format!("{} {how}: {}", self.what, self.remedy))
            .with("language", self.language)
    }

    fn version(&self, path: &Path) -> Option<String> {
        let asked = Command::new(path).args(self.ask).stdin(Stdio::null()).output().ok()?;
        let said = [asked.stdout, asked.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        let word =
            |word: &&str| word.starts_with(|first: char| first.is_ascii_digit()) && numbers(word).is_some();
        let words =
            said.split(|c: char| c.is_whitespace() || c == '"').map(|word| word.trim_start_matches("go"));
        words.into_iter().find(|candidate| word(candidate)).map(str::to_owned)
    }
}

/// What was installed with a program where it was put elsewhere: for `/opt/gcc/bin/g++` the program and the folders beside
/// `bin` that compilers have. Nothing else: what a compiler can read, a program can include.
pub(super) fn installed(program: &Path) -> Vec<PathBuf> {
    let root = program.ancestors().nth(2).filter(|root| root.components().count() > 1 && !is_home(root));
    let beside = root.into_iter().flat_map(|root| INSTALLED.map(|name| root.join(name)));
    std::iter::once(program.to_owned()).chain(beside).collect()
}

/// Of gcc and rustc, of Go, of a JDK.
const INSTALLED: [&str; 13] = [
    "bin", "include", "lib", "lib64", "libexec", "pkg", "src", "misc", "go.env", "VERSION", "conf", "jmods",
    "release",
];

/// Somebody's own folder, whose `lib` and `src` are not a compiler's.
fn is_home(folder: &Path) -> bool {
    let own = std::env::var_os("HOME").is_some_and(|home| Path::new(&home) == folder);
    own || folder == Path::new("/root") || folder.parent() == Some(Path::new("/home"))
}

/// Whether another user can come to a file: programs run as one where we are root.
pub(super) fn reachable(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let open = |folder: &Path| folder.metadata().is_ok_and(|it| it.mode() & 0o001 != 0);
    let root = std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    !root || path.ancestors().skip(1).all(open)
}

/// `12.2.0` as 12 and 2.
fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split(|c: char| !c.is_ascii_digit());
    let major = parts.next()?.parse().ok()?;
    Some((major, parts.next().and_then(|minor| minor.parse().ok()).unwrap_or(0)))
}

/// Where programs that a compiler starts are, and what it reads of the machine.
pub(super) fn system_folders() -> Vec<PathBuf> {
    [
        "/usr/bin",
        "/bin",
        "/usr/lib",
        "/usr/libexec",
        "/usr/include",
        "/lib",
        "/lib64",
        "/usr/lib64",
        "/etc/ld.so.cache",
        "/etc/alternatives",
    ]
    .map(PathBuf::from)
    .to_vec()
}

/// What a program needs that is linked with the machine's libraries.
pub(super) fn libraries() -> Vec<PathBuf> {
    ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache"].map(PathBuf::from).to_vec()
}

/// What is started where only this program may be: itself and its loader.
pub(super) fn executable(program: PathBuf) -> Vec<PathBuf> {
    let loaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-linux-armhf.so.3"];
    loaders.map(PathBuf::from).into_iter().chain([program]).collect()
}

/// The environment of a compiler: programs are found, messages are English, temporary files stay in the folder.
pub(super) fn environment() -> Vec<(String, String)> {
    [("PATH", "/usr/bin:/bin"), ("LC_ALL", "C.UTF-8"), ("TMPDIR", "."), ("HOME", ".")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_compilers_say() {
        assert_eq!(numbers("12.2.0"), Some((12, 2)));
        assert_eq!(numbers("17"), Some((17, 0)));
        assert_eq!(numbers("1.19.8"), Some((1, 19)));
        assert_eq!(numbers("x"), None);
    }

    #[test]
    fn a_compiler_brings_its_folders_and_nobodys_home() {
        let of = |program: &str| installed(Path::new(program));
        let gcc = of("/opt/gcc/bin/g++");
        assert!(gcc.contains(&"/opt/gcc/lib".into()) && gcc.contains(&"/opt/gcc/bin/g++".into()));
        assert!(!gcc.contains(&"/opt/gcc".into()) && !of("/usr/bin/g++").contains(&"/usr".into()));
        assert_eq!(of("/home/ada/bin/g++"), [PathBuf::from("/home/ada/bin/g++")]);
        assert_eq!(of("/bin/g++"), [PathBuf::from("/bin/g++")]);
    }

    #[test]
    fn a_missing_compiler_names_its_remedy() {
        let compiler = Compiler {
            language: "cobol",
            what: "cobol",
            names: &["no-such-compiler"],
            ask: &["--version"],
            oldest: (1, 0),
            remedy: "install it",
            known: Mutex::default(),
        };
        let error = compiler.find(&Machine::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotAvailable);
        assert!(error.to_string().contains("install it"), "{error}");
    }
}
