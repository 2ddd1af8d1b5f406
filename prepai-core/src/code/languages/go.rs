//! Go: compiled and linked by its tools alone, against a standard library that is packed once.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use super::compiler::{Compiler, Found, environment};
use super::entry::{self, description, literal};
use super::native;
use super::outline::{Family, Outline, outline, tokens};
use crate::code::Language;
use crate::code::sandbox::{Build, Guest, Machine, Made, Run, Source, Step};
use crate::error::Result;
use crate::worker::protocol::Entry;
use crate::worker::{Confinement, Profile};

const GUEST: [(&str, &str); 3] = [
    ("decode.go", include_str!("../../../data/guests/go/decode.go")),
    ("encode.go", include_str!("../../../data/guests/go/encode.go")),
    ("guest.go", include_str!("../../../data/guests/go/guest.go")),
];
const NODES: &str = include_str!("../../../data/guests/go/nodes.go");
/// What a candidate may import: the packages of interviews, with all that they need.
const PACKAGES: &str = "bufio bytes container/heap container/list container/ring context crypto/md5 crypto/sha1 crypto/sha256 \
    crypto/sha512 encoding/base64 encoding/binary encoding/csv encoding/hex encoding/json errors fmt hash hash/adler32 hash/crc32 \
    hash/crc64 hash/fnv hash/maphash io log math math/big math/bits math/cmplx math/rand os path reflect regexp runtime runtime/debug \
    sort strconv strings sync sync/atomic text/scanner text/tabwriter text/template time unicode unicode/utf16 unicode/utf8 unsafe";
/// What newer versions have as well.
const NEWER: &str = "cmp iter maps math/rand/v2 slices unique";
/// Packages that are imported for a program that imports nothing.
const KNOWN: [(&str, &str); 22] = [
    ("atomic", "sync/atomic"),
    ("big", "math/big"),
    ("bits", "math/bits"),
    ("bufio", "bufio"),
    ("bytes", "bytes"),
    ("cmp", "cmp"),
    ("errors", "errors"),
    ("fmt", "fmt"),
    ("heap", "container/heap"),
    ("list", "container/list"),
    ("log", "log"),
    ("maps", "maps"),
    ("math", "math"),
    ("os", "os"),
    ("rand", "math/rand"),
    ("regexp", "regexp"),
    ("slices", "slices"),
    ("sort", "sort"),
    ("strconv", "strconv"),
    ("strings", "strings"),
    ("sync", "sync"),
    ("unicode", "unicode"),
];
/// Lists each package's compiled form, and packs them.
const PACK: &str = "export GOCACHE=\"$PWD/cache\" GOPATH=\"$PWD/path\" GO111MODULE=off CGO_ENABLED=0 GOTOOLCHAIN=local; mkdir pkg; go=$1; newer=$2; shift 2; \
    form='{{if .Export}}{{.ImportPath}} {{.Export}}{{end}}'; \"$go\" list -deps -export -f \"$form\" \"$@\" >list || exit 1; \
    \"$go\" list -e -deps -export -f \"$form\" $newer >>list; sort -u -o list list; \
    while read -r name file; do flat=$(echo \"$name\" | tr / _); cp \"$file\" \"pkg/$flat.a\" || exit 1; \
    echo \"packagefile $name=pkg/$flat.a\" >>importcfg; done <list; tar cf std.tar importcfg pkg";
/// Compiles and links without the build cache, which would have to be written.
const BUILD: &str = "export GOTOOLCHAIN=local GOCACHE=\"$PWD/cache\" CGO_ENABLED=0; tar xf \"$1\" && \
    \"$2\" tool compile -p main -complete -importcfg importcfg -o main.a solution.go decode.go encode.go guest.go main.go && \
    \"$2\" tool link -importcfg importcfg -w -o program main.a";

/// Go by the go command.
#[derive(Debug)]
pub struct Go {
    compiler: Compiler,
}

impl Default for Go {
    fn default() -> Self {
        let compiler = Compiler {
            language: "go",
            what: "go",
            names: &["go"],
            ask: &["version"],
            oldest: (1, 18),
            remedy: "install Go 1.18 or newer (Debian: apt-get install golang-go)",
            known: Mutex::default(),
        };
        Go { compiler }
    }
}

