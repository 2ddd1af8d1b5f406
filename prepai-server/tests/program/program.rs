//! The built program, run as a user runs it: in a folder of its own, with an environment of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// Ten times longer than anything here takes: a watchdog and no assertion on speed.
const WATCHDOG: Duration = Duration::from_secs(60);

/// A home with a data folder.
pub(crate) struct Home {
    folder: TempDir,
}

/// What a run gave back.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Home {
    pub(crate) fn new() -> Home {
        Home { folder: tempfile::tempdir().unwrap() }
    }

    /// A path in the current folder of the program.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in the current folder of the program.
    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_prepai"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.folder.path()).env("PREPAI_DATA", self.path("data"));
        command
    }

    /// Runs with nothing on standard input.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.feed(arguments, "")
    }

    /// Runs with these lines on standard input.
    pub(crate) fn feed(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Run {
        let mut command = self.command(arguments);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.as_ref().to_owned();
        // The program may end before it has read everything.
        let writer = thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Run::of(output)
    }

    /// Holds an interview with these lines, ends it, and gives the session's id.
    pub(crate) fn interview(&self, lines: &str) -> String {
        let run = self.feed(
            &["interview", "--type", "google-sde", "--name", "Ada Lovelace"],
            format!("{lines}\n/end\n"),
        );
        let value = run.done();
        assert_eq!(value["status"], "completed", "{value}");
        value["session_id"].as_str().unwrap().to_owned()
    }

    /// Begins an interview that somebody types into.
    pub(crate) fn begin(&self, arguments: &[&str]) -> Typist {
        let mut command = self.command(arguments);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Typist { stdin: child.stdin.take(), child, lines, seen: Vec::new() }
    }
}

impl Run {
    fn of(output: Output) -> Run {
        Run {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Its result as JSON, if all went well.
    pub(crate) fn done(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        self.json()
    }

    /// Its result as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The error that it told as JSON on standard error.
    pub(crate) fn error(&self) -> Value {
        let last = self.err.lines().last().unwrap_or_default();
        let value: Value = serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        value["error"].clone()
    }

    /// Checks that it failed with an exit code and an error's code.
    pub(crate) fn failed(&self, code: i32, word: &str) -> Value {
        let error = self.error();
        assert_eq!((self.code, error["code"].as_str().unwrap()), (code, word), "{self:?}");
        error
    }
}

/// Somebody who types into an interview.
pub(crate) struct Typist {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Typist {
    /// Types a line.
    pub(crate) fn types(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().unwrap();
        writeln!(stdin, "{line}").and_then(|()| stdin.flush()).unwrap();
    }

    /// Waits for a line that contains this.
    pub(crate) fn sees(&mut self, part: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(WATCHDOG);
            let line = line.unwrap_or_else(|_| panic!("never saw {part:?} after {:#?}", self.seen));
            self.seen.push(line.clone());
            if line.contains(part) {
                return line;
            }
        }
    }

    /// Types a line and waits until the turn is over.
    pub(crate) fn says(&mut self, line: &str) {
        self.types(line);
        self.types("/time");
        self.sees(" left · phase: ");
    }

    /// Kills it, as `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal.
    #[cfg(unix)]
    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        let id = i32::try_from(self.child.id()).unwrap();
        rustix::process::kill_process(rustix::process::Pid::from_raw(id).unwrap(), signal).unwrap();
    }

    /// Ends its input and waits for the end; gives what was shown since the last look, and the exit code.
    pub(crate) fn ends(mut self) -> (String, i32) {
        drop(self.stdin.take());
        let shown: Vec<String> = self.lines.iter().collect();
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        (shown.join("\n"), code)
    }
}

/// The lines of a file.
pub(crate) fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}
