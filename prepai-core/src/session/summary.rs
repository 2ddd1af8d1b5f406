//! One row per session: all that lists and analytics ever read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Body, Event, Mode, Status};
use crate::clock::Timestamp;
use crate::ids::SessionId;

/// Scores in tenths of a point (0 to 100), so that sums and percentiles are exact; absent when not assessed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scores {
    /// All criteria together.
    pub overall: Option<u16>,
    /// Technical knowledge.
    pub technical: Option<u16>,
    /// Problem solving.
    pub problem_solving: Option<u16>,
    /// Communication.
    pub communication: Option<u16>,
    /// Code quality.
    pub code_quality: Option<u16>,
    /// Cultural fit.
    pub cultural_fit: Option<u16>,
}

impl Scores {
    /// Names as the benchmarks show them, with the values.
    pub fn named(&self) -> [(&'static str, Option<u16>); 6] {
        [
            ("overall", self.overall),
            ("technical", self.technical),
            ("problem_solving", self.problem_solving),
            ("communication", self.communication),
            ("code_quality", self.code_quality),
            ("cultural_fit", self.cultural_fit),
        ]
    }
}

/// The summary of a session as of one commit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SessionSummary {
    /// The session.
    pub session: SessionId,
    /// The commit that it was computed from.
    pub commit: u64,
    /// Active, completed or erased.
    pub status: Status,
    /// The kind as sent.
    pub interview_type: String,
    /// The kind as resolved.
    pub kind: String,
    /// The candidate's name as given.
    pub candidate: String,
    /// The name as it is compared: see [`fold_name`](crate::analytics::fold_name).
    pub candidate_key: String,
    /// The embedder's id of the candidate.
    pub candidate_id: Option<String>,
    /// Whose session it is.
    pub owner: Option<String>,
    /// For whom the server runs it.
    pub tenant: Option<String>,
    /// Practice or real.
    pub mode: Mode,
    /// Never counted when true.
    pub demo: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When the last event happened.
    pub updated_at: Timestamp,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// Seconds of interview, monotonic.
    pub duration_s: u64,
    /// Turns.
    pub turns: u32,
    /// Messages of the transcript.
    pub messages: u32,
    /// Code submissions.
    pub submissions: u32,
    /// Hints that were given, asked for by a button or in words; 0 in rows of a time in which nobody counted them.
    #[serde(default)]
    pub hints: u32,
    /// Whether a CV was uploaded.
    pub has_cv: bool,
    /// The phase at the end of the log.
    pub phase: Option<String>,
    /// Scores of the report.
    pub scores: Scores,
    /// The report's recommendation.
    pub recommendation: Option<String>,
}

impl SessionSummary {
    /// The summary before the first event.
    pub fn new(session: SessionId) -> Self {
        SessionSummary {
            session,
            commit: 0,
            status: Status::Active,
            interview_type: String::new(),
            kind: String::new(),
            candidate: String::new(),
            candidate_key: String::new(),
            candidate_id: None,
            owner: None,
            tenant: None,
            mode: Mode::default(),
            demo: false,
            created_at: Timestamp::default(),
            updated_at: Timestamp::default(),
            completed_at: None,
            duration_s: 0,
            turns: 0,
            messages: 0,
            submissions: 0,
            hints: 0,
            has_cv: false,
            phase: None,
            scores: Scores::default(),
            recommendation: None,
        }
    }

    /// Takes in the events of a commit; costs nothing that grows with the log.
    pub fn apply_commit(&mut self, commit: u64, events: &[Event]) {
        self.commit = commit;
        for event in events {
            self.apply(event);
        }
    }

