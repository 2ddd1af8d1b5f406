//! A private PostgreSQL server: its data in a folder of its own, reached by a socket in it.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long the server may take to come up; ten times the usual.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Server {
    folder: PathBuf,
    programs: PathBuf,
    process: Child,
    databases: AtomicUsize,
    port: u16,
    /// Settings beside those of every server here.
    more: Vec<String>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.crash();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Where Debian keeps the newest server.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> =
        versions.filter_map(|version| Some(version.ok()?.path().join("bin"))).collect();
    found.retain(|folder| folder.join("initdb").exists() && folder.join("postgres").exists());
    found.sort();
    found.pop()
}

/// The user as whom the server runs: `postgres` when the tests run as root, who may not.
fn user() -> Option<(u32, u32)> {
    let own = fs::metadata("/proc/self").map(|data| std::os::unix::fs::MetadataExt::uid(&data)).ok()?;
    if own != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let fields = users.lines().find(|line| line.starts_with("postgres:"))?.split(':').collect::<Vec<_>>();
    Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
}

fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    if let Some((user, group)) = user() {
        command.uid(user).gid(group);
    }
    command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C").current_dir("/");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

impl Server {
    /// One for all tests of this program, which dies with it.
    pub(crate) fn shared() -> Option<&'static Server> {
        static SHARED: OnceLock<Option<Server>> = OnceLock::new();
        SHARED.get_or_init(Server::start).as_ref()
    }

    /// A server of one's own; nothing where PostgreSQL is not installed.
    pub(crate) fn start() -> Option<Server> {
        Server::start_with(None)
    }

    /// The same, on a free port of this machine too, with certificate and key (PEM).
    pub(crate) fn start_secret(certificate: &str, key: &str) -> Option<Server> {
        Server::start_with(Some((certificate, key)))
    }

    fn start_with(secret: Option<(&str, &str)>) -> Option<Server> {
        let programs = programs()?;
        let folder = tempfile::Builder::new().prefix("prepai-pg-").tempdir().unwrap().keep();
        if let Some((user, group)) = user() {
            chown(&folder, Some(user), Some(group)).unwrap();
        }
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
        let data = folder.join("data");
        let made = command(&programs.join("initdb"))
            .args(["-U", "prepai", "-A", "trust", "-E", "UTF8", "--no-sync", "-D"])
            .arg(&data)
            .status()
            .unwrap();
        assert!(made.success(), "initdb fails");
        let (mut port, mut more) = (5432, Vec::new());
        if let Some((certificate, key)) = secret {
            port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            for (name, content) in [("server.crt", certificate), ("server.key", key)] {
                let file = data.join(name);
                fs::write(&file, content).unwrap();
                fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
                if let Some((user, group)) = user() {
                    chown(&file, Some(user), Some(group)).unwrap();
                }
            }
            more = vec![format!("port={port}"), "listen_addresses=127.0.0.1".to_owned(), "ssl=on".to_owned()];
        }
        let process = run(&programs, &folder, &more);
        let server = Server { folder, programs, process, databases: AtomicUsize::new(0), port, more };
        server.wait();
        Some(server)
    }

    /// The address of a new, empty database.
    pub(crate) fn database(&self) -> String {
        let name = format!("db{}", self.databases.fetch_add(1, Ordering::Relaxed));
        assert!(self.createdb(&name), "createdb fails");
        self.url(&name)
    }

    fn url(&self, name: &str) -> String {
        format!("host={} port={} user=prepai dbname={name}", self.folder.display(), self.port)
    }

    /// Its port.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    fn createdb(&self, name: &str) -> bool {
        let mut create = command(&self.programs.join("createdb"));
        create.args(["-U", "prepai", "-p", &self.port.to_string(), "-h"]).arg(&self.folder).arg(name);
        create.status().unwrap().success()
    }

    /// Waits until it answers.
    fn wait(&self) {
        let began = Instant::now();
        while !self.answers() {
            assert!(began.elapsed() < PATIENCE, "PostgreSQL does not come up");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn answers(&self) -> bool {
        let mut ready = command(&self.programs.join("pg_isready"));
        ready.args(["-q", "-p", &self.port.to_string(), "-h"]).arg(&self.folder);
        ready.status().unwrap().success()
    }

    /// Kills it and its helpers as a power cut would.
    pub(crate) fn crash(&mut self) {
        let _ = fs::write(self.folder.join("keep"), "");
        let lock = fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap_or_default();
        if let Some(first) = lock.lines().next() {
            // A helper that serves a connection would go on with it for a while.
            let helpers =
                fs::read_to_string(format!("/proc/{first}/task/{first}/children")).unwrap_or_default();
            let mut kill = Command::new("kill");
            kill.args(["-9", first]).args(helpers.split_whitespace());
            let _ = kill.stderr(Stdio::null()).status();
        }
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }

    /// Starts it again on the same data.
    pub(crate) fn restart(&mut self) {
        let began = Instant::now();
        let lock = self.folder.join("data/postmaster.pid");
        // The helpers of the server that was killed may still hold its memory; until then it takes its lock, refuses and gives it back.
        loop {
            let _ = fs::remove_file(&lock);
            self.process = run(&self.programs, &self.folder, &self.more);
            // One that refuses is gone, with its lock, sooner than one that comes up has taken it.
            let mut without = 0;
            while without < 50 {
                if self.answers() {
                    let _ = fs::remove_file(self.folder.join("keep"));
                    return;
                }
                without = if lock.exists() { 0 } else { without + 1 };
                assert!(began.elapsed() < PATIENCE, "PostgreSQL does not start again");
                std::thread::sleep(Duration::from_millis(20));
            }
            drop(self.process.stdin.take());
            let _ = self.process.wait();
        }
    }
}

/// Ends the server when the tests end, however they do: then the pipe that this reads from is closed.
const GUARD: &str = r#""$0" "$@" </dev/null & pid=$!; read -r end; kill -9 $pid; [ -e "$FOLDER/keep" ] || { sleep 0.5; rm -rf "$FOLDER"; }"#;

fn run(programs: &Path, folder: &Path, more: &[String]) -> Child {
    let mut postgres = command(Path::new("/bin/sh"));
    postgres.args(["-c", GUARD]).arg(programs.join("postgres")).env("FOLDER", folder).stdin(Stdio::piped());
    postgres.arg("-D").arg(folder.join("data")).args(["-c", "listen_addresses=", "-k"]).arg(folder);
    postgres.args(["-c", "max_connections=200", "-c", "shared_buffers=32MB"]);
    postgres.args(more.iter().flat_map(|setting| ["-c", setting.as_str()]));
    postgres.spawn().unwrap()
}
