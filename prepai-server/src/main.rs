//! The program `prepai`.
fn main() {}
