//! C with gcc, called through the guest of C++.
//!
//! A signature says what a test's arguments are, by the conventions of the usual judges: `int* nums, int numsSize` is one
//! list, `int** grid, int gridSize, int* gridColSize` one list of lists, `char*` a string, `char** words, int wordsSize` a list
//! of strings, `struct ListNode*` and `struct TreeNode*` lists and trees. A last parameter `int* returnSize` (and
//! `int** returnColumnSizes` after it) says how long the result is. Other pointers, unions and structs of the candidate's
//! own are not supported as arguments; programs that read standard input may do whatever they like.

use std::path::Path;
use std::time::Duration;

use super::compiler::Compiler;
use super::cpp::{HEADER, RUNTIME, compile, confinement, gxx, lines, program, run_native, toolkit, words};
use super::entry;
use super::outline::{Family, Function, Outline, Parameter, outline, tokens};
use crate::code::Language;
use crate::code::sandbox::{Build, Guest, Machine, Made, Run, Source, Step};
use crate::error::Result;
use crate::worker::protocol::Entry;

/// What a candidate may leave out.
const INCLUDES: [&str; 9] =
    ["ctype.h", "limits.h", "math.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h"];
const NODES: [(&str, &str); 2] = [
    ("ListNode", "struct ListNode { int val; struct ListNode *next; };\n"),
    ("TreeNode", "struct TreeNode { int val; struct TreeNode *left; struct TreeNode *right; };\n"),
];

/// C by gcc.
#[derive(Debug)]
pub struct C {
    compiler: Compiler,
}

impl Default for C {
    fn default() -> Self {
        C { compiler: gxx("c") }
    }
}

impl Guest for C {
    fn id(&self) -> &'static str {
        "c"
    }

    fn language(&self, machine: &Machine) -> Result<Language> {
        let found = self.compiler.find(machine)?;
        Ok(Language { id: self.id().into(), name: "C".into(), engine: format!("gcc {}", found.version) })
    }

    fn toolkit(&self, machine: &Machine) -> Result<Option<Build>> {
        Ok(Some(toolkit(&self.compiler.find(machine)?)))
    }

    fn build(&self, source: &Source<'_>, machine: &Machine, kit: Option<&Path>) -> Result<Option<Build>> {
        let found = self.compiler.find(machine)?;
        let kit = kit.unwrap_or(Path::new("."));
        let outline = outline(source.text, Family::C);
        let header = kit.join("guest.h").display().to_string();
        // The driver of C++ compiles C just as well when it is told so.
        let mut c = vec![
            "-x",
            "c",
            "-std=gnu17",
            "-O1",
            "-g1",
            "-w",
            "-pipe",
            "-fno-omit-frame-pointer",
            "-fmax-errors=20",
        ];
        c.extend(["-Werror=implicit-function-declaration", "-include", "prelude.h"]);
        if *source.entry != Entry::Program {
            c.push("-Dmain=prepai_candidate_main");
        }
        c.extend(["-c", "solution.c", "-o", "solution.o"]);
        let mut link =
            compile(&found, &["-include", &header, "main.cpp", "solution.o", "-o", "program", "-lm", "-ldl"]);
        link.argv.push(kit.join("guest.o").display().to_string());
        Ok(Some(Build {
            key: vec![found.version.clone(), HEADER.to_owned(), RUNTIME.to_owned()],
            files: vec![
                ("solution.c".into(), source.text.into()),
                ("prelude.h".into(), prelude(source.text, &outline).into_bytes()),
                ("main.cpp".into(), main_file(&outline, source.entry).into_bytes()),
            ],
            steps: vec![Step { argv: words(&found.path, &c), env: super::compiler::environment() }, link],
            reports: vec![lines()],
            outputs: vec!["program".into(), "lines".into()],
            confinement: confinement(&found, Some(kit)),
            time: Duration::from_secs(10),
            source_name: "solution.c".into(),
        }))
    }

    fn run(&self, source: &Source<'_>, _machine: &Machine, made: Made<'_>) -> Result<Run> {
        Ok(run_native(source, made))
    }
}

fn prelude(text: &str, outline: &Outline) -> String {
    let tokens = tokens(text, Family::C);
    let mut out: String = INCLUDES.iter().map(|name| format!("#include <{name}>\n")).collect();
    for (name, declaration) in NODES {
        if tokens.iter().any(|token| token.is(name)) && !outline.declares(name) {
            out.push_str(declaration);
        }
    }
    out
}

fn main_file(outline: &Outline, entry: &Entry) -> String {
    let mut out = String::new();
    let function = match entry {
        Entry::Function(target) => entry::find(outline, target),
        Entry::Program => None,
    };
    if let Some(function) = function {
        out.push_str(&wrapper(function));
    }
    let described = described(outline);
    out.push_str(
        &program(&described, if function.is_some() { "prepai_call" } else { "nullptr" })
            .replace("solution.cpp", "solution.c"),
    );
    out.push_str(match entry {
        Entry::Program => {
            "__attribute__((constructor(101))) static void prepai_begin() { prepai::begin_program(prepai_program); }\n"
        }
        Entry::Function(_) => "int main() { return prepai::serve(prepai_program); }\n",
    });
    out
}

