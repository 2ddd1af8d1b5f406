//! An interview without a driver: real session, tools, plan and rules, and a clock that the test moves.

use std::sync::Arc;
use std::time::Instant;

use futures::StreamExt;
use futures::executor::block_on;

use crate::agent::{Agent, AgentEvent, AgentRequest, LocalAgent, Message, Role, ToolCall, ToolResult};
use crate::clock::Timestamp;
use crate::code::{CaseResult, Execution, Verdict};
use crate::ids::SessionId;
use crate::interview::{Library, TurnCause, brief, system_prompt};
use crate::session::{
    Actor, Body, Candidate, Cause, CodeExecuted, CodeSubmitted, Created, Cut, Entry, ExchangeRole, Mode,
    Moment, Said, Session, Status, ToolReturned,
};
use crate::tool::{ToolContext, Tools, builtin};
use crate::turn::{Derivation, Opening, derived_at_opening, effects};

/// One turn of the interviewer.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    pub(super) text: String,
    pub(super) units: Vec<String>,
    pub(super) cuts: Vec<Cut>,
    pub(super) calls: Vec<ToolCall>,
    /// The text as the agent wrote it.
    pub(super) written: String,
    /// How long the agent took, of all rounds.
    pub(super) micros: u128,
}

/// A session and the interviewer.
#[derive(Debug)]
pub(super) struct Room {
    pub(super) session: Session,
    pub(super) library: Arc<Library>,
    pub(super) tools: Tools,
    pub(super) seconds: u64,
    agent: LocalAgent,
}

impl Room {
    pub(super) fn new(kind: &str, mode: Mode, minutes: u32, id: &str) -> Self {
        Room::with(Library::embedded(), kind, mode, minutes, id)
    }

    pub(super) fn with(library: Arc<Library>, kind: &str, mode: Mode, minutes: u32, id: &str) -> Self {
        let mut session = Session::new(SessionId::new(id).unwrap());
        let created = Created {
            interview_type: kind.to_owned(),
            kind: library.kinds().resolve(kind).id.clone(),
            candidate: Candidate { name: "Ada Lovelace".into(), id: None },
            language: "en-US".into(),
            mode,
            duration_minutes: minutes,
            thinking_time: 1.0,
            ..Created::default()
        };
        session.apply(&Entry::system(Body::Created(Box::new(created))).at(moment(0)));
        Room { session, library, tools: builtin(), seconds: 0, agent: LocalAgent::new() }
    }

    pub(super) fn is_over(&self) -> bool {
        self.session.status == Status::Completed
    }

    /// The interviewer speaks first.
    pub(super) fn ready(&mut self) -> Turn {
        self.prompt(Cause::Ready)
    }

    pub(super) fn say(&mut self, text: &str) -> Turn {
        self.turn(&Opening::Said(Said { text: text.to_owned(), ..Said::default() }))
    }

    pub(super) fn prompt(&mut self, cause: Cause) -> Turn {
        self.turn(&Opening::Prompted(cause))
    }

    /// Submits code that our tests judge as said; untested with `None`.
    pub(super) fn submit(&mut self, verdict: Option<Verdict>) -> Turn {
        let submission = format!("s{}", self.session.submissions.len());
        let submitted = CodeSubmitted {
            submission: submission.clone(),
            code: "def solution(x): return x".into(),
            language: "python".into(),
            function: "solution".into(),
            sha256: String::new(),
            question_id: self.session.coding.as_ref().map(|question| question.question_id.clone()),
            claimed: None,
        };
        self.apply(Body::CodeSubmitted(submitted));
        if let Some(verdict) = verdict {
            let case = |number, verdict| CaseResult { case: number, verdict, ..CaseResult::default() };
            let cases =
                (1..20).map(|number| case(number, Verdict::Accepted)).chain([case(20, verdict)]).collect();
            let execution =
                Execution { verdict, cases, isolation: "none".to_owned(), ..Execution::default() };
            let submission = submission.clone();
            self.apply(Body::CodeExecuted(CodeExecuted {
                submission,
                execution,
                own_tests: true,
                metrics: None,
            }));
        }
        self.prompt(Cause::Code { submission })
    }

