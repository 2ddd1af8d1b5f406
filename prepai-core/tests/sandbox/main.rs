//! Candidate code in confined processes. This program is its own helper: `main` calls `dispatch` first.

#![cfg_attr(
    target_os = "linux",
    expect(clippy::unwrap_used, reason = "the whole program is a test, with a main of its own")
)]

#[cfg(target_os = "linux")]
mod linux;

fn main() {
    #[cfg(target_os = "linux")]
    linux::main();
}
