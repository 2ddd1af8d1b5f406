//! `prepai serve` as a process of its own, and a client of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_tungstenite::connect_async;

use crate::talk::{Talk, WATCHDOG};

/// A server, killed when it is dropped.
pub(crate) struct Prepai {
    process: Child,
    pub(crate) address: String,
    pub(crate) url: String,
    token: Option<String>,
    pub(crate) folder: TempDir,
}

impl Drop for Prepai {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The program in a folder, with nothing of this process's environment.
pub(crate) fn command(folder: &TempDir, arguments: &[&str], env: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prepai"));
    command.args(["serve", "--port", "0", "--json"]).args(arguments).env_clear();
    command.current_dir(folder.path()).env("PREPAI_DATA", folder.path().join("data"));
    command.envs(env.iter().copied()).stdin(Stdio::null());
    command
}

impl Prepai {
    pub(crate) fn start(arguments: &[&str], env: &[(&str, &str)]) -> Prepai {
        Prepai::start_in(tempfile::tempdir().unwrap(), arguments, env)
    }

    pub(crate) fn start_in(folder: TempDir, arguments: &[&str], env: &[(&str, &str)]) -> Prepai {
        let log = std::fs::File::options().create(true).append(true).open(folder.path().join("log")).unwrap();
        let mut command = command(&folder, arguments, env);
        let mut process = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap_or_else(|_| {
            panic!("no address: {}", std::fs::read_to_string(folder.path().join("log")).unwrap())
        });
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        Prepai { process, address: text("address"), url: text("url"), token: None, folder }
    }

    /// Shows this token from now on.
    pub(crate) fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// What it has written to standard error.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// Sends a request and gives status and body.
    pub(crate) fn ask(&self, method: &str, path: &str, more: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let token = self.token.as_ref().map(|token| format!("authorization: Bearer {token}\r\n"));
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{}{more}",
            token.unwrap_or_default()
        );
        let request =
            format!("{head}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
        (status, answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
    }

    pub(crate) fn get(&self, path: &str) -> String {
        let (status, body) = self.ask("GET", path, "", "");
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub(crate) fn session(&self, name: &str) -> String {
        let body = json!({"interview_type": "google-sde", "candidate_name": name}).to_string();
        let (status, answer) = self.ask("POST", "/api/sessions", "", &body);
        assert_eq!(status, 200, "{answer}");
        let session: Value = serde_json::from_str(&answer).unwrap();
        session["session_id"].as_str().unwrap().to_owned()
    }

    /// A client of protocol 2 in a session's interview, greeted.
    pub(crate) async fn talk(&self, session: &str) -> Talk {
        let url = format!("ws://{}/ws/interview/{session}", self.address);
        let mut talk = Talk(connect_async(url).await.unwrap().0);
        talk.say(json!({"type": "hello", "protocol": 2, "token": self.token})).await;
        talk.say(json!({"type": "interview_ready"})).await;
        talk.until("assistant_complete").await;
        talk
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        let id = rustix::process::Pid::from_raw(i32::try_from(self.process.id()).unwrap()).unwrap();
        rustix::process::kill_process(id, signal).unwrap();
    }

    /// Waits for its end; gives how it ended and its folder.
    pub(crate) async fn ended(mut self) -> (ExitStatus, TempDir) {
        let patience = WATCHDOG.as_millis() / 20;
        for _ in 0..patience {
            if let Some(status) = self.process.try_wait().unwrap() {
                let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
                return (status, folder);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it does not end: {}", self.log());
    }
}