/// The outline as tests see it: without sizes.
fn described(outline: &Outline) -> Outline {
    let mut out = outline.clone();
    for function in &mut out.functions {
        let groups = groups(&function.parameters);
        function.parameters = groups.iter().filter_map(Group::given).cloned().collect();
    }
    out
}

/// Parameters that belong together.
#[derive(Debug, PartialEq)]
enum Group<'a> {
    /// A value by itself.
    One(&'a Parameter),
    /// A pointer and the number of what it points to.
    List(&'a Parameter, &'a Parameter),
    /// Pointers to rows, their number, and a pointer to their lengths.
    Rows(&'a Parameter, &'a Parameter),
    /// Where the length of the result goes.
    ReturnSize,
    /// Where the lengths of the result's rows go.
    ReturnColumns,
}

impl Group<'_> {
    fn given(&self) -> Option<&Parameter> {
        match self {
            Group::One(parameter) | Group::List(parameter, _) | Group::Rows(parameter, _) => Some(parameter),
            Group::ReturnSize | Group::ReturnColumns => None,
        }
    }
}

fn groups(parameters: &[Parameter]) -> Vec<Group<'_>> {
    let mut out = Vec::new();
    let mut rest = parameters;
    while let [first, more @ ..] = rest {
        rest = more;
        let stars = stars(&first.ty);
        let name = first.name.to_lowercase();
        if name == "returnsize" || name == "return_size" {
            out.push(Group::ReturnSize);
        } else if name.starts_with("returncol") || name.starts_with("return_col") {
            out.push(Group::ReturnColumns);
        } else if stars == 2
            && base(&first.ty) != "char"
            && more.len() >= 2
            && more.first().is_some_and(is_size)
        {
            out.push(Group::Rows(first, first));
            rest = more.get(2..).unwrap_or_default();
        } else if let Some(size) = more.first().filter(|size| takes_size(first) && is_size(size)) {
            out.push(Group::List(first, size));
            rest = more.get(1..).unwrap_or_default();
        } else {
            out.push(Group::One(first));
        }
    }
    out
}

fn stars(ty: &str) -> usize {
    ty.matches('*').count() + ty.matches('[').count()
}

/// The type without pointers and qualifiers.
fn base(ty: &str) -> String {
    let words = ty.split(['*', '[']).next().unwrap_or_default();
    words
        .split_whitespace()
        .filter(|word| !matches!(*word, "const" | "struct" | "restrict" | "volatile"))
        .collect::<Vec<_>>()
        .join(" ")
}

fn takes_size(parameter: &Parameter) -> bool {
    let stars = stars(&parameter.ty);
    let base = base(&parameter.ty);
    stars == 1 && base != "char" && base != "ListNode" && base != "TreeNode" || stars == 2 && base == "char"
}

/// Whether an integer is the number of what the pointer before it points to.
fn is_size(parameter: &Parameter) -> bool {
    let name = parameter.name.to_lowercase();
    let integer =
        matches!(base(&parameter.ty).as_str(), "int" | "size_t" | "long" | "unsigned" | "unsigned int");
    integer
        && stars(&parameter.ty) == 0
        && (matches!(name.as_str(), "n" | "m" | "rows" | "len" | "length" | "size" | "count")
            || name.ends_with("size")
            || name.ends_with("len")
            || name.ends_with("length")
            || name.ends_with("count"))
}

