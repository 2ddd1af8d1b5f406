//! Java with the machine's JDK: compiled in memory by a small driver, run by a guest that reflects.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use serde_json::json;

use super::compiler::{Compiler, Found, environment, executable, system_folders};
use super::cpp::words;
use super::entry::{self, description};
use super::outline::{Family, Outline, outline};
use crate::code::Language;
use crate::code::sandbox::{Build, Guest, Machine, Made, Run, Source, Step};
use crate::error::Result;
use crate::worker::protocol::Entry;
use crate::worker::{Confinement, Profile};

/// The guest and what a candidate may leave out.
const FILES: [(&str, &str); 7] = [
    ("Compile.java", include_str!("../../../data/guests/java/prepai/Compile.java")),
    ("Guest.java", include_str!("../../../data/guests/java/prepai/Guest.java")),
    ("In.java", include_str!("../../../data/guests/java/prepai/In.java")),
    ("Json.java", include_str!("../../../data/guests/java/prepai/Json.java")),
    ("ListNode.java", include_str!("../../../data/guests/java/ListNode.java")),
    ("Out.java", include_str!("../../../data/guests/java/prepai/Out.java")),
    ("TreeNode.java", include_str!("../../../data/guests/java/TreeNode.java")),
];
/// A JVM that starts quickly, with few threads, and writes nothing.
const JVM: [&str; 9] = [
    "-Xshare:auto",
    "-XX:TieredStopAtLevel=1",
    "-XX:+UseSerialGC",
    "-XX:-UsePerfData",
    "-XX:+DisableAttachMechanism",
    "-XX:-UseContainerSupport",
    "-XX:ErrorFile=/dev/null",
    "-XX:-CreateCoredumpOnCrash",
    "-XX:ReservedCodeCacheSize=32m",
];
/// What candidates use without importing it.
const IMPORTS: &str = "import java.io.*; import java.math.*; import java.util.*; import java.util.concurrent.*; \
                       import java.util.function.*; import java.util.stream.*; ";
/// Bytes that a JVM needs beside the heap.
const BESIDE_HEAP: u64 = 256 << 20;

/// Java by a JDK.
#[derive(Debug)]
pub struct Java {
    compiler: Compiler,
}

impl Default for Java {
    fn default() -> Self {
        let compiler = Compiler {
            language: "java",
            what: "javac",
            names: &["javac"],
            ask: &["-version"],
            oldest: (11, 0),
            remedy: "install a JDK, 11 or newer (Debian: apt-get install default-jdk-headless)",
            known: Mutex::default(),
        };
        Java { compiler }
    }
}

