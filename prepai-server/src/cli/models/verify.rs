//! `prepai models verify`.

use clap::Args;
use prepai_core::Result;
use prepai_voice::models::{Catalogue, Folder, Item, State, Verdict, verify};
use serde_json::{Value, json};

use super::named;
use crate::cli::context::Context;
use crate::cli::exit::Outcome;
use crate::cli::output::Style;

/// Compare what was fetched with what its publishers say.
///
/// Exit code 1 if a file differs, or one that was named is missing.
#[derive(Debug, Args)]
pub(super) struct VerifyArgs {
    /// Names of `prepai models list` [default: everything that was fetched]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

impl VerifyArgs {
    /// Compares.
    ///
    /// # Errors
    /// `not_found` for an unknown name; what the disk says.
    pub(super) fn run(self, context: &Context) -> Result<Outcome> {
        let folder = Folder::of(&context.config);
        let items: Vec<&Item> = match self.names.is_empty() {
            true => {
                Catalogue::embedded().items().filter(|item| folder.state(item) != State::Missing).collect()
            }
            false => named(&self.names)?,
        };
        let mut files = Vec::new();
        for item in items {
            for file in &item.files {
                files.push((item, file.name.as_str(), verify(&folder.file(file), file)?));
            }
        }
        let wrong = |verdict: &Verdict| matches!(verdict, Verdict::Differs { .. } | Verdict::Missing);
        let right = !files.iter().any(|(_, _, verdict)| wrong(verdict));
        let shown: Vec<Value> = files
            .iter()
            .map(|(item, file, verdict)| json!({ "model": item.name, "file": file, "result": verdict }))
            .collect();
        context.output.result(&json!({ "ok": right, "files": shown }), || {
            let style = context.output.style();
            let lines: String =
                files.iter().map(|(item, file, verdict)| line(&item.name, file, verdict, style)).collect();
            if lines.is_empty() { "nothing was fetched yet".to_owned() } else { lines }
        })?;
        Ok(Outcome::yes(right))
    }
}

fn line(model: &str, file: &str, verdict: &Verdict, style: Style) -> String {
    let told = match verdict {
        Verdict::Matches { algorithm } => format!("{} ({algorithm})", style.green("is what was published")),
        Verdict::Differs { algorithm, .. } => {
            format!(
                "{} ({algorithm}): fetch it again with `prepai models pull {model}`",
                style.red("is damaged")
            )
        }
        Verdict::NoChecksum => "no checksum on record".to_owned(),
        Verdict::Missing => {
            format!("{}: fetch it with `prepai models pull {model}`", style.yellow("is missing"))
        }
    };
    format!("{file}: {told}\n")
}
