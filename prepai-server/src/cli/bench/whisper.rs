//! Whisper through us against the same library driven from C++.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use clap::Args;
use flate2::read::GzDecoder;
use prepai_core::speech::{Audio, Hints, SpeechToText};
use prepai_core::{Error, ErrorKind, Result};
use prepai_voice::audio::{self, DecodeOptions};
use prepai_voice::whisper::{Options, Whisper};
use rustix::time::{ClockId, clock_gettime};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::folder::Bench;
use super::target::{Measured, Target};

/// Measurements of each side, in turn: what else the machine does falls on both.
const TURNS: usize = 5;
/// Transcriptions of every recording in a measurement.
const ROUNDS: usize = 3;
/// With the full context, which takes twenty times as long, every fifth recording stands for all.
const EVERY: usize = 5;
/// Utterances are shorter than this, in seconds.
const SHORT: f64 = 8.0;

/// What `whisper` is measured with.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of `whisper`")]
pub(crate) struct WhisperArgs {
    /// The model, which may be packed with gzip
    #[arg(
        long,
        value_name = "FILE",
        default_value = "tests/fixtures/whisper/whisper-tiny-fixture-q5_1.bin.gz"
    )]
    model: PathBuf,
    /// A folder with recordings, WAV
    #[arg(long, value_name = "FOLDER", default_value = "tests/fixtures/whisper")]
    recordings: PathBuf,
    /// The C++ program to compare with, made by `make whisper-driver`
    #[arg(long, value_name = "FILE")]
    driver: Option<PathBuf>,
    /// Threads of a transcription
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=64))]
    threads: u16,
}

/// Seconds of one side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
struct Spent {
    processor_s: f64,
    wall_s: f64,
}

/// Transcribes the short recordings with the context fitted and full, here and in the driver.
pub(super) async fn measure(bench: &Bench<'_>, args: &WhisperArgs) -> Result<Measured> {
    let model = unpacked(&args.model, bench.path())?;
    let recordings = recordings(&args.recordings)?;
    let seconds: f64 = recordings.iter().map(|(_, sound)| sound.duration().as_secs_f64()).sum();
    let threads = usize::from(args.threads);
    let options = |full_context| Options { threads, workers: 1, full_context, ..Options::default() };
    let (fitted, full) = (Whisper::new(&model, options(false)), Whisper::new(&model, options(true)));
    let mut measured = Measured::default();
    measured
        .figure("recordings", json!({ "count": recordings.len(), "seconds": seconds, "threads": threads }));
    let some: Vec<_> = recordings.iter().step_by(EVERY).cloned().collect();
    let mut progress = bench.progress("whisper".to_owned(), TURNS as u64);
    let text = ours(&fitted, &recordings, 1).await?.1;
    let mut turns = Turns::default();
    for turn in 0..TURNS {
        turns.ours_fitted.push(ours(&fitted, &recordings, ROUNDS).await?.0);
        if let Some(driver) = &args.driver {
            let (spent, theirs) = theirs(driver, &model, threads, "fitted", ROUNDS, &recordings)?;
            if theirs.split_whitespace().ne(text.split_whitespace()) {
                let message =
                    "the C++ program hears something else: the figures would compare different work";
                return Err(Error::new(ErrorKind::Internal, message)
                    .with("ours", &text)
                    .with("theirs", theirs));
            }
            turns.theirs_fitted.push(spent);
            turns.theirs_full.push(self::theirs(driver, &model, threads, "full", 1, &some)?.0);
        }
        turns.ours_full.push(ours(&full, &some, 1).await?.0);
        turns.ours_some.push(ours(&fitted, &some, 1).await?.0);
        progress.at(turn as u64 + 1);
    }
    turns.tell(&mut measured, args.driver.is_some());
    Ok(measured)
}

#[derive(Debug, Default)]
struct Turns {
    ours_fitted: Vec<Spent>,
    ours_full: Vec<Spent>,
    /// Fitted, of those recordings that are transcribed with the full context.
    ours_some: Vec<Spent>,
    theirs_fitted: Vec<Spent>,
    theirs_full: Vec<Spent>,
}

