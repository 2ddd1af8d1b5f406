//! Exercises, and what came of code.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// A coding exercise as a client sees it: hidden tests stay here.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExerciseView {
    /// The statement.
    pub question: String,
    /// Its id.
    #[serde(rename = "question_id")]
    pub question_id: String,
    /// The suggested language.
    pub language: String,
    /// The function that is called.
    pub function_name: String,
    /// The samples.
    pub test_cases: Vec<SampleView>,
    /// The code to begin with.
    pub initial_code: String,
}

/// A test that may be shown.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SampleView {
    /// The arguments as JSON, separated by commas.
    pub input: String,
    /// The arguments, which cannot be misread.
    pub args: Value,
    /// The expected result as JSON.
    pub expected: String,
}

/// Fields of `code_result`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CodeResult {
    /// The submission.
    pub submission: String,
    /// How the execution ended; `not_tested` when there was none.
    pub verdict: Value,
    /// Tests that passed.
    pub passed: usize,
    /// Tests.
    pub total: usize,
}
