//! The verdict of one test.

use serde_json::Value;

use super::printed::prints;
use crate::code::value::{Datum, Style, accepts};
use crate::code::{CaseResult, Compare, Entry, Program, TestCase, Verdict};
use crate::worker::protocol::{Fault, Line};
use crate::worker::{CaseOutcome, Ended};

/// Said of a test that had not the time that one may take.
const SKIPPED: &str = "not run, or not to its end: the time for all tests was used up";
/// Bytes of what a program says about its end that are kept.
const SAID: usize = 8_000;

/// Judges test `number` (from 1) of `program`.
pub fn case(program: &Program, number: u32, test: &TestCase, outcome: CaseOutcome) -> CaseResult {
    let style = Style::of(&program.language);
    let CaseOutcome { ended, stdout, stdout_cut, time, memory, .. } = outcome;
    let mut result = CaseResult {
        case: number,
        verdict: Verdict::InternalError,
        actual: None,
        expected: expected(test, style),
        input: input(test, style),
        error: None,
        trace: None,
        output: stdout,
        seconds: time.as_secs_f64(),
        memory: (memory > 0).then_some(memory),
        hidden: false,
    };
    let limits = &program.limits;
    let failed = |verdict, error: String| (verdict, Some(error));
    (result.verdict, result.error) = match ended {
        Ended::Returned { .. } if program.entry == Entry::Program => {
            result.actual = Some(result.output.clone());
            let cut =
                stdout_cut.then(|| format!("only the first {} of the output were kept", size(limits.output)));
            let right = !stdout_cut && prints(&result.output, &text(test));
            (if right { Verdict::Accepted } else { Verdict::WrongAnswer }, cut)
        }
        Ended::Returned { value, args } => {
            let (verdict, actual, error) = returned(program.compare, test, &value, args, style);
            result.actual = Some(actual);
            (verdict, error)
        }
        Ended::Raised(fault) => {
            result.trace = trace(&fault.trace);
            failed(Verdict::RuntimeError, told(&fault))
        }
        Ended::Crashed(how) => failed(Verdict::RuntimeError, how),
        Ended::Exited(status) => failed(
            Verdict::RuntimeError,
            format!("the program ended itself with status {status} before it answered"),
        ),
        Ended::TimeLimit => {
            let seconds = limits.time.as_secs_f64();
            let unit = if seconds == 1.0 { "second" } else { "seconds" };
            failed(Verdict::TimeLimit, format!("Timeout: execution exceeded {seconds} {unit}"))
        }
        Ended::MemoryLimit => {
            failed(Verdict::MemoryLimit, format!("Memory limit: it used more than {}", size(limits.memory)))
        }
        Ended::OutputLimit => failed(
            Verdict::OutputLimit,
            format!(
                "Output limit: it printed more than {} or returned more than {}",
                size(limits.output_most),
                size(limits.value as u64)
            ),
        ),
        Ended::Skipped => failed(Verdict::Skipped, SKIPPED.to_owned()),
        Ended::Broken(why) => {
            failed(Verdict::InternalError, format!("the executor went wrong, not the program: {why}"))
        }
    };
    result.error = result.error.map(cut);
    result
}

/// What a program says about its end, cut.
fn cut(mut said: String) -> String {
    if said.len() > SAID {
        said.truncate(said.floor_char_boundary(SAID));
        said.push('…');
    }
    said
}

/// An exception as its language's own message, or its class where it has none.
pub(super) fn told(fault: &Fault) -> String {
    cut(if fault.message.trim().is_empty() { fault.kind.clone() } else { fault.message.clone() })
}

/// The candidate's own lines, the innermost last; `None` without any.
pub(super) fn trace(lines: &[Line]) -> Option<String> {
    let line = |line: &Line| {
        let place = match line.function.as_str() {
            "" => format!("line {}", line.line),
            function => format!("line {}, in {function}", line.line),
        };
        if line.text.is_empty() { place } else { format!("{place}: {}", line.text) }
    };
    let lines: Vec<String> = lines.iter().map(line).collect();
    (!lines.is_empty()).then(|| cut(lines.join("\n")))
}

/// Compares a returned value; gives the verdict, the value as text, and what is odd about it.
fn returned(
    compare: Compare,
    test: &TestCase,
    value: &Value,
    args: Option<Vec<Value>>,
    style: Style,
) -> (Verdict, String, Option<String>) {
    let actual = match (compare, args) {
        (Compare::InPlace, args) => {
            args.as_deref().and_then(<[Value]>::first).map_or(Datum::Undefined, Datum::from_guest)
        }
        _ => Datum::from_guest(value),
    };
    let error = match &actual {
        Datum::Cycle => Some("the result contains itself"),
        Datum::Cut => Some("the result is nested too deeply or too large"),
        _ => None,
    };
    let shown = actual.show(style);
    match accepts(compare, actual, Datum::from_guest(&test.expected)) {
        Some(true) => (Verdict::Accepted, shown, error.map(str::to_owned)),
        Some(false) => (Verdict::WrongAnswer, shown, error.map(str::to_owned)),
        None => {
            let error = "the result is not equal part by part, and takes too long to compare in every order";
            (Verdict::WrongAnswer, shown, Some(error.to_owned()))
        }
    }
}

fn expected(test: &TestCase, style: Style) -> String {
    match &test.given {
        Some(given) => given.expected.clone(),
        None => Datum::from_guest(&test.expected).show(style),
    }
}

/// What a whole program is to print: a text as it is.
fn text(test: &TestCase) -> String {
    match (&test.given, &test.expected) {
        (Some(given), _) => given.expected.clone(),
        (None, Value::String(text)) => text.clone(),
        (None, other) => Datum::from_guest(other).show(Style::Json),
    }
}

