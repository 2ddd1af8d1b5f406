//! The interview as a whole: sessions are created, ended and scored here, with or without an open conversation.

use std::sync::Arc;

use futures::stream::BoxStream;
use serde_json::Value;

use super::openings::check_active;
use super::step::Step;
use super::{CodeInput, Speech, closing, generate, speak};
use crate::backends::Backends;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::SessionId;
use crate::interview::{Briefing, TurnCause};
use crate::session::{
    Actor, Body, Candidate, Created, EndReason, Entry, Hashes, Log, Mode, Session, Sessions, Status,
};

/// What a new session is made of; everything but the type and the name has a default.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSession {
    /// The id; a fresh one when absent.
    pub id: Option<SessionId>,
    /// The kind of interview: an id, a name, an alias, or anything else (which is the kind `general`).
    pub interview_type: String,
    /// Who is interviewed, 1 to 200 characters of any script.
    pub candidate_name: String,
    /// The embedder's id of the person.
    pub candidate_id: Option<String>,
    /// Whose session it is.
    pub owner: Option<String>,
    /// For whom the server runs it.
    pub tenant: Option<String>,
    /// BCP 47.
    pub language: String,
    /// Practice or real.
    pub mode: Mode,
    /// Whether recordings may be kept.
    pub recording_consent: bool,
    /// 5 to 240; the kind's own length when absent.
    pub duration_minutes: Option<u32>,
    /// Factor on pauses, 1.0 to 4.0.
    pub thinking_time: f64,
    /// The job that it prepares for, up to 20,000 characters.
    pub job_description: Option<String>,
    /// Never counted in analytics.
    pub demo: bool,
}

impl Default for NewSession {
    fn default() -> Self {
        NewSession {
            id: None,
            interview_type: String::new(),
            candidate_name: String::new(),
            candidate_id: None,
            owner: None,
            tenant: None,
            language: "en-US".to_owned(),
            mode: Mode::Practice,
            recording_consent: false,
            duration_minutes: None,
            thinking_time: 1.0,
            job_description: None,
            demo: false,
        }
    }
}

impl NewSession {
    fn check(&self) -> Result<()> {
        check_line("interview_type", &self.interview_type, 100)?;
        check_line("candidate_name", &self.candidate_name, 200)?;
        let optional =
            [("candidate_id", &self.candidate_id), ("owner", &self.owner), ("tenant", &self.tenant)];
        for (field, value) in optional {
            value.as_deref().map_or(Ok(()), |value| check_line(field, value, 128))?;
        }
        let tag = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if !(2..=35).contains(&self.language.len()) || !self.language.chars().all(tag) {
            return Err(Error::invalid("language", "must be a language tag such as `en-US`"));
        }
        if self.duration_minutes.is_some_and(|minutes| !(5..=240).contains(&minutes)) {
            return Err(Error::invalid("duration_minutes", "must be 5 to 240"));
        }
        if !(1.0..=4.0).contains(&self.thinking_time) {
            return Err(Error::invalid("thinking_time", "must be 1.0 to 4.0"));
        }
        let described = self.job_description.as_deref().map_or(0, |text| text.chars().count());
        if described > 20_000 {
            return Err(Error::invalid("job_description", "may have 20000 characters"));
        }
        Ok(())
    }
}

fn check_line(field: &'static str, text: &str, limit: usize) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Error::invalid(field, "must not be empty"));
    }
    if text.chars().count() > limit {
        return Err(Error::invalid(field, format!("may have {limit} characters")));
    }
    if text.chars().any(char::is_control) {
        return Err(Error::invalid(field, "must be one line without control characters"));
    }
    Ok(())
}

/// Interviews on some backends.
#[derive(Debug, Clone)]
pub struct Interview {
    backends: Backends,
    sessions: Sessions,
}

impl Interview {
    /// Interviews on `backends`.
    pub fn new(backends: Backends) -> Self {
        let sessions = Sessions::new(
            Arc::clone(&backends.sessions),
            Arc::clone(&backends.clock),
            Arc::clone(&backends.ids),
        );
        Interview { backends, sessions }
    }

    /// The backends.
    pub fn backends(&self) -> &Backends {
        &self.backends
    }

    /// The sessions.
    pub fn sessions(&self) -> &Sessions {
        &self.sessions
    }

