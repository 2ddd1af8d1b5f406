//! `prepai models pull`.

use clap::Args;
use prepai_core::Result;
use prepai_voice::models::{Folder, Pulled, Puller};
use serde_json::{Value, json};

use super::named;
use crate::cli::context::Context;
use crate::cli::exit::Outcome;
use crate::cli::output::Progress;

/// Fetch models, voices or the runtime library into the models folder.
///
/// Proxies are those of the environment (HTTPS_PROXY, NO_PROXY); another source is the setting `models.mirror`.
#[derive(Debug, Args)]
pub(super) struct PullArgs {
    /// Names of `prepai models list`
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
}

impl PullArgs {
    /// Fetches.
    ///
    /// # Errors
    /// As [`Puller::pull`].
    pub(super) async fn run(self, context: &Context) -> Result<Outcome> {
        let items = named(&self.names)?;
        let puller = Puller::configured(&context.config)?;
        let folder = Folder::of(&context.config);
        let mut all = Vec::new();
        for item in items {
            let mut bar: Option<(String, Progress)> = None;
            let mut on = |at: prepai_voice::models::Progress<'_>| {
                let known = bar.take().filter(|(file, _)| file == at.file);
                let (file, mut progress) =
                    known.unwrap_or_else(|| (at.file.to_owned(), Progress::new(at.file, at.total)));
                progress.at(at.done);
                bar = Some((file, progress));
            };
            let pulled = puller.pull(item, &mut on).await?;
            drop(bar);
            all.extend(pulled.into_iter().map(|(file, outcome)| (item.name.clone(), file, outcome)));
        }
        let files: Vec<Value> = all
            .iter()
            .map(|(name, file, outcome)| {
                json!({ "model": name, "file": folder.path().join(file), "outcome": word(*outcome).0 })
            })
            .collect();
        context.output.result(&json!({ "folder": folder.path(), "files": files }), || {
            let line =
                |(_, file, outcome): &(String, String, Pulled)| format!("{file}: {}\n", word(*outcome).1);
            all.iter().map(line).collect::<String>()
        })?;
        Ok(Outcome::Done)
    }
}

/// For machines and for people.
fn word(outcome: Pulled) -> (&'static str, &'static str) {
    match outcome {
        Pulled::AlreadyThere => ("already_there", "was here already"),
        Pulled::Verified => ("verified", "fetched and verified"),
        Pulled::NoChecksum => ("no_checksum", "fetched; no checksum on record to compare it with"),
    }
}