impl Turns {
    fn tell(&self, measured: &mut Measured, compared: bool) {
        let each = |spent: &[Spent], rounds: usize| {
            let of = |time: fn(&Spent) -> f64| median(spent.iter().map(time).collect()) / rounds as f64;
            json!({ "processor_s": of(|spent| spent.processor_s), "wall_s": of(|spent| spent.wall_s) })
        };
        measured.figure("ours_fitted", each(&self.ours_fitted, ROUNDS));
        measured.figure("ours_fitted_every_fifth", each(&self.ours_some, 1));
        measured.figure("ours_full_every_fifth", each(&self.ours_full, 1));
        if !compared {
            measured
                .figure("compared", "no: name the program that `make whisper-driver` makes with --driver");
            return;
        }
        measured.figure("theirs_fitted", each(&self.theirs_fitted, ROUNDS));
        measured.figure("theirs_full_every_fifth", each(&self.theirs_full, 1));
        let ratio = |ours: &[Spent], theirs: &[Spent], time: fn(&Spent) -> f64| {
            let pairs = ours.iter().zip(theirs);
            median(pairs.map(|(ours, theirs)| time(ours) / time(theirs).max(1e-9)).collect())
        };
        let processor = |spent: &Spent| spent.processor_s;
        let wall = |spent: &Spent| spent.wall_s;
        let same = ratio(&self.ours_fitted, &self.theirs_fitted, processor);
        let full = ratio(&self.ours_full, &self.theirs_full, processor);
        let short = ratio(&self.ours_some, &self.theirs_full, processor);
        measured.figure("wall_of_the_same_work", ratio(&self.ours_fitted, &self.theirs_fitted, wall));
        measured.targets.push(Target::at_most(
            "processor time of the same work in C++, fitted context",
            1.05,
            same,
        ));
        measured.targets.push(Target::at_most(
            "processor time of the same work in C++, full context",
            1.05,
            full,
        ));
        measured.targets.push(Target::at_most(
            "fitted context against C++ with its own default, under 8 s",
            0.35,
            short,
        ));
    }
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

/// Everything `rounds` times, one after another.
async fn ours(ears: &Whisper, recordings: &[(PathBuf, Audio)], rounds: usize) -> Result<(Spent, String)> {
    ears.ready().await?;
    let mut texts = Vec::new();
    let (before, began) = (processor_seconds(), Instant::now());
    for round in 0..rounds {
        for (_, sound) in recordings {
            let text = ears.transcribe(sound.clone(), Hints::default()).await?.text;
            if round == 0 {
                texts.push(text);
            }
        }
    }
    let spent = Spent { processor_s: processor_seconds() - before, wall_s: began.elapsed().as_secs_f64() };
    Ok((spent, texts.join(" ")))
}

fn theirs(
    driver: &Path,
    model: &Path,
    threads: usize,
    context: &str,
    rounds: usize,
    recordings: &[(PathBuf, Audio)],
) -> Result<(Spent, String)> {
    #[derive(Deserialize)]
    struct Told {
        #[serde(flatten)]
        spent: Spent,
        text: String,
    }
    let mut command = Command::new(driver);
    command.arg(model).arg(threads.to_string()).arg(context).arg(rounds.to_string());
    command.args(recordings.iter().map(|(path, _)| path));
    let output = command.output().map_err(|error| Error::from(error).with("path", driver.display()))?;
    let told: Told = serde_json::from_slice(&output.stdout).map_err(|error| {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Error::new(ErrorKind::Unavailable, "the C++ program gives no figures")
            .with("said", said)
            .caused_by(error)
    })?;
    Ok((told.spent, told.text))
}

fn processor_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn unpacked(model: &Path, folder: &Path) -> Result<PathBuf> {
    let named = |error: io::Error| {
        Error::from(error)
            .with("path", model.display())
            .with("remedy", "name a model with --model, or start it in a clone")
    };
    if model.extension().is_none_or(|end| end != "gz") {
        return Ok(model.to_owned());
    }
    let path = folder.join("model.bin");
    let mut packed = GzDecoder::new(BufReader::new(File::open(model).map_err(named)?));
    io::copy(&mut packed, &mut File::create(&path)?).map_err(named)?;
    Ok(path)
}

/// The short recordings of a folder in which somebody speaks, by name; `silence` and `noise` are no speech.
fn recordings(folder: &Path) -> Result<Vec<(PathBuf, Audio)>> {
    let named = |error: io::Error| Error::from(error).with("path", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(named)? {
        let path = entry.map_err(named)?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if path.extension().is_none_or(|end| end != "wav") || ["silence", "noise"].contains(&stem) {
            continue;
        }
        let sound = audio::decode(&fs::read(&path).map_err(named)?, DecodeOptions::default())?;
        if sound.duration().as_secs_f64() < SHORT {
            found.push((path, sound));
        }
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    match found.is_empty() {
        true => Err(Error::invalid("recordings", "the folder must hold WAV files of less than 8 s")),
        false => Ok(found),
    }
}
