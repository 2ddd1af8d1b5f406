//! The program `prepai`: commands over the library.

mod analytics;
mod args;
mod bank;
mod bench;
mod config;
mod context;
mod disk;
mod doctor;
mod dotenv;
mod erase;
mod evaluate;
mod exit;
mod export;
mod fork;
mod input;
mod interview;
mod logging;
mod models;
mod openapi;
mod output;
mod quantiles;
mod replay;
mod report;
mod run;
mod say;
mod serve;
mod sessions;
mod shell;
mod token;
mod transcribe;
mod version;

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind as Wrong;
use prepai_core::{Error, ErrorKind, Result};

use args::{Cli, Command};
use context::Context;
use exit::Outcome;

/// Runs the program with the arguments of this process and gives its exit code.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().collect();
    ExitCode::from(run(arguments))
}

/// Runs the program; the first argument is its own name.
fn run(arguments: Vec<OsString>) -> u8 {
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(told) => return answered(&told, &arguments),
    };
    let json = cli.shared.json || (!cli.shared.text && !io::stdout().is_terminal());
    match execute(cli, &arguments) {
        Ok(outcome) => outcome.code(),
        Err(error) if output::is_unheard(&error) => Outcome::Done.code(),
        Err(error) => {
            output::report(&error, json);
            exit::code(&error)
        }
    }
}

/// What the parser has to say: help and version are answers, the rest is wrong.
fn answered(told: &clap::Error, arguments: &[OsString]) -> u8 {
    if matches!(told.kind(), Wrong::DisplayHelp | Wrong::DisplayVersion) {
        let _ = told.print();
        return Outcome::Done.code();
    }
    let asked = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let missing = told.kind() == Wrong::DisplayHelpOnMissingArgumentOrSubcommand;
    output::usage(told, !missing && (asked("--json") || (!asked("--text") && !io::stdout().is_terminal())));
    2
}

fn execute(cli: Cli, arguments: &[OsString]) -> Result<Outcome> {
    let flags = match &cli.command {
        Command::Serve(args) => args.flags(),
        Command::Transcribe(args) => args.flags(),
        _ => Vec::new(),
    };
    let context = Context::new(cli.shared, flags, arguments.first())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Error::new(ErrorKind::Unavailable, "the system gives no threads").caused_by(error)
    })?;
    let outcome = runtime.block_on(async {
        match cli.command {
            Command::Interview(args) => args.run(&context).await,
            Command::Sessions(args) => args.run(&context).await,
            Command::Evaluate(args) => args.run(&context).await,
            Command::Run(args) => args.run(&context).await,
            Command::Replay(args) => args.run(&context).await,
            Command::Export(args) => args.run(&context).await,
            Command::Erase(args) => args.run(&context).await,
            Command::Fork(args) => args.run(&context).await,
            Command::Bank(args) => args.run(&context),
            Command::Analytics(args) => args.run(&context).await,
            Command::Config(args) => args.run(&context),
            Command::Doctor(args) => args.run(&context).await,
            Command::Bench(args) => args.run(&context).await,
            Command::Openapi(args) => args.run(&context),
            Command::Say(args) => args.run(&context).await,
            Command::Serve(args) => args.run(&context).await,
            Command::Token(args) => args.run(&context),
            Command::Transcribe(args) => args.run(&context).await,
            Command::Models(args) => args.run(&context).await,
        }
    });
    // A read from standard input may still block a thread; nobody waits for it.
    runtime.shutdown_background();
    outcome
}
