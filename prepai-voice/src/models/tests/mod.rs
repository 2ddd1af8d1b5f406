//! Fetching from a file server on this machine, which has every fault that file servers have.

mod archive;
mod pulling;
mod resuming;
mod server;

use prepai_core::net::HttpOptions;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::Duration;

use super::{Folder, Item, Job, Puller, Remote};

/// Three hundred thousand bytes that are all different from their neighbours.
fn content() -> Vec<u8> {
    (0..300_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn item(url: &str, sha256: Option<String>) -> Item {
    let file = Remote {
        name: "model.bin".to_owned(),
        url: url.to_owned(),
        bytes: 300_000,
        exact: true,
        sha256,
        sha1: None,
        md5: None,
        unpack: None,
    };
    Item {
        name: "model".to_owned(),
        job: Job::SpeechToText,
        languages: vec!["en".to_owned()],
        licence: "MIT".to_owned(),
        system: None,
        files: vec![file],
    }
}

fn puller(folder: &Path) -> Puller {
    let options = HttpOptions { connect: Duration::from_secs(10), idle: Duration::from_secs(10) };
    Puller::new(Folder::new(folder), None, &options).unwrap().pausing(Duration::ZERO)
}

/// The names of all files in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
