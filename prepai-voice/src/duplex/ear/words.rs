//! Words put together.

use prepai_core::speech::Transcript;

/// The words of a turn.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::duplex) struct Words {
    pub(in crate::duplex) text: String,
    pub(in crate::duplex) confidence: Option<f32>,
}

/// The words of parts, in order.
pub(super) fn joined<'a>(parts: impl Iterator<Item = &'a Transcript>) -> String {
    join(parts.map(|part| part.text.trim()))
}

/// The mean of what there is.
pub(in crate::duplex) fn mean(numbers: impl Iterator<Item = f32>) -> Option<f32> {
    let numbers: Vec<f32> = numbers.collect();
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f32>() / numbers.len() as f32)
}

/// Joins what is not empty by one space.
pub(in crate::duplex) fn join<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
