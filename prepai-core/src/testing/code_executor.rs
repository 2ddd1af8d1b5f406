//! The behaviour of every [`CodeExecutor`].

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::future::join;

use super::check::{Checked, Stop, ensure, ensure_eq, given, suite};
use crate::ErrorKind;
use crate::code::{CodeExecutor, Execution, Program, Verdict};

/// An executor to check, and programs of one of its languages.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The executor.
    pub executor: Arc<dyn CodeExecutor>,
    /// A program that passes its tests, of which there are at least two.
    pub right: Program,
    /// The same tests with a program that fails the first of them, if there is one.
    pub wrong: Option<Program>,
    /// A program that does not compile, if there is one.
    pub broken: Option<Program>,
    /// A program that never ends, with a limit of time that a test can wait for, if there is one.
    pub endless: Option<Program>,
    /// A program without the function that its tests call, if there is one.
    pub misnamed: Option<Program>,
}

suite! {
    /// What every executor does.
    "code_executor": Subject {
        /// Languages have different lower-case ids, names and engines.
        names_its_languages,
        /// A right program is accepted, test for test, in order.
        accepts_what_is_right,
        /// A wrong program is not, and the first failing verdict is the whole one.
        says_what_is_wrong,
        /// Without tests nothing counts as passed.
        passes_nothing_without_tests,
        /// A language that it does not have is unsupported.
        refuses_other_languages,
        /// A program that does not compile gets that verdict and a sentence.
        says_what_does_not_compile,
        /// A program that never ends is ended.
        ends_what_never_ends,
        /// A function that is not there is a verdict of its own.
        says_what_is_not_there,
        /// The isolation that ran is named, and who ran it.
        names_its_isolation,
        /// Two programs at once are both judged.
        runs_two_at_once,
        /// A dropped execution does not disturb the next.
        survives_a_dropped_execution,
    }
}

impl Subject {
    async fn right(&self) -> Checked<Execution> {
        Ok(self.executor.run(self.right.clone()).await?)
    }
}

fn accepted(execution: &Execution, tests: usize) -> Checked {
    ensure_eq!(
        execution.verdict,
        Verdict::Accepted,
        "verdict ({:?}, {:?})",
        execution.error,
        execution.cases
    );
    ensure_eq!(execution.cases.len(), tests, "results");
    ensure!(execution.all_passed(), "{:?}", execution.cases);
    Ok(())
}

async fn names_its_languages(subject: Subject) -> Checked {
    let languages = subject.executor.languages();
    let ids: BTreeSet<_> = languages.iter().map(|language| language.id.as_str()).collect();
    ensure_eq!(ids.len(), languages.len(), "different ids");
    for language in languages.iter() {
        ensure!(!language.id.is_empty() && language.id == language.id.to_lowercase(), "id `{}`", language.id);
        ensure!(!language.name.is_empty() && !language.engine.is_empty(), "{language:?}");
    }
    ensure!(
        ids.contains(subject.right.language.as_str()),
        "`{}` is not among {ids:?}",
        subject.right.language
    );
    Ok(())
}

async fn accepts_what_is_right(subject: Subject) -> Checked {
    let execution = subject.right().await?;
    accepted(&execution, subject.right.cases.len())?;
    let numbers: Vec<_> = execution.cases.iter().map(|case| case.case as usize).collect();
    ensure_eq!(numbers, (1..=subject.right.cases.len()).collect::<Vec<_>>(), "numbers of the tests");
    Ok(())
}

async fn says_what_is_wrong(subject: Subject) -> Checked {
    let wrong = given(subject.wrong, "no wrong program")?;
    let execution = subject.executor.run(wrong).await?;
    ensure!(!execution.all_passed(), "a wrong program passed");
    let first = execution.cases.first().ok_or_else(|| Stop::Failed("no results".to_owned()))?;
    ensure_eq!(execution.verdict, first.verdict, "verdict of the whole");
    ensure_eq!(first.verdict, Verdict::WrongAnswer, "verdict of the first test");
    Ok(())
}

async fn passes_nothing_without_tests(subject: Subject) -> Checked {
    let program = Program { cases: Vec::new(), ..subject.right };
    let execution = subject.executor.run(program).await?;
    ensure_eq!(execution.verdict, Verdict::NotTested, "verdict");
    ensure!(!execution.all_passed() && execution.cases.is_empty(), "{:?}", execution.cases);
    Ok(())
}

async fn refuses_other_languages(subject: Subject) -> Checked {
    let program = Program { language: "no-such-language".to_owned(), ..subject.right };
    match subject.executor.run(program).await {
        Ok(execution) => Err(Stop::Failed(format!("it ran: {execution:?}"))),
        Err(error) => {
            ensure_eq!(error.kind(), ErrorKind::Unsupported, "kind of the error");
            Ok(())
        }
    }
}

async fn says_what_does_not_compile(subject: Subject) -> Checked {
    let execution = subject.executor.run(given(subject.broken, "no program that does not compile")?).await?;
    ensure_eq!(execution.verdict, Verdict::CompileError, "verdict");
    ensure!(execution.error.is_some_and(|error| !error.trim().is_empty()), "no sentence");
    Ok(())
}

async fn ends_what_never_ends(subject: Subject) -> Checked {
    let execution = subject.executor.run(given(subject.endless, "no program that never ends")?).await?;
    ensure_eq!(execution.verdict, Verdict::TimeLimit, "verdict");
    Ok(())
}

async fn says_what_is_not_there(subject: Subject) -> Checked {
    let execution = subject.executor.run(given(subject.misnamed, "no program without its function")?).await?;
    ensure_eq!(execution.verdict, Verdict::NotFound, "verdict");
    ensure!(!execution.all_passed(), "a function that is not there passed");
    Ok(())
}

async fn names_its_isolation(subject: Subject) -> Checked {
    let execution = subject.right().await?;
    ensure!(!execution.isolation.is_empty(), "no isolation is named");
    ensure!(!execution.executor.is_empty(), "nobody says who ran it");
    Ok(())
}

async fn runs_two_at_once(subject: Subject) -> Checked {
    let (one, two) = join(subject.right(), subject.right()).await;
    accepted(&one?, subject.right.cases.len())?;
    accepted(&two?, subject.right.cases.len())
}

async fn survives_a_dropped_execution(subject: Subject) -> Checked {
    let mut dropped = subject.executor.run(subject.right.clone());
    // Polled once, so that it has begun.
    let _ = futures::poll!(&mut dropped);
    drop(dropped);
    accepted(&subject.right().await?, subject.right.cases.len())
}
