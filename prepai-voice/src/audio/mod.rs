//! Sound as bytes and as samples: decoding what microphones and browsers send, resampling, WAV, levels.

mod decoder;
mod found;
mod levels;
mod ogg;
mod opus;
mod output;
pub mod pcm16;
mod resample;
pub(crate) mod riff;
mod sample;
pub mod wav;
mod webm;

pub use decoder::{DecodeOptions, Decoder, decode};
pub use found::Container;
pub use levels::Levels;
pub(crate) use levels::square;
pub use opus::OpusPackets;
pub use resample::{Resampler, resampled};
