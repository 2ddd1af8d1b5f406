//! Who speaks, and plays what is answered.

use std::net::SocketAddr;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use prepai_core::ids::SessionId;
use prepai_server::socket::{Frame, Payload};
use prepai_voice::audio::{DecodeOptions, Levels, decode, pcm16};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Ten times what anything takes.
const WATCHDOG: Duration = Duration::from_secs(120);

pub(crate) struct Candidate {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    sent: u64,
    frames: u32,
}

/// What was told and heard.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    pub(crate) frames: Vec<Value>,
    pub(crate) sound: Vec<i16>,
    /// Whole files among it.
    pub(crate) files: usize,
    /// Whether sound followed without a gap.
    pub(crate) gapless: bool,
}

impl Heard {
    pub(crate) fn seconds(&self, rate: usize) -> f64 {
        self.sound.len() as f64 / rate as f64
    }

    /// Whether there is something to hear in it that is neither silence nor clipped.
    pub(crate) fn is_speech(&self) -> bool {
        let sound = prepai_core::speech::Audio::mono_i16(16_000, self.sound.clone());
        let levels = Levels::of(&sound);
        !levels.is_silent() && !levels.is_clipped()
    }
}

impl Candidate {
    pub(crate) async fn enter(address: SocketAddr, session: &SessionId, second: bool) -> Candidate {
        let url = format!("ws://{address}/ws/interview/{session}");
        let socket = timeout(WATCHDOG, connect_async(url)).await.unwrap().unwrap().0;
        let mut candidate = Candidate { socket, sent: 0, frames: 0 };
        if second {
            candidate.say(json!({"type": "hello", "protocol": 2, "audio": {}})).await;
            candidate.until("state").await;
        }
        candidate
    }

    pub(crate) async fn say(&mut self, message: Value) {
        self.socket.send(Message::Text(message.to_string().into())).await.unwrap();
    }

    pub(crate) async fn send(&mut self, bytes: Vec<u8>) {
        self.socket.send(Message::Binary(bytes.into())).await.unwrap();
    }

    /// Says a recording, and is silent until its turn must be over.
    pub(crate) async fn speak(&mut self, samples: &[i16]) {
        let silence = vec![0; 16_000 * 3];
        for frame in samples.chunks(1_600).chain(silence.chunks(1_600)) {
            let payload = pcm16::bytes(frame);
            self.frames += 1;
            let (seq, start_sample) = (self.frames, self.sent);
            let frame =
                Frame { kind: Payload::Pcm16, flags: 0, turn: 0, seq, start_sample, payload: &payload };
            self.send(frame.write()).await;
            self.sent += payload.len() as u64 / 2;
        }
    }

    /// Hears until a text frame of this type; plays and reports at once.
    pub(crate) async fn until(&mut self, kind: &str) -> Heard {
        let mut heard = Heard { gapless: true, ..Heard::default() };
        loop {
            let next = timeout(WATCHDOG, self.socket.next()).await.expect("the server says something");
            match next.expect("the socket is open").unwrap() {
                Message::Text(text) => {
                    let value: Value = serde_json::from_str(&text).unwrap();
                    let found = value["type"] == kind;
                    heard.frames.push(value);
                    if found {
                        return heard;
                    }
                }
                Message::Binary(bytes) if bytes.starts_with(b"RIFF") => {
                    heard.files += 1;
                    heard.sound.extend(decode(&bytes, DecodeOptions::default()).unwrap().to_i16().iter());
                }
                Message::Binary(bytes) => {
                    let frame = Frame::parse(&bytes).unwrap();
                    heard.gapless &= frame.start_sample == heard.sound.len() as u64;
                    heard.sound.extend(pcm16::samples(frame.payload));
                    let played = json!({"type": "played", "turn": frame.turn, "samples": heard.sound.len()});
                    self.say(played).await;
                }
                _ => {}
            }
        }
    }

    /// Waits for the close.
    pub(crate) async fn closed(&mut self) {
        while let Ok(Some(Ok(_))) = timeout(WATCHDOG, self.socket.next()).await {}
    }
}
