//! `prepai models list`.

use clap::Args;
use prepai_core::Result;
use prepai_voice::models::{Catalogue, Folder, Item, Job, State};
use serde_json::{Value, json};

use super::size;
use crate::cli::context::Context;
use crate::cli::exit::Outcome;
use crate::cli::output::Table;

/// List everything that is known by name.
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Only what was fetched
    #[arg(long)]
    here: bool,
}

impl ListArgs {
    /// Lists.
    ///
    /// # Errors
    /// What standard output says.
    pub(super) fn run(self, context: &Context) -> Result<Outcome> {
        let folder = Folder::of(&context.config);
        let shown = |item: &&Item| !self.here || folder.state(item) != State::Missing;
        let items: Vec<&Item> = Catalogue::embedded().items().filter(shown).collect();
        let models: Vec<Value> = items.iter().map(|item| value(item, &folder)).collect();
        let value = json!({ "folder": folder.path(), "models": models });
        context.output.result(&value, || {
            let mut table = Table::new(&["name", "for", "languages", "size", "here", "licence"]);
            for item in &items {
                table.row(vec![
                    item.name.clone(),
                    job(item.job).to_owned(),
                    languages(item),
                    size(item.bytes()),
                    state(&folder, item),
                    item.licence.split(';').next().unwrap_or_default().to_owned(),
                ]);
            }
            let hint = context.command("models pull NAME");
            format!(
                "{}\nin {}; fetch one with `{hint}`",
                table.show(context.output.style()),
                folder.path().display()
            )
        })?;
        Ok(Outcome::Done)
    }
}

fn value(item: &Item, folder: &Folder) -> Value {
    let files: Vec<Value> = item
        .files
        .iter()
        .map(|file| {
            json!({
                "name": file.name, "url": file.url, "bytes": file.bytes, "exact": file.exact,
                "sha256": file.sha256, "sha1": file.sha1, "md5": file.md5,
            })
        })
        .collect();
    json!({
        "name": item.name, "job": item.job, "languages": item.languages, "licence": item.licence,
        "bytes": item.bytes(), "state": folder.state(item), "here": folder.bytes(item), "files": files,
    })
}

fn job(job: Job) -> &'static str {
    match job {
        Job::SpeechToText => "listening",
        Job::TextToSpeech => "speaking",
        Job::Runtime => "voices",
    }
}

fn languages(item: &Item) -> String {
    match item.languages.as_slice() {
        [all] if all == "*" => "about 100".to_owned(),
        languages => languages.join(", "),
    }
}

fn state(folder: &Folder, item: &Item) -> String {
    match folder.state(item) {
        State::There => "yes".to_owned(),
        State::Begun => {
            format!(
                "{} %",
                (folder.bytes(item).min(item.bytes()) * 100).checked_div(item.bytes()).unwrap_or_default()
            )
        }
        State::Missing => String::new(),
    }
}
