//! The one thread that owns espeak-ng, whose state is one for the whole process.

mod library;

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use futures::channel::oneshot;
use prepai_core::{Error, ErrorKind, Result};

use super::names::Voice;
use super::speaking::{Give, Speaking};
use library::Library;

/// Something to do, and where the data go if this is the first.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) cache: Option<PathBuf>,
    pub(super) work: Work,
}

#[derive(Debug)]
pub(super) enum Work {
    /// To speak, so many words a minute.
    Speak { text: String, voice: Voice, words: i32, give: Give },
    /// To write down sounds.
    Phonemes { text: String, voice: Voice, give: oneshot::Sender<Result<String>> },
}

/// Gives the thread something to do, and starts it with the first.
pub(super) fn send(job: Job) -> Result<()> {
    // The library's variables are global, so its owner is too.
    static QUEUE: OnceLock<Option<Sender<Job>>> = OnceLock::new();
    let queue = QUEUE.get_or_init(|| {
        let (queue, jobs) = channel();
        thread::Builder::new().name("espeak".to_owned()).spawn(move || run(&jobs)).ok().map(|_| queue)
    });
    queue.as_ref().and_then(|queue| queue.send(job).ok()).ok_or_else(gone)
}

/// The error when the thread is not there.
pub(super) fn gone() -> Error {
    Error::new(ErrorKind::Internal, "the thread of the voice is gone")
}

fn run(jobs: &Receiver<Job>) {
    let mut library = None;
    for job in jobs {
        // Nobody may listen any more, which is what the receivers are asked before anything is done.
        match job.work {
            Work::Speak { give, .. } if give.is_closed() => {}
            Work::Speak { text, voice, words, give } => {
                let failed = give.clone();
                let spoken = opened(&mut library, job.cache).and_then(|library| {
                    let speaking = Speaking::new(give, library.rate(), text.chars().count());
                    library.speak(&text, &voice, words, speaking)
                });
                if let Err(error) = spoken {
                    let _ = failed.unbounded_send(Err(error.during("speech.synthesize")));
                }
            }
            Work::Phonemes { text, voice, give } => {
                let phonemes =
                    opened(&mut library, job.cache).and_then(|library| library.phonemes(&text, &voice));
                let _ = give.send(phonemes);
            }
        }
    }
}

/// The library, opened with the first job; what failed is tried again with the next.
fn opened(library: &mut Option<Library>, cache: Option<PathBuf>) -> Result<&mut Library> {
    if library.is_none() {
        *library = Some(Library::open(cache)?);
    }
    library.as_mut().ok_or_else(gone)
}
