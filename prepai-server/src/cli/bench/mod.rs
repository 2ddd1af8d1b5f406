//! `prepai bench`: how fast this machine does what the design promises.

mod analytics;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod code;
mod commits;
mod endpointing;
mod evaluate;
mod folder;
mod machine;
mod recorded;
mod replay;
mod seed;
mod server;
mod socket;
mod talker;
mod target;
mod turn;
mod voice;
#[cfg(feature = "whisper")]
mod whisper;
mod writers;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use prepai_core::{Error, ErrorKind, Result};
use serde_json::{Map, Value, json};

use self::folder::{Bench, StoreKind};
use self::machine::Machine;
use self::target::{Measured, shown};
use super::context::Context;
use super::exit::Outcome;

/// Measure this build on this machine, with the real parts and in a folder that is removed afterwards.
///
/// Exit code 1 when a target is missed. Figures of a debug build say little: use a release build.
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// What to measure
    #[arg(value_enum, value_name = "NAME")]
    name: Name,
    /// Only this store [default: every store that the measurement is about]
    #[arg(long, value_enum)]
    store: Option<StoreKind>,
    /// Where the data of the measurement lie; it should be the disk that the real data lie on [default: the data folder]
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// How many finished sessions `analytics` and `server` are measured with [default: 100000], and how many live ones
    /// `voice` [default: 50]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    sessions: Option<u64>,
    /// How often `voice` connects, talks and leaves
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..))]
    cycles: u64,
    #[cfg(feature = "whisper")]
    #[command(flatten)]
    whisper: whisper::WhisperArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// What there is to measure
    List,
    /// All of the following, one after another
    All,
    /// 16 writers, 200 commits each to one session: counted, and the chain verified
    Writers,
    /// Acknowledged commits a second with 64 writers; a commit in a short and in a long session
    Commits,
    /// Lists and statistics over many finished sessions, and opening the store
    Analytics,
    /// From the candidate's words to the interviewer's first words
    Turn,
    /// Replaying an interview of 60 turns
    Replay,
    /// Scoring an interview of 60 turns
    Evaluate,
    /// The server from outside: requests, sockets, memory, start
    Server,
    /// Candidate code in its confinement: one job after another, many at once, the first after a start
    Code,
    /// Speech to text against the same library driven from C++
    #[cfg(feature = "whisper")]
    Whisper,
    /// How often turns are cut off, against how long their ends are waited for (the same figures on every machine)
    Endpointing,
    /// Voice from outside, with models that take no time: overhead, barge-in, memory, resuming
    Voice,
    /// The server that `voice` measures
    #[value(hide = true)]
    VoiceServer,
}

const ALL: [Name; 10] = [
    Name::Writers,
    Name::Commits,
    Name::Analytics,
    Name::Turn,
    Name::Replay,
    Name::Evaluate,
    Name::Server,
    Name::Code,
    Name::Endpointing,
    Name::Voice,
];

impl BenchArgs {
    /// Measures and tells.
    ///
    /// # Errors
    /// What the stores say; a measurement that went wrong is an error and no figure.
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        let names = match self.name {
            Name::List => return list(context),
            Name::VoiceServer => {
                let folder = self.folder.as_deref().unwrap_or(context.data());
                return voice::serve(folder).await.map(|()| Outcome::Done);
            }
            Name::All => ALL.to_vec(),
            one => vec![one],
        };
        let parent = self.folder.clone().unwrap_or_else(|| context.data().to_owned());
        let bench = Bench::new(context, &parent, self.store)?;
        let machine = Machine::look(bench.path())?;
        if cfg!(debug_assertions) {
            context.output.note("this is a debug build: its figures say little");
        }
        let mut results = Map::new();
        let mut all = Vec::new();
        for name in names {
            let measured = self.measure(name, &bench).await?;
            results.insert(word(name), json!(measured));
            all.push((word(name), measured));
        }
        let missed =
            all.iter().flat_map(|(_, measured)| &measured.targets).filter(|target| !target.holds).count();
        let value = json!({
            "command": command(),
            "version": env!("CARGO_PKG_VERSION"),
            "build": if cfg!(debug_assertions) { "debug" } else { "release" },
            "machine": machine,
            "results": results,
            "missed": missed,
        });
        context.output.result(&value, || shown(&machine, &all, context.output.style()))?;
        Ok(Outcome::yes(missed == 0))
    }

    async fn measure(&self, name: Name, bench: &Bench<'_>) -> Result<Measured> {
        let finished = self.sessions.unwrap_or(100_000);
        match name {
            Name::Writers => writers::measure(bench).await,
            Name::Commits => commits::measure(bench).await,
            Name::Analytics => analytics::measure(bench, finished).await,
            Name::Turn => turn::measure(bench).await,
            Name::Replay => replay::measure(bench).await,
            Name::Evaluate => evaluate::measure(bench).await,
            Name::Server => server::measure(bench, finished).await,
            #[cfg(all(feature = "sandbox", target_os = "linux"))]
            Name::Code => code::measure(bench).await,
            #[cfg(not(all(feature = "sandbox", target_os = "linux")))]
            Name::Code => {
                let message =
                    "this build executes no code: it lacks the feature `sandbox`, or is not for Linux";
                Err(prepai_core::Error::new(prepai_core::ErrorKind::NotAvailable, message))
            }
            #[cfg(feature = "whisper")]
            Name::Whisper => whisper::measure(bench, &self.whisper).await,
            Name::Endpointing => Ok(endpointing::measure()),
            Name::Voice => voice::measure(bench, self.sessions.unwrap_or(50), self.cycles).await,
            Name::List | Name::All | Name::VoiceServer => Ok(Measured::default()),
        }
    }
}

/// The command line as it was typed, without the folder of the program.
fn command() -> String {
    let mut words: Vec<String> = std::env::args().collect();
    if let Some(name) = words.first_mut() {
        *name = "prepai".to_owned();
    }
    words.join(" ")
}

fn word(name: Name) -> String {
    name.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn list(context: &Context) -> Result<Outcome> {
    let help =
        |name: &Name| name.to_possible_value().and_then(|value| value.get_help().map(ToString::to_string));
    let rows: Vec<(String, String)> =
        ALL.iter().map(|name| (word(*name), help(name).unwrap_or_default())).collect();
    let value: Map<String, Value> = rows.iter().cloned().map(|(name, help)| (name, help.into())).collect();
    context.output.result(&value, || {
        rows.iter().map(|(name, help)| format!("{name:<13}{help}\n")).collect::<String>()
    })?;
    Ok(Outcome::Done)
}

/// A measurement that went wrong.
fn wrong(message: &str) -> Error {
    Error::new(ErrorKind::Internal, message.to_owned()).during("bench")
}
