//! Which function of a loaded program is called.

use super::names::{Named, named};
use crate::code::cases::Arity;
use crate::worker::protocol::{Description, Signature, Target};

/// A function to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The function.
    pub target: Target,
    /// With how many arguments it can be called; by it a lone list is understood.
    pub arity: Arity,
    /// What the reader is told, when it is not the function that was named.
    pub note: Option<String>,
}

/// The function of a program that `wanted` means (`solution`, `Class.method`), by the rules of [`named`]: among the
/// program's own functions, then among the methods of `Solution`, then among those of other classes.
///
/// # Errors
/// A sentence that says what there is instead.
pub fn target(wanted: &str, description: &Description) -> Result<Chosen, String> {
    let (class, name) = match wanted.rsplit_once('.') {
        Some((class, name)) => (Some(class), name),
        None => (None, wanted),
    };
    let all: Vec<&Signature> = description.functions.iter().collect();
    let groups: [Vec<&Signature>; 3] = match class {
        Some(class) => [of(&all, |found| found == Some(class)), Vec::new(), Vec::new()],
        None => [
            of(&all, |found| found.is_none()),
            of(&all, |found| found == Some("Solution")),
            of(&all, |found| found.is_some_and(|class| class != "Solution")),
        ],
    };
    let mut only = None;
    for group in &groups {
        let names: Vec<&str> = group.iter().map(|signature| signature.target.name.as_str()).collect();
        let found = named(name, &names);
        let signature =
            found.function().and_then(|name| group.iter().find(|signature| signature.target.name == name));
        match (signature, &found) {
            (Some(signature), Named::Only { .. }) => {
                only = only.or(Some(chosen(signature, found.note())));
            }
            (Some(signature), _) => return Ok(chosen(signature, None)),
            (None, _) => {}
        }
    }
    // The only function of a program may be called in place of `solution`; one of several groups may not.
    let populated = groups.iter().filter(|group| !group.is_empty()).count();
    match only {
        Some(only) if populated == 1 => Ok(only),
        _ => {
            let names: Vec<String> = all.iter().map(|signature| full(&signature.target)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            match named(wanted, &names) {
                Named::Missing(sentence) => Err(sentence),
                _ => Err(format!("there is no function `{wanted}`")),
            }
        }
    }
}

fn of<'a>(all: &[&'a Signature], fits: impl Fn(Option<&str>) -> bool) -> Vec<&'a Signature> {
    all.iter().copied().filter(|signature| fits(signature.target.class.as_deref())).collect()
}

fn chosen(signature: &Signature, note: Option<&str>) -> Chosen {
    Chosen { target: signature.target.clone(), arity: signature.into(), note: note.map(str::to_owned) }
}

fn full(target: &Target) -> String {
    match &target.class {
        Some(class) => format!("{class}.{}", target.name),
        None => target.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn description(functions: &[&str]) -> Description {
        let signature = |text: &&str| {
            let (class, name) = match text.split_once('.') {
                Some((class, name)) => (Some(class.to_owned()), name),
                None => (None, *text),
            };
            let target = Target { class, name: name.to_owned() };
            Signature { target, parameters: Vec::new(), required: 0, variadic: false }
        };
        Description { functions: functions.iter().map(signature).collect() }
    }

    #[track_caller]
    fn finds(wanted: &str, functions: &[&str], expected: Option<&str>) {
        let found = target(wanted, &description(functions)).ok().map(|chosen| full(&chosen.target));
        assert_eq!(found.as_deref(), expected, "{wanted} in {functions:?}");
    }

    #[test]
    fn own_functions_then_methods_of_solution_then_others() {
        finds("twoSum", &["twoSum", "Solution.twoSum"], Some("twoSum"));
        finds("twoSum", &["helper", "Other.twoSum", "Solution.twoSum"], Some("Solution.twoSum"));
        finds("two_sum", &["helper", "Solution.twoSum"], Some("Solution.twoSum"));
        finds("twoSum", &["Main.twoSum"], Some("Main.twoSum"));
        finds("Other.twoSum", &["twoSum", "Other.twoSum"], Some("Other.twoSum"));
        finds("solution", &["Solution.twoSum"], Some("Solution.twoSum"));
        finds("solution", &["sort_it"], Some("sort_it"));
    }

    #[test]
    fn what_is_not_there_is_said() {
        finds("solution", &["a", "Solution.b"], None);
        finds("solution", &["a", "b"], None);
        finds("two_sum", &["a"], None);
        let said = target("two_sum", &description(&["a", "Solution.b"])).unwrap_err();
        assert_eq!(said, "there is no function `two_sum`; there is `a`, `Solution.b`");
        let note = target("solution", &description(&["sort_it"])).unwrap().note.unwrap();
        assert!(note.contains("`sort_it`"), "{note}");
    }
}
