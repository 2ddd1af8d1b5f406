//! A session is a log: events in commits that are created whole or not at all.

mod body;
mod commit;
mod event;
pub mod export;
mod fold;
mod lines;
mod log;
mod older;
mod projection;
mod sessions;
mod state;
mod store;
mod summary;

pub use body::{
    AskedBy, AttachedBody, Candidate, Cause, CodeExecuted, CodeSubmitted, CodingQuestion, Created, Cut,
    CvAnalyzed, CvUploaded, EndReason, Fork, Generated, Hashes, HeardBody, HintGiven, Interjected,
    InterjectionReason, InterruptReason, Interrupted, Mode, PhaseCause, PhaseEntered, QuestionAsked, Replied,
    Reported, Said, ToolReturned,
};
pub(crate) use commit::hex;
pub use commit::{Chain, Commit, MAX_COMMIT, ZERO_HASH};
pub use event::{Actor, Body, Event, Meta};
pub use lines::read_lines;
pub use log::{Entry, Log, Moment};
pub use older::{REPORT_FILE, SESSION_FILE};
pub use projection::{document, submissions, transcript};
pub use sessions::{Committed, Sessions};
pub use state::{Asked, Cv, ExchangeRole, OpenTurn, Session, Status, Submission, TranscriptEntry};
pub use store::{Appended, FileInfo, SessionStore, StoredSummaries, SummaryFilter, SummaryQuery, Totals};
pub use summary::{Scores, SessionSummary, tally};
