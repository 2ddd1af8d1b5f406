//! Who speaks, and plays what is answered.

use std::net::SocketAddr;
use std::time::Duration;

use futures::{SinkExt, StreamExt};
use prepai_core::ids::SessionId;
use prepai_server::socket::{Frame, Payload};
use prepai_voice::audio::{DecodeOptions, Levels, decode, pcm16};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Ten times what anything takes.
const WATCHDOG: Duration = Duration::from_secs(120);

pub(crate) struct Candidate {
    /// What it is about, for who reads why a test failed.
    pub(crate) name: &'static str,
    /// What the server said to `hello`; null in the legacy form.
    pub(crate) ack: Value,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    rate: usize,
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
        match second {
            true => Candidate::sending(address, session, 16_000).await,
            false => Candidate::connect(address, session).await,
        }
    }

    /// In protocol 2, with sound of this rate.
    pub(crate) async fn sending(address: SocketAddr, session: &SessionId, rate: u32) -> Candidate {
        let mut candidate = Candidate::connect(address, session).await;
        let audio = json!({"in": {"rate": rate, "format": "pcm16"}});
        candidate.say(json!({"type": "hello", "protocol": 2, "audio": audio})).await;
        candidate.rate = rate as usize;
        candidate.ack = candidate.until("hello_ack").await.frames.remove(0);
        candidate.until("state").await;
        candidate
    }

    async fn connect(address: SocketAddr, session: &SessionId) -> Candidate {
        let url = format!("ws://{address}/ws/interview/{session}");
        let socket = timeout(WATCHDOG, connect_async(url)).await.unwrap().unwrap().0;
        Candidate { name: "", ack: Value::Null, socket, rate: 16_000, sent: 0, frames: 0 }
    }

    pub(crate) async fn say(&mut self, message: Value) {
        self.socket.send(Message::Text(message.to_string().into())).await.unwrap();
    }

    pub(crate) async fn send(&mut self, bytes: Vec<u8>) {
        self.socket.send(Message::Binary(bytes.into())).await.unwrap();
    }

    /// Says a recording, and is silent until its turn must be over.
    pub(crate) async fn speak(&mut self, samples: &[i16]) {
        let silence = vec![0; self.rate * 3];
        let piece = self.rate / 10;
        for frame in samples.chunks(piece).chain(silence.chunks(piece)) {
            let payload = pcm16::bytes(frame);
            self.frame(Payload::Pcm16, self.sent, &payload).await;
            self.sent += payload.len() as u64 / 2;
        }
    }

    /// Sends a frame of sound, wherever it belongs.
    pub(crate) async fn frame(&mut self, kind: Payload, start_sample: u64, payload: &[u8]) {
        self.frames += 1;
        self.send(Frame { kind, flags: 0, turn: 0, seq: self.frames, start_sample, payload }.write()).await;
    }

    /// Sends an utterance of the legacy form, in pieces.
    pub(crate) async fn utter(&mut self, bytes: &[u8]) {
        self.say(json!({"type": "speech_start"})).await;
        for piece in bytes.chunks(200_000) {
            self.send(piece.to_vec()).await;
        }
        self.say(json!({"type": "speech_end"})).await;
    }

    /// Hears until a text frame of this type; plays and reports at once.
    pub(crate) async fn until(&mut self, kind: &str) -> Heard {
        self.hear(|frame| frame["type"] == kind).await
    }

    /// Hears until a text frame that is wanted; plays and reports at once.
    pub(crate) async fn hear(&mut self, wanted: impl Fn(&Value) -> bool) -> Heard {
        let mut heard = Heard { gapless: true, ..Heard::default() };
        let late = Instant::now() + WATCHDOG;
        loop {
            let next = timeout_at(late, self.socket.next()).await;
            let next = next.unwrap_or_else(|_| {
                panic!("{}: what is wanted does not come: {:#?}", self.name, heard.frames)
            });
            match next.expect("the socket is open").unwrap() {
                Message::Text(text) => {
                    let value: Value = serde_json::from_str(&text).unwrap();
                    let found = wanted(&value);
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
