//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::{
    analytics::AnalyticsArgs, bank::BankArgs, bench::BenchArgs, config::ConfigArgs, doctor::DoctorArgs,
    erase::EraseArgs, evaluate::EvaluateArgs, exit, export::ExportArgs, fork::ForkArgs,
    interview::InterviewArgs, models::ModelsArgs, openapi::OpenapiArgs, replay::ReplayArgs, run::RunArgs,
    say::SayArgs, serve::ServeArgs, sessions::SessionsArgs, token::TokenArgs, transcribe::TranscribeArgs,
    version,
};

/// Mock interviews on your own machine: it asks, listens, reacts and scores with evidence.
#[derive(Debug, Parser)]
#[command(
    name = "prepai",
    version = version::long(),
    arg_required_else_help = true,
    after_help = exit::TABLE,
    max_term_width = 100,
    propagate_version = false
)]
pub(crate) struct Cli {
    /// What all commands understand.
    #[command(flatten)]
    pub(crate) shared: Shared,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What all commands understand.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Shared {
    /// The data folder [default: see `prepai config show`; environment: PREPAI_DATA]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// The configuration file [default: ./prepai.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Results as JSON (what they are anyway when standard output is no terminal)
    #[arg(long, global = true, conflicts_with = "text")]
    pub(crate) json: bool,
    /// Results as text for people, also into a file or another program
    #[arg(long, global = true)]
    pub(crate) text: bool,
    /// A setting of the configuration, such as sessions.backend=files; may be repeated
    #[arg(long, global = true, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// What is logged to standard error: error, warn, info, debug, trace
    #[arg(long, global = true, value_name = "LEVEL")]
    pub(crate) log: Option<String>,
}

/// What the program does; clap takes each variant's words from its arguments.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Interview(InterviewArgs),
    Serve(ServeArgs),
    Sessions(SessionsArgs),
    Evaluate(EvaluateArgs),
    Run(RunArgs),
    Replay(ReplayArgs),
    Export(ExportArgs),
    Erase(EraseArgs),
    Fork(ForkArgs),
    Bank(BankArgs),
    Analytics(AnalyticsArgs),
    Config(ConfigArgs),
    Doctor(DoctorArgs),
    Bench(BenchArgs),
    Openapi(OpenapiArgs),
    Say(SayArgs),
    Token(TokenArgs),
    Transcribe(TranscribeArgs),
    Models(ModelsArgs),
}