impl Guest for Go {
    fn id(&self) -> &'static str {
        "go"
    }

    fn language(&self, machine: &Machine) -> Result<Language> {
        let found = self.compiler.find(machine)?;
        Ok(Language { id: self.id().into(), name: "Go".into(), engine: format!("go {}", found.version) })
    }

    fn toolkit(&self, machine: &Machine) -> Result<Option<Build>> {
        let found = self.compiler.find(machine)?;
        let mut argv: Vec<String> = ["/bin/sh", "-c", PACK, "sh"].map(str::to_owned).to_vec();
        argv.extend([found.path.display().to_string(), NEWER.to_owned()]);
        argv.extend(PACKAGES.split_whitespace().map(str::to_owned));
        Ok(Some(Build {
            key: vec![found.version.clone()],
            files: Vec::new(),
            steps: vec![Step { argv, env: environment() }],
            reports: Vec::new(),
            outputs: vec!["std.tar".into()],
            confinement: confinement(&found, None),
            time: Duration::from_secs(120),
            source_name: "guest.go".into(),
        }))
    }

    fn build(&self, source: &Source<'_>, machine: &Machine, kit: Option<&Path>) -> Result<Option<Build>> {
        let found = self.compiler.find(machine)?;
        let kit = kit.unwrap_or(Path::new("."));
        let text = completed(source.text);
        let outline = outline(&text, Family::Go);
        let mut argv: Vec<String> = ["/bin/sh", "-c", BUILD, "sh"].map(str::to_owned).to_vec();
        argv.extend([kit.join("std.tar").display().to_string(), found.path.display().to_string()]);
        let mut files = vec![
            ("main.go".into(), main_file(&text, &outline, source.entry).into_bytes()),
            ("solution.go".into(), text.into_bytes()),
        ];
        files.extend(GUEST.map(|(name, text)| (name.to_owned(), text.into())));
        Ok(Some(Build {
            key: vec![found.version.clone()],
            files,
            steps: vec![Step { argv, env: environment() }],
            reports: Vec::new(),
            outputs: vec!["program".into()],
            confinement: confinement(&found, Some(kit)),
            time: Duration::from_secs(15),
            source_name: "solution.go".into(),
        }))
    }

    fn run(&self, source: &Source<'_>, _machine: &Machine, made: Made<'_>) -> Result<Run> {
        let limit = format!("{}KiB", source.memory >> 10);
        let env = vec![("GOMAXPROCS".to_owned(), "2".to_owned()), ("GOMEMLIMIT".to_owned(), limit)];
        // What is resident ends a program before its runtime finds no memory, which would print every goroutine and be an error of its own.
        let memory = source.memory.saturating_add(1 << 30);
        let resident = source.memory.saturating_add(64 << 20);
        let (step, confinement) = native::running(source, made, memory, env);
        let confinement = Confinement { profile: Profile::Threads, resident, ..confinement };
        Ok(Run::Program { step, confinement, source: source.text.to_owned() })
    }
}

fn confinement(found: &Found, kit: Option<&Path>) -> Confinement {
    // The go command stands in bin; the library, the tools and their settings beside it.
    let mut confinement = native::building(found, kit, Duration::from_secs(120));
    confinement.execute.extend(["/usr/share", "/proc/sys/kernel", "/dev/null"].map(PathBuf::from));
    confinement
}

/// With the package clause and, where nothing is imported, the imports that a candidate left out, on the first line.
fn completed(text: &str) -> String {
    let tokens = tokens(text, Family::Go);
    if tokens.first().is_some_and(|first| first.is("package")) {
        return text.to_owned();
    }
    let mut head = "package main; ".to_owned();
    if !tokens.iter().any(|token| token.is("import")) {
        for (name, path) in KNOWN {
            // A package's name stands before a dot wherever it stands; a variable's does not.
            let after = |at: usize| tokens.get(at + 1).is_some_and(|next| next.is("."));
            let mut places = tokens.iter().enumerate().filter(|(_, word)| word.is(name)).peekable();
            let used = places.peek().is_some() && places.all(|(at, _)| after(at));
            if used {
                head.push_str(&format!("import \"{path}\"; "));
            }
        }
    }
    head + text
}

