//! kill -9 in the middle of writing: every acknowledged commit is there, and the chain verifies.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use prepai_tests::durability::power::Random;
use prepai_tests::durability::{acknowledged, check, open};

/// Kills a writer again and again, each time on the data that the one before left behind.
fn survives_kills(kind: &str, kills: usize) {
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random::new(kills as u64);
    let mut all = Vec::new();
    for kill in 0..kills {
        let mut writer = Command::new(env!("CARGO_BIN_EXE_durability-writer"))
            .args([kind, folder.path().to_str().unwrap(), "1000000"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(writer.stdout.take().unwrap());
        // Other writers are in the middle of something at any acknowledgement.
        let moment = 1 + random.below(60);
        let mut seen = 0;
        let mut line = String::new();
        while lines.read_line(&mut line).unwrap() > 0 {
            all.extend(acknowledged(&line));
            line.clear();
            seen += 1;
            if seen == moment {
                writer.kill().unwrap();
            }
        }
        let status = writer.wait().unwrap();
        assert!(seen >= moment, "the writer ended by itself: {status}");
        assert_eq!(check(&*open(kind, folder.path()).unwrap(), &all), Ok(()), "after kill {kill}");
    }
    assert!(all.len() >= kills);
}

#[test]
fn sqlite_survives_kills() {
    survives_kills("sqlite", 6);
}

#[test]
fn files_survive_kills() {
    survives_kills("files", 6);
}

#[test]
#[ignore = "make durability"]
fn sqlite_survives_fifty_kills() {
    survives_kills("sqlite", 50);
}

#[test]
#[ignore = "make durability"]
fn files_survive_fifty_kills() {
    survives_kills("files", 50);
}
