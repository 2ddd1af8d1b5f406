//! An executor that finds what it was told to find.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Script, Step};
use crate::clock::Clock;
use crate::code::{CaseResult, CodeExecutor, Execution, Language, Limits, Program, TestCase, Verdict};
use crate::error::{Error, ErrorKind, Result};

/// Answers each program with the next answer of its script; without one, every test gets the same verdict.
#[derive(Debug)]
pub struct ScriptedExecutor {
    languages: Arc<[Language]>,
    script: Script<Program, Execution>,
    limits: Limits,
}

impl ScriptedExecutor {
    /// An executor of these languages that accepts every program, and whose waits pass on `clock`.
    pub fn new(clock: Arc<dyn Clock>, languages: &[&str]) -> Self {
        let language = |id: &&str| Language {
            id: (*id).to_owned(),
            name: (*id).to_owned(),
            engine: "script 1".to_owned(),
        };
        let scripted = ScriptedExecutor {
            languages: languages.iter().map(language).collect(),
            script: Script::new(clock),
            limits: Limits::default(),
        };
        scripted.verdicts(|_| Verdict::Accepted)
    }

    /// Sets the verdict of every test of the programs for which there is no answer.
    #[must_use]
    pub fn verdicts(self, verdict: impl Fn(&Program) -> Verdict + Send + Sync + 'static) -> Self {
        self.script.otherwise(move |program| vec![Step::Give(executed(program, verdict(program)))]);
        self
    }

    /// Sets the limits that it has for programs.
    #[must_use]
    pub fn limited_to(self, limits: Limits) -> Self {
        ScriptedExecutor { limits, ..self }
    }

    /// Adds an answer; its first item or error counts.
    #[must_use]
    pub fn answers(self, steps: impl IntoIterator<Item = Step<Execution>>) -> Self {
        self.script.push(steps);
        self
    }

    /// The programs so far, in order.
    pub fn programs(&self) -> Vec<Program> {
        self.script.calls()
    }

    /// How many executions were dropped before their end.
    pub fn dropped(&self) -> usize {
        self.script.dropped()
    }
}

/// What an execution looks like in which every test ends in the same way.
fn executed(program: &Program, verdict: Verdict) -> Execution {
    let case = |(index, test): (usize, &TestCase)| CaseResult {
        case: u32::try_from(index + 1).unwrap_or(u32::MAX),
        verdict,
        actual: (verdict == Verdict::Accepted).then(|| test.expected.to_string()),
        expected: test
            .given
            .as_ref()
            .map_or_else(|| test.expected.to_string(), |given| given.expected.clone()),
        input: test.given.as_ref().map_or_else(|| test.args.to_string(), |given| given.input.clone()),
        seconds: 0.001,
        ..CaseResult::default()
    };
    let cases: Vec<_> = program.cases.iter().enumerate().map(case).collect();
    let verdict = if cases.is_empty() { Verdict::NotTested } else { verdict };
    let error = (verdict == Verdict::CompileError).then(|| "as the script says".to_owned());
    Execution {
        verdict,
        // What does not compile is not run.
        cases: if error.is_some() { Vec::new() } else { cases },
        error,
        seconds: 0.001,
        isolation: "script".to_owned(),
        executor: "script".to_owned(),
        ..Execution::default()
    }
}

#[async_trait]
impl CodeExecutor for ScriptedExecutor {
    fn languages(&self) -> Arc<[Language]> {
        Arc::clone(&self.languages)
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    async fn run(&self, program: Program) -> Result<Execution> {
        if !self.languages.iter().any(|language| language.id == program.language) {
            return Err(Error::new(ErrorKind::Unsupported, "the script has no such language"));
        }
        self.script.one(program).await
    }
}
