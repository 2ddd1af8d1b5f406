//! Whole interviews.

mod candidate;
mod dialogue;
mod room;
mod scenes;
