//! Reading a coding exercise.

use serde_json::Value;

use super::fields::Fields;
use super::item::{Item, Parts};
use super::limits;
use super::question::{audience, difficulty, follow_ups, points};
use super::source::SourceFile;
use crate::code::{Compare, TestCase};
use crate::error::Result;
use crate::interview::bank::Exercise;
use crate::interview::kind::Criterion;

/// The function that is called when the exercise does not say.
const FUNCTION: &str = "solution";

pub(super) fn read(file: &SourceFile<'_>, mut fields: Fields<'_>) -> Result<Item<Exercise>> {
    let id = fields.id("id")?;
    fields.call(format!("exercise `{id}`"));
    let mut parts = Parts::default();
    let kinds = audience(&mut fields)?;
    let difficulty = difficulty(&mut fields)?;
    let function = function(&mut fields)?;
    let compare = fields
        .choice("compare", &["exact", "unordered", "set", "float", "any_of", "in_place"], compare)?
        .unwrap_or_default();
    let starter = fields.map("starter", limits::LANGUAGES, limits::STARTER)?;
    if let Some((language, _)) = starter.iter().find(|(_, code)| !code.contains(&function)) {
        let message = format!("starter code for {language} must have the function `{function}`");
        return Err(fields.wrong("starter", message));
    }
    let samples = cases(&mut fields, "samples", "sample", &mut parts)?;
    let hidden = cases(&mut fields, "hidden", "hidden test", &mut parts)?;
    let exercise = Exercise {
        id,
        kinds,
        difficulty,
        title: fields.text("title", limits::NAME)?,
        text: fields.text("text", limits::SPOKEN)?,
        prompt: fields.text("prompt", limits::PROMPT)?,
        function,
        compare,
        starter,
        samples,
        hidden,
        topics: fields.ids("topics", limits::TOPICS)?,
        follow_ups: follow_ups(&mut fields, &mut parts)?,
        points: points(&mut fields, &mut parts, Criterion::ProblemSolving)?,
        hints: fields.texts("hints", limits::PARTS, limits::SPOKEN)?,
    };
    fields.done()?;
    let arity = |case: &TestCase| case.args.as_array().map(Vec::len);
    if exercise.cases().any(|case| arity(case) != exercise.samples.first().and_then(arity)) {
        return Err(fields.wrong("hidden", "all tests must have as many arguments as the first sample"));
    }
    for field in ["text", "prompt", "hints", "kinds", "samples", "hidden", "starter"] {
        parts.note(field, 0, fields.line_of(field));
    }
    Ok(Item::new(exercise, file.name.clone(), fields.line(), parts))
}

fn function(fields: &mut Fields<'_>) -> Result<String> {
    let function = fields.optional_text("function", limits::TERM)?.unwrap_or_else(|| FUNCTION.to_owned());
    let fits = function.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !function.starts_with(|c: char| c.is_ascii_digit());
    if fits {
        Ok(function)
    } else {
        Err(fields.wrong("function", "function must be a name of a-z, A-Z, 0-9 and _"))
    }
}

fn compare(word: &str) -> Option<Compare> {
    match word {
        "exact" => Some(Compare::Exact),
        "unordered" => Some(Compare::Unordered),
        "set" => Some(Compare::Set),
        "float" => Some(Compare::Float),
        "any_of" => Some(Compare::AnyOf),
        "in_place" => Some(Compare::InPlace),
        _ => None,
    }
}

fn cases(fields: &mut Fields<'_>, key: &'static str, name: &str, parts: &mut Parts) -> Result<Vec<TestCase>> {
    let count = if key == "samples" { limits::SAMPLES } else { limits::HIDDEN };
    let mut cases = Vec::new();
    for (index, mut fields) in fields.tables(key, name, count)?.into_iter().enumerate() {
        parts.note(key, index, fields.line());
        let args = json(&mut fields, "args_json")?;
        if !args.is_array() {
            return Err(fields.wrong("args_json", "args_json must be a JSON array, one entry an argument"));
        }
        cases.push(TestCase::new(args, json(&mut fields, "expected_json")?));
        fields.done()?;
    }
    Ok(cases)
}

fn json(fields: &mut Fields<'_>, key: &'static str) -> Result<Value> {
    let text = fields.text(key, limits::CASE)?;
    serde_json::from_str(&text).map_err(|error| fields.wrong(key, format!("{key} must be JSON: {error}")))
}
