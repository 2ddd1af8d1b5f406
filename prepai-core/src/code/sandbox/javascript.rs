//! JavaScript, in the engine that is part of the helper.

use super::guest::{Guest, Machine, Made, Run, Source};
use crate::code::Language;
use crate::error::Result;

/// JavaScript: nothing to install and nothing to build.
#[derive(Debug, Clone, Copy, Default)]
pub struct JavaScript;

impl Guest for JavaScript {
    fn id(&self) -> &'static str {
        "javascript"
    }

    fn is_compiled(&self) -> bool {
        false
    }

    fn language(&self, _: &Machine) -> Result<Language> {
        Ok(Language { id: "javascript".into(), name: "JavaScript".into(), engine: "QuickJS-ng".into() })
    }

    fn run(&self, source: &Source<'_>, _: &Machine, _: Made<'_>) -> Result<Run> {
        Ok(Run::JavaScript(source.text.to_owned()))
    }
}
