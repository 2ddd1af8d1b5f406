//! Scores with evidence: rubric -> checklist items -> verified quotes -> numbers.

mod scores;

pub use scores::scores_of;
