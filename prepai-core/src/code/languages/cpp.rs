//! C++ with g++: the library precompiled, the guest linked in.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use super::compiler::{Compiler, Found, environment};
use super::entry::{self, description, literal};
use super::native;
use super::outline::{Family, Function, Outline, outline, tokens};
use crate::code::Language;
use crate::code::sandbox::{Build, Guest, Machine, Made, Run, Source, Step};
use crate::error::Result;
use crate::worker::Confinement;
use crate::worker::protocol::Entry;

pub(super) const HEADER: &str = concat!(
    include_str!("../../../data/guests/cpp/value.h"),
    include_str!("../../../data/guests/cpp/codec.h"),
    include_str!("../../../data/guests/cpp/call.h")
);
pub(super) const RUNTIME: &str = concat!(
    include_str!("../../../data/guests/cpp/numbers.cpp"),
    include_str!("../../../data/guests/cpp/places.cpp"),
    include_str!("../../../data/guests/cpp/serve.cpp")
);
const NODES: &str = include_str!("../../../data/guests/cpp/nodes.h");
/// What a precompiled header and everything that uses it must agree on. `_GLIBCXX_ASSERTIONS` ends an access beyond a
/// vector with an assertion; optimisation beyond 1 costs more time than ordinary tests give back.
pub(super) const FLAGS: [&str; 8] = [
    "-std=c++20",
    "-O1",
    "-g1",
    "-pipe",
    "-w",
    "-D_GLIBCXX_ASSERTIONS",
    "-fno-omit-frame-pointer",
    "-fmax-errors=20",
];

/// C++ by g++.
#[derive(Debug)]
pub struct Cpp {
    compiler: Compiler,
}

impl Default for Cpp {
    fn default() -> Self {
        Cpp { compiler: gxx("cpp") }
    }
}

/// The compiler of C++, for a language.
pub(super) fn gxx(language: &'static str) -> Compiler {
    Compiler {
        language,
        what: "g++",
        names: &["g++", "c++"],
        ask: &["-dumpfullversion"],
        oldest: (10, 0),
        remedy: "install g++ 10 or newer (Debian: apt-get install g++)",
        known: Mutex::default(),
    }
}

impl Guest for Cpp {
    fn id(&self) -> &'static str {
        "cpp"
    }

    fn language(&self, machine: &Machine) -> Result<Language> {
        let found = self.compiler.find(machine)?;
        Ok(Language { id: self.id().into(), name: "C++".into(), engine: format!("g++ {}", found.version) })
    }

    fn toolkit(&self, machine: &Machine) -> Result<Option<Build>> {
        let found = self.compiler.find(machine)?;
        Ok(Some(toolkit(&found)))
    }

    fn build(&self, source: &Source<'_>, machine: &Machine, kit: Option<&Path>) -> Result<Option<Build>> {
        let found = self.compiler.find(machine)?;
        let kit = kit.unwrap_or(Path::new("."));
        let main = main_file(source.text, source.entry);
        let header = kit.join("guest.h").display().to_string();
        let mut compile = compile(&found, &["-include", &header, "main.cpp", "-o", "program"]);
        compile.argv.extend([kit.join("guest.o").display().to_string(), "-ldl".to_owned()]);
        Ok(Some(Build {
            key: vec![found.version.clone(), HEADER.to_owned(), RUNTIME.to_owned()],
            files: vec![("solution.cpp".into(), source.text.into()), ("main.cpp".into(), main.into_bytes())],
            steps: vec![compile],
            reports: vec![lines()],
            outputs: vec!["program".into(), "lines".into()],
            confinement: confinement(&found, Some(kit)),
            time: Duration::from_secs(10),
            source_name: "solution.cpp".into(),
        }))
    }

    fn run(&self, source: &Source<'_>, _machine: &Machine, made: Made<'_>) -> Result<Run> {
        Ok(run_native(source, made))
    }
}

/// The header precompiled, the guest compiled; about five seconds, once.
pub(super) fn toolkit(found: &Found) -> Build {
    Build {
        key: vec![found.version.clone(), found.path.display().to_string()],
        files: vec![("guest.h".into(), HEADER.into()), ("guest.cpp".into(), RUNTIME.into())],
        steps: vec![
            // Before the header is precompiled: this one is optimised otherwise and would refuse it.
            Step {
                argv: words(
                    &found.path,
                    &["-std=c++20", "-O2", "-g1", "-w", "-c", "guest.cpp", "-o", "guest.o"],
                ),
                env: environment(),
            },
            compile(found, &["-x", "c++-header", "guest.h", "-o", "guest.h.gch"]),
        ],
        reports: Vec::new(),
        outputs: vec!["guest.h".into(), "guest.h.gch".into(), "guest.o".into()],
        confinement: confinement(found, None),
        time: Duration::from_secs(60),
        source_name: "guest.h".into(),
    }
}

