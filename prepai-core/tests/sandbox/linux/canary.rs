//! What no program may read, change or reach: a folder, an open descriptor, a process.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;

/// What stands in the secret file.
pub(super) const SECRET: &str = "canary-3f8a41c9";

/// Things to watch over.
#[derive(Debug)]
pub(super) struct Canary {
    folder: TempDir,
    process: Child,
    /// Open without close-on-exec, as a careless library would leave it.
    _leaked: File,
}

impl Canary {
    /// The canary of this program; made before anything is started.
    pub(super) fn get() -> &'static Canary {
        static CANARY: OnceLock<Canary> = OnceLock::new();
        CANARY.get_or_init(|| {
            let folder = TempDir::new().unwrap();
            // Readable for everybody: only the confinement stands before it.
            fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
            let secret = folder.path().join("secret");
            fs::write(&secret, SECRET).unwrap();
            fs::write(folder.path().join("planted.py"), "VALUE = 'imported'\n").unwrap();
            fs::write(folder.path().join("planted.js"), "export default 1;\n").unwrap();
            let leaked = File::open(&secret).unwrap();
            rustix::io::fcntl_setfd(&leaked, rustix::io::FdFlags::empty()).unwrap();
            let process = Command::new("sleep").arg("100000").stdin(Stdio::null()).spawn().unwrap();
            Canary { folder, process, _leaked: leaked }
        })
    }

    /// The folder.
    pub(super) fn folder(&self) -> &str {
        self.folder.path().to_str().unwrap()
    }

    /// The process.
    pub(super) fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Everything that was read, written or signalled.
    pub(super) fn harm(&self) -> Vec<String> {
        let mut harm = Vec::new();
        match fs::read_to_string(self.folder.path().join("secret")) {
            Ok(text) if text == SECRET => {}
            other => harm.push(format!("the secret file is now {other:?}")),
        }
        let names: Vec<_> = fs::read_dir(self.folder.path())
            .map(|entries| entries.flatten().map(|entry| entry.file_name()).collect())
            .unwrap_or_default();
        if names.len() != 3 {
            harm.push(format!("the folder has {names:?}"));
        }
        for folder in ["/tmp", "/dev/shm", "/var/tmp"] {
            let planted = format!("{folder}/prepai-planted.txt");
            if fs::remove_file(&planted).is_ok() {
                harm.push(format!("{planted} was written"));
            }
        }
        if !super::processes::is_running(self.pid()) {
            harm.push("the process was ended".to_owned());
        }
        harm
    }

    /// Ends the process; a test program has no other end.
    pub(super) fn end(&self) {
        let pid = i32::try_from(self.pid()).ok().and_then(rustix::process::Pid::from_raw);
        if let Some(pid) = pid {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
        let _ = fs::remove_dir_all(self.folder.path());
    }
}
