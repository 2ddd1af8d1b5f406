//! Power cuts: the writer's system calls are written down, and the disk is rebuilt as it may be at any moment, without
//! what was not synced. Every commit that was acknowledged before that moment is there, and the chain verifies.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "helpers of tests")]

use std::path::Path;
use std::process::{Command, Stdio};

use prepai_tests::durability::journal::{self, Record};
use prepai_tests::durability::power::{Disk, Random};
use prepai_tests::durability::{Acknowledged, acknowledged, check, open};

/// What a writer did until it was done; nothing, and said so, where that cannot be written down.
fn recorded(kind: &str, commits: usize, root: &Path) -> Option<Vec<Record>> {
    let library = match journal::library(root.parent().unwrap()) {
        Ok(library) => library,
        Err(why) => {
            println!("skipped: power cut of {kind}: {why}");
            return None;
        }
    };
    std::fs::create_dir(root).unwrap();
    let log = root.with_extension("journal");
    let status = Command::new(env!("CARGO_BIN_EXE_durability-writer"))
        .args([kind, root.to_str().unwrap(), &commits.to_string()])
        .env("LD_PRELOAD", library)
        .env("CUT_ROOT", root)
        .env("CUT_LOG", &log)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{status}");
    let records = journal::read(&std::fs::read(log).unwrap()).unwrap();
    let said = records.iter().filter(|record| matches!(record, Record::Said(_))).count();
    assert_eq!(said, 4 * commits, "acknowledgements in the journal");
    Some(records)
}

/// Cuts the power at so many moments; what was wrong at each that was survived badly.
fn losses(kind: &str, records: &[Record], root: &Path, cuts: usize, lies: bool) -> Vec<String> {
    let mut random = Random::new(cuts as u64);
    let mut moments: Vec<usize> = (0..cuts).map(|_| random.below(records.len()) + 1).collect();
    moments.sort_unstable();
    let mut disk = Disk::default();
    disk.lies = lies;
    let mut known: Vec<Acknowledged> = Vec::new();
    let (mut done, mut losses) = (0, Vec::new());
    for moment in moments {
        for record in &records[done..moment] {
            disk.apply(record);
            if let Record::Said(line) = record {
                known.extend(acknowledged(std::str::from_utf8(line).unwrap()));
            }
        }
        done = moment;
        let after = tempfile::tempdir().unwrap();
        disk.cut(&mut random, root, after.path()).unwrap();
        let store = open(kind, after.path()).unwrap();
        if let Err(why) = check(&*store, &known) {
            losses.push(format!("cut after {moment} of {} calls: {why}", records.len()));
        }
    }
    losses
}

fn survives_cuts(kind: &str, commits: usize, cuts: usize) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap().join("root");
    let Some(records) = recorded(kind, commits, &root) else { return };
    assert_eq!(losses(kind, &records, &root, cuts, false), Vec::<String>::new());
    // The test itself: on a disk whose syncs do nothing it finds losses.
    let lost = losses(kind, &records, &root, cuts, true).len();
    assert!(lost > cuts / 4, "of {cuts} cuts on a disk that lies only {lost} were noticed");
}

#[test]
fn sqlite_survives_power_cuts() {
    survives_cuts("sqlite", 25, 40);
}

#[test]
fn files_survive_power_cuts() {
    survives_cuts("files", 25, 40);
}

#[test]
#[ignore = "make durability"]
fn sqlite_survives_a_thousand_power_cuts() {
    survives_cuts("sqlite", 400, 1_000);
}

#[test]
#[ignore = "make durability"]
fn files_survive_three_hundred_power_cuts() {
    survives_cuts("files", 80, 300);
}
