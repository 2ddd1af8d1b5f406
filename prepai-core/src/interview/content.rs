//! Kinds and questions.

use std::sync::Arc;

/// A kind of interview.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    /// Its id.
    pub id: String,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Its id.
    pub id: String,
}

/// A coding exercise.
#[derive(Debug, Clone, PartialEq)]
pub struct Exercise {
    /// Its id.
    pub id: String,
}

/// Kinds and questions.
#[derive(Debug, Default)]
pub struct Library {}

impl Library {
    /// What is built in.
    pub fn embedded() -> Arc<Library> {
        Arc::new(Library::default())
    }
}
