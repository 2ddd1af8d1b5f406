//! Several at once, one that is dropped, one too many.

use std::time::{Duration, Instant};

use futures::executor::block_on;
use futures::future::join_all;
use prepai_core::speech::{Audio, Hints, SpeechToText};
use prepai_core::{Error, ErrorKind};

use super::fixture::{ears, model, options, recordings, sound};
use crate::whisper::cancel::Cancel;
use crate::whisper::pool::{Done, Pool, Size, Urgency};
use crate::whisper::{Options, Whisper};

/// A watchdog, ten times what the slowest machine needs.
const PATIENCE: Duration = Duration::from_secs(60);

/// What takes seconds: half an hour of a sentence, encoded in full.
fn endless() -> (Whisper, Audio) {
    let one = super::fixture::samples("00_seen.wav");
    let long: Vec<i16> = one.iter().copied().cycle().take(16_000 * 1_800).collect();
    let ears = Whisper::new(model(), Options { workers: 1, queue: 2, full_context: true, ..options() });
    (ears, Audio::mono_i16(16_000, long))
}

fn wait_until(ears: &Whisper, load: (usize, usize)) {
    let began = Instant::now();
    while ears.shared.pool.load() != load {
        assert!(began.elapsed() < PATIENCE, "{:?} and not {load:?}", ears.shared.pool.load());
        std::thread::yield_now();
    }
}

#[test]
fn eight_at_once_are_all_heard() {
    let ears = ears();
    let chosen: Vec<_> = recordings().into_iter().take(8).collect();
    let transcribed = join_all(chosen.iter().map(|one| ears.transcribe(sound(&one.file), Hints::default())));
    for (transcript, recording) in block_on(transcribed).into_iter().zip(&chosen) {
        assert_eq!(transcript.unwrap().text, recording.text);
    }
}

#[test]
fn a_dropped_transcription_stops_its_work() {
    let (ears, long) = endless();
    let mut dropped = ears.transcribe(long, Hints::default());
    assert!(block_on(async { futures::poll!(&mut dropped) }).is_pending());
    wait_until(&ears, (0, 1));
    drop(dropped);
    // Without cancellation this would take minutes.
    wait_until(&ears, (0, 0));
    let text = block_on(ears.transcribe(sound("00_seen.wav"), Hints::default())).unwrap().text;
    assert_eq!(text, recordings()[0].text);
}

#[test]
fn one_too_many_is_told_to_come_back() {
    let (ears, long) = endless();
    let begin = || {
        let mut begun = ears.transcribe(long.clone(), Hints::default());
        let polled = block_on(async { futures::poll!(&mut begun) });
        (begun, polled)
    };
    let (_first, _) = begin();
    wait_until(&ears, (0, 1));
    let waiting = [begin(), begin()];
    assert!(waiting.iter().all(|(_, polled)| polled.is_pending()));
    let std::task::Poll::Ready(Err(error)) = begin().1 else { panic!("the queue has no end") };
    assert_eq!(error.kind(), ErrorKind::Busy);
    assert!(error.is_retryable() && error.retry_after().is_some());
    // Those that wait and are dropped make room.
    drop(waiting);
    assert!(begin().1.is_pending());
}

#[test]
fn dropped_ears_let_go_of_everything() {
    let (ears, long) = endless();
    let mut running = ears.transcribe(long, Hints::default());
    assert!(block_on(async { futures::poll!(&mut running) }).is_pending());
    wait_until(&ears, (0, 1));
    drop(running);
    // Waits for the threads; a run that went on would keep it for minutes.
    drop(ears);
}

/// A pool of one thread without a model: whatever its work does, it does without an ear.
fn deaf() -> Pool {
    let none = Box::new(|| Err(Error::new(ErrorKind::NotAvailable, "there is no model")));
    Pool::new(Size { workers: 1, threads: 1, queue: 2 }, none)
}

