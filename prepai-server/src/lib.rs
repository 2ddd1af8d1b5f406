#![doc = include_str!("../README.md")]

pub mod cli;
pub mod clock;
pub mod http;
pub mod metrics;
pub mod page;
pub mod rooms;
pub mod serve;
pub mod socket;
pub mod telemetry;

pub use http::router;
