//! Rust with rustc: the guest is a crate, and a few lines call the candidate's function by its signature.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use super::compiler::{Compiler, Found, environment, reachable};
use super::cpp::words;
use super::entry::{self, description, literal};
use super::native;
use super::outline::{Family, Function, Outline, outline, tokens};
use crate::code::Language;
use crate::code::sandbox::{Build, Guest, Machine, Made, Run, Source, Step};
use crate::error::Result;
use crate::worker::Confinement;
use crate::worker::protocol::Entry;

const FILES: [(&str, &str); 4] = [
    ("guest.rs", include_str!("../../../data/guests/rust/guest.rs")),
    ("nodes.rs", include_str!("../../../data/guests/rust/nodes.rs")),
    ("types.rs", include_str!("../../../data/guests/rust/types.rs")),
    ("value.rs", include_str!("../../../data/guests/rust/value.rs")),
];
/// Overflow and bad indices end with a panic, as in a debug build; the rest is optimised a little.
const FLAGS: [&str; 10] = [
    "--edition",
    "2021",
    "-C",
    "opt-level=1",
    "-C",
    "debug-assertions=on",
    "-C",
    "codegen-units=4",
    "--cap-lints",
    "allow",
];

/// Rust by rustc.
#[derive(Debug)]
pub struct Rust {
    compiler: Compiler,
    /// The compiler behind a proxy that chooses between several.
    real: Mutex<Option<PathBuf>>,
}

impl Default for Rust {
    fn default() -> Self {
        let compiler = Compiler {
            language: "rust",
            what: "rustc",
            names: &["rustc"],
            ask: &["--version"],
            oldest: (1, 65),
            remedy: "install Rust 1.65 or newer where every user can read it",
            known: Mutex::default(),
        };
        Rust { compiler, real: Mutex::default() }
    }
}

impl Rust {
    fn find(&self, machine: &Machine) -> Result<Found> {
        let mut real = self.real.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if real.is_none() {
            *real = sysroot(machine).map(|root| root.join("bin/rustc"));
        }
        let mut behind = machine.clone();
        behind.programs.extend(real.as_ref().map(|path| ("rustc".to_owned(), path.clone())));
        let found = self.compiler.find(&behind)?;
        if reachable(&found.path) {
            return Ok(found);
        }
        // A toolchain of rustup in the home of root.
        let root = found.path.ancestors().nth(2).and_then(|root| shown(root, machine));
        let path = root.map(|root| root.join("bin/rustc")).filter(|path| reachable(path));
        let hidden = || self.compiler.missing("stands in a folder that other users cannot enter");
        Ok(Found { path: path.ok_or_else(hidden)?, ..found })
    }
}

/// The toolchain where everybody can read it.
#[cfg(all(feature = "sandbox", target_os = "linux"))]
fn shown(root: &Path, machine: &Machine) -> Option<PathBuf> {
    super::shown::shown(root, machine.cache.as_deref()).ok()
}

#[cfg(not(all(feature = "sandbox", target_os = "linux")))]
fn shown(_: &Path, _: &Machine) -> Option<PathBuf> {
    None
}

fn sysroot(machine: &Machine) -> Option<PathBuf> {
    // By the name on PATH: behind a resolved link, a proxy does not know what it is asked for.
    let program = machine.programs.get("rustc").cloned().unwrap_or_else(|| PathBuf::from("rustc"));
    let said = Command::new(program).args(["--print", "sysroot"]).stdin(Stdio::null()).output().ok()?;
    let root = PathBuf::from(String::from_utf8(said.stdout).ok()?.trim());
    root.join("bin/rustc").is_file().then_some(root)
}

