//! The short form of `make fuzz`: its seeds, each cut at every byte and changed at random places, through the functions that it runs.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do"
)]

mod frame;
mod message;

use std::fs;
use std::path::PathBuf;

/// Changed copies of each seed.
const CHANGES: usize = 2_000;

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

/// Numbers by xorshift: the same in each run.
fn next(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state >> 33).unwrap()
}

fn replay(target: &str, holds: fn(&[u8])) {
    let seeds = seeds(target);
    assert!(seeds.len() >= 5, "the seeds of {target} are there");
    let mut state = 20_261_124;
    for seed in &seeds {
        (0..=seed.len()).for_each(|end| holds(&seed[..end]));
        for _ in 0..CHANGES {
            let mut bytes = seed.clone();
            for _ in 0..=next(&mut state) % 4 {
                let at = next(&mut state) % (bytes.len() + 1);
                match next(&mut state) % 4 {
                    0 => bytes.insert(at, u8::try_from(next(&mut state) % 256).unwrap()),
                    1 if at < bytes.len() => drop(bytes.remove(at)),
                    2 if at < bytes.len() => bytes[at] ^= 1 << (next(&mut state) % 8),
                    _ => {
                        // The end of one and the beginning of another.
                        let other = &seeds[next(&mut state) % seeds.len()];
                        bytes.truncate(at);
                        bytes.extend(&other[next(&mut state) % (other.len() + 1)..]);
                    }
                }
            }
            holds(&bytes);
        }
    }
}

#[test]
fn frames_are_read_or_refused() {
    replay("frame", frame::holds);
}

#[test]
fn messages_are_read_or_refused() {
    replay("message", message::holds);
}
