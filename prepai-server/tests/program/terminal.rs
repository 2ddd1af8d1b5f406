//! In a terminal of its own: editing, completion, Ctrl-C.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::program::Home;

const WATCHDOG: Duration = Duration::from_secs(60);

/// A program in a terminal.
struct Terminal {
    child: Child,
    keys: File,
    screen: Receiver<String>,
    seen: String,
}

impl Terminal {
    fn start(home: &Home, arguments: &[&str]) -> Terminal {
        Terminal::run(home.command(arguments))
    }

    fn run(mut command: Command) -> Terminal {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
        let end = || File::options().read(true).write(true).open(&name).unwrap();
        let size = rustix::termios::Winsize { ws_row: 40, ws_col: 60, ws_xpixel: 0, ws_ypixel: 0 };
        rustix::termios::tcsetwinsize(&master, size).unwrap();
        let child = command
            .env("TERM", "xterm")
            .stdin(Stdio::from(end()))
            .stdout(end())
            .stderr(end())
            .spawn()
            .unwrap();
        let keys = File::from(master);
        let mut reader = keys.try_clone().unwrap();
        let (sender, screen) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            // An error is the other end's closing.
            while let Ok(read @ 1..) = reader.read(&mut bytes) {
                let _ = sender.send(String::from_utf8_lossy(&bytes[..read]).into_owned());
            }
        });
        Terminal { child, keys, screen, seen: String::new() }
    }

    fn keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until this appears after what was seen before.
    fn sees(&mut self, part: &str) {
        loop {
            if let Some(at) = self.seen.find(part) {
                self.seen.drain(..at + part.len());
                return;
            }
            let more = self.screen.recv_timeout(WATCHDOG);
            self.seen.push_str(&more.unwrap_or_else(|_| panic!("never saw {part:?} in {:?}", self.seen)));
        }
    }

    fn ends(mut self) -> i32 {
        self.child.wait().unwrap().code().unwrap_or(-1)
    }
}

#[test]
fn a_person_chooses_answers_completes_and_leaves() {
    let home = Home::new();
    let mut terminal = Terminal::start(&home, &["interview"]);
    terminal.sees("Which interview?");
    terminal.sees("or a name: ");
    terminal.keys("Behavioral\r");
    terminal.sees("Your name: ");
    terminal.keys("Adb\u{7f}a\r");
    terminal.sees("Hannah:");
    terminal.sees("> ");
    terminal.keys("My first answer.\r");
    terminal.sees("Hannah:");
    terminal.sees("> ");
    // Tab completes a command, arrow-up brings back the answer.
    terminal.keys("/transc\t\r");
    terminal.sees("You:");
    terminal.sees("My first answer.");
    terminal.sees("> ");
    terminal.keys("\u{1b}[A\u{1b}[A");
    terminal.sees("My first answer.");
    terminal.keys("\u{15}/end\r");
    terminal.sees("[y/N]");
    terminal.keys("n\r");
    terminal.sees("> ");
    terminal.keys("\u{3}");
    terminal.sees("interview --resume ");
    assert_eq!(terminal.ends(), 130);
    let listed = home.run(&["sessions"]).done();
    assert_eq!(listed["sessions"][0]["candidate"], "Ada");
    assert_eq!(listed["sessions"][0]["status"], "active");
    let history = std::fs::read_dir(home.path("data/terminal")).unwrap().count();
    assert_eq!(history, 1, "the answers can be called back after a resume");
    home.run(&["erase", listed["sessions"][0]["session"].as_str().unwrap(), "--yes"]).done();
    assert_eq!(std::fs::read_dir(home.path("data/terminal")).unwrap().count(), 0, "erased with the session");
}

#[test]
fn the_report_is_shown_and_the_typed_lines_are_forgotten() {
    let home = Home::new();
    let mut terminal = Terminal::start(&home, &["interview", "--type", "behavioral", "--name", "Ada"]);
    terminal.sees("> ");
    terminal.keys("I led a team of five.\r");
    terminal.sees("Hannah:");
    terminal.sees("> ");
    terminal.keys("/end\r");
    terminal.sees("[y/N]");
    terminal.keys("y\r");
    terminal.sees("kept as session");
    assert_eq!(terminal.ends(), 0);
    assert_eq!(std::fs::read_dir(home.path("data/terminal")).unwrap().count(), 0);
}

#[test]
fn an_editor_hands_in_what_it_saved() {
    let home = Home::new();
    home.write("editor.sh", "printf 'def solution():\\n    return 42\\n' > \"$1\"\n");
    let mut command = home.command(&["interview", "--type", "behavioral", "--name", "Ada"]);
    command.env("EDITOR", format!("sh {}", home.path("editor.sh").display()));
    let mut terminal = Terminal::run(command);
    terminal.sees("> ");
    terminal.keys("/language python\r");
    terminal.sees("typed code is python");
    terminal.keys("/code\r");
    terminal.sees("2 lines of python handed in");
    terminal.sees("> ");
    terminal.keys("\u{4}");
    terminal.sees("interview --resume ");
    assert_eq!(terminal.ends(), 0);
}
