//! A server whose ears and voice are real.

use std::io::Read;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::TryStreamExt;
use prepai_core::Backends;
use prepai_core::agent::LocalAgent;
use prepai_core::ids::SessionId;
use prepai_core::session::{EndReason, Log};
use prepai_core::storage::SqliteStore;
use prepai_core::turn::{Interview, NewSession};
use prepai_server::http::{App, Options};
use prepai_server::rooms::Rooms;
use prepai_server::serve::Server;
use prepai_voice::audio::{DecodeOptions, decode};
use prepai_voice::espeak::{Espeak, EspeakOptions};
use prepai_voice::whisper::{self, Whisper};
use serde_json::Value;
use tempfile::TempDir;

pub(crate) struct House {
    pub(crate) address: SocketAddr,
    /// Where the ears look for their model.
    pub(crate) model: PathBuf,
    interview: Interview,
    rooms: Rooms,
    _data: TempDir,
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/whisper")
}

/// The bytes of the model.
pub(crate) fn model() -> Vec<u8> {
    let packed = std::fs::read(fixtures().join("whisper-tiny-fixture-q5_1.bin.gz")).unwrap();
    let mut model = Vec::new();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut model).unwrap();
    model
}

impl House {
    pub(crate) async fn new() -> House {
        House::with(Some(&model())).await
    }

    /// With these bytes for a model, or none.
    pub(crate) async fn with(model: Option<&[u8]>) -> House {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join("model.bin");
        if let Some(model) = model {
            std::fs::write(&path, model).unwrap();
        }
        // A model this small knows no prompt.
        let options = whisper::Options { vocabulary: false, ..whisper::Options::default() };
        let store = Arc::new(SqliteStore::new(data.path().join("prepai.db")));
        let backends = Backends {
            speech_to_text: Some(Arc::new(Whisper::new(&path, options))),
            text_to_speech: Some(Arc::new(Espeak::new(EspeakOptions::default()).unwrap())),
            ..Backends::new(Arc::new(LocalAgent::new()), store)
        };
        let interview = Interview::new(backends);
        let app = Arc::new(App::new(interview.clone(), Options::default()));
        let rooms = app.rooms().clone();
        let server = Server::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let address = server.address().unwrap();
        tokio::spawn(server.run(app, std::future::pending()));
        House { address, model: path, interview, rooms, _data: data }
    }

    pub(crate) async fn session(&self) -> SessionId {
        let new = NewSession {
            interview_type: "google-sde".into(),
            candidate_name: "Ada Lovelace".into(),
            ..NewSession::default()
        };
        self.interview.create(new).await.unwrap().session().id.clone()
    }

    pub(crate) fn file(&self, name: &str) -> Vec<u8> {
        std::fs::read(fixtures().join(name)).unwrap()
    }

    /// A recording's samples at 16 kHz.
    pub(crate) fn recording(&self, name: &str) -> Vec<i16> {
        decode(&self.file(name), DecodeOptions::default()).unwrap().to_i16().to_vec()
    }

    /// What is said in a recording.
    pub(crate) fn truth(&self, name: &str) -> String {
        let truth = std::fs::read_to_string(fixtures().join("truth.json")).unwrap();
        let truth: Vec<Value> = serde_json::from_str(&truth).unwrap();
        let found = truth.iter().find(|entry| entry["file"] == name).unwrap();
        found["text"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn end(&self, session: &SessionId) {
        self.rooms.end(session, EndReason::Request).await.unwrap();
    }

    pub(crate) async fn report(&self, session: &SessionId) -> Value {
        self.interview.report(session).await.unwrap().as_ref().clone()
    }

    pub(crate) async fn assert_replays(&self, session: &SessionId) {
        let sessions = self.interview.sessions();
        let stored: Vec<_> = sessions.store().commits(session, 1).try_collect().await.unwrap();
        let mut log = Log::new(session.clone());
        let commits: Vec<_> =
            stored.iter().map(|commit| (commit.number, log.take(commit).unwrap())).collect();
        let log = sessions.load(session).await.unwrap();
        let replay = prepai_core::replay::replay_log(&log, &commits, &self.interview.backends().library);
        assert!(replay.identical, "{:#?}", replay.differences);
    }
}
