//! The guests that are texts: what runs beside a program in its own language. Each is one text that begins and ends once, in parts
//! by what they are about.

/// The parts of a guest, one after another.
#[cfg(any(all(feature = "sandbox", target_os = "linux"), feature = "wasm"))]
macro_rules! parts {
    ($folder:literal, $ending:literal: $($part:literal),+) => {
        concat!($(include_str!(concat!("../../data/guests/", $folder, "/", $part, ".", $ending))),+)
    };
}

/// A function of the engine's side, which gives back what that side calls.
#[cfg(any(all(feature = "sandbox", target_os = "linux"), feature = "wasm"))]
pub(crate) const JAVASCRIPT: &str = parts!(
    "javascript", "js": "begin", "nodes", "decode", "encode", "print", "timers", "node", "program", "errors"
);

/// A program that loads, says that it is ready, and forks.
#[cfg(all(feature = "sandbox", target_os = "linux"))]
pub(crate) const PYTHON: &str =
    parts!("python", "py": "begin", "decode", "encode", "describe", "errors", "job", "fork");
