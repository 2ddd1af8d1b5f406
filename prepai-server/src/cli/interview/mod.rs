//! `prepai interview`: a whole interview in the terminal.

mod choose;
mod code;
mod command;
mod exercise;
mod history;
mod lines;
mod listen;
mod screen;
mod signals;
mod talk;

pub(crate) use history::Histories;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, ValueEnum};
use prepai_core::config::{Config, settings};
use prepai_core::ids::SessionId;
use prepai_core::session::{Log, Mode, Status, SummaryFilter, SummaryQuery};
use prepai_core::turn::{Conversation, Interview, NewSession, OpenOptions};
use prepai_core::{Error, ErrorKind, Result};
use serde_json::{Value, json};

use self::lines::Lines;
use self::screen::Screen;
use self::talk::{Left, Talk};
use super::context::Context;
use super::exit::Outcome;
use super::report;

/// How long the last documents of an interview may take to be written.
const LAST_WRITES: Duration = Duration::from_secs(30);

/// Hold an interview in the terminal, or go on with one.
///
/// What is not said here is asked. Answers may also come through a pipe, one a line. Leaving with Ctrl-C or Ctrl-D
/// keeps the interview open, and the command that resumes it is printed.
#[derive(Debug, Args)]
pub(crate) struct InterviewArgs {
    /// The kind of interview: a name such as "Google SDE" or behavioral; `prepai bank kinds` lists them
    #[arg(long = "type", value_name = "KIND", conflicts_with = "resume")]
    kind: Option<String>,
    /// The candidate's name
    #[arg(long, conflicts_with = "resume")]
    name: Option<String>,
    /// The planned length, 5 to 240 minutes [default: the kind's own]
    #[arg(long, value_name = "N", conflicts_with = "resume")]
    minutes: Option<u32>,
    /// Practice gives hints; real does not [default: interview.mode]
    #[arg(long, value_enum, conflicts_with = "resume")]
    mode: Option<ModeArg>,
    /// The language of the interview, as a tag [default: interview.language]
    #[arg(long, value_name = "TAG", conflicts_with = "resume")]
    language: Option<String>,
    /// A file with the description of the job to prepare for
    #[arg(long, value_name = "FILE", conflicts_with = "resume")]
    job: Option<PathBuf>,
    /// Go on with an open interview: this one, or the newest
    #[arg(long, value_name = "ID", num_args = 0..=1)]
    #[expect(clippy::option_option, reason = "absent, without a value, with a value")]
    resume: Option<Option<SessionId>>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ModeArg {
    Practice,
    Real,
}

impl InterviewArgs {
    /// Holds the interview.
    ///
    /// # Errors
    /// What the configuration, the store or the conversation says.
    pub(crate) async fn run(self, context: &Context) -> Result<Outcome> {
        let interview = context.interview()?;
        let lines = Lines::open();
        let mut screen = Screen::new(&context.output, !lines.is_edited());
        let Some(log) = self.session(context, &interview, &lines, &screen).await? else {
            return Ok(Outcome::Left);
        };
        let histories = history::Histories::new(context.data());
        histories.sweep(&interview).await;
        // A convenience: a data folder without room for it spoils no interview.
        if lines.is_edited()
            && let Ok(history) = histories.of(&log.session().id)
        {
            lines.remember_in(&history);
        }
        let left = talk(&interview, &log, &lines, &mut screen).await;
        drop(lines);
        finish(context, &screen, &log.session().id, &histories, left)
    }

    /// The session to talk in: an open one, or a new one with whatever has to be asked for it.
    async fn session(
        &self,
        context: &Context,
        interview: &Interview,
        lines: &Lines,
        screen: &Screen,
    ) -> Result<Option<Log>> {
        if let Some(id) = &self.resume {
            let id = match id {
                Some(id) => id.clone(),
                None => newest_open(interview).await?,
            };
            let log = interview.sessions().load(&id).await?;
            welcome_back(screen, &log)?;
            return Ok(Some(log));
        }
        // Before anything is asked: a folder that cannot be written should not cost answers.
        interview.backends().ready().await?;
        let job_description = self.job.as_deref().map(read_job).transpose()?;
        let kind = match &self.kind {
            Some(kind) => Some(kind.clone()),
            None => choose::kind(lines, screen, &interview.backends().library).await?,
        };
        let Some(interview_type) = kind else { return Ok(None) };
        let name = match &self.name {
            Some(name) => Some(name.clone()),
            None => choose::name(lines, screen).await?,
        };
        let Some(candidate_name) = name else { return Ok(None) };
        let new = self.new_session(&context.config, interview_type, candidate_name);
        let log = interview.create(NewSession { job_description, ..new }).await?;
        let kind = interview.backends().library.kinds().resolve(&log.session().created.interview_type);
        screen.say(&format!("{} · {} minutes", kind.name, log.session().created.duration_minutes))?;
        screen.remark("answer in your own words · /help lists what else there is · Ctrl-C leaves it open")?;
        Ok(Some(log))
    }
}

impl InterviewArgs {
    /// A new session: flags over configuration.
    fn new_session(&self, config: &Config, interview_type: String, candidate_name: String) -> NewSession {
        let usual = NewSession::default();
        let minutes = config.integer(settings::INTERVIEW_DURATION_MINUTES);
        let mode = match self.mode {
            Some(ModeArg::Real) => Mode::Real,
            None if config.text(settings::INTERVIEW_MODE) == Some("real") => Mode::Real,
            Some(ModeArg::Practice) | None => Mode::Practice,
        };
        let language = self.language.as_deref().or_else(|| config.text(settings::INTERVIEW_LANGUAGE));
        NewSession {
            interview_type,
            candidate_name,
            language: language.map_or(usual.language, str::to_owned),
            duration_minutes: self
                .minutes
                .or_else(|| minutes.and_then(|minutes| u32::try_from(minutes).ok())),
            thinking_time: config.number(settings::INTERVIEW_THINKING_TIME).unwrap_or(usual.thinking_time),
            mode,
            ..NewSession::default()
        }
    }
}

fn read_job(path: &std::path::Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|error| {
        match error.kind() {
            std::io::ErrorKind::InvalidData => {
                Error::new(ErrorKind::InvalidContent, "the job description is not UTF-8")
            }
            _ => Error::from(error),
        }
        .with("path", path.display())
    })
}

