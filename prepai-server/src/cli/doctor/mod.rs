//! `prepai doctor`: every part tried out once, with a remedy for what does not work.

mod check;
mod clock;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod code;
mod rehearsal;
mod server;
mod speech;
mod store;

use clap::Args;
use prepai_core::{Error, Result};
use serde_json::json;

use self::check::{Check, shown};
use super::context::Context;
use super::exit::Outcome;
use super::quantiles::Quantiles;
use super::{disk, version};

/// Below this many bytes a disk is as good as full, and below this many it soon will be.
const FULL: u64 = 64 << 20;
const NARROW: u64 = 1 << 30;
/// A sync that takes longer (in milliseconds) is felt in every turn.
const SLOW_SYNC_MS: f64 = 50.0;
const SYNCS: usize = 20;

/// Try out every part: folder, disk, clock, port, store, questions, interviewer, ears, voice.
///
/// The store is asked whether it answers; a session is written, read and erased in a store of the same kind beside it, so that nothing
/// of the trial stays. Exit code 1 if something fails.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {}

impl DoctorArgs {
    /// Tries everything out.
    ///
    /// # Errors
    /// What standard output says; whatever else goes wrong is a line of the answer.
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        let mut checks = vec![program()];
        checks.extend(folder(context));
        checks.push(clock::check(context));
        checks.push(server::check(&context.config).await);
        match context.interview() {
            Ok(interview) => {
                checks.push(content(&interview));
                checks.extend(store::checks(context, &interview).await);
                checks.push(rehearsal::check(&interview).await);
                checks.extend(engines(&interview));
                #[cfg(all(feature = "sandbox", target_os = "linux"))]
                if interview.backends().code.is_some() {
                    checks.extend(code::checks(&context.config).await);
                }
                checks.extend(speech::checks(&interview).await);
            }
            Err(error) => checks.push(Check::failed("backends", &error)),
        }
        let failures = checks.iter().filter(|check| check.is_failure()).count();
        let value = json!({ "ok": failures == 0, "failures": failures, "checks": checks });
        let style = context.output.style();
        context.output.result(&value, || shown(&checks, failures, style, context.output.width()))?;
        Ok(Outcome::yes(failures == 0))
    }
}

fn program() -> Check {
    let features = version::features();
    let features = if features.is_empty() { "none".to_owned() } else { features.join(", ") };
    Check::ok("program", format!("prepai {}, features: {features}", env!("CARGO_PKG_VERSION")))
}

/// The data folder, and the disk that it lies on.
fn folder(context: &Context) -> Vec<Check> {
    let folder = context.data();
    if let Err(error) = disk::writable(folder) {
        return vec![Check::failed("data folder", &error)];
    }
    vec![
        Check::ok("data folder", folder.display().to_string()),
        room(disk::room(folder)),
        sync(disk::syncs(folder, disk::Sync::Appended, SYNCS)),
    ]
}

fn room(room: Result<Option<u64>>) -> Check {
    const NAME: &str = "disk space";
    match room {
        Err(error) => Check::failed(NAME, &error),
        Ok(None) => Check::off(NAME, "this system does not tell how much is free"),
        Ok(Some(bytes)) => {
            let free = format!("{:.1} GiB free", bytes as f64 / f64::from(1 << 30));
            match bytes {
                0..FULL => {
                    Check::fail(NAME, free, "Free some space, or name another folder with `--data FOLDER`.")
                }
                FULL..NARROW => Check::warn(
                    NAME,
                    free,
                    "An interview is about 100 KB; recordings are more. Free some space.",
                ),
                _ => Check::ok(NAME, free),
            }
        }
    }
}

fn sync(times: Result<Vec<std::time::Duration>>) -> Check {
    const NAME: &str = "fsync";
    match times.map(Quantiles::of) {
        Err(error) => Check::failed(NAME, &error),
        Ok(times) => {
            let told = format!("median {:.2} ms, longest {:.2} ms", times.p50_ms, times.max_ms);
            match times.p50_ms > SLOW_SYNC_MS {
                true => Check::warn(
                    NAME,
                    told,
                    "Every turn waits for two of these: a local disk is quicker than a network's.",
                ),
                false => Check::ok(NAME, told),
            }
        }
    }
}

fn content(interview: &prepai_core::turn::Interview) -> Check {
    let library = &interview.backends().library;
    let (questions, exercises) = (library.bank().questions().count(), library.bank().exercises().count());
    let kinds = library.kinds().iter().count();
    let packs = library.packs().len();
    let told = format!("{kinds} kinds, {questions} questions, {exercises} exercises in {packs} packs");
    match questions {
        0 => Check::fail(
            "content",
            told,
            "The build lacks its questions, or a pack replaced them: see `prepai bank lint`.",
        ),
        _ => Check::ok("content", told),
    }
}

/// What this build may or may not have beside words.
fn engines(interview: &prepai_core::turn::Interview) -> Vec<Check> {
    let backends = interview.backends();
    let part = |name: &'static str, there: bool, without: &str| match there {
        true => Check::ok(name, "configured"),
        false => Check::off(name, without),
    };
    vec![
        part("code", backends.code.is_some(), "no engine in this build: code is stored and not tested"),
        part("documents", backends.documents.is_some(), "no extractor in this build: plain text only"),
    ]
}

/// An error in the middle of a check, told as its failure.
fn outcome(name: &'static str, done: Result<String, Error>) -> Check {
    match done {
        Ok(told) => Check::ok(name, told),
        Err(error) => Check::failed(name, &error),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_full_disk_fails_and_a_narrow_one_warns() {
        assert!(room(Ok(Some(1 << 20))).is_failure());
        assert!(!room(Ok(Some(512 << 20))).is_failure() && room(Ok(Some(512 << 20))).remedy().is_some());
        assert!(room(Ok(Some(50 << 30))).remedy().is_none());
    }

    #[test]
    fn a_slow_disk_is_told_with_a_remedy() {
        assert!(sync(Ok(vec![Duration::from_millis(80); 3])).remedy().is_some());
        assert!(sync(Ok(vec![Duration::from_millis(2); 3])).remedy().is_none());
    }
}