/// A command of g++ with the flags that all share.
pub(super) fn compile(found: &Found, more: &[&str]) -> Step {
    let flags: Vec<&str> = FLAGS.iter().chain(more).copied().collect();
    Step { argv: words(&found.path, &flags), env: environment() }
}

/// The table by which the guest names lines.
pub(super) fn lines() -> (Step, String) {
    let words = ["/usr/bin/objdump", "--dwarf=decodedline", "program"];
    (Step { argv: words.map(str::to_owned).to_vec(), env: environment() }, "lines".to_owned())
}

pub(super) fn words(program: &Path, arguments: &[&str]) -> Vec<String> {
    let program = program.display().to_string();
    std::iter::once(program).chain(arguments.iter().map(|word| (*word).to_owned())).collect()
}

pub(super) fn confinement(found: &Found, kit: Option<&Path>) -> Confinement {
    native::building(found, kit, Duration::from_secs(20))
}

/// How a program that was linked with the guest runs.
pub(super) fn run_native(source: &Source<'_>, made: Made<'_>) -> Run {
    let lines = made.output.unwrap_or(Path::new(".")).join("lines").display().to_string();
    native::run(source, made, vec![("PREPAI_LINES".to_owned(), lines)])
}

/// The file that is compiled: the candidate's, and what calls it.
fn main_file(text: &str, entry: &Entry) -> String {
    let outline = outline(text, Family::C);
    let mut out = prelude(text, &outline);
    let has_main =
        outline.functions.iter().any(|function| function.owner.is_none() && function.name == "main");
    match entry {
        Entry::Program => {
            out.push_str("#include \"solution.cpp\"\n");
            out.push_str(&program(&outline, "nullptr"));
            out.push_str(
                "__attribute__((constructor(101))) static void prepai_begin() { prepai::begin_program(prepai_program); }\n",
            );
        }
        Entry::Function(target) => {
            // A function is called, not the program; its `main` is only in the way.
            out.push_str(if has_main { "#define main prepai_candidate_main\n" } else { "" });
            out.push_str("#include \"solution.cpp\"\n");
            out.push_str(if has_main { "#undef main\n" } else { "" });
            let entry = entry::find(&outline, target);
            if let Some(function) = entry {
                let (named, also) = match by_name(&outline, function) {
                    Some(named) => (named, ", prepai_named"),
                    None => Default::default(),
                };
                out.push_str(&format!(
                    "{named}namespace prepai {{ void prepai_call(Call&); }}\ntemplate struct prepai::Install<{}{also}>;\n",
                    pointer(&outline, function)
                ));
            }
            out.push_str(&program(&outline, if entry.is_some() { "prepai::prepai_call" } else { "nullptr" }));
            out.push_str("signed main() { return prepai::serve(prepai_program); }\n");
        }
    }
    out
}

/// What a candidate may leave out: `using namespace std` where nothing is included, nodes that are not declared.
fn prelude(text: &str, outline: &Outline) -> String {
    let tokens = tokens(text, Family::C);
    let says = |word: &str| tokens.iter().any(|token| token.is(word));
    let mut out = String::new();
    if !says("std") && !text.contains("#include") {
        out.push_str("using namespace std;\n");
    }
    for name in ["ListNode", "TreeNode"] {
        if says(name) && !outline.declares(name) {
            out.push_str(&format!("#define PREPAI_{name}\n"));
        }
    }
    if out.contains("#define") {
        out.push_str(NODES);
    }
    out
}

/// A pointer to the function; among several of one name, the one with these types.
fn pointer(outline: &Outline, function: &Function) -> String {
    let path: String = function.path.iter().map(|part| format!("{part}::")).collect();
    // From outside of everything: `merge` may be a name of `std` too.
    let name = format!("&::{path}{}", function.name);
    if outline.overloads(function) < 2 || function.generic {
        return name;
    }
    let types: Vec<&str> = function.parameters.iter().map(|parameter| parameter.ty.as_str()).collect();
    let class = if function.owner.is_some() && !function.is_static { path } else { String::new() };
    format!("static_cast<{} ({class}*)({})>({name})", function.result, types.join(", "))
}