    fn apply(&mut self, event: &Event) {
        self.updated_at = event.meta.at;
        self.duration_s = self.duration_s.max(event.meta.offset_us / 1_000_000);
        self.turns = self.turns.max(event.meta.turn);
        match &event.body {
            Body::Created(created) => {
                self.interview_type = created.interview_type.clone();
                self.kind = created.kind.clone();
                self.candidate = created.candidate.name.clone();
                self.candidate_key = crate::analytics::fold_name(&created.candidate.name);
                self.candidate_id = created.candidate.id.clone();
                self.owner = created.owner.clone();
                self.tenant = created.tenant.clone();
                self.mode = created.mode;
                self.demo = created.demo;
                self.created_at = event.meta.at;
            }
            Body::Said(_) => self.messages += 1,
            Body::Replied(replied) => self.messages += u32::from(!replied.text.is_empty()),
            Body::Heard(heard) => self.messages += u32::from(!heard.heard.is_empty()),
            Body::Interrupted(interrupted) => self.messages += u32::from(!interrupted.text.is_empty()),
            Body::PhaseEntered(phase) => self.phase = Some(phase.phase.clone()),
            Body::CodeSubmitted(_) => self.submissions += 1,
            Body::HintGiven(_) => self.hints += 1,
            Body::CvUploaded(_) => self.has_cv = true,
            Body::Ended(_) => {
                self.status = Status::Completed;
                self.completed_at = Some(event.meta.at);
            }
            Body::Reported(reported) => {
                self.scores = crate::evaluation::scores_of(&reported.report);
                let recommendation = reported.report.get("recommendation").and_then(|word| word.as_str());
                self.recommendation = recommendation.map(str::to_owned);
            }
            Body::Erased(_) => *self = SessionSummary { commit: self.commit, ..self.tombstone() },
            Body::Attached(_)
            | Body::Prompted(_)
            | Body::Generated(_)
            | Body::ToolReturned(_)
            | Body::QuestionAsked(_)
            | Body::CodingQuestion(_)
            | Body::CodeExecuted(_)
            | Body::CvAnalyzed(_)
            | Body::Interjected(_)
            | Body::Unknown { .. } => {}
        }
    }

    /// What a terminal commit is stored with: no personal data.
    pub fn tombstone(&self) -> SessionSummary {
        let status = Status::Erased;
        SessionSummary { status, commit: self.commit, ..SessionSummary::new(self.session.clone()) }
    }
}

/// What a session adds to the counters behind analytics: keys and counts.
///
/// Counters are sums of this over all summaries, so a store may keep them up to date by differences, and a scan must
/// give the same. Keys:
/// `status/S`, `type/T` (as sent), `hints/given|sessions`, `kind/K/completed`, `recommendation/R`, `candidate/KEY`,
/// `score/K/METRIC/TENTHS`, `day/YYYY-MM-DD/completed|scored|tenths`.
pub fn tally(summary: &SessionSummary) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    if summary.demo || summary.status == Status::Erased {
        return counts;
    }
    let mut add = |key: String, count: i64| *counts.entry(key).or_insert(0) += count;
    add(format!("status/{}", summary.status.as_str()), 1);
    add(format!("type/{}", summary.interview_type), 1);
    add(format!("candidate/{}", summary.candidate_key), 1);
    if summary.hints > 0 {
        add("hints/given".to_owned(), i64::from(summary.hints));
        add("hints/sessions".to_owned(), 1);
    }
    let (Status::Completed, Some(completed)) = (summary.status, summary.completed_at) else { return counts };
    add(format!("kind/{}/completed", summary.kind), 1);
    add(format!("day/{}/completed", completed.date()), 1);
    if let Some(recommendation) = &summary.recommendation {
        add(format!("recommendation/{recommendation}"), 1);
    }
    for (metric, score) in summary.scores.named() {
        if let Some(tenths) = score {
            add(format!("score/{}/{metric}/{tenths:03}", summary.kind), 1);
        }
    }
    if let Some(overall) = summary.scores.overall {
        add(format!("day/{}/scored", completed.date()), 1);
        add(format!("day/{}/tenths", completed.date()), i64::from(overall));
    }
    counts
}
