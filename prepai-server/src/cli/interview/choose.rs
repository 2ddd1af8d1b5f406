//! What was not said on the command line is asked.

use prepai_core::interview::{Kind, Library};
use prepai_core::{Error, Result};

use super::lines::{Line, Lines, Prompt};
use super::screen::Screen;

/// How often an answer that is no choice is asked again.
const PATIENCE: usize = 5;

/// The kind of interview, from a numbered menu; `None` when the candidate went away.
///
/// # Errors
/// As [`Lines::next`]; `invalid_input` when nothing comes of asking.
pub(crate) async fn kind(lines: &Lines, screen: &Screen, library: &Library) -> Result<Option<String>> {
    let kinds: Vec<&Kind> = library.kinds().iter().map(AsRef::as_ref).collect();
    screen.say("Which interview?")?;
    for (index, kind) in kinds.iter().enumerate() {
        screen.say(&format!("  {:>2}  {} ({} minutes)", index + 1, kind.name, kind.minutes))?;
    }
    for _ in 0..PATIENCE {
        let prompt = Prompt::plain(&format!("1 to {}, or a name: ", kinds.len()));
        let Line::Text(answer) = lines.next(prompt).await? else { return Ok(None) };
        screen.echo(answer.trim())?;
        match chosen(&answer, library, &kinds) {
            Ok(kind) => return Ok(Some(kind)),
            Err(why) => screen.warn(&why)?,
        }
    }
    Err(Error::invalid("interview_type", "name it with `--type KIND`"))
}

/// A number of the menu or a kind's name; another name has to be meant (`general: NAME`).
fn chosen(answer: &str, library: &Library, kinds: &[&Kind]) -> std::result::Result<String, String> {
    let answer = answer.trim();
    if let Ok(number) = answer.parse::<usize>() {
        let kind = number.checked_sub(1).and_then(|index| kinds.get(index));
        return kind.map(|kind| kind.id.clone()).ok_or_else(|| format!("there are {} kinds", kinds.len()));
    }
    if answer.is_empty() {
        return Err("a number or a name, please".to_owned());
    }
    let kind = library.kinds().resolve(answer);
    if kind.id != prepai_core::interview::kind::GENERAL || named(kind, answer) {
        return Ok(answer.to_owned());
    }
    Err(format!(
        "`{answer}` is none of these; any other job is a general interview, with `--type \"{answer}\"`"
    ))
}

fn named(kind: &Kind, answer: &str) -> bool {
    let names = [&kind.id, &kind.name].into_iter().chain(&kind.aliases);
    names.into_iter().any(|name| name.eq_ignore_ascii_case(answer))
}

/// The candidate's name; `None` when the candidate went away.
///
/// # Errors
/// As [`kind`].
pub(crate) async fn name(lines: &Lines, screen: &Screen) -> Result<Option<String>> {
    for _ in 0..PATIENCE {
        let Line::Text(answer) = lines.next(Prompt::plain("Your name: ")).await? else { return Ok(None) };
        screen.echo(answer.trim())?;
        if !answer.trim().is_empty() {
            return Ok(Some(answer.trim().to_owned()));
        }
        screen.warn("the interviewer would like to greet you by name")?;
    }
    Err(Error::invalid("candidate_name", "name it with `--name NAME`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(answer: &str) -> std::result::Result<String, String> {
        let library = Library::embedded();
        let kinds: Vec<&Kind> = library.kinds().iter().map(AsRef::as_ref).collect();
        chosen(answer, &library, &kinds)
    }

    #[test]
    fn a_number_or_any_name_of_a_kind_chooses_it() {
        let first = Library::embedded().kinds().iter().next().unwrap().id.clone();
        assert_eq!(choose(" 1 "), Ok(first));
        assert_eq!(choose("Google SDE"), Ok("Google SDE".to_owned()));
        assert_eq!(choose("general"), Ok("general".to_owned()));
    }

    #[test]
    fn what_is_no_choice_is_said() {
        for bad in ["", "0", "99", "pastry chef"] {
            assert!(choose(bad).is_err(), "{bad}");
        }
    }
}
