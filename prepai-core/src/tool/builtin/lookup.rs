//! `lookup_question`: the next question of the bank, or a follow-up to the open one.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{LOOKUP_QUESTION, flag, spec, text};
use crate::error::{Error, Result};
use crate::interview::{PhaseKind, Question, TurnCause};
use crate::session::AskedBy;
use crate::tool::{Tool, ToolContext, ToolSpec};

#[derive(Debug)]
pub(super) struct LookupQuestion;

#[async_trait]
impl Tool for LookupQuestion {
    fn spec(&self) -> ToolSpec {
        spec(
            LOOKUP_QUESTION,
            "Take the question that you will ask in this turn: a new one for a phase, or with follow_up a question \
             that takes up the last answer. It counts as asked, so ask it. Answers {question: null} when none is left.",
            json!({
                "phase": {"type": "string", "description": "default: the present phase"},
                "topic": {"type": "string", "description": "only about this topic"},
                "question": {"type": "string", "description": "this very question, by id"},
                "follow_up": {"type": "boolean", "description": "take up the last answer"},
            }),
            &[],
        )
    }

    async fn call(&self, arguments: Value, context: ToolContext) -> Result<Value> {
        let wanted = text(&arguments, "question")?;
        if flag(&arguments, "follow_up")? {
            return Ok(follow_up(&context, wanted));
        }
        let found = match wanted {
            Some(id) => by_id(&context, id)?,
            None => next(&context, text(&arguments, "phase")?, text(&arguments, "topic")?)?,
        };
        Ok(match found {
            Some(question) => json!({
                "question": question.id,
                "text": question.text,
                "topic": question.topic,
                "phase": question.phase.as_str(),
                "follow_up": false,
            }),
            None => json!({"question": null}),
        })
    }
}

fn by_id<'a>(context: &'a ToolContext, id: &str) -> Result<Option<&'a Question>> {
    let question = context.library.bank().question(id);
    let question =
        question.ok_or_else(|| Error::invalid("question", format!("there is no question `{id}`")))?;
    Ok(Some(question.as_ref()).filter(|question| !context.session.was_asked(&question.id)))
}

/// The next question that was not asked: the plan's topics in turn, from an easy to a hard one, varied by session.
fn next<'a>(
    context: &'a ToolContext,
    phase: Option<&str>,
    topic: Option<&str>,
) -> Result<Option<&'a Question>> {
    let kind = &context.briefing.kind;
    let name = phase.or(context.session.phase_name()).unwrap_or("intro");
    let unknown = || Error::invalid("phase", format!("`{name}` is no phase of this interview"));
    let phase = kind.phase(PhaseKind::named(name).ok_or_else(unknown)?).ok_or_else(unknown)?;
    let asked = |question: &Question| context.session.was_asked(&question.id);
    let fits = |question: &Question| topic.is_none_or(|topic| question.topic == topic);
    let candidates = context.library.bank().questions_for(&kind.id, phase).map(AsRef::as_ref);
    let candidates = candidates.filter(|question: &&Question| !asked(question) && fits(question));
    let topic_uses = |topic: &str| {
        let main = |asked: &&crate::session::Asked| asked.by == AskedBy::Main && asked.topic == topic;
        context.session.asked.iter().filter(main).count()
    };
    let put =
        context.session.asked.iter().filter(|asked| asked.by == AskedBy::Main && asked.phase == name).count();
    let wish = u8::try_from(2 + put.min(3)).unwrap_or(5);
    Ok(candidates.min_by_key(|question| {
        let far = question.difficulty.abs_diff(wish);
        (topic_uses(&question.topic), far, shuffle(context.briefing.seed, &question.id))
    }))
}

/// A number that is the same in one session and looks random between sessions (FNV-1a).
fn shuffle(seed: u64, id: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    id.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, mix)
}

/// The first follow-up that fits the last answer and was not put yet.
fn follow_up(context: &ToolContext, wanted: Option<&str>) -> Value {
    let none = json!({"question": null, "follow_up": true});
    let main = context.session.asked.iter().rev().find(|asked| asked.by == AskedBy::Main);
    let Some(main) = main.filter(|main| wanted.is_none_or(|id| id == main.question)) else { return none };
    let answer = match &context.briefing.cause {
        TurnCause::Said(answer) => answer.as_str(),
        TurnCause::Prompted(_) => "",
    };
    let bank = context.library.bank();
    let fitting = match (bank.question(&main.question), bank.exercise(&main.question)) {
        (Some(question), _) => question.follow_ups_to(answer),
        (None, Some(exercise)) => exercise.follow_ups_to(answer),
        (None, None) => return none,
    };
    let put = |index: usize| {
        let same = |asked: &crate::session::Asked| {
            asked.question == main.question && asked.index == u32::try_from(index).ok()
        };
        context.session.asked.iter().any(same)
    };
    let Some((index, text)) = fitting.into_iter().find(|(index, _)| !put(*index)) else { return none };
    json!({
        "question": main.question,
        "text": text,
        "topic": main.topic,
        "phase": main.phase,
        "follow_up": true,
        "index": index,
    })
}
