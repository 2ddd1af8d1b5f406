//! The behaviour of every [`Tool`].

use std::sync::Arc;

use futures::future::join;
use serde_json::{Value, json};

use super::check::{Checked, ensure, ensure_eq, suite};
use crate::tool::{Tool, ToolContext, Tools};

/// A tool to check, and how to call it.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The tool.
    pub tool: Arc<dyn Tool>,
    /// Arguments that it takes.
    pub arguments: Value,
    /// The moment; [`samples::tool_context`](super::samples::tool_context) will do for many.
    pub context: ToolContext,
}

suite! {
    /// What every tool does.
    "tool": Subject {
        /// Its name can stand in a set of tools.
        has_a_valid_name,
        /// It says what it does, and its parameters are the JSON schema of an object.
        describes_itself,
        /// What it is does not change from call to call.
        stays_what_it_is,
        /// Good arguments are answered.
        answers,
        /// Two calls at once are both answered.
        answers_two_at_once,
        /// Arguments that are no object are an error, and the next call is answered.
        refuses_what_is_no_object,
        /// A dropped call does not disturb the next.
        survives_a_dropped_call,
    }
}

impl Subject {
    async fn call(&self, arguments: Value) -> crate::Result<Value> {
        self.tool.call(arguments, self.context.clone()).await
    }
}

async fn has_a_valid_name(subject: Subject) -> Checked {
    Tools::none().with(subject.tool)?;
    Ok(())
}

async fn describes_itself(subject: Subject) -> Checked {
    let spec = subject.tool.spec();
    ensure!(!spec.description.trim().is_empty(), "no description");
    ensure_eq!(spec.parameters.get("type"), Some(&json!("object")), "type of the parameters");
    Ok(())
}

async fn stays_what_it_is(subject: Subject) -> Checked {
    let before = subject.tool.spec();
    subject.call(subject.arguments.clone()).await?;
    ensure_eq!(subject.tool.spec(), before, "spec after a call");
    Ok(())
}

async fn answers(subject: Subject) -> Checked {
    subject.call(subject.arguments.clone()).await?;
    Ok(())
}

async fn answers_two_at_once(subject: Subject) -> Checked {
    let call = || subject.call(subject.arguments.clone());
    let (one, two) = join(call(), call()).await;
    one?;
    two?;
    Ok(())
}

async fn refuses_what_is_no_object(subject: Subject) -> Checked {
    for arguments in [Value::Null, json!([1]), json!("text"), json!(1e300)] {
        let result = subject.call(arguments.clone()).await;
        ensure!(result.is_err(), "{arguments} was answered with {result:?}");
    }
    answers(subject).await
}

async fn survives_a_dropped_call(subject: Subject) -> Checked {
    let mut dropped = Box::pin(subject.call(subject.arguments.clone()));
    // Polled once, so that it has begun.
    let _ = futures::poll!(&mut dropped);
    drop(dropped);
    answers(subject).await
}