impl Guest for Rust {
    fn id(&self) -> &'static str {
        "rust"
    }

    fn language(&self, machine: &Machine) -> Result<Language> {
        let found = self.find(machine)?;
        Ok(Language { id: self.id().into(), name: "Rust".into(), engine: format!("rustc {}", found.version) })
    }

    fn toolkit(&self, machine: &Machine) -> Result<Option<Build>> {
        let found = self.find(machine)?;
        let crate_flags = [
            "--edition",
            "2021",
            "--crate-type",
            "rlib",
            "--crate-name",
            "prepai_guest",
            "-C",
            "opt-level=2",
            "guest.rs",
        ];
        Ok(Some(Build {
            key: vec![found.version.clone(), found.path.display().to_string()],
            files: FILES.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect(),
            steps: vec![Step { argv: words(&found.path, &crate_flags), env: environment() }],
            reports: Vec::new(),
            outputs: vec!["libprepai_guest.rlib".into()],
            confinement: confinement(&found, None),
            time: Duration::from_secs(60),
            source_name: "guest.rs".into(),
        }))
    }

    fn build(&self, source: &Source<'_>, machine: &Machine, kit: Option<&Path>) -> Result<Option<Build>> {
        let found = self.find(machine)?;
        let kit = kit.unwrap_or(Path::new("."));
        let guest = format!("prepai_guest={}", kit.join("libprepai_guest.rlib").display());
        let more = ["--extern", &guest, "-o", "program", "main.rs"];
        let flags: Vec<&str> = FLAGS.iter().copied().chain(more).collect();
        let text = without_inner_docs(without_inner_attributes(source.text));
        let mut confinement = confinement(&found, Some(kit));
        confinement.memory = 2 << 30;
        Ok(Some(Build {
            key: vec![found.version.clone()],
            files: vec![
                ("main.rs".into(), main_file(&text, source.entry).into_bytes()),
                ("solution.rs".into(), text.into_bytes()),
            ],
            steps: vec![Step { argv: words(&found.path, &flags), env: environment() }],
            reports: Vec::new(),
            outputs: vec!["program".into()],
            confinement,
            time: Duration::from_secs(15),
            source_name: "solution.rs".into(),
        }))
    }

    fn run(&self, source: &Source<'_>, _machine: &Machine, made: Made<'_>) -> Result<Run> {
        Ok(native::run(source, made, Vec::new()))
    }
}

fn confinement(found: &Found, kit: Option<&Path>) -> Confinement {
    native::building(found, kit, Duration::from_secs(60))
}

/// `#![…]` cannot stand in an included file; it becomes blanks.
fn without_inner_attributes(text: &str) -> String {
    let mut out = text.to_owned();
    while let Some(start) = out.find("#![") {
        let end = out.get(start..).and_then(|rest| rest.find(']')).map_or(out.len(), |end| start + end + 1);
        let blank: String = out
            .get(start..end)
            .unwrap_or_default()
            .chars()
            .map(|c| if c == '\n' { c } else { ' ' })
            .collect();
        out.replace_range(start..end, &blank);
    }
    out
}

/// `//!` and `/*!`, which cannot stand there either, become plain comments; both come before everything else.
fn without_inner_docs(text: String) -> String {
    let mut out = text;
    let mut at = 0;
    while let Some(rest) = out.get(at..) {
        let begin = at + rest.len() - rest.trim_start().len();
        let comment = out.get(begin..).unwrap_or_default();
        let length = if comment.starts_with("//") {
            comment.find('\n').unwrap_or(comment.len())
        } else if comment.starts_with("/*") {
            comment.find("*/").map_or(comment.len(), |end| end + 2)
        } else {
            break;
        };
        if comment.get(2..3) == Some("!") {
            out.replace_range(begin + 2..begin + 3, " ");
        }
        at = begin + length;
    }
    out
}