/// The function of C++ that calls the candidate's.
fn wrapper(function: &Function) -> String {
    let types: Vec<&str> = function.parameters.iter().map(|parameter| parameter.ty.as_str()).collect();
    let structs = NODES.iter().map(|(_, declaration)| *declaration).collect::<String>();
    let pointers: Vec<String> = types
        .iter()
        .map(|ty| ty.replace("[]", "*").replace("restrict", "").replace("_Bool", "bool"))
        .collect();
    let result = function.result.replace("_Bool", "bool");
    let mut out = format!("{structs}extern \"C\" {result} {}({});\n", function.name, pointers.join(", "));
    let groups = groups(&function.parameters);
    let given = groups.iter().filter(|group| group.given().is_some()).count();
    out.push_str(&format!("static void prepai_call(prepai::Call& call) {{\n    if (call.args->size() != {given}) prepai::wrong_count({given}, {given}, call.args->size());\n"));
    out.push_str("    int returned = 0;\n    int* columns = nullptr;\n    (void)columns;\n");
    let mut passed: Vec<String> = Vec::new();
    let mut shown: Vec<String> = Vec::new();
    let mut at = 0;
    for group in &groups {
        match group {
            Group::One(parameter) => {
                out.push_str(&format!(
                    "    auto a{at} = prepai::held<{}>(*call.args, {at});\n",
                    parameter.ty.replace("[]", "*").replace("_Bool", "bool")
                ));
                passed.push(format!("a{at}.pass()"));
                shown.push(format!("a{at}.show(call.after)"));
                at += 1;
            }
            Group::List(parameter, size) => {
                out.push_str(&format!(
                    "    auto a{at} = prepai::Array<{}>(*call.args, {at});\n",
                    element(&parameter.ty)
                ));
                passed.push(format!("a{at}.data()"));
                passed.push(format!("static_cast<{}>(a{at}.size())", size.ty));
                shown.push(format!("a{at}.show(call.after)"));
                at += 1;
            }
            Group::Rows(parameter, _) => {
                out.push_str(&format!(
                    "    auto a{at} = prepai::Rows<{}>(*call.args, {at});\n",
                    base(&parameter.ty)
                ));
                passed.push(format!("a{at}.data()"));
                passed.push(format!("a{at}.size()"));
                passed.push(format!("a{at}.columns()"));
                shown.push(format!("a{at}.show(call.after)"));
                at += 1;
            }
            Group::ReturnSize => passed.push("&returned".to_owned()),
            Group::ReturnColumns => passed.push("&columns".to_owned()),
        }
    }
    let sized = groups.contains(&Group::ReturnSize);
    let call = format!("{}({})", function.name, passed.join(", "));
    out.push_str(&match (function.result.as_str(), stars(&function.result)) {
        ("void", _) => format!("    {call};\n    call.value = \"{{\\\"$\\\":\\\"undefined\\\"}}\";\n"),
        (_, 2) if sized && base(&function.result) != "char" => format!(
            "    auto result = {call};\n    prepai::put_rows(call.value, result, returned, columns);\n"
        ),
        (_, 1 | 2) if sized => {
            format!("    auto result = {call};\n    prepai::put_array(call.value, result, returned);\n")
        }
        (_, 1) if base(&function.result) == "char" => {
            format!("    const char* result = {call};\n    prepai::put(call.value, result);\n")
        }
        _ => format!("    auto result = {call};\n    prepai::put(call.value, result);\n"),
    });
    out.push_str("    if (call.in_place) {\n        call.after += '[';\n");
    for (at, show) in shown.iter().enumerate() {
        out.push_str(&if at > 0 {
            format!("        call.after += ',';\n        {show};\n")
        } else {
            format!("        {show};\n")
        });
    }
    out.push_str("        call.after += ']';\n    }\n}\n");
    out
}

/// What a list's pointer points to: `int`, or `char*` for strings.
fn element(ty: &str) -> String {
    let base = base(ty);
    if stars(ty) == 2 { format!("{base}*") } else { base }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::code::languages::plain::{call, program};

    #[test]
    fn sizes_belong_to_what_they_count() {
        let outline = outline(
            "int* f(int* nums, int numsSize, int k, char** words, int n, int** grid, int gridSize, int* gridColSize, char* s, int* returnSize) { }",
            Family::C,
        );
        let given: Vec<String> = described(&outline).functions[0]
            .parameters
            .iter()
            .map(|parameter| parameter.name.clone())
            .collect();
        assert_eq!(given, ["nums", "k", "words", "grid", "s"]);
    }

    #[test]
    fn arguments_of_every_kind_come_in_and_results_go_out() {
        let source = "int** solution(int* a, int aSize, char** w, int n, int** g, int gSize, int* gColSize, char* s, double d, bool b, struct ListNode* head, int* returnSize, int** returnColumnSizes) {\n\
            a[0] = 9; int** out = malloc(2 * sizeof(int*)); *returnColumnSizes = malloc(2 * sizeof(int)); *returnSize = 2;\n\
            out[0] = malloc(4); out[0][0] = aSize + n + gSize + gColSize[0] + (int)strlen(s) + (int)(d * 2) + b + head->next->val; out[1] = a; (*returnColumnSizes)[0] = 1; (*returnColumnSizes)[1] = aSize; return out; }";
        let args = json!([[[1, 2], ["x", "yz"], [[1, 2, 3]], "abcd", 0.5, true, [1, 100]]]);
        let Some(ran) = call(&C::default(), source, "solution", args) else { return };
        assert_eq!(ran.values(), [json!([[2 + 2 + 1 + 3 + 4 + 1 + 1 + 100], [9, 2]])]);
        assert_eq!(ran.answers[1]["args"][0], json!([9, 2]));
    }

    #[test]
    fn crashes_errors_and_standard_input() {
        let Some(ran) =
            call(&C::default(), "int solution(int x) {\n    return 10 / x;\n}", "solution", json!([[0]]))
        else {
            return;
        };
        assert_eq!(
            (&ran.fault()["kind"], &ran.fault()["trace"][0]["line"]),
            (&json!("arithmetic error"), &json!(2))
        );
        let ran =
            call(&C::default(), "int solution(int x) {\n    return y;\n}", "solution", json!([[0]])).unwrap();
        assert!(
            ran.compile_error.as_deref().unwrap().contains("solution.c:2:12: error"),
            "{:?}",
            ran.compile_error
        );
        let ran = program(
            &C::default(),
            "int main(void) { int a, b; scanf(\"%d %d\", &a, &b); printf(\"%d\", a + b); return 0; }",
            "1 2",
        )
        .unwrap();
        assert_eq!((ran.printed.as_str(), ran.status), ("3", Some(0)));
    }
}
