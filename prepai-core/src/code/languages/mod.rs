//! Languages whose programs are compiled: one entry each in the sandbox's table.
//!
//! | language | compiler | a test calls |
//! |---|---|---|
//! | C++ | g++ 10 or newer | a free function, or a method of `Solution` or of any class that is made without arguments |
//! | C | gcc beside g++ | a function of scalars, strings, arrays with their sizes, linked lists and trees; see [`c`](self) |
//! | Java | a JDK, 11 or newer | a static or instance method of `Solution` or of any class; a method without a class |
//! | Go | go 1.18 or newer | a function |
//! | Rust | rustc 1.70 or newer | a function, or an associated function of `Solution` |
//!
//! In every one of them a program with `main` reads standard input. The outline of the source says what can be called
//! before anything is compiled; a guest in the language itself turns arguments into its types and results back.

mod compiler;
mod cpp;
mod entry;
mod java;
mod outline;
#[cfg(test)]
mod plain;
#[cfg(feature = "typescript")]
mod typescript;

use std::sync::Arc;

pub use cpp::Cpp;
pub use java::Java;
#[cfg(feature = "typescript")]
pub use typescript::{TypeScript, javascript};

use super::sandbox::Guest;

/// Every compiled language.
pub fn compiled() -> Vec<Arc<dyn Guest>> {
    vec![Arc::new(Cpp::default()), Arc::new(Java::default())]
}
