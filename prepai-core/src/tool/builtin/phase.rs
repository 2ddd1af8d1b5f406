//! `set_phase`: goes on to another phase of the plan.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{SET_PHASE, spec, text};
use crate::error::{Error, Result};
use crate::interview::PhaseKind;
use crate::tool::{Tool, ToolContext, ToolSpec};

#[derive(Debug)]
pub(super) struct SetPhase;

#[async_trait]
impl Tool for SetPhase {
    fn spec(&self) -> ToolSpec {
        spec(
            SET_PHASE,
            "Go on to a later phase of the interview's plan before its time has come, because the present one is done.",
            json!({"phase": {"type": "string"}}),
            &["phase"],
        )
    }

    async fn call(&self, arguments: Value, context: ToolContext) -> Result<Value> {
        let name = text(&arguments, "phase")?.unwrap_or_default();
        let phases = &context.briefing.kind.phases;
        let place = |name: Option<PhaseKind>| phases.iter().position(|phase| Some(phase.name) == name);
        let Some(to) = place(PhaseKind::named(name)) else {
            let names: Vec<_> = phases.iter().map(|phase| phase.name.as_str()).collect();
            return Err(Error::invalid("phase", format!("must be one of {}", names.join(", "))));
        };
        let from = context.session.phase_name().and_then(PhaseKind::named);
        if place(from).is_some_and(|from| to < from) {
            return Err(Error::invalid("phase", format!("`{name}` is over: phases only go forward")));
        }
        Ok(json!({"phase": name}))
    }
}
