//! The listen half: the agent is asked, its tools run, its words pass the rules.

use std::sync::Arc;

use futures::StreamExt;
use futures::stream::BoxStream;

use super::derive::Derivation;
use super::effects;
use super::producer::{Writer, produce};
use super::step::Step;
use crate::agent::{AgentEvent, AgentRequest, AgentState, Heard, Message, Role, ToolCall, ToolResult};
use crate::backends::Backends;
use crate::error::{Error, ErrorKind, Result};
use crate::interview::{self, Briefing, TurnCause};
use crate::session::{
    Body, Cause, ExchangeRole, Generated, InterruptReason, Moment, Session, Submission, ToolReturned,
};
use crate::tool::{ToolContext, run_exercise};

/// How often a turn asks the agent at most; the last time without tools.
const ROUNDS: u32 = 6;

/// How many tools a turn runs at most.
const CALLS: usize = 12;

/// How many bytes of an agent's text a turn takes in; a model that runs on is cut off here.
const MAX_GENERATED: usize = 64 << 10;

/// How many bytes of JSON tools are given and answer in a turn: what follows from them is one commit.
const MAX_TOOLS: usize = 1 << 20;

/// How far generation runs ahead of the driver.
const AHEAD: usize = 8;

/// Generates the reply to the turn that is open in `session`.
pub(super) fn generate(
    backends: &Backends,
    session: Arc<Session>,
    briefing: Arc<Briefing>,
) -> BoxStream<'static, Step> {
    let backends = backends.clone();
    produce(AHEAD, move |mut writer| async move {
        let mut turn = Turn::new(backends, session, briefing);
        if let Err(error) = turn.run(&mut writer).await {
            writer.send(Step::Failed(error)).await;
        }
    })
}

struct Turn {
    backends: Backends,
    session: Arc<Session>,
    briefing: Arc<Briefing>,
    derivation: Derivation,
    results: Vec<ToolResult>,
    /// The session with the effects of this turn's tools, for effects that depend on earlier ones.
    ahead: Session,
    answered: bool,
    generated: usize,
    /// Bytes of what tools were given and have answered.
    exchanged: usize,
}

impl Turn {
    fn new(backends: Backends, session: Arc<Session>, briefing: Arc<Briefing>) -> Self {
        let derivation = Derivation::new(Arc::clone(&briefing));
        let ahead = (*session).clone();
        Turn {
            backends,
            session,
            briefing,
            derivation,
            results: Vec::new(),
            ahead,
            answered: false,
            generated: 0,
            exchanged: 0,
        }
    }

    async fn run(&mut self, writer: &mut Writer<Step>) -> Result<()> {
        self.execute(writer).await?;
        for round in 0..ROUNDS {
            let (generated, calls) = self.ask(round, writer).await?;
            self.release(Derivation::end_round, writer).await;
            writer.send(Step::Generated(generated)).await;
            if calls.is_empty() {
                break;
            }
            for call in calls {
                self.run_tool(round, call, writer).await;
            }
        }
        self.release(|derivation| derivation.finish(), writer).await;
        writer.send(Step::Finished { cuts: self.derivation.cuts().to_vec() }).await;
        Ok(())
    }

    /// Code that opened the turn is executed first, against our own tests, where something can execute it.
    async fn execute(&mut self, writer: &mut Writer<Step>) -> Result<()> {
        let TurnCause::Prompted(Cause::Code { .. }) = &self.briefing.cause else { return Ok(()) };
        let (Some(code), Some(submission)) = (&self.backends.code, &self.briefing.submission) else {
            return Ok(());
        };
        let run = run_exercise(code.as_ref(), &self.session, &self.backends.library, &submission.submitted);
        let executed = match run.await {
            Ok(executed) => executed,
            // Untested, and said so by the agent: a busy or missing engine must not end the turn.
            Err(error) => {
                writer.send(Step::Notice(error)).await;
                return Ok(());
            }
        };
        let mut briefing = (*self.briefing).clone();
        briefing.submission = Some(Submission { executed: Some(executed.clone()), ..submission.clone() });
        self.briefing = Arc::new(briefing);
        self.apply_ahead(&Body::CodeExecuted(executed.clone()));
        writer.send(Step::Executed(executed)).await;
        Ok(())
    }

    async fn release(
        &mut self,
        step: impl FnOnce(&mut Derivation) -> Vec<String>,
        writer: &mut Writer<Step>,
    ) {
        for unit in step(&mut self.derivation) {
            writer.send(Step::Unit(unit)).await;
        }
    }