    fn apply(&mut self, body: Body) {
        let entry = Entry::new(Actor::System, self.session.turn, body);
        let event = entry.at(moment(self.seconds));
        self.session.apply(&event);
    }

    fn turn(&mut self, opening: &Opening) -> Turn {
        let offset_us = self.seconds * 1_000_000;
        let cause = match opening {
            Opening::Said(said) => TurnCause::Said(said.text.clone()),
            Opening::Prompted(cause) => TurnCause::Prompted(cause.clone()),
        };
        let derived = derived_at_opening(&self.session, &self.library, opening, offset_us);
        self.session.turn += 1;
        self.apply(match opening {
            Opening::Said(said) => Body::Said(said.clone()),
            Opening::Prompted(cause) => Body::Prompted(cause.clone()),
        });
        for body in derived {
            self.apply(body);
        }
        let now = Timestamp::from_micros(i64::try_from(offset_us).unwrap());
        let briefing = Arc::new(brief(&self.session, &self.library, cause, now, offset_us));
        let mut derivation = Derivation::new(Arc::clone(&briefing));
        let mut results: Vec<ToolResult> = Vec::new();
        let (mut calls, mut written, mut micros) = (Vec::new(), String::new(), 0);
        for round in 0..6 {
            let request = AgentRequest {
                session: self.session.id.clone(),
                turn: self.session.turn,
                round,
                system: system_prompt(&briefing, &self.session.created),
                messages: self.messages(),
                said_so_far: derivation.text(),
                tools: if round == 5 { Arc::default() } else { self.tools.specs() },
                results: results.clone(),
                briefing: Arc::clone(&briefing),
                heard: None,
            };
            let again = request.clone();
            let start = Instant::now();
            let events = self.respond(request);
            micros += start.elapsed().as_micros();
            assert_eq!(events, self.respond(again), "the same request has the same answer");
            let mut asked = Vec::new();
            for event in events {
                match event {
                    AgentEvent::Text(text) => {
                        written.push_str(&text);
                        derivation.push(&text);
                    }
                    AgentEvent::ToolCall(call) => asked.push(call),
                    other => panic!("unexpected {other:?}"),
                }
            }
            derivation.end_round();
            if asked.is_empty() {
                break;
            }
            for call in asked {
                calls.push(call.clone());
                results.push(self.call(call, round, &briefing));
            }
        }
        derivation.finish();
        assert!(!derivation.is_fallback(), "nothing was said after {:?}", briefing.cause);
        let (units, cuts, text) =
            (derivation.units().to_vec(), derivation.cuts().to_vec(), derivation.text());
        self.apply(Body::Replied(derivation.replied()));
        Turn { text, units, cuts, calls, written, micros }
    }

    fn respond(&self, request: AgentRequest) -> Vec<AgentEvent> {
        block_on(self.agent.respond(request).map(Result::unwrap).collect())
    }

    fn call(&mut self, call: ToolCall, round: u32, briefing: &Arc<crate::interview::Briefing>) -> ToolResult {
        let context = ToolContext {
            session: Arc::new(self.session.clone()),
            briefing: Arc::clone(briefing),
            library: Arc::clone(&self.library),
            code: None,
            now: briefing.now,
        };
        let tool = self.tools.get(&call.name).expect("only tools that were offered are called");
        let outcome = block_on(tool.call(call.arguments.clone(), context));
        let outcome = outcome.map_err(|error| (error.kind(), error.message().to_owned()));
        let returned = ToolReturned::new(round, call.clone(), outcome.clone());
        for body in effects(&self.session, &returned, &self.library) {
            self.apply(body);
        }
        ToolResult { call, result: outcome, round }
    }

    fn messages(&self) -> Vec<Message> {
        let role = |role| if role == ExchangeRole::User { Role::User } else { Role::Assistant };
        let entries = self.session.transcript.iter();
        entries.map(|entry| Message { role: role(entry.role), content: entry.content.clone() }).collect()
    }
}

fn moment(seconds: u64) -> Moment {
    let offset_us = seconds * 1_000_000;
    Moment { at: Timestamp::from_micros(i64::try_from(offset_us).unwrap()), offset_us }
}
