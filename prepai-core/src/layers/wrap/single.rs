//! Backends that answer once, in a layer: tools, executors, extractors.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::Value;

use super::Layered;
use crate::code::{CodeExecutor, Execution, Language, Limits, Program};
use crate::document::{Document, ExtractedText, TextExtractor};
use crate::error::Result;
use crate::layers::{Layer, operation};
use crate::tool::{Tool, ToolContext, ToolSpec};

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<L: Layer> Tool for Layered<L, dyn Tool> {
    fn spec(&self) -> ToolSpec {
        self.inner.spec()
    }

    async fn call(&self, arguments: Value, context: ToolContext) -> Result<Value> {
        let attempt = move || self.inner.call(arguments.clone(), context.clone());
        self.layer.call(&operation::CALL, Box::new(attempt)).await
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<L: Layer> CodeExecutor for Layered<L, dyn CodeExecutor> {
    fn languages(&self) -> Arc<[Language]> {
        self.inner.languages()
    }

    async fn ready(&self) -> Result<()> {
        self.inner.ready().await
    }

    fn limits(&self) -> Limits {
        self.inner.limits()
    }

    async fn run(&self, program: Program) -> Result<Execution> {
        self.layer.call(&operation::RUN, Box::new(move || self.inner.run(program.clone()))).await
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<L: Layer> TextExtractor for Layered<L, dyn TextExtractor> {
    async fn extract(&self, document: Document) -> Result<ExtractedText> {
        self.layer.call(&operation::EXTRACT, Box::new(move || self.inner.extract(document.clone()))).await
    }
}
