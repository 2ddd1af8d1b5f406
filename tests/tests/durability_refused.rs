//! A full disk and a folder that can only be read: said clearly, and nothing is lost.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests")]
#![cfg(unix)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use prepai_tests::durability::{acknowledged, check, journal, open};

/// Writes until the disk is full after so many bytes.
fn survives_a_full_disk(kind: &str, room: usize) {
    let folder = tempfile::tempdir().unwrap();
    let library = match journal::library(folder.path()) {
        Ok(library) => library,
        Err(why) => {
            println!("skipped: full disk of {kind}: {why}");
            return;
        }
    };
    let root = folder.path().canonicalize().unwrap().join("root");
    fs::create_dir(&root).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_durability-writer"))
        .args([kind, root.to_str().unwrap(), "1000000"])
        .env("LD_PRELOAD", library)
        .env("CUT_ROOT", &root)
        .env("CUT_LOG", folder.path().join("journal"))
        .env("CUT_FULL", room.to_string())
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && told.contains("the disk is full"), "{told}");
    assert!(told.contains(root.to_str().unwrap()), "the path is not named: {told}");
    let said = String::from_utf8(output.stdout).unwrap();
    let known: Vec<_> = said.split_inclusive('\n').filter_map(acknowledged).collect();
    assert!(!known.is_empty(), "full before the first commit");
    assert_eq!(check(&*open(kind, &root).unwrap(), &known), Ok(()));
}

#[test]
fn sqlite_survives_a_full_disk() {
    for room in [150_000, 400_123, 900_001] {
        survives_a_full_disk("sqlite", room);
    }
}

#[test]
fn files_survive_a_full_disk() {
    for room in [12_000, 20_123, 60_001] {
        survives_a_full_disk("files", room);
    }
}

/// Sets the permissions of everything below a folder.
fn protect(path: &Path, folder: u32, file: u32) {
    if path.is_dir() {
        fs::set_permissions(path, Permissions::from_mode(0o700)).unwrap();
        for entry in fs::read_dir(path).unwrap() {
            protect(&entry.unwrap().path(), folder, file);
        }
    }
    let mode = if path.is_dir() { folder } else { file };
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// What a program says that may only read the store.
fn probed(kind: &str, root: &Path, program: &Path) -> String {
    protect(root, 0o555, 0o444);
    let mut command = Command::new(program);
    command.args([kind, root.to_str().unwrap()]);
    // To root nothing is read-only.
    if fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        command.uid(65_534).gid(65_534);
    }
    let output = command.output().unwrap();
    protect(root, 0o755, 0o644);
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A store with five commits a writer, and the program that probes it, where any user gets at them.
fn prepared(kind: &str) -> (tempfile::TempDir, std::path::PathBuf, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let (root, program) = (folder.path().join("root"), folder.path().join("store-probe"));
    fs::create_dir(&root).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_store-probe"), &program).unwrap();
    let status = Command::new(env!("CARGO_BIN_EXE_durability-writer"))
        .args([kind, root.to_str().unwrap(), "5"])
        .output()
        .unwrap()
        .status;
    assert!(status.success());
    (folder, root, program)
}

#[test]
fn files_are_read_from_a_read_only_folder() {
    let (_folder, root, program) = prepared("files");
    let told = probed("files", &root, &program);
    assert!(told.starts_with("read 10\nrefused unavailable"), "{told}");
    assert!(told.contains(root.to_str().unwrap()), "{told}");
}

#[test]
fn sqlite_is_read_from_a_read_only_folder() {
    let (_folder, root, program) = prepared("sqlite");
    // As the writer left it, as it is without its shared memory, and as one file: of the second it is said why not.
    let reads = |told: String| {
        assert!(told.starts_with("read 10\nrefused unavailable"), "{told}");
        assert!(told.contains("read-only") && told.contains(root.to_str().unwrap()), "{told}");
    };
    reads(probed("sqlite", &root, &program));
    fs::remove_file(root.join("data/sessions.db-shm")).unwrap();
    let told = probed("sqlite", &root, &program);
    assert!(told.contains("ends in -wal, to a folder that can be written"), "{told}");
    let database = rusqlite::Connection::open(root.join("data/sessions.db")).unwrap();
    database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(database);
    assert!(!root.join("data/sessions.db-wal").exists());
    reads(probed("sqlite", &root, &program));
}
