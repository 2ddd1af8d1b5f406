//! Reading a question, and the parts that exercises have too.

use super::fields::Fields;
use super::item::{Item, Parts};
use super::limits;
use super::source::SourceFile;
use crate::error::Result;
use crate::interview::bank::{Audience, FollowUp, Misconception, Point, Question};
use crate::interview::kind::{Criterion, PhaseKind};

pub(super) fn read(file: &SourceFile<'_>, mut fields: Fields<'_>) -> Result<Item<Question>> {
    let id = fields.id("id")?;
    fields.call(format!("question `{id}`"));
    let mut parts = Parts::default();
    let kinds = audience(&mut fields)?;
    let words = PhaseKind::ALL.map(PhaseKind::as_str);
    let Some(phase) = fields.choice("phase", &words, PhaseKind::named)? else {
        return Err(fields.wrong("phase", "phase is missing"));
    };
    let question = Question {
        id,
        kinds,
        phase,
        topic: fields.id("topic")?,
        difficulty: difficulty(&mut fields)?,
        text: fields.text("text", limits::SPOKEN)?,
        star: fields.flag("star")?,
        follow_ups: follow_ups(&mut fields, &mut parts)?,
        points: points(&mut fields, &mut parts, Criterion::TechnicalKnowledge)?,
        wrong: wrong(&mut fields, &mut parts)?,
        hints: fields.texts("hints", limits::PARTS, limits::SPOKEN)?,
    };
    fields.done()?;
    for field in ["text", "hints", "kinds"] {
        parts.note(field, 0, fields.line_of(field));
    }
    Ok(Item::new(question, file.name.clone(), fields.line(), parts))
}

pub(super) fn audience(fields: &mut Fields<'_>) -> Result<Audience> {
    if fields.is("kinds", "*") {
        fields.text("kinds", limits::NAME)?;
        return Ok(Audience::Every);
    }
    fields.ids("kinds", limits::KINDS).map(Audience::Only)
}

pub(super) fn difficulty(fields: &mut Fields<'_>) -> Result<u8> {
    // The range fits into a byte.
    fields.number("difficulty", limits::DIFFICULTY).map(|difficulty| difficulty as u8)
}

pub(super) fn follow_ups(fields: &mut Fields<'_>, parts: &mut Parts) -> Result<Vec<FollowUp>> {
    let mut follow_ups = Vec::new();
    for (index, mut fields) in
        fields.tables("follow_ups", "follow-up", limits::PARTS)?.into_iter().enumerate()
    {
        parts.note("follow_ups", index, fields.line());
        let follow_up = FollowUp {
            when: fields.texts("when", 0..=*limits::TERMS.end(), limits::TERM)?,
            ask: fields.text("ask", limits::SPOKEN)?,
        };
        fields.done()?;
        if follow_up.when.is_empty() && follow_up.ask.contains(FollowUp::TERM) {
            return Err(fields.wrong("ask", "ask has {term}, so `when` must list the terms"));
        }
        if follow_up.ask.replace(FollowUp::TERM, "").contains(['{', '}']) {
            return Err(fields.wrong("ask", "ask may have {term} and no other braces"));
        }
        follow_ups.push(follow_up);
    }
    Ok(follow_ups)
}

pub(super) fn points(fields: &mut Fields<'_>, parts: &mut Parts, usual: Criterion) -> Result<Vec<Point>> {
    let mut points: Vec<Point> = Vec::new();
    for (index, mut fields) in fields.tables("points", "point", limits::PARTS)?.into_iter().enumerate() {
        parts.note("points", index, fields.line());
        let words = Criterion::ALL.map(Criterion::as_str);
        let point = Point {
            id: fields.id("id")?,
            says: fields.text("says", limits::SAYS)?,
            any: fields.texts("any", limits::TERMS, limits::TERM)?,
            criterion: fields.choice("criterion", &words, Criterion::named)?.unwrap_or(usual),
        };
        fields.done()?;
        if points.iter().any(|other| other.id == point.id) {
            return Err(fields.wrong("id", format!("there is a point `{}` before it", point.id)));
        }
        points.push(point);
    }
    Ok(points)
}

fn wrong(fields: &mut Fields<'_>, parts: &mut Parts) -> Result<Vec<Misconception>> {
    let mut all = Vec::new();
    for (index, mut fields) in fields.tables("wrong", "misconception", limits::PARTS)?.into_iter().enumerate()
    {
        parts.note("wrong", index, fields.line());
        all.push(Misconception {
            says: fields.text("says", limits::SAYS)?,
            any: fields.texts("any", limits::TERMS, limits::TERM)?,
        });
        fields.done()?;
    }
    Ok(all)
}