/// What calls a function that has defaults by its name, because a pointer to it knows none; only where the name means it alone.
/// Where it may not be called so (a private method), the compiler finds nothing, and all arguments are needed.
fn by_name(outline: &Outline, function: &Function) -> Option<String> {
    let alone = outline.overloads(function) < 2 && !function.generic;
    if !alone || function.required() == function.parameters.len() {
        return None;
    }
    let path: Vec<&str> = function.path.iter().map(String::as_str).collect();
    let (class, call) = match &function.owner {
        Some(_) if !function.is_static => {
            let class = path.join("::");
            (format!("class S = ::{class}, "), format!("S{{}}.{}(static_cast<A&&>(a)...)", function.name))
        }
        _ => {
            let name = [path.as_slice(), &[function.name.as_str()]].concat().join("::");
            (String::new(), format!("::{name}(static_cast<A&&>(a)...)"))
        }
    };
    Some(format!(
        "struct prepai_named {{ template <{class}class... A> static auto call(A&&... a) -> decltype({call}) {{ return {call}; }} }};\n"
    ))
}

/// The table that the guest gets.
pub(super) fn program(outline: &Outline, entry: &str) -> String {
    let mut functions: Vec<(u32, String)> = outline
        .functions
        .iter()
        .map(|function| {
            (
                function.line,
                [function.path.as_slice(), std::slice::from_ref(&function.name)].concat().join("::"),
            )
        })
        .collect();
    functions.sort();
    let rows: String =
        functions.iter().map(|(line, name)| format!("{{{line}, {}}}, ", literal(name))).collect();
    format!(
        "static const prepai::Named prepai_functions[] = {{{rows}{{0, nullptr}}}};\n\
         static const prepai::Program prepai_program = {{{entry}, {}, prepai_functions, \"solution.cpp\"}};\n",
        literal(&description(outline)),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::code::languages::plain::{Ran, call, program, sorted};

    fn cpp(source: &str, cases: Value) -> Option<Ran> {
        call(&Cpp::default(), source, "solution", cases)
    }

    #[test]
    fn arguments_of_every_type_come_in_and_results_go_out() {
        let source = "#include <vector>\n#include <map>\nusing namespace std;\nclass Solution { public:\n\
            map<string, tuple<int, double, bool>> solution(const vector<vector<int>>& grid, string& s, char c, optional<long long> big,\n\
              unordered_map<int, string> names, set<string> tags, ListNode* list, TreeNode* tree, pair<int, int> p) {\n\
              s += c;\n\
              int sum = 0; for (auto& row : grid) for (int x : row) sum += x;\n\
              for (auto l = list; l; l = l->next) sum += l->val;\n\
              sum += tree->left->val + p.first + names.begin()->first + (int)tags.size();\n\
              return {{s, {sum, big.value_or(0) / 2.0, tree->right == nullptr}}}; } };";
        let args = json!([[[[1, 2], [3]], "ab", "c", null, {"7": "x"}, ["t", "t"], [10, 20], [1, 5, null], [100, 0]]]);
        let Some(ran) = cpp(source, args) else { return };
        let value = &ran.values()[0];
        assert_eq!(*value, json!({"$": "map", "v": [["abc", {"$": "tuple", "v": [149, 0.0, true]}]]}));
        assert_eq!(ran.answers[1]["args"][1], json!("abc"));
    }

    #[test]
    fn wide_numbers_keep_their_digits() {
        let source = "long long solution(long long x, unsigned long long y) { return x; }";
        let Some(ran) = cpp(source, json!([[{"$": "int", "v": "-9007199254740993"}, 1]])) else { return };
        assert_eq!(ran.values(), [json!({"$": "int", "v": "-9007199254740993"})]);
        let sets = "#include <unordered_set>\nstd::unordered_set<int> solution(double x, std::vector<bool> b) { return {1, 2}; }";
        let ran = cpp(sets, json!([[0.5, [true]]])).unwrap();
        assert_eq!(sorted(&ran.values()[0]), json!([1, 2]));
    }

    #[test]
    fn an_exception_names_the_candidates_lines() {
        let source = "#include <vector>\n#include <stdexcept>\nint inner(int x) {\n    if (x > 1)\n        throw std::runtime_error(\"too big\");\n    return x;\n}\n\
            int solution(int x) {\n    return inner(x) + 1;\n}\n";
        let Some(ran) = cpp(source, json!([[1], [2]])) else { return };
        assert_eq!(ran.values()[0], json!(2));
        let fault = ran.fault();
        assert_eq!((&fault["kind"], &fault["message"]), (&json!("std::runtime_error"), &json!("too big")));
        let trace = fault["trace"].as_array().unwrap();
        assert_eq!(trace.last().unwrap()["line"], json!(5), "{fault}");
        assert_eq!(trace.last().unwrap()["text"], json!("throw std::runtime_error(\"too big\");"));
    }

    #[test]
    fn crashes_are_told() {
        let Some(ran) = cpp("int solution(int x) {\n    return 10 / x;\n}", json!([[0]])) else { return };
        assert_eq!(ran.fault()["kind"], json!("arithmetic error"));
        assert_eq!(ran.fault()["trace"][0]["line"], json!(2), "{}", ran.fault());
        let deep = "int solution(int x) {\n    volatile int a[100]; a[0] = x;\n    return solution(x + 1) + a[0];\n}";
        assert_eq!(cpp(deep, json!([[0]])).unwrap().fault()["kind"], json!("stack overflow"));
        let null = "struct N { int v; };\nint solution(int x) {\n    N* n = nullptr;\n    return n->v;\n}";
        assert_eq!(cpp(null, json!([[0]])).unwrap().fault()["kind"], json!("segmentation fault"));
        let at = "int solution(std::vector<int> v) { return v[5]; }";
        assert_eq!(cpp(at, json!([[[1]]])).unwrap().fault()["kind"], json!("aborted"));
    }

    #[test]
    fn a_wrong_argument_is_named() {
        let Some(ran) = cpp(
            "int solution(int x, std::string s) { return x; }",
            json!([[1, 2], [1], [3_000_000_000_u64, "a"]]),
        ) else {
            return;
        };
        let messages: Vec<&str> =
            ran.answers[1..].iter().map(|a| a["fault"]["message"].as_str().unwrap()).collect();
        assert_eq!(messages[0], "argument 2 is a number (2) where the function takes a string");
        assert_eq!(messages[1], "the function takes 2 arguments, the test has 1");
        assert!(messages[2].starts_with("argument 1 is a number (3000000000)"), "{}", messages[2]);
    }

    #[test]
    fn what_has_a_default_may_be_left_out() {
        let free = "int solution(int a, std::string s = \"ab\", int k = 3) { return a + s.size() + k; }";
        let Some(ran) = cpp(free, json!([[1], [1, "abcd"], [1, "", 0], []])) else { return };
        assert_eq!(ran.values()[..3], [json!(6), json!(8), json!(1)]);
        let message = "the function takes 1 to 3 arguments, the test has 0";
        assert_eq!(ran.answers[4]["fault"]["message"], json!(message));
        let method = "struct Solution { int total = 0;\n vector<int>& solution(vector<int>& a, int k = 2) { total += k; a.push_back(total); return a; } };";
        let ran = cpp(method, json!([[[1]], [[1], 7]])).unwrap();
        assert_eq!(ran.values(), [json!([1, 2]), json!([1, 7])]);
        // Nobody else may name it, so that all of its arguments are needed.
        let private = "class Solution { int solution(int a, int k = 2) { return a + k; } };";
        let ran = cpp(private, json!([[1, 5], [1]])).unwrap();
        assert_eq!(ran.values()[0], json!(6));
        assert_eq!(
            ran.answers[2]["fault"]["message"],
            json!("the function takes 2 arguments, the test has 1")
        );
    }

    #[test]
    fn a_private_method_an_overload_and_a_foreign_main_are_no_obstacles() {
        let source = "class Solution { int solution(vector<int>& a) { return solution(a, 1); }\n int solution(vector<int>& a, int k) { return k + a.size(); } };\nint main() { }";
        let Some(ran) = cpp(source, json!([[[1], 5]])) else { return };
        assert_eq!(ran.values(), [json!(6)]);
    }

    #[test]
    fn an_error_names_the_candidates_file_and_line() {
        let Some(ran) = cpp("int solution(int x) {\n    return y;\n}", json!([[1]])) else { return };
        assert!(
            ran.compile_error.as_deref().unwrap().contains("solution.cpp:2:12: error"),
            "{:?}",
            ran.compile_error
        );
    }

    #[test]
    fn a_program_reads_standard_input() {
        let source = "#include <iostream>\nint main() { int a, s = 0; while (std::cin >> a) s += a; std::cout << s << std::endl; }";
        let Some(ran) = program(&Cpp::default(), source, "1 2\n3\n") else { return };
        assert_eq!((ran.printed.as_str(), ran.status), ("6\n", Some(0)));
        let fast = "#include <bits/stdc++.h>\nusing namespace std;\nint main() { ios::sync_with_stdio(false); cin.tie(nullptr); string s; getline(cin, s); cout << s; return 3; }";
        let ran = program(&Cpp::default(), fast, "x y\n").unwrap();
        assert_eq!((ran.printed.as_str(), ran.status), ("x y", Some(3)));
        let throws = "int main() {\n    throw std::logic_error(\"no\");\n}";
        let ran = program(&Cpp::default(), throws, "").unwrap();
        assert_eq!(ran.complained, "std::logic_error: no\n    solution.cpp:2 in main\n");
        assert_eq!(ran.status, Some(1));
    }
}
