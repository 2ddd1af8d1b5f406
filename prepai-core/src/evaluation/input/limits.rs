//! How much of everything an evaluation takes.

/// Characters of an id, a name or a kind.
pub(super) const NAME: usize = 200;
/// Messages of a conversation.
pub(super) const MESSAGES: usize = 5_000;
/// Characters of one message.
pub(super) const CONTENT: usize = 50_000;
/// Characters of all messages.
pub(super) const CONVERSATION: usize = 2_000_000;
/// Code submissions.
pub(super) const SUBMISSIONS: usize = 1_000;
/// Characters of one source.
pub(super) const CODE: usize = 200_000;
/// Results of one submission.
pub(super) const RESULTS: usize = 1_000;
/// Seconds: a week.
pub(super) const DURATION: f64 = 604_800.0;
