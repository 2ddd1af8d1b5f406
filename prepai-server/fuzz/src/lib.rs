//! What is fuzzed of the server, from its own files: the whole server brings its stores and sound, which would be built, and instrumented,
//! for nothing.

pub mod socket;