impl Guest for Java {
    fn id(&self) -> &'static str {
        "java"
    }

    fn language(&self, machine: &Machine) -> Result<Language> {
        let found = self.compiler.find(machine)?;
        Ok(Language { id: self.id().into(), name: "Java".into(), engine: format!("javac {}", found.version) })
    }

    fn toolkit(&self, machine: &Machine) -> Result<Option<Build>> {
        let found = self.compiler.find(machine)?;
        let names: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        let compile =
            [&["-proc:none", "-nowarn", "-encoding", "UTF-8", "-d", "."], names.as_slice()].concat();
        // The archive spares each later start from loading the compiler's classes; only classes of the JDK are in it, so it
        // serves whatever the class path is.
        let train = [
            &["-XX:ArchiveClassesAtExit=jdk.jsa", "-m", "jdk.compiler/com.sun.tools.javac.Main"],
            compile.as_slice(),
        ];
        Ok(Some(Build {
            key: vec![found.version.clone(), found.path.display().to_string()],
            files: FILES.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect(),
            steps: vec![
                jvm(&found, 512 << 20, &train.concat()),
                Step {
                    argv: words(
                        &beside(&found, "jar"),
                        &["cf", "guest.jar", "ListNode.class", "TreeNode.class", "prepai"],
                    ),
                    env: environment(),
                },
            ],
            reports: Vec::new(),
            outputs: vec!["guest.jar".into(), "jdk.jsa".into()],
            confinement: build_confinement(&found, None),
            time: Duration::from_secs(60),
            source_name: "Guest.java".into(),
        }))
    }

    fn build(&self, source: &Source<'_>, machine: &Machine, kit: Option<&Path>) -> Result<Option<Build>> {
        let found = self.compiler.find(machine)?;
        let kit = kit.unwrap_or(Path::new("."));
        let (text, outline) = completed(source.text);
        let guest = kit.join("guest.jar").display().to_string();
        let archive = archive(kit);
        let step = jvm(
            &found,
            512 << 20,
            &[&archive, "-cp", &guest, "prepai.Compile", "Solution.java", "program.classes"],
        );
        Ok(Some(Build {
            key: vec![found.version.clone()],
            files: vec![
                ("Solution.java".into(), text.into_bytes()),
                ("program.json".into(), program(&outline, source.entry).into_bytes()),
            ],
            steps: vec![step],
            reports: Vec::new(),
            outputs: vec!["program.classes".into(), "program.json".into()],
            confinement: build_confinement(&found, Some(kit)),
            time: Duration::from_secs(15),
            source_name: "Solution.java".into(),
        }))
    }

    fn run(&self, source: &Source<'_>, machine: &Machine, made: Made<'_>) -> Result<Run> {
        let found = self.compiler.find(machine)?;
        let kit = made.toolkit.unwrap_or(Path::new("."));
        let output = made.output.unwrap_or(Path::new("."));
        let mut confinement = Confinement::program(source.memory.saturating_add(BESIDE_HEAP), source.time);
        confinement.profile = Profile::Threads;
        confinement.read = machine_folders(&found);
        confinement.read.extend([kit.to_path_buf(), output.to_path_buf()]);
        confinement.execute = executable(beside(&found, "java"));
        let guest = kit.join("guest.jar").display().to_string();
        let folder = output.display().to_string();
        let archive = archive(kit);
        let arguments = [
            &archive,
            "--add-opens",
            "java.base/java.io=ALL-UNNAMED",
            "-cp",
            guest.as_str(),
            "prepai.Guest",
            folder.as_str(),
        ];
        Ok(Run::Program {
            step: jvm(&found, source.memory, &arguments),
            confinement,
            source: source.text.to_owned(),
        })
    }
}

fn archive(kit: &Path) -> String {
    format!("-XX:SharedArchiveFile={}", kit.join("jdk.jsa").display())
}

/// A program of the JDK that javac belongs to.
fn beside(found: &Found, name: &str) -> PathBuf {
    found.path.with_file_name(name)
}

fn jvm(found: &Found, heap: u64, arguments: &[&str]) -> Step {
    let heap = format!("-Xmx{}k", heap >> 10);
    let all = [&JVM, ["-Xms16m", heap.as_str()].as_slice(), arguments].concat();
    Step { argv: words(&beside(found, "java"), &all), env: environment() }
}

/// What a JVM reads: itself, its settings, the machine's libraries.
fn machine_folders(found: &Found) -> Vec<PathBuf> {
    let home = found.path.ancestors().nth(2).unwrap_or(Path::new("/"));
    let mut folders = super::compiler::libraries();
    folders.extend(super::compiler::installed(&found.path));
    // Debian keeps the settings elsewhere, behind links.
    let settings = home.join("conf/security/java.security").canonicalize();
    folders.extend(settings.ok().and_then(|file| file.ancestors().nth(2).map(Path::to_path_buf)));
    folders.extend(["/dev/urandom", "/dev/random", "/dev/null"].map(PathBuf::from));
    folders
}

fn build_confinement(found: &Found, kit: Option<&Path>) -> Confinement {
    let mut read = machine_folders(found);
    read.extend(system_folders());
    read.extend(kit.map(Path::to_path_buf));
    Confinement::build(read, PathBuf::new(), Duration::from_secs(20))
}