fn input(test: &TestCase, style: Style) -> String {
    let shown = |args: &Vec<Value>| {
        let shown: Vec<String> = args.iter().map(|arg| Datum::from_guest(arg).show(style)).collect();
        shown.join(", ")
    };
    match &test.given {
        Some(given) => given.input.clone(),
        None => test.args.as_array().map(shown).unwrap_or_default(),
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        bytes if bytes >= 1 << 20 => format!("{} MB", bytes >> 20),
        bytes if bytes >= 1 << 10 => format!("{} KB", bytes >> 10),
        bytes => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::code::Limits;

    fn program(compare: Compare, entry: Entry) -> Program {
        Program {
            source: String::new(),
            language: "python".into(),
            entry,
            cases: vec![],
            compare,
            limits: Limits::default(),
        }
    }

    fn outcome(ended: Ended) -> CaseOutcome {
        CaseOutcome { ended, ..CaseOutcome::skipped() }
    }

    fn judged(compare: Compare, test: TestCase, ended: Ended) -> CaseResult {
        case(&program(compare, Entry::Function("solution".into())), 1, &test, outcome(ended))
    }

    fn returns(value: Value) -> Ended {
        Ended::Returned { value, args: None }
    }

    #[test]
    fn results_are_compared_and_shown() {
        let test = || TestCase::given("t", "[3,1,2]", "[1,2,3]", None).unwrap();
        let right = judged(Compare::Exact, test(), returns(json!([1, 2, 3])));
        assert_eq!((right.verdict, right.actual.as_deref()), (Verdict::Accepted, Some("[1, 2, 3]")));
        assert_eq!((right.input.as_str(), right.expected.as_str()), ("[3,1,2]", "[1,2,3]"));
        let wrong = judged(Compare::Exact, test(), returns(json!({"$": "cycle"})));
        assert_eq!(wrong.verdict, Verdict::WrongAnswer);
        assert!(wrong.error.unwrap().contains("itself"));
        let none = judged(Compare::Exact, test(), returns(json!(null)));
        assert_eq!(none.actual.as_deref(), Some("None"));
    }

    #[test]
    fn in_place_looks_at_the_first_argument() {
        let test = || TestCase::new(json!([[3, 1]]), json!([1, 3]));
        let ended = Ended::Returned { value: json!(null), args: Some(vec![json!([1, 3])]) };
        assert_eq!(judged(Compare::InPlace, test(), ended).verdict, Verdict::Accepted);
        let ended = Ended::Returned { value: json!([1, 3]), args: Some(vec![json!([3, 1])]) };
        assert_eq!(judged(Compare::InPlace, test(), ended).verdict, Verdict::WrongAnswer);
        let ended = Ended::Returned { value: json!([1, 3]), args: None };
        assert_eq!(
            judged(Compare::InPlace, test(), ended).verdict,
            Verdict::WrongAnswer,
            "no arguments came back"
        );
    }

    #[test]
    fn a_whole_program_is_judged_by_what_it_prints() {
        let test = TestCase::printed("1 2\n", "3");
        let whole = program(Compare::Exact, Entry::Program);
        let printed =
            |cut| CaseOutcome { stdout: "3 \n".into(), stdout_cut: cut, ..outcome(returns(Value::Null)) };
        let right = case(&whole, 1, &test, printed(false));
        assert_eq!((right.verdict, right.input.as_str()), (Verdict::Accepted, "1 2\n"));
        assert_eq!(case(&whole, 1, &test, printed(true)).verdict, Verdict::WrongAnswer);
        let function = program(Compare::Exact, Entry::Function("f".into()));
        assert_eq!(
            case(&function, 1, &test, printed(false)).verdict,
            Verdict::WrongAnswer,
            "it had to return"
        );
    }

    #[test]
    fn every_end_has_its_verdict_and_a_sentence() {
        let test = || TestCase::new(json!([1]), json!(1));
        let fault =
            |message: &str| Fault { kind: "OddError".into(), message: message.into(), trace: Vec::new() };
        let ends = [
            (Ended::Raised(fault("division by zero")), Verdict::RuntimeError, "division by zero"),
            (Ended::Raised(fault("")), Verdict::RuntimeError, "OddError"),
            (Ended::Crashed("killed by signal 11".into()), Verdict::RuntimeError, "signal 11"),
            (Ended::Exited(3), Verdict::RuntimeError, "status 3"),
            (Ended::TimeLimit, Verdict::TimeLimit, "Timeout: execution exceeded 5 seconds"),
            (Ended::MemoryLimit, Verdict::MemoryLimit, "256 MB"),
            (Ended::OutputLimit, Verdict::OutputLimit, "1 MB"),
            (Ended::Skipped, Verdict::Skipped, "not run"),
            (Ended::Broken("no answer".into()), Verdict::InternalError, "not the program"),
        ];
        for (ended, verdict, words) in ends {
            let result = judged(Compare::Exact, test(), ended);
            assert_eq!(result.verdict, verdict);
            assert!(result.error.as_ref().is_some_and(|error| error.contains(words)), "{result:?}");
            assert_eq!(result.actual, None);
        }
    }

    #[test]
    fn an_exception_names_the_candidates_own_lines() {
        let line =
            |line, function: &str, text: &str| Line { line, function: function.into(), text: text.into() };
        let trace = vec![line(4, "solution", "return half(x)"), line(2, "", "")];
        let fault = Fault { kind: "E".into(), message: "m".into(), trace };
        let result = judged(Compare::Exact, TestCase::new(json!([1]), json!(1)), Ended::Raised(fault));
        assert_eq!(result.trace.as_deref(), Some("line 4, in solution: return half(x)\nline 2"));
    }
}
