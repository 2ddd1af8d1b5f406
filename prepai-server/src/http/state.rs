//! What every request works with.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use prepai_core::Result;
use prepai_core::turn::Interview;
use prepai_voice::duplex::Allowance;
use tokio::sync::Semaphore;

use super::Options;
use super::guard::Rates;
use crate::metrics::Metrics;
use crate::rooms::Rooms;
use crate::socket::{Crowd, Open};

/// The state of a server.
#[derive(Debug)]
pub struct App {
    /// Interviews on the backends.
    pub(crate) interview: Interview,
    /// The conversations that are open in this process.
    pub(crate) rooms: Rooms,
    /// Sockets that are open.
    pub(crate) sockets: Open,
    /// Whose they are.
    pub(crate) crowd: Crowd,
    /// How it is set up.
    pub(crate) options: Options,
    /// What each client has left.
    pub(crate) rates: Rates,
    /// What is counted.
    pub(crate) metrics: Arc<Metrics>,
    /// Whether every backend has answered once.
    pub(crate) ready: AtomicBool,
    /// Turns for those who count over many sessions.
    pub(crate) counting: Arc<Semaphore>,
    /// Turns for long pieces of sound that are decoded.
    pub(crate) decoding: Semaphore,
    /// Room for sound that waits to be transcribed.
    pub(crate) waiting: Arc<Allowance>,
}

impl App {
    /// A server on these interviews; nothing is opened yet.
    pub fn new(interview: Interview, options: Options) -> Self {
        let metrics = Arc::new(Metrics::new(options.spans.clone()));
        let interview = metrics.backends.around(&interview);
        let rooms = Rooms::new(interview.clone(), options.server.clone(), Arc::clone(&metrics))
            .with_voices(options.voice.clone(), options.voices);
        let rates = Rates::new(options.requests_per_second);
        let waiting = Arc::new(Allowance::new(options.waiting_speech));
        let crowd = Crowd::new(options.sockets_per_client);
        App {
            interview,
            rooms,
            sockets: Open::default(),
            crowd,
            options,
            rates,
            metrics,
            ready: AtomicBool::new(false),
            counting: Arc::new(Semaphore::new(2)),
            decoding: Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from)),
            waiting,
        }
    }

    /// The interviews.
    pub fn interview(&self) -> &Interview {
        &self.interview
    }

    /// The conversations that are open in this process.
    pub fn rooms(&self) -> &Rooms {
        &self.rooms
    }

    /// Asks every backend once, unless all have answered before.
    ///
    /// # Errors
    /// What the backend says.
    pub async fn make_ready(&self) -> Result<()> {
        if !self.ready.load(Ordering::Acquire) {
            self.interview.backends().ready().await?;
            self.ready.store(true, Ordering::Release);
        }
        Ok(())
    }

    /// What is counted.
    pub fn metrics(&self) -> &Arc<Metrics> {
        &self.metrics
    }

    /// How it is set up.
    pub fn options(&self) -> &Options {
        &self.options
    }
}
