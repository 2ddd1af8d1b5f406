//! Languages whose programs are compiled: one entry each in the sandbox's table.
//!
//! | language | compiler | a test calls |
//! |---|---|---|
//! | C++ | g++ 10 or newer | a free function, or a method of `Solution` or of any class that is made without arguments |
//! | C | gcc beside g++ | a function of scalars, strings, arrays with their sizes, linked lists and trees; a last `returnSize` says how long the result is |
//! | Java | a JDK, 11 or newer | a static or instance method of `Solution` or of any class; a method without a class |
//! | Go | go 1.18 or newer | a function |
//! | Rust | rustc 1.65 or newer | a function, or an associated function of `Solution` |
//!
//! In every one of them a program with `main` reads standard input. The outline of the source says what can be called
//! before anything is compiled; a guest in the language itself turns arguments into its types and results back.

mod c;
mod compiler;
mod cpp;
mod entry;
mod go;
mod java;
mod native;
mod outline;
#[cfg(test)]
mod plain;
mod rust;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod shown;
#[cfg(feature = "typescript")]
mod typescript;

use std::sync::Arc;

pub use c::C;
pub use cpp::Cpp;
pub use go::Go;
pub use java::Java;
pub use rust::Rust;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
pub(crate) use shown::TOOLCHAIN;
#[cfg(feature = "typescript")]
pub use typescript::{TypeScript, javascript};

use super::sandbox::Guest;

/// Every language of this folder.
pub fn compiled() -> Vec<Arc<dyn Guest>> {
    vec![
        #[cfg(feature = "typescript")]
        Arc::new(TypeScript),
        Arc::new(Cpp::default()),
        Arc::new(Java::default()),
        Arc::new(Go::default()),
        Arc::new(Rust::default()),
        Arc::new(C::default()),
    ]
}
