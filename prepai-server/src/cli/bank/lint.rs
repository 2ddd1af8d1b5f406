//! `prepai bank lint`.

use std::path::PathBuf;

use clap::Args;
use prepai_core::interview::Pack;
use prepai_core::interview::lint::{Finding, Severity, lint};
use prepai_core::{Error, ErrorKind, Result};
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::exit::Outcome;
use crate::cli::output::Style;

#[derive(Debug, Args)]
pub(super) struct LintArgs {
    /// Packs to check: TOML files, or folders of them [default: what is built in, and the configured packs]
    #[arg(value_name = "PATHS")]
    paths: Vec<PathBuf>,
}

impl LintArgs {
    pub(super) fn run(self, context: &Context) -> Result<Outcome> {
        let paths = if self.paths.is_empty() { context.packs() } else { self.paths };
        // A pack builds on what is built in: its kinds may be named.
        let mut packs = vec![Pack::embedded()?];
        let mut findings = Vec::new();
        for path in &paths {
            match Pack::read(path) {
                Ok(pack) => packs.push(pack),
                Err(error) => findings.push(unreadable(error)?),
            }
        }
        findings.extend(lint(&packs));
        findings.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        let warnings = findings.len() - errors;
        let value = json!({ "findings": findings, "errors": errors, "warnings": warnings });
        context.output.result(&value, || shown(&findings, errors, warnings, context.output.style()))?;
        Ok(Outcome::yes(errors == 0))
    }
}

/// A pack that cannot be read at all is a finding, if something in it is wrong; a missing file is an error of the call.
fn unreadable(error: Error) -> Result<Finding> {
    let known =
        matches!(error.kind(), ErrorKind::InvalidContent | ErrorKind::TooLarge | ErrorKind::InvalidInput);
    let Some(file) = error.fact("file").filter(|_| known).map(str::to_owned) else { return Err(error) };
    let line = error.fact("line").unwrap_or("1").to_owned();
    let message = error.message();
    Ok(Finding {
        line: line.parse().unwrap_or(1),
        severity: Severity::Error,
        id: message.split('`').nth(1).unwrap_or_default().to_owned(),
        message: message.strip_prefix(&format!("{file}:{line}: ")).unwrap_or(message).to_owned(),
        file: file.into(),
    })
}

fn shown(findings: &[Finding], errors: usize, warnings: usize, style: Style) -> String {
    let mut out = String::new();
    for finding in findings {
        let word = match finding.severity {
            Severity::Error => style.red("error"),
            Severity::Warning => style.yellow("warning"),
        };
        let id = if finding.id.is_empty() { String::new() } else { format!("`{}`: ", finding.id) };
        out.push_str(&format!("{}:{}: {word}: {id}{}\n", finding.file, finding.line, finding.message));
    }
    let verdict = format!("{errors} errors, {warnings} warnings");
    out.push_str(&if errors == 0 { style.green(verdict) } else { style.red(verdict) });
    out
}
