//! A disk that is full, read-only or denied: an error that says so, nothing lost, and afterwards all is well.

use std::io::ErrorKind as Io;

use super::disk::Trouble;
use super::model::World;
use super::power::STORY;
use crate::error::{Error, ErrorKind};

const FAULTS: [(Io, &str); 4] = [
    (Io::StorageFull, "the disk is full: free some space"),
    (Io::QuotaExceeded, "quota is used up: free some space or raise it"),
    (Io::ReadOnlyFilesystem, "read-only: mount it writable or choose another data folder"),
    (Io::PermissionDenied, "permission denied: give this user the right"),
];

fn explained(error: &Error, remedy: &str) {
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{error:?}");
    assert!(error.message().contains(remedy), "{error:?}");
    assert!(error.message().starts_with('/') && error.fact("path").is_some(), "{error:?}");
    assert!(error.operation().starts_with("storage."), "{error:?}");
}

/// The story under a trouble that ends with the first error; every step that failed is repeated.
fn live_through(trouble: Trouble, remedy: &str) -> bool {
    let mut world = World::new();
    world.disk.trouble(trouble);
    let mut failed = false;
    for (with, step) in STORY {
        if let Err(error) = world.step(with, step) {
            explained(&error, remedy);
            failed = true;
            world.disk.trouble(Trouble::None);
            world.step(with, step).unwrap();
        }
    }
    world.disk.trouble(Trouble::None);
    world.step(0, super::model::Step::List).unwrap();
    world.after_cut(0);
    failed
}

/// At every call, the faults in turn; how often a step failed.
fn everywhere(trouble: fn(u64, Io) -> Trouble) -> usize {
    let mut whole = World::new();
    for (with, step) in STORY {
        whole.step(with, step).unwrap();
    }
    let faults = (1..=whole.disk.calls()).zip(FAULTS.iter().cycle());
    faults.filter(|(call, (kind, remedy))| live_through(trouble(*call, *kind), remedy)).count()
}

#[test]
fn each_call_may_fail_once() {
    assert!(everywhere(Trouble::Once) > 100);
}

#[test]
fn writing_may_stop_working_at_any_call() {
    assert!(everywhere(Trouble::Always) > 100);
}

#[test]
fn what_was_written_can_be_read_on_a_disk_that_takes_no_writes() {
    let mut world = World::new();
    for (with, step) in &STORY[..9] {
        world.step(*with, *step).unwrap();
    }
    world.disk.trouble(Trouble::Always(0, Io::ReadOnlyFilesystem));
    world.step(0, super::model::Step::Restart).unwrap();
    world.step(0, super::model::Step::List).unwrap();
    world.readable(0);
}
