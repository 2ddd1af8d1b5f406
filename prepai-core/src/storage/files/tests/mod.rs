//! What the store promises, on the machine's file system and on one that loses power.

mod disk;
mod faults;
mod model;
mod power;
mod race;
mod suite;
