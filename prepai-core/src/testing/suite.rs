//! What a behaviour suite is: named cases, each run on a backend of its own, counted.

use std::fmt;

use futures::future::BoxFuture;

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The backend does what the case checks.
    Passed,
    /// The backend lacks the ability that the case is about; says which.
    Skipped(String),
    /// The backend does something else; says what.
    Failed(String),
}

/// One named check.
#[derive(Debug, Clone, Copy)]
pub struct Case<S: 'static> {
    /// Its name, unique within the suite.
    pub name: &'static str,
    /// What it checks, in a sentence.
    pub checks: &'static str,
    /// Runs it on a subject.
    pub run: fn(S) -> BoxFuture<'static, Outcome>,
}

/// The cases of one trait.
#[derive(Debug, Clone, Copy)]
pub struct Suite<S: 'static> {
    /// The trait's name in lower case.
    pub name: &'static str,
    /// Its cases, in order.
    pub cases: &'static [Case<S>],
}

impl<S> Suite<S> {
    /// Runs every case, each on a fresh subject.
    pub async fn run(&self, mut subject: impl FnMut() -> S) -> SuiteReport {
        let mut cases = Vec::new();
        for case in self.cases {
            let outcome = (case.run)(subject()).await;
            cases.push(CaseReport { name: case.name, outcome });
        }
        SuiteReport { suite: self.name, cases }
    }
}

/// How one case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseReport {
    /// The case's name.
    pub name: &'static str,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a run of a suite ended; shows itself as a count and a line for each case that did not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a suite that nobody looks at checks nothing"]
pub struct SuiteReport {
    /// The suite's name.
    pub suite: &'static str,
    /// One report a case, in order.
    pub cases: Vec<CaseReport>,
}

impl SuiteReport {
    /// The names of the skipped cases, when nothing failed; a test states which it expects.
    ///
    /// # Errors
    /// The report as text when a case failed.
    pub fn skipped(&self) -> Result<Vec<&'static str>, String> {
        if self.cases.iter().any(|case| matches!(case.outcome, Outcome::Failed(_))) {
            return Err(self.to_string());
        }
        let skipped = |case: &&CaseReport| matches!(case.outcome, Outcome::Skipped(_));
        Ok(self.cases.iter().filter(skipped).map(|case| case.name).collect())
    }
}

impl fmt::Display for SuiteReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |of: fn(&Outcome) -> bool| self.cases.iter().filter(|case| of(&case.outcome)).count();
        let passed = count(|outcome| *outcome == Outcome::Passed);
        let skipped = count(|outcome| matches!(outcome, Outcome::Skipped(_)));
        let failed = self.cases.len() - passed - skipped;
        write!(f, "{}: {passed} passed, {skipped} skipped, {failed} failed", self.suite)?;
        for CaseReport { name, outcome } in &self.cases {
            match outcome {
                Outcome::Passed => {}
                Outcome::Skipped(why) => write!(f, "\n  skipped {name}: {why}")?,
                Outcome::Failed(why) => write!(f, "\n  FAILED {name}: {why}")?,
            }
        }
        Ok(())
    }
}