/// The source with what a candidate may leave out, on the same lines: imports, the class around methods.
fn completed(text: &str) -> (String, Outline) {
    let first = outline(text, Family::Java);
    let mut text = without_package(text);
    if first.functions.iter().any(|function| function.owner.is_none()) {
        let (imports, rest) = text.split_at_checked(first.imports_end).unwrap_or(("", &text));
        text = format!("{imports} class Solution {{ {rest}\n}}");
    }
    let outline = outline(&text, Family::Java);
    (format!("{IMPORTS}{text}"), outline)
}

/// A package would be a folder; its statement becomes blanks.
fn without_package(text: &str) -> String {
    let tokens = super::outline::tokens(text, Family::Java);
    let Some(first) = tokens.first().filter(|token| token.is("package")) else { return text.to_owned() };
    let Some(end) = tokens.iter().find(|token| token.is(";")).map(|token| token.start + 1) else {
        return text.to_owned();
    };
    let (before, statement) = (text.get(..first.start), text.get(first.start..end));
    let (Some(before), Some(statement), Some(after)) = (before, statement, text.get(end..)) else {
        return text.to_owned();
    };
    let blank: String = statement.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
    format!("{before}{blank}{after}")
}

/// What the guest is told about the program.
fn program(outline: &Outline, entry: &Entry) -> String {
    let function = match entry {
        Entry::Function(target) => entry::find(outline, target),
        Entry::Program => {
            outline.functions.iter().find(|function| function.name == "main" && function.owner.is_some())
        }
    };
    let class = function.map(|function| function.path.join("$"));
    let method = function.filter(|_| *entry != Entry::Program).map(|function| function.name.clone());
    json!({
        "class": class,
        "method": method,
        "whole": *entry == Entry::Program,
        "file": "Solution.java",
        "functions": description(outline),
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::code::languages::plain::{Ran, call, sorted};

    fn java(source: &str, cases: Value) -> Option<Ran> {
        call(&Java::default(), source, "solution", cases)
    }

    #[test]
    fn what_is_left_out_is_added_on_the_same_lines() {
        let (text, outline) =
            completed("package a.b;\nimport java.util.List;\nint f(int a) {\n  return a;\n}\n");
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[1].starts_with("import java.util.List; class Solution {"), "{text}");
        assert_eq!(lines[3], "  return a;");
        assert!(!text.contains("package"));
        assert_eq!(outline.functions[0].owner.as_deref(), Some("Solution"));
    }

    #[test]
    fn arguments_of_every_type_come_in_and_results_go_out() {
        let source = "public class Other {\n public static Map<String, Object> solution(int[][] grid, String s, char c, Long big, List<List<Integer>> rows,\n\
            Map<Integer, String> names, Set<String> tags, ListNode list, TreeNode tree, double[] ds, boolean b, Deque<Integer> queue, long wide) {\n\
            Map<String, Object> out = new LinkedHashMap<>();\n\
            int sum = 0; for (int[] row : grid) for (int x : row) sum += x;\n\
            out.put(s + c, sum + rows.get(0).get(0) + names.keySet().iterator().next() + tags.size() + list.next.val + tree.left.val + queue.peek());\n\
            out.put(\"set\", new HashSet<>(List.of(1, 2))); out.put(\"d\", ds); out.put(\"n\", big); out.put(\"w\", wide); out.put(\"tree\", tree); out.put(\"list\", list);\n\
            grid[0][0] = 99; return out; } }";
        let args = json!([[[[1, 2], [3]], "ab", "c", null, [[5]], {"7": "x"}, ["t", "t"], [10, 20], [1, 5, null, 6], [0.5, {"$": "float", "v": "nan"}], true, [3],
            {"$": "int", "v": "9007199254740993"}]]);
        let Some(ran) = java(source, args) else { return };
        let value = &ran.values()[0];
        let entries = value["v"].as_array().unwrap();
        assert_eq!(entries[0], json!(["abc", 6 + 5 + 7 + 1 + 20 + 5 + 3]));
        assert_eq!(sorted(&entries[1][1]), json!([1, 2]));
        assert_eq!(entries[2][1], json!([0.5, {"$": "float", "v": "nan"}]));
        assert_eq!(entries[3][1], json!(null));
        assert_eq!(entries[4][1], json!({"$": "int", "v": "9007199254740993"}));
        assert_eq!(entries[5][1], json!({"$": "tree_node", "v": [1, 5, null, 6]}));
        assert_eq!(entries[6][1], json!({"$": "list_node", "v": [10, 20]}));
        assert_eq!(ran.answers[1]["args"][0][0][0], json!(99));
    }

    #[test]
    fn an_exception_names_the_candidates_lines() {
        let source = "class Solution {\n    int inner(int x) {\n        return 10 / x;\n    }\n    int solution(int x) {\n        return inner(x);\n    }\n}\n";
        let Some(ran) = java(source, json!([[5], [0]])) else { return };
        assert_eq!(ran.values()[0], json!(2));
        let fault = ran.fault();
        assert_eq!((&fault["kind"], &fault["message"]), (&json!("ArithmeticException"), &json!("/ by zero")));
        assert_eq!(
            fault["trace"][0],
            json!({"line": 6, "function": "Solution.solution", "text": "return inner(x);"})
        );
        assert_eq!(fault["trace"][1]["line"], json!(3));
    }

    #[test]
    fn recursion_and_memory_have_an_end() {
        let Some(ran) = java("int solution(int x) { return solution(x + 1) + 1; }", json!([[0]])) else {
            return;
        };
        assert_eq!(ran.fault()["message"], json!("the recursion is too deep"));
        let ran = java("int deep(int x) { return x == 0 ? 0 : 1 + deep(x - 1); } int solution(int x) { return deep(x); }", json!([[50_000]])).unwrap();
        assert_eq!(ran.values(), [json!(50_000)]);
        let ran = java("int solution(int x) { List<long[]> l = new ArrayList<>(); while (true) l.add(new long[1 << 20]); }", json!([[0]])).unwrap();
        assert_eq!(ran.answers[1]["out_of_memory"], json!(true));
    }

    #[test]
    fn a_wrong_argument_and_an_error_of_the_compiler_are_told() {
        let Some(ran) = java("int solution(int x, String s) { return x; }", json!([[1, 2], [1]])) else {
            return;
        };
        assert_eq!(
            ran.answers[1]["fault"]["message"],
            json!("argument 2 is a number (2) where the method takes a string")
        );
        assert_eq!(ran.answers[2]["fault"]["message"], json!("the method takes 2 arguments, the test has 1"));
        let ran =
            java("class Solution {\n    int solution(int x) {\n        return y;\n    }\n}", json!([[1]]))
                .unwrap();
        assert!(
            ran.compile_error.as_deref().unwrap().contains("Solution.java:3: error"),
            "{:?}",
            ran.compile_error
        );
    }

    #[test]
    fn a_program_reads_standard_input() {
        let source = "import java.util.Scanner;\npublic class Main {\n  public static void main(String[] args) {\n    Scanner in = new Scanner(System.in);\n    int s = 0;\n    while (in.hasNextInt()) s += in.nextInt();\n    System.out.println(\"sum ü \" + s);\n  }\n}";
        let Some(ran) = crate::code::languages::plain::program(&Java::default(), source, "1 2\n3\n") else {
            return;
        };
        assert_eq!((ran.printed.as_str(), ran.status), ("sum ü 6\n", Some(0)));
        let source = "public class Main { public static void main(String[] args) { System.out.print(1); System.exit(3); } }";
        let ran = crate::code::languages::plain::program(&Java::default(), source, "").unwrap();
        assert_eq!((ran.printed.as_str(), ran.status), ("1", Some(3)));
    }
}
