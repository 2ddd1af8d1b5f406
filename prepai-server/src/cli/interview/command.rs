//! What a line of the candidate means: words, or one of the commands that begin with a slash. Pure.

use std::path::PathBuf;

/// A line, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    /// Words for the interviewer; none count as silence.
    Say(String),
    /// The next hint.
    Hint,
    /// Code: from a file, or typed now.
    Code(Option<PathBuf>),
    /// The language of typed code; the present one when absent.
    Language(Option<String>),
    /// The open exercise again.
    Exercise,
    /// The interviewer's last words again.
    Repeat,
    /// How much time is left.
    Time,
    /// All that was said.
    Transcript,
    /// What there is.
    Help,
    /// The interview is over.
    End,
    /// Go away; the interview stays open.
    Quit,
    /// None of these: the word, and what was meant perhaps.
    Unknown(String, Option<&'static str>),
}

/// Name, argument and sentence of each command, as `/help` shows them.
pub(crate) const COMMANDS: [(&str, &str, &str); 11] = [
    ("hint", "", "a hint for the open question, a bigger one each time (practice only)"),
    ("code", "[FILE]", "hand in code: from FILE, or typed now and ended by a line with a single dot"),
    ("language", "[NAME]", "the language of typed code"),
    ("exercise", "", "show the open coding exercise again"),
    ("repeat", "", "hear the interviewer's last words again"),
    ("time", "", "time used and left, and the phase"),
    ("transcript", "", "everything said so far"),
    ("end", "", "end the interview and get the report"),
    ("quit", "", "leave; the interview stays open and can be resumed (Ctrl-C and Ctrl-D do the same)"),
    ("help", "", "this list"),
    ("/…", "", "an answer that begins with a slash: type the slash twice"),
];

/// Understands a line.
pub(crate) fn parse(line: &str) -> Command {
    let line = line.trim();
    let Some(rest) = line.strip_prefix('/') else { return Command::Say(line.to_owned()) };
    if rest.starts_with('/') {
        return Command::Say(rest.to_owned());
    }
    let (word, argument) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let argument = argument.trim();
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    match word.to_lowercase().as_str() {
        "hint" => Command::Hint,
        "code" => Command::Code(some(argument).map(PathBuf::from)),
        "language" | "lang" => Command::Language(some(argument)),
        "exercise" | "task" => Command::Exercise,
        "repeat" => Command::Repeat,
        "time" => Command::Time,
        "transcript" => Command::Transcript,
        "end" => Command::End,
        "quit" | "exit" | "leave" => Command::Quit,
        "help" | "?" | "" => Command::Help,
        other => Command::Unknown(word.to_owned(), near(other)),
    }
}

/// The command that was meant perhaps.
fn near(word: &str) -> Option<&'static str> {
    let names = COMMANDS.iter().map(|(name, ..)| *name).filter(|name| name.is_ascii());
    let scored = names.map(|name| (strsim::damerau_levenshtein(word, name), name));
    scored.filter(|(distance, name)| *distance <= 2 && *distance < name.len()).min().map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_words_and_a_doubled_slash_is_one() {
        assert_eq!(parse("  I use C.  "), Command::Say("I use C.".into()));
        assert_eq!(parse("//etc/hosts it is"), Command::Say("/etc/hosts it is".into()));
        assert_eq!(parse(""), Command::Say(String::new()));
    }

    #[test]
    fn commands_take_their_argument_in_any_case() {
        assert_eq!(parse("/CODE  my file.py "), Command::Code(Some(PathBuf::from("my file.py"))));
        assert_eq!(parse("/code"), Command::Code(None));
        assert_eq!(parse("/language Rust"), Command::Language(Some("Rust".into())));
    }

    #[test]
    fn every_command_that_is_listed_is_understood() {
        for (name, ..) in COMMANDS.iter().filter(|(name, ..)| name.is_ascii()) {
            assert!(!matches!(parse(&format!("/{name}")), Command::Unknown(..)), "{name}");
        }
    }

    #[test]
    fn a_slip_gets_a_suggestion_and_nonsense_none() {
        assert_eq!(parse("/hnit"), Command::Unknown("hnit".into(), Some("hint")));
        assert_eq!(parse("/transcrip"), Command::Unknown("transcrip".into(), Some("transcript")));
        assert_eq!(parse("/xyzzy"), Command::Unknown("xyzzy".into(), None));
    }
}
