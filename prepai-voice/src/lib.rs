#![doc = include_str!("../README.md")]

pub mod activity;
pub mod audio;
pub mod duplex;
pub mod floor;
