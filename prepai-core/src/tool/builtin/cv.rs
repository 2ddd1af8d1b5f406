//! `analyze_cv`: what is known of the candidate's CV.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{ANALYZE_CV, spec};
use crate::error::{Error, ErrorKind, Result};
use crate::tool::{Tool, ToolContext, ToolSpec};

#[derive(Debug)]
pub(super) struct AnalyzeCv;

#[async_trait]
impl Tool for AnalyzeCv {
    fn spec(&self) -> ToolSpec {
        spec(ANALYZE_CV, "Read the analysis of the CV that the candidate has uploaded.", json!({}), &[])
    }

    async fn call(&self, _: Value, context: ToolContext) -> Result<Value> {
        let cvs = &context.session.cvs;
        if cvs.is_empty() {
            return Err(Error::new(ErrorKind::NotReady, "the candidate has not uploaded a CV"));
        }
        let analyzed = cvs.iter().rev().find_map(|cv| cv.analysis.clone());
        analyzed.ok_or_else(|| Error::new(ErrorKind::NotAvailable, "the CV could not be analysed"))
    }
}
