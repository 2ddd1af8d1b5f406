//! A recorded report as files for people: pure functions of its JSON, whatever version made it.

mod html;
mod markdown;
mod view;

pub use html::html;
pub use markdown::markdown;
pub use view::{CriterionLine, Line, View};

#[cfg(test)]
mod tests;
