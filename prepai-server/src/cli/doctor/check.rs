//! One line of the doctor's answer.

use prepai_core::Error;
use serde::Serialize;

use crate::cli::output::{Style, remedy, wrap};

/// How a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Ok,
    Warn,
    Fail,
    /// Not there, and it need not be.
    Off,
}

/// A part, how it is, and what helps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Check {
    name: &'static str,
    status: Status,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

impl Check {
    /// It works.
    pub(crate) fn ok(name: &'static str, detail: impl Into<String>) -> Check {
        Check { name, status: Status::Ok, detail: detail.into(), remedy: None }
    }

    /// It works, and could be better.
    pub(crate) fn warn(name: &'static str, detail: impl Into<String>, remedy: &str) -> Check {
        Check { name, status: Status::Warn, detail: detail.into(), remedy: Some(remedy.to_owned()) }
    }

    /// It does not work.
    pub(crate) fn fail(name: &'static str, detail: impl Into<String>, remedy: &str) -> Check {
        Check { name, status: Status::Fail, detail: detail.into(), remedy: Some(remedy.to_owned()) }
    }

    /// It does not work, as this error says.
    pub(crate) fn failed(name: &'static str, error: &Error) -> Check {
        let mut detail = format!("{} [{}]", error.message(), error.kind().code());
        for (key, value) in
            error.context().iter().filter(|(_, value)| !error.message().contains(value.as_str()))
        {
            detail.push_str(&format!(", {key}: {value}"));
        }
        let remedy = remedy(error).map(str::to_owned);
        Check { name, status: Status::Fail, detail, remedy }
    }

    /// It is not there.
    pub(crate) fn off(name: &'static str, detail: &str) -> Check {
        Check { name, status: Status::Off, detail: detail.to_owned(), remedy: None }
    }

    /// Whether it does not work.
    pub(crate) fn is_failure(&self) -> bool {
        self.status == Status::Fail
    }

    /// What helps.
    #[cfg(test)]
    pub(crate) fn remedy(&self) -> Option<&str> {
        self.remedy.as_deref()
    }
}

/// All lines and a verdict.
pub(crate) fn shown(checks: &[Check], failures: usize, style: Style, width: Option<usize>) -> String {
    let mut out = String::new();
    for check in checks {
        let word = match check.status {
            Status::Ok => style.green("ok  "),
            Status::Warn => style.yellow("warn"),
            Status::Fail => style.red("FAIL"),
            Status::Off => style.dim("off "),
        };
        out.push_str(&format!("{word}  {:<12} {}\n", check.name, check.detail));
        if let Some(remedy) = &check.remedy {
            out.push_str(&format!("{}\n", wrap(&format!("→ {remedy}"), "      ", width)));
        }
    }
    out.push_str(&match failures {
        0 => style.green("everything that is there works"),
        1 => style.red("1 part does not work"),
        n => style.red(format!("{n} parts do not work")),
    });
    out
}
