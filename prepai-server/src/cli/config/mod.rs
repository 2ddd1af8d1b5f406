//! `prepai config`: what is set, and what can be.

use clap::{Args, Subcommand};
use prepai_core::Result;
use prepai_core::config::{Shown, markdown};
use serde_json::json;

use super::context::Context;
use super::exit::Outcome;
use super::output::Table;

/// The configuration: flags over environment over `prepai.toml` over defaults.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Every setting with its value and where it came from; secrets are never shown
    Show {
        /// The table of all settings instead, as Markdown
        #[arg(long)]
        docs: bool,
    },
}

impl ConfigArgs {
    /// Shows.
    ///
    /// # Errors
    /// What standard output says.
    pub(crate) fn run(self, context: &Context) -> Result<Outcome> {
        let ConfigCommand::Show { docs } = self.command;
        if docs {
            context.output.text(markdown(context.config.schema()))?;
            return Ok(Outcome::Done);
        }
        let settings = context.config.show();
        context.output.result(&json!({ "settings": settings }), || shown(&settings, context))?;
        Ok(Outcome::Done)
    }
}

fn shown(settings: &[Shown], context: &Context) -> String {
    let mut table = Table::new(&["setting", "value", "from"]);
    for setting in settings {
        let value = setting.value.clone().unwrap_or_else(|| "–".to_owned());
        table.row(vec![setting.key.clone(), value, setting.origin.to_string()]);
    }
    table.show(context.output.style())
}