async fn newest_open(interview: &Interview) -> Result<SessionId> {
    let filter = SummaryFilter { status: Some(Status::Active), ..SummaryFilter::default() };
    let query = SummaryQuery { filter, limit: Some(1), ..SummaryQuery::default() };
    let newest = interview.sessions().list(query).await?.into_iter().next();
    let none = || Error::new(ErrorKind::NotFound, "no interview is open in this data folder");
    newest.map(|summary| summary.session).ok_or_else(none)
}

fn welcome_back(screen: &Screen, log: &Log) -> Result<()> {
    let session = log.session();
    let created = &session.created;
    screen.say(&format!("Welcome back, {}: {}", created.candidate.name, created.interview_type))?;
    let exercise = if session.coding.is_some() { " · an exercise is open: /exercise shows it" } else { "" };
    screen.remark(&format!("{} messages so far: /transcript shows them{exercise}", session.transcript.len()))
}

async fn talk(interview: &Interview, log: &Log, lines: &Lines, screen: &mut Screen) -> Result<Left> {
    let session = log.session();
    screen.set_interviewer(&interview.backends().library.kinds().resolve(&session.created.kind).interviewer);
    let options = OpenOptions { server: "terminal".to_owned(), ..OpenOptions::default() };
    let (conversation, driver) = Conversation::open(interview, &session.id, options).await?;
    let driver = tokio::spawn(driver);
    let stop = driver.abort_handle();
    let talk = Talk::new(conversation, session, lines, screen, interview.backends().code.is_some())?;
    let left = talk.run().await;
    if matches!(left, Ok(Left::Over(_))) {
        // It writes the report's documents and ends by itself, because nobody holds the conversation any more.
        let _ = tokio::time::timeout(LAST_WRITES, driver).await;
    }
    stop.abort();
    left
}

/// Tells how it ended and what can be done now.
fn finish(
    context: &Context,
    screen: &Screen,
    id: &SessionId,
    histories: &history::Histories,
    left: Result<Left>,
) -> Result<Outcome> {
    let resume = context.command(&format!("interview --resume {id}"));
    match left {
        Ok(Left::Over(report)) => {
            histories.forget(id);
            over(context, screen, id, &report)?;
            Ok(Outcome::Done)
        }
        Ok(Left::TakenOver) => {
            Err(Error::new(ErrorKind::Conflict, "another conversation has been opened on this interview")
                .with("resume", resume))
        }
        Ok(Left::Erased) => {
            histories.forget(id);
            Err(Error::not_found("session").with("session", id))
        }
        Ok(Left::Open(_) | Left::Lost) => {
            open(context, screen, id, &resume)?;
            Ok(if matches!(left, Ok(Left::Open(false))) { Outcome::Done } else { Outcome::Left })
        }
        Err(error) => Err(error.with("resume", resume)),
    }
}

fn over(context: &Context, screen: &Screen, id: &SessionId, report: &Arc<Value>) -> Result<()> {
    let replay = context.command(&format!("replay {id}"));
    let export = context.command(&format!("export {id} --format md"));
    if context.output.is_json() {
        let value = json!({
            "session_id": id, "status": "completed", "report": **report, "replay": replay, "export": export,
        });
        return context.output.result(&value, String::new);
    }
    context.output.text(report::shown(report, context.output.style(), context.output.width()))?;
    screen.say("")?;
    screen
        .remark(&format!("kept as session {id} in {}; as a file, and checked:", context.data().display()))?;
    screen.command(&export)?;
    screen.command(&replay)
}

fn open(context: &Context, screen: &Screen, id: &SessionId, resume: &str) -> Result<()> {
    screen.say("")?;
    screen.say("The interview stays open. Go on with it:")?;
    screen.command(resume)?;
    if context.output.is_json() {
        let value = json!({"session_id": id, "status": "active", "resume": resume});
        return context.output.result(&value, String::new);
    }
    Ok(())
}
