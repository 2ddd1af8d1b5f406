//! `prepai bank list`.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use prepai_core::Result;
use prepai_core::interview::bank::Audience;
use prepai_core::interview::{Exercise, PhaseKind, Question};
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::exit::Outcome;
use crate::cli::output::Table;

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Only for this kind, in any spelling
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Only about this topic
    #[arg(long, value_name = "TOPIC")]
    topic: Option<String>,
    /// Only of this phase (exercises belong to coding)
    #[arg(long, value_name = "PHASE", value_parser = phases())]
    phase: Option<PhaseKind>,
}

fn phases() -> impl TypedValueParser<Value = PhaseKind> {
    let names = PhaseKind::ALL.map(PhaseKind::as_str);
    PossibleValuesParser::new(names).map(|name| PhaseKind::named(&name).unwrap_or(PhaseKind::Intro))
}

impl ListArgs {
    pub(super) fn run(self, context: &Context) -> Result<Outcome> {
        let interview = context.interview()?;
        let library = &interview.backends().library;
        let kind = self.kind.as_deref().map(|kind| library.kinds().resolve(kind).id.clone());
        let meant = |audience: &Audience| kind.as_deref().is_none_or(|kind| audience.includes(kind));
        let about = |topics: &[String]| self.topic.as_ref().is_none_or(|topic| topics.contains(topic));
        let questions: Vec<&Question> = library
            .bank()
            .questions()
            .filter(|question| meant(&question.kinds) && about(std::slice::from_ref(&question.topic)))
            .filter(|question| self.phase.is_none_or(|phase| question.phase == phase))
            .map(AsRef::as_ref)
            .collect();
        let exercises: Vec<&Exercise> = library
            .bank()
            .exercises()
            .filter(|exercise| meant(&exercise.kinds) && about(&exercise.topics))
            .filter(|_| self.phase.is_none_or(|phase| phase == PhaseKind::Coding))
            .map(AsRef::as_ref)
            .collect();
        let value = json!({ "questions": questions, "exercises": exercises, "packs": library.packs() });
        context.output.result(&value, || shown(context, &questions, &exercises))?;
        Ok(Outcome::Done)
    }
}

fn shown(context: &Context, questions: &[&Question], exercises: &[&Exercise]) -> String {
    let style = context.output.style();
    let mut table = Table::new(&["id", "phase", "topic", "level", "text"]);
    for question in questions {
        table.row(vec![
            question.id.clone(),
            question.phase.as_str().to_owned(),
            question.topic.clone(),
            question.difficulty.to_string(),
            question.text.clone(),
        ]);
    }
    for exercise in exercises {
        table.row(vec![
            exercise.id.clone(),
            "exercise".to_owned(),
            exercise.topics.join(" "),
            exercise.difficulty.to_string(),
            exercise.title.clone(),
        ]);
    }
    let total = format!("{} questions, {} exercises", questions.len(), exercises.len());
    format!("{}\n{}", table.show(style), style.dim(total))
}
