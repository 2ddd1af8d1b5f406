//! The data of espeak-ng, as the build gathered them.

include!(concat!(env!("OUT_DIR"), "/espeak_data.rs"));
