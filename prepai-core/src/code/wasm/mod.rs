//! JavaScript and TypeScript where nothing can be confined: QuickJS as a WebAssembly module.
//!
//! A module can compute, and do nothing else that it is not given: this one is given a place to print to, a text to read, a
//! clock and a pause. Memory, time and output are limited from outside; the same guest speaks in it as in the confined
//! process, so that results and verdicts are the same. The module is a file of this crate (`data/wasm`), made from the sources
//! of quickjs-ng by a script beside it; it is compiled to machine code on first use and kept in the folder of compiled programs.

mod engine;
mod executor;
mod fault;
mod host;
mod instance;
mod job;
mod kept;

pub(crate) use executor::NAME;
pub use executor::{WasmExecutor, WasmOptions};
