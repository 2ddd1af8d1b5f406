//! Reading a kind.

use super::fields::Fields;
use super::item::{Item, Parts};
use super::limits;
use super::source::SourceFile;
use crate::error::Result;
use crate::interview::kind::{Kind, Phase, PhaseKind, Weights};

pub(super) fn read(file: &SourceFile<'_>, mut fields: Fields<'_>) -> Result<Item<Kind>> {
    let id = fields.id("id")?;
    fields.call(format!("kind `{id}`"));
    let mut parts = Parts::default();
    let kind = Kind {
        name: fields.text("name", limits::NAME)?,
        aliases: fields.texts("aliases", limits::ALIASES, limits::NAME)?,
        interviewer: fields.text("interviewer", limits::NAME)?,
        company: fields.text("company", limits::NAME)?,
        role: fields.text("role", limits::NAME)?,
        focus: fields.texts("focus", limits::FOCUS, limits::NAME)?,
        minutes: fields.number("minutes", limits::MINUTES)?,
        style: fields.text("style", limits::STYLE)?,
        phases: phases(&mut fields, &mut parts)?,
        weights: weights(&mut fields)?,
        id,
    };
    fields.done()?;
    for field in ["name", "aliases", "style", "weights"] {
        parts.note(field, 0, fields.line_of(field));
    }
    Ok(Item::new(kind, file.name.clone(), fields.line(), parts))
}

fn phases(fields: &mut Fields<'_>, parts: &mut Parts) -> Result<Vec<Phase>> {
    let mut phases: Vec<Phase> = Vec::new();
    let mut sum = 0;
    for (index, mut fields) in
        fields.tables("phases", "phase", 1..=PhaseKind::ALL.len())?.into_iter().enumerate()
    {
        parts.note("phases", index, fields.line());
        let words = PhaseKind::ALL.map(PhaseKind::as_str);
        let Some(name) = fields.choice("name", &words, PhaseKind::named)? else {
            return Err(fields.wrong("name", "name is missing"));
        };
        if phases.iter().any(|phase| phase.name == name) {
            return Err(fields.wrong("name", format!("there is a phase `{name}` before it")));
        }
        let share = fields.hundredths("share")?;
        sum += share;
        let phase = Phase {
            name,
            share: f64::from(share) / 100.0,
            questions: fields.number("questions", limits::QUESTIONS)?,
            topics: fields.ids("topics", limits::TOPICS)?,
        };
        fields.done()?;
        phases.push(phase);
    }
    if sum == 100 {
        Ok(phases)
    } else {
        Err(fields.wrong("phases", format!("the shares of the phases must sum to 1, not {}", written(sum))))
    }
}

fn weights(fields: &mut Fields<'_>) -> Result<Weights> {
    let mut table = fields.table("weights")?;
    let mut sum = 0;
    let mut weight = |key| -> Result<f64> {
        let hundredths = table.hundredths(key)?;
        sum += hundredths;
        Ok(f64::from(hundredths) / 100.0)
    };
    let weights = Weights {
        technical_knowledge: weight("technicalKnowledge")?,
        problem_solving: weight("problemSolving")?,
        communication: weight("communication")?,
        code_quality: weight("codeQuality")?,
        cultural_fit: weight("culturalFit")?,
    };
    table.done()?;
    if sum == 100 {
        Ok(weights)
    } else {
        Err(fields.wrong("weights", format!("weights must sum to 1, not {}", written(sum))))
    }
}

fn written(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
