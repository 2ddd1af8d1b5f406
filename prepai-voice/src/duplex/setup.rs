//! What a voice conversation works with.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use prepai_core::Result;
use prepai_core::interview::PhraseBook;
use prepai_core::speech::VoiceActivity;

/// Makes a detector for a stream.
pub type MakeActivity = Arc<dyn Fn() -> Result<Box<dyn VoiceActivity>> + Send + Sync>;

/// What a voice conversation needs beside the interview's backends.
#[derive(Clone)]
pub struct Setup {
    /// Tells speech from other sound where the interview's backends name no detector
    /// ([`Backends::voice_activity`](prepai_core::Backends)).
    pub activity: MakeActivity,
    /// After how long without a word the interviewer says that it takes a moment.
    pub filler_after: Option<Duration>,
    /// What it says then, and how it cuts in.
    pub phrases: Arc<PhraseBook>,
    /// How much sound may be ahead of what the client can have played.
    pub lead: Duration,
    /// How long an answer should take in real mode, before the candidate counts as past the budget; what the interview's plan gives an
    /// answer ([`prepai_core::interview::answer_budget`]) where nothing is said.
    pub answer_budget: Option<Duration>,
}

impl Setup {
    /// The usual times with this detector.
    pub fn new(activity: MakeActivity) -> Self {
        Setup {
            activity,
            filler_after: Some(Duration::from_millis(1_200)),
            phrases: Arc::default(),
            lead: Duration::from_millis(600),
            answer_budget: None,
        }
    }
}

impl Default for Setup {
    /// With the detector [`Earshot`](crate::activity::Earshot).
    fn default() -> Self {
        Setup::new(Arc::new(|| Ok(Box::new(crate::activity::Earshot::new()))))
    }
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup").field("filler_after", &self.filler_after).finish_non_exhaustive()
    }
}
