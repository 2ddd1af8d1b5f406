//! A set of tools in order.

use std::sync::Arc;

use super::{Tool, ToolSpec};
use crate::error::{Error, Result};

/// Tools in a fixed order with unique names.
#[derive(Debug, Clone, Default)]
pub struct Tools {
    tools: Vec<Arc<dyn Tool>>,
    specs: Arc<[ToolSpec]>,
}

impl Tools {
    /// No tools.
    pub fn none() -> Self {
        Tools::default()
    }

    /// Adds a tool at the end.
    ///
    /// # Errors
    /// `invalid_input` when its name is taken or is not 1 to 64 of `a-z 0-9 _`.
    pub fn with(mut self, tool: Arc<dyn Tool>) -> Result<Self> {
        let spec = tool.spec();
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        if spec.name.is_empty() || spec.name.len() > 64 || !spec.name.bytes().all(allowed) {
            let remedy = format!("`{}` must be 1 to 64 lower-case letters, digits or `_`", spec.name);
            return Err(Error::invalid("tool.name", remedy));
        }
        if self.get(&spec.name).is_some() {
            return Err(Error::invalid("tool.name", format!("two tools are called `{}`", spec.name)));
        }
        self.specs = self.specs.iter().cloned().chain([spec]).collect();
        self.tools.push(tool);
        Ok(self)
    }

    /// The tool of a name.
    pub fn get(&self, name: &str) -> Option<&Arc<dyn Tool>> {
        let index = self.specs.iter().position(|spec| spec.name == name)?;
        self.tools.get(index)
    }

    /// What the tools are, in order.
    pub fn specs(&self) -> Arc<[ToolSpec]> {
        Arc::clone(&self.specs)
    }
}
