//! TypeScript: its types stripped, then JavaScript.

mod strip;

use crate::code::Language;
use crate::code::sandbox::{Guest, Machine, Made, Run, Source};
use crate::error::{Error, ErrorKind, Result};

/// TypeScript in the embedded engine; types are not checked.
#[derive(Debug, Default)]
pub struct TypeScript;

impl Guest for TypeScript {
    fn id(&self) -> &'static str {
        "typescript"
    }

    fn is_compiled(&self) -> bool {
        false
    }

    fn language(&self, _machine: &Machine) -> Result<Language> {
        Ok(Language {
            id: self.id().into(),
            name: "TypeScript".into(),
            engine: "QuickJS, types stripped".into(),
        })
    }

    fn run(&self, source: &Source<'_>, _machine: &Machine, _made: Made<'_>) -> Result<Run> {
        javascript(source.text).map(Run::JavaScript)
    }
}

/// A TypeScript program as JavaScript, line by line the same.
///
/// # Errors
/// `invalid_content` in the words of a compiler (`solution.ts:3:5: error: …`) where it is no TypeScript, or uses decorators,
/// `import … = …` or `export = …`.
///
/// ```
/// use prepai_core::code::languages::javascript;
/// assert_eq!(javascript("const a: number = 1;")?, "const a         = 1;");
/// assert!(javascript("const a: = 1;").unwrap_err().to_string().contains("solution.ts:1:"));
/// # Ok::<(), prepai_core::Error>(())
/// ```
pub fn javascript(source: &str) -> Result<String> {
    strip::strip(source).map_err(|refused| {
        let place = format!("solution.ts:{}:{}", refused.line, refused.column);
        Error::new(ErrorKind::InvalidContent, format!("{place}: error: {}", refused.message))
    })
}