/// The crate that is compiled: the candidate's file in a module, so that its `main` is no obstacle.
fn main_file(text: &str, entry: &Entry) -> String {
    let Entry::Function(target) = entry else {
        return "include!(\"solution.rs\");\n".to_owned();
    };
    let outline = outline(text, Family::Rust);
    let function = entry::find(&outline, target);
    let mut out = "mod candidate {\n".to_owned();
    out.push_str(&prelude(text, &outline));
    out.push_str("include!(\"solution.rs\");\n");
    if let Some(function) = function {
        out.push_str(&wrapper(function));
    }
    out.push_str("}\n");
    let entry = if function.is_some() { "Some(candidate::prepai_call)" } else { "None" };
    let rows: String = outline
        .functions
        .iter()
        .map(|function| format!("({}, {}), ", function.line, text_literal(&function.name)))
        .collect();
    out.push_str(&format!(
        "fn main() {{ prepai_guest::serve({entry}, {}, &[{rows}]); }}\n",
        text_literal(&description(&outline))
    ));
    out
}

fn text_literal(text: &str) -> String {
    literal(text).replace("\\?", "?")
}

/// What a candidate may leave out: nodes, `Solution`, and what trees are made of.
fn prelude(text: &str, outline: &Outline) -> String {
    let tokens = tokens(text, Family::Rust);
    let says = |word: &str| tokens.iter().any(|token| token.is(word));
    let mut out = String::new();
    for name in ["ListNode", "TreeNode"] {
        if says(name) && !outline.declares(name) {
            out.push_str(&format!("use prepai_guest::{name};\n"));
        }
    }
    if says("Solution") && !outline.declares("Solution") {
        out.push_str("struct Solution;\n");
    }
    for (name, path) in [("Rc", "std::rc::Rc"), ("RefCell", "std::cell::RefCell")] {
        if says("TreeNode") && says(name) && !text.contains(path) {
            out.push_str(&format!("use {path};\n"));
        }
    }
    out
}

/// The function that reads arguments, calls the candidate's and puts the result.
fn wrapper(function: &Function) -> String {
    let mut made = String::new();
    let mut passed = Vec::new();
    let mut after = String::new();
    for (at, parameter) in function.parameters.iter().enumerate() {
        let (held, pass) = holding(&parameter.ty);
        made.push_str(&format!("let mut a{at}: {held} = call.get({at})?; "));
        passed.push(format!("{pass}a{at}"));
        after.push_str(&if pass.is_empty() {
            "call.consumed(); ".to_owned()
        } else {
            format!("call.after(&a{at}); ")
        });
    }
    let path = match (&function.owner, function.is_static) {
        (Some(owner), true) => format!("{owner}::{}", function.name),
        (Some(owner), false) => format!("<{owner} as Default>::default().{}", function.name),
        (None, _) => function.name.clone(),
    };
    format!(
        "pub(super) fn prepai_call(call: &mut prepai_guest::Call) -> Result<(), String> {{ call.takes({})?; {made}\
         let result = {path}({}); call.put(&result); drop(result); {after}Ok(()) }}\n",
        function.parameters.len(),
        passed.join(", "),
    )
}