    async fn ask(&mut self, round: u32, writer: &mut Writer<Step>) -> Result<(Generated, Vec<ToolCall>)> {
        let mut answer = self.backends.agent.respond(self.request(round));
        let mut generated = Generated { round, ..Generated::default() };
        let mut calls = Vec::new();
        while let Some(event) = answer.next().await {
            let event = event.map_err(|error| error.during("agent.respond"))?;
            if !self.answered {
                self.answered = true;
                writer.send(Step::FirstAnswer).await;
            }
            match event {
                AgentEvent::Text(text) => {
                    self.generated += text.len();
                    generated.text.push_str(&text);
                    self.release(|derivation| derivation.push(&text), writer).await;
                    if self.generated > MAX_GENERATED {
                        break;
                    }
                }
                AgentEvent::ToolCall(call) if self.results.len() + calls.len() < CALLS => {
                    self.exchange(&call.name, &call.arguments)?;
                    calls.push(call);
                }
                AgentEvent::ToolCall(_) => {
                    let message = format!("the agent called more than {CALLS} tools in one turn");
                    return Err(Error::new(ErrorKind::Unavailable, message).during("agent.respond"));
                }
                AgentEvent::ToolUsed { call, result } => {
                    self.exchange(&call.name, &call.arguments)?;
                    let outcome = self.exchange(&call.name, &result).map(|()| result);
                    let outcome = outcome.map_err(|error| (error.kind(), error.message().to_owned()));
                    let returned = ToolReturned::new(round, call, outcome);
                    writer.send(Step::Returned { returned, effects: Vec::new() }).await;
                }
                AgentEvent::Usage(usage) => generated.usage = Some(usage),
                AgentEvent::Citation { .. } => {}
            }
        }
        generated.calls.clone_from(&calls);
        Ok((generated, calls))
    }

    async fn run_tool(&mut self, round: u32, call: ToolCall, writer: &mut Writer<Step>) {
        let outcome = match self.backends.tools.get(&call.name) {
            Some(tool) => tool.call(call.arguments.clone(), self.context()).await,
            None => Err(Error::new(ErrorKind::NotFound, format!("there is no tool `{}`", call.name))),
        };
        let outcome = outcome.and_then(|result| self.exchange(&call.name, &result).map(|()| result));
        let outcome = outcome.map_err(|error| (error.kind(), error.message().to_owned()));
        let returned = ToolReturned::new(round, call.clone(), outcome.clone());
        let effects = effects(&self.ahead, &returned, &self.backends.library);
        for body in &effects {
            self.apply_ahead(body);
        }
        self.results.push(ToolResult { call, result: outcome, round });
        writer.send(Step::Returned { returned, effects }).await;
    }

    /// Counts what a tool is given or answers; what would be too much for the log is refused before it is done or believed.
    fn exchange(&mut self, tool: &str, value: &serde_json::Value) -> Result<()> {
        let size = value.to_string().len();
        if self.exchanged + size > MAX_TOOLS {
            let message = format!(
                "{tool}: all that tools are given and answer in a turn may have {MAX_TOOLS} bytes, and this one's are {size}"
            );
            return Err(Error::new(ErrorKind::TooLarge, message).with("tool", tool));
        }
        self.exchanged += size;
        Ok(())
    }

    fn apply_ahead(&mut self, body: &Body) {
        let entry = crate::session::Entry::new(crate::session::Actor::System, self.ahead.turn, body.clone());
        let moment = Moment { at: self.ahead.updated_at, offset_us: self.ahead.offset_us };
        let event = entry.at(moment);
        self.ahead.apply(&event);
    }

    fn context(&self) -> ToolContext {
        ToolContext {
            session: Arc::new(self.ahead.clone()),
            briefing: Arc::clone(&self.briefing),
            library: Arc::clone(&self.backends.library),
            code: self.backends.code.clone(),
            now: self.briefing.now,
        }
    }

    fn request(&self, round: u32) -> AgentRequest {
        let last = round + 1 == ROUNDS;
        AgentRequest {
            session: self.session.id.clone(),
            turn: self.session.turn,
            round,
            system: interview::system_prompt(&self.briefing, &self.session.created),
            messages: messages(&self.session),
            said_so_far: self.derivation.text(),
            tools: if last { Arc::default() } else { self.backends.tools.specs() },
            results: self.results.clone(),
            briefing: Arc::clone(&self.briefing),
            heard: self.heard(),
        }
    }

    /// What a remote agent does not know: that its last words were cut off.
    fn heard(&self) -> Option<Heard> {
        let (turn, text, reason) = self.session.interrupted.as_ref()?;
        let remote = self.backends.agent.state() == AgentState::Remote;
        let last = *turn + 1 == self.session.turn && *reason == InterruptReason::Candidate;
        (remote && last).then(|| Heard { turn: *turn, text: text.clone() })
    }
}

fn messages(session: &Session) -> Vec<Message> {
    let role = |role| match role {
        ExchangeRole::User => Role::User,
        ExchangeRole::Assistant => Role::Assistant,
    };
    let entries = session.transcript.iter();
    entries.map(|entry| Message { role: role(entry.role), content: entry.content.clone() }).collect()
}
