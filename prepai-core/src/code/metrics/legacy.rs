//! The seven numbers that clients of old know, with everything else beside them.

use serde_json::{Value, json};

use super::Metrics;

impl Metrics {
    /// The metrics as the wire has them: `lines_of_code`, `cyclomatic_complexity`, `num_functions`, `num_comments`,
    /// `avg_line_length`, `has_type_hints` and `quality_score`, and under `details` everything that was measured.
    pub fn wire(&self) -> Value {
        json!({
            "lines_of_code": self.lines.code,
            "cyclomatic_complexity": self.cyclomatic,
            "num_functions": self.functions.len() as u64 + u64::from(self.unlisted),
            "num_comments": self.lines.comments,
            "avg_line_length": self.lines.mean_length,
            "has_type_hints": self.annotations.typed,
            "quality_score": self.quality.score,
            "cognitive_complexity": self.cognitive,
            "max_nesting": self.nesting,
            "maintainability_index": self.maintainability,
            "details": self,
        })
    }
}