    /// Creates a session.
    ///
    /// # Errors
    /// `invalid_input` names the field; as [`Sessions::create`].
    pub async fn create(&self, new: NewSession) -> Result<Log> {
        new.check()?;
        let kind = self.backends.library.kinds().resolve(&new.interview_type);
        let created = Created {
            kind: kind.id.clone(),
            duration_minutes: new.duration_minutes.unwrap_or(kind.minutes),
            candidate: Candidate { name: new.candidate_name, id: new.candidate_id },
            interview_type: new.interview_type,
            owner: new.owner,
            tenant: new.tenant,
            language: new.language,
            mode: new.mode,
            recording_consent: new.recording_consent,
            thinking_time: new.thinking_time,
            job_description: new.job_description,
            demo: new.demo,
            forked_from: None,
            hashes: self.hashes(&kind.id),
        };
        self.sessions.create(new.id, created).await
    }

    /// Under which content a session of a kind runs today.
    pub fn hashes(&self, kind: &str) -> Hashes {
        let library = &self.backends.library;
        Hashes {
            kind: library.kinds().resolve(kind).hash(),
            packs: library.hash(),
            rubric: crate::evaluation::rubric_hash(),
            prompt: crate::interview::prompt_hash(),
        }
    }

    /// Generates the reply to the turn that is open in `session`: the listen half, and the speak half when there is a
    /// voice and `speech` says how. Dropping the stream stops the agent and the voice; nothing is committed here.
    pub fn turn(
        &self,
        session: Arc<Session>,
        briefing: Arc<Briefing>,
        speech: Option<Speech>,
    ) -> BoxStream<'static, Step> {
        let language = session.created.language.clone();
        let steps = generate::generate(&self.backends, session, briefing);
        match (&self.backends.text_to_speech, speech) {
            (Some(voice), Some(speech)) => {
                speak::speak(steps, Arc::clone(voice), language, speech, Arc::clone(&self.backends.clock))
            }
            _ => steps,
        }
    }

    /// The state of the interview in the turn that is open.
    pub(super) fn brief(&self, session: &Session, offset_us: u64) -> Result<Arc<Briefing>> {
        let missing = || Error::new(ErrorKind::Internal, "no turn is open").during("turn.brief");
        let open = session.open_turn.as_ref().ok_or_else(missing)?;
        let cause = match (&open.said, &open.cause) {
            (Some(said), _) => TurnCause::Said(said.clone()),
            (None, Some(cause)) => TurnCause::Prompted(cause.clone()),
            (None, None) => return Err(missing()),
        };
        let now = self.backends.clock.now();
        Ok(Arc::new(crate::interview::brief(session, &self.backends.library, cause, now, offset_us)))
    }

    /// Ends a session that no conversation of this process holds, scores it and gives the report; a session that has
    /// ended gives its report again.
    ///
    /// # Errors
    /// As [`Sessions::load`] and [`Sessions::commit`].
    pub async fn end(&self, id: &SessionId, reason: EndReason) -> Result<Arc<Value>> {
        let mut log = self.sessions.load(id).await?;
        let moment = self.sessions.moment(0);
        self.sessions
            .update(&mut log, moment, |log| {
                if log.session().status != Status::Active {
                    return Ok(Vec::new());
                }
                Ok(closing::end(log.session(), &self.backends.library, moment, Vec::new(), reason.clone()))
            })
            .await?;
        self.project(&log).await?;
        report_of(log.session())
    }

    /// Stores code of a session that no conversation of this process holds; gives the submission's id. It is untested
    /// until something executes it.
    ///
    /// # Errors
    /// `conflict` after the end; limits of [`CodeInput::check`]; as [`Sessions::commit`].
    pub async fn submit_code(&self, id: &SessionId, input: CodeInput) -> Result<String> {
        input.check()?;
        let submission = self.sessions.fresh_id();
        let mut log = self.sessions.load(id).await?;
        self.sessions
            .update(&mut log, self.sessions.moment(0), |log| {
                check_active(log.session())?;
                let body = Body::CodeSubmitted(closing::submitted(log.session(), &input, &submission));
                Ok(vec![Entry::new(Actor::Candidate, 0, body)])
            })
            .await?;
        Ok(submission)
    }

    /// The report of a session.
    ///
    /// # Errors
    /// `not_ready` before the end; as [`Sessions::load`].
    pub async fn report(&self, id: &SessionId) -> Result<Arc<Value>> {
        report_of(self.sessions.load(id).await?.session())
    }

    /// Writes the documents that older readers expect (`session.json`, `performance_report.json`) beside the log.
    ///
    /// # Errors
    /// What the store says.
    pub async fn project(&self, log: &Log) -> Result<()> {
        self.sessions.project(log).await
    }
}

fn report_of(session: &Session) -> Result<Arc<Value>> {
    let missing = || Error::new(ErrorKind::NotReady, "the interview has not ended: there is no report yet");
    session.report.clone().map(Arc::new).ok_or_else(missing)
}
