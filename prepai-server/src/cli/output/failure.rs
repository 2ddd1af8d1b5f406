//! How an error is told: one sentence, what helps, its code.

use std::io::{self, IsTerminal, Write};

use prepai_core::{Error, ErrorKind};
use serde_json::{Map, Value, json};

use super::{beside, wrap};

/// The operation of an error of standard output.
const WRITING: &str = "output";

/// An error of standard output.
pub(super) fn unwritten(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => {
            Error::new(ErrorKind::Cancelled, "nobody reads the output").during(WRITING)
        }
        _ => Error::from(error).during(WRITING),
    }
}

/// Whether the reader of standard output went away (`prepai … | head`): nothing to tell anybody.
pub(crate) fn is_unheard(error: &Error) -> bool {
    error.kind() == ErrorKind::Cancelled && error.operation() == WRITING
}

/// Tells an error on standard error, as JSON or for a person.
pub(crate) fn report(error: &Error, as_json: bool) {
    let told = match as_json {
        true => json!({ "error": as_value(error) }).to_string(),
        false => as_text(error),
    };
    // Nobody may be there to read it.
    let _ = writeln!(io::stderr().lock(), "{told}");
}

/// Tells that the command line is wrong, in the words of its parser.
pub(crate) fn usage(error: &clap::Error, as_json: bool) {
    if !as_json {
        let _ = error.print();
        return;
    }
    let text = error.render().to_string();
    let sentence = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
    report(&Error::new(ErrorKind::InvalidInput, sentence), true);
}

fn as_value(error: &Error) -> Value {
    let facts: Map<String, Value> =
        error.context().iter().map(|(key, value)| ((*key).to_owned(), value.as_str().into())).collect();
    let mut told = json!({
        "code": error.kind().code(),
        "message": error.message(),
        "retryable": error.is_retryable(),
    });
    if let Some(fields) = told.as_object_mut() {
        if !error.operation().is_empty() {
            fields.insert("operation".into(), error.operation().into());
        }
        if !facts.is_empty() {
            fields.insert("facts".into(), facts.into());
        }
        if let Some(remedy) = remedy(error) {
            fields.insert("remedy".into(), remedy.into());
        }
    }
    told
}

fn as_text(error: &Error) -> String {
    let (style, width) = beside();
    let code = error.kind().code();
    let mut told = format!("{} {} {}", style.red("error:"), error.message(), style.dim(format!("[{code}]")));
    // What the sentence says already is not said again.
    let news = |(_, value): &&(&str, String)| !error.message().contains(value.as_str());
    for (key, value) in error.context().iter().filter(news) {
        told.push_str(&format!("\n  {}: {value}", key.replace('_', " ")));
    }
    if let Some(remedy) = remedy(error) {
        told.push('\n');
        told.push_str(&wrap(&format!("{} {remedy}", style.green("→")), "  ", width));
    }
    // An error in the middle of a line of an interview begins its own.
    if io::stderr().is_terminal() { format!("\r{told}") } else { told }
}

/// What a person can do about it, where the sentence does not say so itself.
pub(crate) fn remedy(error: &Error) -> Option<&'static str> {
    let message = error.message();
    Some(match error.kind() {
        ErrorKind::NotFound if message.starts_with("session") => {
            "`prepai sessions` lists the sessions of this data folder; another one is named with `--data FOLDER`."
        }
        ErrorKind::NotFound if error.fact("path").is_some() => "Check the path.",
        ErrorKind::NotReady => {
            "Go on with `prepai interview --resume ID`, and end it with `/end`; then there is a report."
        }
        ErrorKind::Conflict if message.contains("ended") => {
            "Begin a new one with `prepai interview`, or copy it without its end: `prepai fork ID`."
        }
        ErrorKind::Conflict if message.contains("another conversation") => {
            "Another program has opened this interview. Close it there, then resume here."
        }
        ErrorKind::Unavailable | ErrorKind::Timeout
            if error.operation() == "models.pull"
                && !["path", "folder"].iter().any(|fact| error.fact(fact).is_some()) =>
        {
            "Look at the network; a proxy is named by HTTPS_PROXY or HTTP_PROXY, a mirror of the models by \
             `--set models.mirror=https://…`. A file from elsewhere is used by its path, too."
        }
        ErrorKind::NotAvailable if error.operation() == "models.pull" => {
            "The files of a mirror have the names that `prepai models list --json` gives at the ends of their addresses; without \
             `models.mirror` the publishers are asked."
        }
        // Models say themselves what helps.
        ErrorKind::Corrupt if ["whisper.open", "models.pull"].contains(&error.operation()) => return None,
        ErrorKind::Corrupt => {
            "Somebody or something changed what was stored. Restore it from a backup; what cannot be restored can be \
             erased with `prepai erase ID`."
        }
        ErrorKind::Unavailable if message.contains("disk is full") => {
            "Free some space, or name another folder with `--data FOLDER`. What was acknowledged is stored."
        }
        ErrorKind::Unavailable
            if message.contains("permission")
                || message.contains("read-only")
                || error.fact("path").is_some() =>
        {
            "Name a folder that you may write to with `--data FOLDER` or PREPAI_DATA."
        }
        ErrorKind::Busy | ErrorKind::Timeout | ErrorKind::RateLimited => "Try again in a moment.",
        ErrorKind::Unavailable => "`prepai doctor` tries each backend and says what is wrong.",
        ErrorKind::Internal => "This is a defect of prepai: please report it with this message.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_code_sentence_facts_and_remedy() {
        let told = as_value(&Error::not_found("session").with("session", "x").during("sessions.load"));
        assert_eq!(told["code"], "not_found");
        assert_eq!(told["facts"]["session"], "x");
        assert!(told["remedy"].as_str().unwrap().contains("prepai sessions"), "{told}");
    }

    #[test]
    fn text_does_not_say_a_fact_twice() {
        let told = as_text(&Error::invalid("candidate_name", "must not be empty").with("limit", 200));
        assert!(told.contains("candidate_name: must not be empty") && told.contains("limit: 200"), "{told}");
        assert!(!told.contains("field"), "{told}");
    }

    #[test]
    fn only_a_broken_pipe_of_the_output_is_unheard() {
        assert!(is_unheard(&unwritten(io::Error::from(io::ErrorKind::BrokenPipe))));
        assert!(!is_unheard(&unwritten(io::Error::from(io::ErrorKind::StorageFull))));
        assert!(!is_unheard(&Error::from(io::Error::from(io::ErrorKind::BrokenPipe))));
    }
}
