//! The behaviour suite of every executor, on this one.

use std::sync::Arc;
use std::time::Duration;

use futures::executor::block_on;
use libtest_mimic::Trial;
use prepai_core::code::{Limits, Program};
use prepai_core::testing::code_executor::{self, Subject};

use super::rig::{executor, program};

pub(super) fn trials() -> Vec<Trial> {
    [
        (
            "python",
            "def solution(a, b):\n    return a + b\n",
            "def solution(a, b):\n    return a - b\n",
            "def solution(a, b:\n",
            "def solution(a, b):\n    while True: pass\n",
            "def one(a): pass\ndef two(a): pass\n",
        ),
        (
            "javascript",
            "const solution = (a, b) => a + b;",
            "const solution = (a, b) => a - b;",
            "function solution(a, b { }",
            "function solution(a, b) { for (;;); }",
            "function one() {} function two() {}",
        ),
    ]
    .into_iter()
    .map(|(language, right, wrong, broken, endless, misnamed)| {
        let made = move || {
            let tests = [("1, 2", "3"), ("2, 2", "4"), ("0, 5", "5")];
            let with = |source: &str| program(language, source, &tests);
            let time = Duration::from_millis(300);
            let limits = Limits { time, budget: time, ..Limits::default() };
            Subject {
                executor: executor() as Arc<_>,
                right: with(right),
                wrong: Some(with(wrong)),
                broken: Some(with(broken)),
                endless: Some(Program { limits, ..with(endless) }),
                misnamed: Some(with(misnamed)),
            }
        };
        (language, made)
    })
    .map(|(language, made)| {
        Trial::test(format!("suite::{language}"), move || {
            let report = block_on(code_executor::SUITE.run(made));
            match report.skipped() {
                Ok(skipped) if skipped.is_empty() => Ok(()),
                other => Err(format!("{other:?}").into()),
            }
        })
    })
    .collect()
}
