//! Text to speech by a server.

use std::sync::Arc;

use futures::StreamExt;
use futures::stream::{self, BoxStream};
use prepai_core::net::reqwest::Response;
use prepai_core::net::{Http, Server};
use prepai_core::speech::{Audio, Mark, Samples, SpeechChunk, SpeechRequest, TextToSpeech};
use prepai_core::{Error, ErrorKind, Result};
use serde_json::json;

use super::wav::{self, Header};

/// How the sound comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeechFormat {
    /// Samples alone: mono, 16-bit integers, little-endian, at this rate (OpenAI's is 24,000).
    Pcm(u32),
    /// A WAV of 16-bit integers of any rate.
    Wav,
}

/// How a server is asked to speak.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeechOptions {
    /// The server's name of the model, such as `tts-1`.
    pub model: String,
    /// The server's name of a voice, where a request names none.
    pub voice: String,
    /// How the sound comes.
    pub format: SpeechFormat,
    /// 1.0 is the voice's own; 0.25 to 4.0.
    pub speed: f64,
}

/// A voice on a server.
#[derive(Debug, Clone)]
pub struct Speech {
    server: Server,
    options: Arc<SpeechOptions>,
}

impl Speech {
    /// A voice on this server; nothing is asked yet.
    pub fn new(server: Server, options: SpeechOptions) -> Speech {
        Speech { server, options: Arc::new(options) }
    }

    async fn begin(self, request: SpeechRequest) -> Result<Sound> {
        let SpeechOptions { model, voice, format, speed } = &*self.options;
        let mut body = json!({
            "model": model,
            "input": request.text,
            "voice": request.voice.as_ref().unwrap_or(voice),
            "response_format": match format { SpeechFormat::Pcm(_) => "pcm", SpeechFormat::Wav => "wav" },
        });
        if let Some(fields) = body.as_object_mut()
            && (speed - 1.0).abs() > f64::EPSILON
        {
            fields.insert("speed".to_owned(), json!(speed));
        }
        let response = self.server.send(self.server.post("audio/speech")?.json(&body)).await?;
        let header = match format {
            SpeechFormat::Pcm(rate) => Some(Header { rate: *rate, channels: 1, length: 0, samples: None }),
            SpeechFormat::Wav => None,
        };
        refuse_text(&response)?;
        Ok(Sound {
            response,
            header,
            waiting: Vec::new(),
            characters: request.text.chars().count(),
            marked: false,
        })
    }
}

/// A page or an error in place of sound would be noise in somebody's ears.
fn refuse_text(response: &Response) -> Result<()> {
    let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    match kind.starts_with("text/") || kind.starts_with("application/json") {
        true => Err(Error::new(ErrorKind::Unavailable, "the server answers with text in place of sound")
            .retry(false)
            .with("content_type", kind)),
        false => Ok(()),
    }
}

impl TextToSpeech for Speech {
    fn synthesize(&self, request: SpeechRequest) -> BoxStream<'static, Result<SpeechChunk>> {
        if !request.text.chars().any(char::is_alphanumeric) {
            return stream::empty().boxed();
        }
        let begun = Some(Begun::Asked(self.clone(), request));
        stream::unfold(begun, |state| async move {
            let sound = match state? {
                Begun::Asked(speech, request) => speech.begin(request).await,
                Begun::Coming(sound) => Ok(*sound),
            };
            match async { sound?.next().await }.await {
                Ok((None, _)) => None,
                Ok((Some(chunk), sound)) => Some((Ok(chunk), Some(Begun::Coming(Box::new(sound))))),
                Err(error) => Some((Err(error.during("synthesize")), None)),
            }
        })
        .boxed()
    }
}

/// A stream that was asked for, or one that has begun.
enum Begun {
    Asked(Speech, SpeechRequest),
    Coming(Box<Sound>),
}

/// Sound that is coming.
struct Sound {
    response: Response,
    header: Option<Header>,
    /// Bytes that are no whole frame yet, or no whole header.
    waiting: Vec<u8>,
    characters: usize,
    marked: bool,
}

impl Sound {
    /// The next chunk with whole frames, or nothing at the end.
    async fn next(mut self) -> Result<(Option<SpeechChunk>, Sound)> {
        while let Some(bytes) = self.response.chunk().await.map_err(Http::broken)? {
            self.waiting.extend_from_slice(&bytes);
            if let Some(chunk) = self.take()? {
                return Ok((Some(chunk), self));
            }
        }
        match self.header {
            // A server that has nothing to say sends nothing.
            None if !self.waiting.is_empty() => {
                Err(Error::new(ErrorKind::Unavailable, "the server's sound ends before it begins")
                    .retry(false))
            }
            _ => Ok((None, self)),
        }
    }

    fn take(&mut self) -> Result<Option<SpeechChunk>> {
        let header = match self.header {
            Some(header) => header,
            None => {
                let Some(header) = wav::header(&self.waiting)? else { return Ok(None) };
                self.waiting.drain(..header.length);
                *self.header.insert(header)
            }
        };
        // What stands behind the samples is no sound.
        if let Some(left) = header.samples.and_then(|left| usize::try_from(left).ok()) {
            self.waiting.truncate(left);
        }
        let frame = usize::from(header.channels) * size_of::<i16>();
        let whole = self.waiting.len() / frame * frame;
        if whole == 0 {
            return Ok(None);
        }
        let samples = header.samples.map(|left| left.saturating_sub(whole as u64));
        self.header = Some(Header { samples, ..header });
        let bytes: Vec<u8> = self.waiting.drain(..whole).collect();
        let samples = bytes.as_chunks::<2>().0.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
        let audio = Audio { rate: header.rate, channels: header.channels, samples: Samples::I16(samples) };
        // The protocol has no marks; the core shares the sound out among the words.
        let first = !std::mem::replace(&mut self.marked, true);
        let marks = first.then_some(Mark { start: 0, end: self.characters, sample: 0 }).into_iter().collect();
        Ok(Some(SpeechChunk { audio, marks }))
    }
}
