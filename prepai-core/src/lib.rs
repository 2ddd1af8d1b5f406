#![doc = include_str!("../README.md")]

pub mod agent;
pub mod analytics;
mod backends;
pub mod clock;
pub mod code;
pub mod config;
pub mod cv;
pub mod document;
mod error;
pub mod evaluation;
pub mod ids;
pub mod interview;
pub mod layers;
#[cfg(feature = "net")]
pub mod net;
pub mod registry;
pub mod replay;
pub mod session;
pub mod speech;
pub mod storage;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tool;
pub mod turn;
pub mod worker;

pub use backends::Backends;
pub use error::{Error, ErrorKind, Result};
