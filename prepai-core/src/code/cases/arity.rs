//! With how many arguments a function can be called.

use serde::{Deserialize, Serialize};

use crate::worker::protocol::Signature;

/// With how many arguments a function can be called, as its guest describes it or its signature says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arity {
    /// Those that must be given.
    pub least: usize,
    /// Those that can be given; `None` without end.
    pub most: Option<usize>,
}

impl Arity {
    /// So many and no other number.
    pub const fn exactly(count: usize) -> Arity {
        Arity { least: count, most: Some(count) }
    }

    /// Whether it can be called with `count` arguments.
    pub fn takes(self, count: usize) -> bool {
        count >= self.least && self.most.is_none_or(|most| count <= most)
    }
}

impl From<&Signature> for Arity {
    fn from(signature: &Signature) -> Arity {
        let most = (!signature.variadic).then_some(signature.parameters.len());
        Arity { least: signature.required, most }
    }
}