/// The type that an argument is held as, and how it is passed: `&mut [i32]` is held as `Vec<i32>`.
fn holding(ty: &str) -> (String, &'static str) {
    let Some(inner) = ty.strip_prefix('&') else { return (ty.to_owned(), "") };
    // A lifetime says nothing about the type.
    let inner = match inner.strip_prefix('\'') {
        Some(named) => named.split_once(' ').map_or("", |(_, rest)| rest),
        None => inner,
    };
    let (inner, pass) = match inner.strip_prefix("mut").filter(|rest| rest.starts_with([' ', '['])) {
        Some(rest) => (rest.trim_start(), "&mut "),
        None => (inner, "&"),
    };
    let held = if inner == "str" {
        "String".to_owned()
    } else if let Some(items) =
        inner.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).filter(|items| !items.contains(';'))
    {
        format!("Vec<{items}>")
    } else {
        inner.to_owned()
    };
    (held, pass)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::code::languages::plain::{call, program};

    #[test]
    fn borrowed_parameters_are_held() {
        let all = [
            ("&mut Vec<i32>", "Vec<i32>", "&mut "),
            ("&[i32]", "Vec<i32>", "&"),
            ("&str", "String", "&"),
            ("&'a str", "String", "&"),
            ("&mut[char]", "Vec<char>", "&mut "),
            ("Vec<String>", "Vec<String>", ""),
        ];
        for (ty, held, pass) in all {
            assert_eq!(holding(ty), (held.to_owned(), pass), "{ty}");
        }
    }

    #[test]
    fn what_only_a_file_of_its_own_may_begin_with_is_blanked() {
        let source = "#![allow(dead_code)]\n//! Says é.\n/// `//!` stays.\nfn f() {} //! not here";
        let expected = "                    \n//  Says é.\n/// `//!` stays.\nfn f() {} //! not here";
        assert_eq!(without_inner_docs(without_inner_attributes(source)), expected);
        assert_eq!(without_inner_docs("/*! a */ //! b".to_owned()), "/*  a */ //  b");
        let documented = "//! Doubles.\n\npub fn solution(n: i32) -> i32 { n * 2 }\n";
        let Some(ran) = call(&Rust::default(), documented, "solution", json!([[4]])) else { return };
        assert_eq!(ran.values(), [json!(8)]);
    }

    #[test]
    fn arguments_of_every_type_come_in_and_results_go_out() {
        let source = "use std::collections::HashMap;\n\
            impl Solution { pub fn solution(grid: &mut Vec<Vec<i32>>, s: &str, c: char, big: Option<u64>, m: HashMap<i32, String>, head: Option<Box<ListNode>>, root: Option<Rc<RefCell<TreeNode>>>, t: (i32, f64)) -> (String, f64, Option<Box<ListNode>>) {\n\
            grid[0][0] = 9; (format!(\"{s}{c}{}\", m[&7]), t.1 + f64::from(root.unwrap().borrow().val) + big.unwrap_or(1) as f64, head) } }";
        let args = json!([[[[1]], "a", "b", null, {"7": "x"}, [1, 2], [5, null, 6], [1, 0.5]]]);
        let Some(ran) = call(&Rust::default(), source, "solution", args) else { return };
        assert_eq!(ran.values(), [json!({"$": "tuple", "v": ["abx", 6.5, {"$": "list_node", "v": [1, 2]}]})]);
        assert_eq!(ran.answers[1]["args"][0], json!([[9]]));
    }

    #[test]
    fn panics_wrong_arguments_and_errors_are_told() {
        let source =
            "#![allow(dead_code)]\nfn solution(a: Vec<i32>, i: usize) -> i32 {\n    a[i]\n}\nfn main() {}";
        let Some(ran) = call(&Rust::default(), source, "solution", json!([[[1], 0], [[1], -1], [[1], 5]]))
        else {
            return;
        };
        assert_eq!(ran.answers[1]["value"], json!(1));
        assert!(
            ran.answers[2]["fault"]["message"].as_str().unwrap().starts_with("argument 2 is a number (-1)")
        );
        assert_eq!(ran.fault()["trace"], json!([{"line": 3, "function": "solution", "text": "a[i]"}]));
        let ran = call(&Rust::default(), "fn solution(a: i32) -> i32 {\n    b\n}", "solution", json!([[1]]))
            .unwrap();
        assert!(ran.compile_error.as_deref().unwrap().contains("solution.rs:2:5"), "{:?}", ran.compile_error);
    }

    #[test]
    fn a_program_reads_standard_input() {
        let source = "fn main() { let mut s = String::new(); std::io::stdin().read_line(&mut s).unwrap(); print!(\"{}\", s.trim().len()); }";
        let Some(ran) = program(&Rust::default(), source, "abc\n") else { return };
        assert_eq!((ran.printed.as_str(), ran.status), ("3", Some(0)));
    }
}
