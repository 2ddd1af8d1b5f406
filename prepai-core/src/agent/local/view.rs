//! A request as this agent looks at it.

use std::cell::OnceCell;

use serde_json::Value;

use super::listen::{Intent, Text, intent};
use super::speak::{solid, spare_in};
use crate::agent::{AgentRequest, Role};
use crate::interview::rules::{Sentence, sentences};
use crate::interview::{Briefing, PhaseKind, PlannedPhase, TurnCause, plan};
use crate::session::{Asked, AskedBy, Mode};
use crate::tool::{LOOKUP_QUESTION, SET_PHASE};

/// How many of its own earlier messages it remembers when it chooses its words.
const MEMORY: usize = 12;

/// A request, with what follows from it.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) request: &'a AgentRequest,
    pub(super) briefing: &'a Briefing,
    /// The words of this turn; empty when it has none.
    pub(super) said: &'a str,
    pub(super) text: Text,
    pub(super) intent: Intent,
    opened: OnceCell<Opened>,
    recent: OnceCell<String>,
    recent_lower: OnceCell<String>,
}

/// The message that put the open question.
#[derive(Debug, Clone, Copy)]
struct Opened {
    /// Its place among the messages.
    at: usize,
    /// The question, if it is one of its own and none of the bank.
    spare: Option<(PhaseKind, &'static str)>,
}

impl<'a> View<'a> {
    pub(super) fn new(request: &'a AgentRequest) -> Self {
        let briefing = request.briefing.as_ref();
        let said = match &briefing.cause {
            TurnCause::Said(said) => said.as_str(),
            TurnCause::Prompted(_) => "",
        };
        let text = Text::of(said);
        let intent = intent(&text);
        View {
            request,
            briefing,
            said,
            text,
            intent,
            opened: OnceCell::new(),
            recent: OnceCell::new(),
            recent_lower: OnceCell::new(),
        }
    }

    pub(super) fn practice(&self) -> bool {
        self.briefing.mode == Mode::Practice
    }

    /// The phase in which the turn began: what is wanted follows from it.
    pub(super) fn phase(&self) -> Option<PhaseKind> {
        PhaseKind::named(&self.briefing.phase.as_ref()?.name)
    }

    /// The phase to which this turn has moved.
    pub(super) fn phase_now(&self) -> Option<PhaseKind> {
        let moved = self.results(SET_PHASE).filter_map(|result| result.get("phase")?.as_str()).last();
        moved.and_then(PhaseKind::named).or(self.phase())
    }

    /// The phases of this interview, in order.
    pub(super) fn plan(&self) -> Vec<PlannedPhase> {
        plan(&self.briefing.kind, self.briefing.planned_s / 60)
    }

    /// Whether a tool may be called.
    pub(super) fn has(&self, tool: &str) -> bool {
        self.request.tools.iter().any(|spec| spec.name == tool)
    }

    /// Whether a tool was called in this turn, whatever it answered.
    pub(super) fn called(&self, tool: &str) -> bool {
        self.request.results.iter().any(|result| result.call.name == tool)
    }

    /// What a tool answered in this turn, in order.
    pub(super) fn results(&self, tool: &str) -> impl Iterator<Item = &'a Value> {
        let results = self.request.results.iter().filter(move |result| result.call.name == tool);
        results.filter_map(|result| result.result.as_ref().ok())
    }

