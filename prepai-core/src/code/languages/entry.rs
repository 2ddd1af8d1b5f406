//! Which function of a source a test means, and what its guest says about the source.

use super::outline::{Function, Outline};
use crate::code::judge;
use crate::worker::protocol::{Description, Parameter, Signature, Target};

/// The function that a target means, as the judge will understand it; of overloads the last.
pub(super) fn find<'a>(outline: &'a Outline, target: &Target) -> Option<&'a Function> {
    let wanted = match &target.class {
        Some(class) => format!("{class}.{}", target.name),
        None => target.name.clone(),
    };
    let chosen = judge::target(&wanted, &describe(outline)).ok()?.target;
    outline.functions.iter().rfind(|function| function.owner == chosen.class && function.name == chosen.name)
}

/// What can be called, in the protocol's order: free functions, methods of `Solution`, methods of others.
pub(super) fn describe(outline: &Outline) -> Description {
    let rank = |function: &&Function| match function.owner.as_deref() {
        None => 0,
        Some("Solution") => 1,
        Some(_) => 2,
    };
    let mut functions: Vec<&Function> =
        outline.functions.iter().filter(|function| function.owner.as_ref() != Some(&function.name)).collect();
    functions.sort_by_key(rank);
    Description { functions: functions.into_iter().map(signature).collect() }
}

fn signature(function: &Function) -> Signature {
    let parameters: Vec<Parameter> = function
        .parameters
        .iter()
        .map(|parameter| Parameter { name: parameter.name.clone(), annotation: Some(parameter.ty.clone()) })
        .collect();
    Signature {
        target: Target { class: function.owner.clone(), name: function.name.clone() },
        required: function.required(),
        parameters,
        variadic: false,
    }
}

/// The description as JSON, for the file that is compiled with a program.
pub(super) fn description(outline: &Outline) -> String {
    serde_json::to_string(&describe(outline).functions).unwrap_or_else(|_| "[]".to_owned())
}

/// A text as a literal of the C family, on one line.
pub(super) fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '?' => out.push_str("\\?"),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\{:03o}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::languages::outline::{Family, outline};

    fn target(name: &str) -> Target {
        Target { class: None, name: name.to_owned() }
    }

    #[test]
    fn a_method_of_solution_is_found_and_of_overloads_the_last() {
        let source = "int g() { return 1; } int h() { return 1; } class Solution { public:
            int f(int a) { return f(a, 1); } int f(int a, int b) { return 1; } };";
        let outline = outline(source, Family::C);
        let found = find(&outline, &target("f")).unwrap();
        assert_eq!((found.owner.as_deref(), found.parameters.len()), (Some("Solution"), 2));
        assert!(find(&outline, &target("x")).is_none());
    }

    #[test]
    fn another_spelling_is_found() {
        let outline = outline("class Solution { int twoSum(int[] a) { return 1; } }", Family::Java);
        assert_eq!(find(&outline, &target("two_sum")).unwrap().name, "twoSum");
    }

    #[test]
    fn constructors_are_not_described() {
        let outline = outline("struct A { A(int x) {} int g() { return 1; } }; void f() {}", Family::C);
        let names: Vec<String> = describe(&outline).functions.into_iter().map(|f| f.target.name).collect();
        assert_eq!(names, ["f", "g"]);
    }
}
