//! A client's side of protocol 2.

use std::net::SocketAddr;

use prepai_core::Result;

use crate::cli::bench::socket::{Message, Socket};
use crate::cli::bench::wrong;

/// A message of the server.
pub(super) enum Told {
    Text(String),
    Sound { turn: u32, start_sample: u64, samples: u64 },
    Closed,
}

pub(super) struct Wire {
    socket: Socket,
    frames: u32,
}

impl Wire {
    pub(super) async fn connect(address: SocketAddr, session: &str) -> Result<Wire> {
        Ok(Wire { socket: Socket::connect(address, session).await?, frames: 0 })
    }

    pub(super) async fn say(&mut self, text: &str) -> Result<()> {
        self.socket.say(text).await
    }

    /// A frame of the microphone.
    pub(super) async fn sound(&mut self, start_sample: u64, samples: &[u8]) -> Result<()> {
        self.frames += 1;
        let mut header = [0_u8; 20];
        let fields =
            [&[1_u8, 1, 0, 0, 0, 0, 0, 0][..], &self.frames.to_le_bytes(), &start_sample.to_le_bytes()];
        for (place, byte) in header.iter_mut().zip(fields.into_iter().flatten()) {
            *place = *byte;
        }
        self.socket.give(&header, samples).await
    }

    /// The next message; giving up the wait loses nothing.
    pub(super) async fn next(&mut self) -> Result<Told> {
        match self.socket.next().await? {
            Message::Text(text) => Ok(Told::Text(text)),
            Message::Binary(payload) => {
                sound(&payload).ok_or_else(|| wrong("a frame of sound without a header"))
            }
            Message::Closed => Ok(Told::Closed),
        }
    }
}

fn sound(payload: &[u8]) -> Option<Told> {
    let turn = u32::from_le_bytes(*payload.get(4..)?.first_chunk()?);
    let start_sample = u64::from_le_bytes(*payload.get(12..)?.first_chunk()?);
    let samples = payload.len().checked_sub(20)? as u64 / 2;
    Some(Told::Sound { turn, start_sample, samples })
}
