//! What a client asks to be executed, as texts, and the program that it stands for.

use serde::Deserialize;
use serde_json::Value;

use super::value::Datum;
use super::{Compare, Entry, Limits, Program, TestCase};
use crate::error::{Error, Result};

/// The function that is called when a client names none.
pub const FUNCTION: &str = "solution";

/// A test as a client writes it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Texts {
    /// The arguments as text, or what a whole program reads; see [`cases`](super::cases).
    pub input: Option<String>,
    /// The result as text, or what a whole program is to print.
    pub expected: String,
    /// The arguments without any doubt; they go before `input`.
    pub args: Option<Vec<Value>>,
}

/// A program with its tests, as a client sends them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Task {
    /// The source.
    pub source: String,
    /// A language, in any case and under any usual name.
    pub language: String,
    /// The function; [`FUNCTION`] when absent, unless the text is a program that reads and prints.
    pub function: Option<String>,
    /// Whether the program is run as a whole; by its text when absent.
    pub whole: Option<bool>,
    /// The tests.
    pub tests: Vec<Texts>,
    /// How results are compared.
    pub compare: Compare,
    /// Limits.
    pub limits: Limits,
}

impl Task {
    /// The program.
    ///
    /// # Errors
    /// `invalid_input` names a field such as `testCases[3].input`; `too_large` as [`Program::check`].
    pub fn program(&self) -> Result<Program> {
        let entry = self.entry();
        let tests = self.tests.iter().enumerate();
        let read = tests.map(|(index, texts)| test(&format!("testCases[{index}]"), texts, &entry));
        let program = Program {
            source: self.source.clone(),
            language: language_id(&self.language),
            cases: read.collect::<Result<_>>()?,
            entry,
            compare: self.compare,
            limits: self.limits,
        };
        program.check()?;
        Ok(program)
    }

    /// What of the program is run.
    fn entry(&self) -> Entry {
        let function = || Entry::Function(self.function.clone().unwrap_or_else(|| FUNCTION.to_owned()));
        match self.whole {
            Some(true) => Entry::Program,
            None if self.function.is_none() && reads_and_prints(&self.source, &self.language) => {
                Entry::Program
            }
            _ => function(),
        }
    }
}

fn test(place: &str, texts: &Texts, entry: &Entry) -> Result<TestCase> {
    let input = texts.input.as_deref().unwrap_or_default();
    if *entry == Entry::Program {
        return Ok(TestCase::printed(input, &texts.expected));
    }
    let Some(args) = &texts.args else { return TestCase::given(place, input, &texts.expected, None) };
    // Without a text of the input there is none that could be read in another way.
    let expected = TestCase::given(place, "", &texts.expected, None)?.expected;
    let args = args.iter().map(|arg| Datum::from_guest(arg).to_guest()).collect();
    Ok(TestCase::new(args, expected))
}

/// The id of a language by any usual name: `Python3` is `python`, `C++` is `cpp`.
pub fn language_id(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let id = match name.as_str() {
        "python3" | "py" => "python",
        "js" | "node" | "nodejs" => "javascript",
        "ts" => "typescript",
        "c++" | "cc" | "cxx" => "cpp",
        "golang" => "go",
        "rs" => "rust",
        other => other,
    };
    id.to_owned()
}

/// Whether a text without the function [`FUNCTION`] is a program that reads standard input.
#[cfg(feature = "metrics")]
fn reads_and_prints(source: &str, language: &str) -> bool {
    let Some(outline) = super::metrics::outline(source, language) else { return false };
    let own: Vec<&str> = outline.functions.iter().filter_map(|name| name.rsplit('.').next()).collect();
    let there = matches!(
        super::judge::named(FUNCTION, &own),
        super::judge::Named::Exactly(_) | super::judge::Named::Respelt(_)
    );
    outline.reads && !there
}

#[cfg(not(feature = "metrics"))]
fn reads_and_prints(_: &str, _: &str) -> bool {
    false
}

/// The quality metrics of a source as the wire has them; `None` where they cannot be measured here.
pub fn quality(source: &str, language: &str) -> Option<Value> {
    #[cfg(feature = "metrics")]
    return super::metrics::measure(source, language).map(|metrics| metrics.wire());
    #[cfg(not(feature = "metrics"))]
    {
        let _ = (source, language);
        None
    }
}

/// [`quality`] on a thread of its own: a long text takes longer than a thread may on which others wait.
pub async fn quality_apart(source: &str, language: &str) -> Option<Value> {
    let (source, language) = (source.to_owned(), language.to_owned());
    let (told, heard) = futures::channel::oneshot::channel();
    let measure = move || {
        let _ = told.send(quality(&source, &language));
    };
    std::thread::Builder::new().name("prepai-metrics".to_owned()).spawn(measure).ok()?;
    heard.await.ok().flatten()
}

/// Reads tests from JSON: a list of [`Texts`], or an object with such a list under `testCases`.
///
/// # Errors
/// `invalid_content` with the place.
pub fn tests_from_json(json: &[u8]) -> Result<Vec<Texts>> {
    let wrong = |message: String| Error::new(crate::ErrorKind::InvalidContent, message);
    let value: Value =
        serde_json::from_slice(json).map_err(|error| wrong(format!("the tests are no JSON: {error}")))?;
    let list = value.get("testCases").cloned().unwrap_or(value);
    let Value::Array(items) = list else {
        return Err(wrong("the tests must be a list of {\"input\", \"expected\"}".to_owned()));
    };
    let item = |(index, item): (usize, Value)| {
        serde_json::from_value(item).map_err(|error| wrong(format!("testCases[{index}]: {error}")))
    };
    items.into_iter().enumerate().map(item).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn task(source: &str, input: &str, expected: &str) -> Task {
        Task {
            source: source.into(),
            language: "Python".into(),
            tests: vec![Texts { input: Some(input.into()), expected: expected.into(), args: None }],
            ..Task::default()
        }
    }

    #[test]
    fn the_guides_example_is_one_list() {
        let program = task("def solution(arr): return sorted(arr)", "[3,1,2]", "[1,2,3]").program().unwrap();
        assert_eq!(program.language, "python");
        assert_eq!(program.entry, Entry::Function("solution".into()));
        assert_eq!(program.cases[0].args, json!([[3, 1, 2]]));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = task("def solution(a): return a", "[1", "1").program().unwrap_err();
        assert_eq!(error.fact("field"), Some("testCases[0].input"));
        let error = tests_from_json(br#"[{"input": "1", "expected": "1"}, {"input": 3}]"#).unwrap_err();
        assert!(error.message().starts_with("testCases[1]: "), "{error}");
    }

    #[cfg(feature = "metrics")]
    #[test]
    fn a_text_that_reads_and_has_no_function_is_a_program() {
        let entry = |source: &str| task(source, "", "").entry();
        assert_eq!(entry("print(sum(map(int, input().split())))"), Entry::Program);
        assert_eq!(entry("import sys\ndef main():\n    print(sys.stdin.read())\nmain()"), Entry::Program);
        let function = Entry::Function("solution".into());
        assert_eq!(entry("def solution(input):\n    return input"), function);
        assert_eq!(entry("def two_sum(a, b):\n    return a"), function);
        assert_eq!(entry("x = 'input()'  # input()"), function);
        let java = Task {
            language: "java".into(),
            ..task("class Main { public static void main(String[] a) {} }", "", "")
        };
        assert_eq!(java.entry(), Entry::Program);
        assert_eq!(Task { whole: Some(false), ..java }.entry(), function);
    }
}
