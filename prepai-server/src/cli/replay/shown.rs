//! A replay for people.

use prepai_core::replay::{Difference, Replay};
use serde_json::Value;

use crate::cli::output::Style;

/// So many differences are shown; the first one is usually the cause of the rest.
const SHOWN: usize = 10;

/// The verdict, then where it differs and what may explain it.
pub(super) fn shown(replay: &Replay, style: Style) -> String {
    let counts = format!("{} commits, {} events, {} turns", replay.commits, replay.events, replay.turns);
    let mut out = match replay.identical {
        true => format!("{} {counts}", style.green("identical:")),
        false => {
            let plural = if replay.differences.len() == 1 { "place" } else { "places" };
            let places = format!("differs in {} {plural}:", replay.differences.len());
            format!("{} {counts}", style.red(places))
        }
    };
    for difference in replay.differences.iter().take(SHOWN) {
        out.push_str(&one(difference, style));
    }
    if replay.differences.len() > SHOWN {
        out.push_str(&format!("\n  … and {} more (--json has all)", replay.differences.len() - SHOWN));
    }
    if !replay.changed_content.is_empty() {
        let changed = replay.changed_content.join(", ");
        out.push_str(&format!("\n{} changed since it was recorded: {changed}", style.yellow("content")));
    }
    if let Some(other) = &replay.other_evaluator {
        out.push_str(&format!(
            "\n{} not compared: evaluator {other} made them, this build has {}",
            style.yellow("scores"),
            replay.evaluator
        ));
    }
    out
}

fn one(difference: &Difference, style: Style) -> String {
    let Difference { commit, turn, event, field, recorded, derived } = difference;
    let place = style.bold(format!("commit {commit}, turn {turn}, {event} {field}"));
    format!("\n  {place}\n    recorded: {}\n    derived:  {}", brief(recorded), brief(derived))
}

/// A value in one line of bounded length.
fn brief(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(200) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or(&text)),
        None => text,
    }
}
