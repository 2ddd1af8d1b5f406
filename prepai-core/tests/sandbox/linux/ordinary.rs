//! What ordinary programs do.

use libtest_mimic::Trial;
use prepai_core::code::Verdict;

use super::rig::{hasty, program, run, whole};

pub(super) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("ordinary::the_guides_example_in_python", || {
            accepted(program(
                "python",
                "def solution(arr):\n    return sorted(arr)\n",
                &[("[3,1,2]", "[1,2,3]")],
            ))
        }),
        Trial::test("ordinary::the_guides_example_in_javascript", || {
            let source = "function solution(arr) { return arr.sort((a, b) => a - b); }";
            accepted(program("javascript", source, &[("[3,1,2]", "[1,2,3]")]))
        }),
        Trial::test("ordinary::stdin_in_python", || {
            accepted(whole(
                "python",
                "import sys\nprint(sum(map(int, sys.stdin.read().split())))",
                &[("1 2 3\n", "6"), ("4", "4")],
            ))
        }),
        Trial::test("ordinary::stdin_in_javascript", || {
            let source = "const [a, b] = require('fs').readFileSync(0, 'utf8').split(' ').map(Number); console.log(a + b)";
            accepted(whole("javascript", source, &[("1 2\n", "3")]))
        }),
        Trial::test("ordinary::after_a_timeout_the_rest_goes_on", || {
            let source = "def solution(n):\n    while n == 0:\n        pass\n    return n\n";
            let execution = run(hasty(program("python", source, &[("1", "1"), ("0", "0"), ("2", "2")])));
            let verdicts: Vec<_> = execution.cases.iter().map(|case| case.verdict).collect();
            if verdicts != [Verdict::Accepted, Verdict::TimeLimit, Verdict::Accepted] {
                return Err(format!("{execution:#?}").into());
            }
            Ok(())
        }),
    ]
}

fn accepted(program: prepai_core::code::Program) -> Result<(), libtest_mimic::Failed> {
    let execution = run(program);
    if execution.all_passed() { Ok(()) } else { Err(format!("{execution:#?}").into()) }
}