    /// The follow-up that this turn has taken from the bank: `Some(None)` when there was none.
    pub(super) fn follow_up(&self) -> Option<Option<&'a str>> {
        let asked = |result: &&crate::agent::ToolResult| {
            result.call.name == LOOKUP_QUESTION
                && result.call.arguments.get("follow_up").and_then(Value::as_bool) == Some(true)
        };
        let result = self.request.results.iter().find(asked)?;
        let text =
            result.result.as_ref().ok().filter(|value| value.get("question").is_some_and(Value::is_string));
        Some(text.and_then(|value| value.get("text")?.as_str()))
    }

    /// The main question or exercise that is open.
    pub(super) fn main(&self) -> Option<&'a Asked> {
        self.briefing.asked.iter().rev().find(|asked| asked.by == AskedBy::Main)
    }

    /// The open question, if it is one of its own.
    pub(super) fn spare(&self) -> Option<(PhaseKind, &'static str)> {
        self.opened().spare
    }

    /// What was asked, as it was spoken.
    pub(super) fn main_text(&self) -> Option<&'a str> {
        self.spare().map(|(_, text)| text).or(self.bank_text())
    }

    fn bank_text(&self) -> Option<&'a str> {
        let question = self.briefing.question.as_ref().map(|question| question.text.as_str());
        question.or(self.briefing.exercise.as_ref().map(|exercise| exercise.text.as_str()))
    }

    /// Whether the open question belongs to a phase that is over.
    pub(super) fn is_stale(&self) -> bool {
        if let Some((phase, _)) = self.spare() {
            return self.phase() != Some(phase);
        }
        let present = self.briefing.phase.as_ref().map(|phase| phase.name.as_str());
        self.main().is_some_and(|main| Some(main.phase.as_str()) != present)
    }

    /// Its own earlier messages, newest first.
    pub(super) fn replies(&self) -> impl Iterator<Item = &'a str> {
        let own = self.request.messages.iter().rev().filter(|message| message.role == Role::Assistant);
        own.take(MEMORY).map(|message| message.content.as_str())
    }

    /// Its own last messages in one text.
    pub(super) fn recent(&self) -> &str {
        self.recent.get_or_init(|| self.replies().collect::<Vec<_>>().join("\n"))
    }

    /// As `recent`, in lower case.
    pub(super) fn recent_lower(&self) -> &str {
        self.recent_lower.get_or_init(|| self.recent().to_lowercase())
    }

    /// Whether its last message has one of these phrases.
    pub(super) fn just_said(&self, phrases: &[&str]) -> bool {
        let last = self.briefing.last_reply.as_deref().unwrap_or_default();
        phrases.iter().any(|phrase| last.contains(solid(phrase)))
    }

    /// Whether it has said one of these phrases since the open question was put.
    pub(super) fn said_since(&self, phrases: &[&str]) -> bool {
        self.own_since().any(|reply| phrases.iter().any(|phrase| reply.contains(solid(phrase))))
    }

    /// Its own messages since the open question, oldest first, with the one that put it.
    pub(super) fn own_since(&self) -> impl Iterator<Item = &'a str> {
        self.since(Role::Assistant)
    }

    /// What the candidate has said to the open question before this turn, oldest first.
    pub(super) fn answers_since(&self) -> impl Iterator<Item = &'a str> {
        let now = usize::from(matches!(self.briefing.cause, TurnCause::Said(_)));
        let all = self.since(Role::User).count();
        self.since(Role::User).take(all.saturating_sub(now))
    }

    /// How many real answers to the open question there were before this turn.
    pub(super) fn answered(&self) -> usize {
        self.answers_since().filter(|answer| intent(&Text::of(answer)).answers()).count()
    }

    fn since(&self, role: Role) -> impl Iterator<Item = &'a str> {
        let messages = self.request.messages.get(self.opened().at..).unwrap_or_default();
        messages.iter().filter(move |message| message.role == role).map(|message| message.content.as_str())
    }

    fn opened(&self) -> Opened {
        *self.opened.get_or_init(|| self.find_opened())
    }

    /// The first message since the turn of the main question that has its words (it may have been repeated since), or
    /// a later one with a question of its own.
    fn find_opened(&self) -> Opened {
        let messages = &self.request.messages;
        let turns = self.main().map_or(u32::MAX, |main| self.request.turn.saturating_sub(main.turn));
        let turns = usize::try_from(turns).unwrap_or(usize::MAX);
        let nearby = messages.len().saturating_sub(turns.saturating_mul(2));
        let own = |message: &&crate::agent::Message| message.role == Role::Assistant;
        let recent = || messages.iter().enumerate().skip(nearby).filter(|(_, message)| own(message));
        let asked = self.bank_text().and_then(|text| sentences(text).pop());
        let put =
            |sentence: &Sentence| recent().find(|(_, message)| message.content.contains(&sentence.text));
        let at = asked.as_ref().and_then(put).map_or(nearby, |(at, _)| at);
        let spare = recent().rev().find_map(|(at, message)| Some((at, spare_in(&message.content)?)));
        match spare.filter(|(later, _)| asked.is_none() || *later > at) {
            Some((at, spare)) => Opened { at, spare: Some(spare) },
            None => Opened { at, spare: None },
        }
    }

    /// The first name, as it can be spoken; `None` when the name holds nothing of the kind.
    pub(super) fn name(&self) -> Option<String> {
        let plain = |word: &str| -> String {
            word.chars()
                .filter(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '\u{301}'..='\u{36F}'))
                .take(40)
                .collect()
        };
        let title =
            |word: &str| matches!(word.to_lowercase().as_str(), "dr" | "mr" | "mrs" | "ms" | "prof" | "mx");
        let mut words = self.briefing.candidate.split_whitespace().map(plain);
        words.find(|word| word.contains(char::is_alphabetic) && !title(word))
    }
}
