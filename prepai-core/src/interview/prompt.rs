//! The instructions for language-model agents, written from the briefing.

use sha2::{Digest, Sha256};

use super::Briefing;
use crate::session::{Created, hex};

const TEMPLATE: &str = include_str!("../../data/prompt.md");

/// The system prompt of a turn.
pub fn system_prompt(briefing: &Briefing, created: &Created) -> String {
    let phase = briefing.phase.as_ref().map_or("intro", |phase| phase.name.as_str());
    let minutes = |seconds: u32| (seconds / 60).to_string();
    let values = [
        ("{interviewer}", briefing.kind.interviewer.clone()),
        ("{company}", briefing.kind.company.clone()),
        ("{role}", briefing.kind.role.clone()),
        ("{style}", briefing.kind.style.trim().to_owned()),
        ("{focus}", briefing.kind.focus.join(", ")),
        ("{phase}", phase.to_owned()),
        ("{elapsed}", minutes(briefing.elapsed_s)),
        ("{planned}", minutes(briefing.planned_s)),
        ("{language}", created.language.clone()),
        ("{candidate}", briefing.candidate.clone()),
        ("{job}", created.job_description.clone().unwrap_or_else(|| "none given".to_owned())),
    ];
    // The candidate's own words come last, so that no placeholder in them is filled.
    values.iter().fold(TEMPLATE.to_owned(), |text, (key, value)| text.replacen(key, value, 1))
}

/// SHA-256 of the template, in hex.
pub fn prompt_hash() -> String {
    hex(&Sha256::digest(TEMPLATE.as_bytes()))
}