#[test]
fn final_work_overtakes_partial_work_that_waits() {
    let pool = deaf();
    let (open, gate) = std::sync::mpsc::channel::<()>();
    let (sender, receiver) = std::sync::mpsc::channel();
    let busy = sender.clone();
    let first = Box::new(move |_: prepai_core::Result<&mut _>| {
        let _ = busy.send("first");
        let _ = gate.recv_timeout(PATIENCE);
        Done::other(|| ())
    });
    pool.submit(Urgency::Final, &Cancel::default(), first).unwrap();
    assert_eq!(receiver.recv_timeout(PATIENCE), Ok("first"), "it is at work");
    for (urgency, name) in [(Urgency::Partial, "partial"), (Urgency::Final, "final")] {
        let sender = sender.clone();
        let work = Box::new(move |_: prepai_core::Result<&mut _>| {
            let _ = sender.send(name);
            Done::other(|| ())
        });
        pool.submit(urgency, &Cancel::default(), work).unwrap();
    }
    open.send(()).unwrap();
    assert_eq!(receiver.recv_timeout(PATIENCE), Ok("final"));
    assert_eq!(receiver.recv_timeout(PATIENCE), Ok("partial"));
}

#[test]
fn partial_work_gives_way_to_final_work() {
    let pool = deaf();
    let cancel = Cancel::default();
    let (sender, receiver) = std::sync::mpsc::channel();
    let (begun, watched) = (sender.clone(), cancel.clone());
    let partial = Box::new(move |_: prepai_core::Result<&mut _>| {
        let _ = begun.send(false);
        let began = Instant::now();
        while !watched.is_cancelled() && began.elapsed() < PATIENCE {
            std::thread::yield_now();
        }
        let gave_way = watched.is_cancelled();
        Done::other(move || {
            let _ = begun.send(gave_way);
        })
    });
    pool.submit(Urgency::Partial, &cancel, partial).unwrap();
    assert_eq!(receiver.recv_timeout(PATIENCE), Ok(false), "it is at work");
    let last = Box::new(|_: prepai_core::Result<&mut _>| Done::other(|| ()));
    pool.submit(Urgency::Final, &Cancel::default(), last).unwrap();
    assert_eq!(receiver.recv_timeout(2 * PATIENCE), Ok(true), "it was told to stop");
}

#[test]
fn who_was_cancelled_at_the_last_moment_is_told() {
    let pool = deaf();
    let cancel = Cancel::default();
    cancel.cancel();
    let (sender, receiver) = std::sync::mpsc::channel();
    let work = Box::new(move |ear: prepai_core::Result<&mut _>| {
        let kind = ear.err().map(|error| error.kind());
        Done::other(move || {
            let _ = sender.send(kind);
        })
    });
    pool.submit(Urgency::Partial, &cancel, work).unwrap();
    assert_eq!(receiver.recv_timeout(PATIENCE), Ok(Some(ErrorKind::Cancelled)));
}

#[test]
fn a_prompt_of_any_kind_does_no_harm() {
    let ears = ears();
    let vocabularies: [Vec<String>; 4] = [
        vec!["heap".to_owned(), "queue".to_owned()],
        vec!["nul\0byte".to_owned(), "<|endoftext|>".to_owned()],
        vec!["日本語 ünïcödé 🎤".repeat(50)],
        (0..5_000).map(|number| format!("word{number}")).collect(),
    ];
    for vocabulary in vocabularies {
        let hints = Hints { vocabulary, ..Hints::default() };
        // The tiny model never saw a prompt, so only that it answers counts.
        block_on(ears.transcribe(sound("00_seen.wav"), hints)).unwrap();
    }
}

#[test]
fn what_waits_is_counted_and_takes_as_long_as_the_last_ones_did() {
    let quick = ears();
    assert_eq!(quick.load().unwrap().wait(), Duration::ZERO);
    block_on(quick.transcribe(sound("00_seen.wav"), Hints::default())).unwrap();
    let typical = quick.load().unwrap().typical;
    assert!(typical > Duration::ZERO);
    // Who asks whether there are ears says nothing about how long words take, and neither does what is no model.
    for _ in 0..10 {
        block_on(quick.ready()).unwrap();
    }
    assert_eq!(quick.load().unwrap().typical, typical);
    let none = Whisper::new("no/such/model.bin", options());
    block_on(none.transcribe(sound("00_seen.wav"), Hints::default())).unwrap_err();
    assert_eq!(none.load().unwrap().typical, Duration::ZERO);
    let (ears, long) = endless();
    let begin = || {
        let mut begun = ears.transcribe(long.clone(), Hints::default());
        assert!(block_on(async { futures::poll!(&mut begun) }).is_pending());
        begun
    };
    let _first = begin();
    wait_until(&ears, (0, 1));
    let waiting = begin();
    let load = ears.load().unwrap();
    assert_eq!((load.places, load.running, load.waiting), (1, 1, 1));
    drop(waiting);
    assert_eq!(ears.load().unwrap().waiting, 0, "who went waits no more");
}