/// The file beside the candidate's: it takes over before `main` begins, so that a `main` is no obstacle.
fn main_file(text: &str, outline: &Outline, entry: &Entry) -> String {
    let tokens = tokens(text, Family::Go);
    let mut out = "package main\n\n".to_owned();
    let Entry::Function(target) = entry else { return out };
    let called = entry::find(outline, target).map_or("nil".to_owned(), |function| match &function.owner {
        Some(owner) => format!("new({owner}).{}", function.name),
        None => function.name.clone(),
    });
    out.push_str(&format!(
        "import prepaiOS \"os\"\n\nfunc init() {{\n\tprepaiServe({called}, {})\n\tprepaiOS.Exit(0)\n}}\n",
        literal(&description(outline)).replace("\\?", "?"),
    ));
    if !outline.functions.iter().any(|function| function.owner.is_none() && function.name == "main") {
        out.push_str("\nfunc main() {}\n");
    }
    for node in NODES.split("// PREPAI ").skip(1) {
        let name = node.split_whitespace().next().unwrap_or_default();
        if !outline.declares(name) && tokens.iter().any(|token| token.is(name)) {
            out.push_str(node.split_once('\n').map_or("", |(_, declaration)| declaration));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::code::languages::plain::{call, program};

    #[test]
    fn what_is_left_out_is_added_on_the_first_line() {
        assert!(
            completed("func f() { sort.Ints(a) }").starts_with("package main; import \"sort\"; func f()")
        );
        assert_eq!(completed("package main\nfunc f() {}"), "package main\nfunc f() {}");
    }

    #[test]
    fn arguments_of_every_type_come_in_and_results_go_out() {
        let source = "type pair struct { a, b int }\n\
            func solution(grid [][]int, s string, r rune, f float64, m map[string]int, list *ListNode, root *TreeNode, p [2]int, b []byte) (map[string]int, error) {\n\
            grid[0][0] = 9\n return map[string]int{s + string(r): m[\"k\"] + list.Next.Val + root.Left.Val + p[1] + len(b)}, nil }";
        let args = json!([[[[1]], "a", "b", 0.5, {"k": 1}, [1, 20], [5, 300, null], [7, 4000], "xyz"]]);
        let Some(ran) = call(&Go::default(), source, "solution", args) else { return };
        let expected = json!({"$": "tuple", "v": [{"$": "map", "v": [["ab", 4324]]}, null]});
        assert_eq!(ran.values(), [expected]);
        assert_eq!(ran.answers[1]["args"][0], json!([[9]]));
    }

    #[test]
    fn ordinary_packages_can_be_imported() {
        let source = "package main\nimport (\"crypto/md5\"; \"crypto/sha256\"; \"encoding/csv\"; \"encoding/hex\"; \"log\"; \"strings\"; \"text/template\")\n\
            func solution(s string) string { log.SetFlags(0); t := template.Must(template.New(\"\").Parse(\"{{.}}\")); var b strings.Builder; \
            _ = t.Execute(&b, s); r, _ := csv.NewReader(strings.NewReader(b.String())).Read(); a := md5.Sum([]byte(r[0])); \
            c := sha256.Sum256(a[:]); return hex.EncodeToString(c[:2]) }";
        let Some(ran) = call(&Go::default(), source, "solution", json!([["x"]])) else { return };
        assert_eq!(ran.values()[0].as_str().map(str::len), Some(4), "{:?}", ran.answers);
    }

    #[test]
    fn panics_and_wrong_arguments_are_told() {
        let source = "package main\n\nfunc solution(a []int, i int) int {\n\treturn a[i]\n}";
        let Some(ran) = call(&Go::default(), source, "solution", json!([[[1], 0], [[1], "x"], [[1], 5]]))
        else {
            return;
        };
        assert_eq!(ran.answers[1]["value"], json!(1));
        assert_eq!(
            ran.answers[2]["fault"]["message"],
            json!("argument 2 is a string where the function takes an integer")
        );
        assert_eq!(ran.fault()["message"], json!("index out of range [5] with length 1"));
        assert_eq!(ran.fault()["trace"], json!([{"line": 4, "function": "solution", "text": "return a[i]"}]));
    }

    #[test]
    fn a_program_reads_standard_input() {
        let source = "package main\nimport \"fmt\"\nfunc main() { var a, b int; fmt.Scan(&a, &b); fmt.Println(a + b) }";
        let Some(ran) = program(&Go::default(), source, "1 2\n") else { return };
        assert_eq!((ran.printed.as_str(), ran.status), ("3\n", Some(0)));
    }
}
