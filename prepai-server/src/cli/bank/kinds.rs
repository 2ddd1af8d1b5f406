//! `prepai bank kinds`.

use prepai_core::Result;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::exit::Outcome;
use crate::cli::output::Table;

pub(super) fn run(context: &Context) -> Result<Outcome> {
    let interview = context.interview()?;
    let kinds: Vec<_> = interview.backends().library.kinds().iter().collect();
    let value = json!({ "kinds": kinds });
    context.output.result(&value, || {
        let mut table = Table::new(&["kind", "name", "minutes", "phases"]);
        for kind in &kinds {
            let phases: Vec<_> = kind.phases.iter().map(|phase| phase.name.as_str()).collect();
            let minutes = kind.minutes.to_string();
            table.row(vec![kind.id.clone(), kind.name.clone(), minutes, phases.join(" ")]);
        }
        table.show(context.output.style())
    })?;
    Ok(Outcome::Done)
}
