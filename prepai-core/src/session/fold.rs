//! From events to a session. The fold never fails: what does not fit is skipped, the writer has validated before.

use super::{
    Asked, AskedBy, Body, Cv, Event, ExchangeRole, InterruptReason, OpenTurn, Session, Status, Submission,
    TranscriptEntry,
};

impl Session {
    /// Takes in the events of a commit.
    pub fn apply_commit(&mut self, commit: u64, events: &[Event]) {
        self.commit = commit;
        for event in events {
            self.apply(event);
        }
    }

    /// Takes in one event of the commit [`Session::commit`].
    pub fn apply(&mut self, event: &Event) {
        let meta = event.meta;
        self.updated_at = meta.at;
        self.offset_us = self.offset_us.max(meta.offset_us);
        self.turn = self.turn.max(meta.turn);
        match &event.body {
            Body::Created(created) => {
                self.created = (**created).clone();
                self.created_at = meta.at;
            }
            Body::Attached(attached) => {
                self.attached = Some((attached.conversation.clone(), attached.server.clone()));
            }
            Body::Said(said) => {
                self.push(event, ExchangeRole::User, &said.text);
                self.open_turn =
                    Some(OpenTurn { turn: meta.turn, said: Some(said.text.clone()), cause: None });
            }
            Body::Prompted(cause) => {
                self.open_turn = Some(OpenTurn { turn: meta.turn, said: None, cause: Some(cause.clone()) });
            }
            Body::PhaseEntered(phase) => {
                self.phase = Some((phase.clone(), meta.offset_us));
                self.phases.push(phase.clone());
            }
            Body::QuestionAsked(asked) => self.asked.push(Asked {
                question: asked.question.clone(),
                by: asked.by,
                phase: asked.phase.clone(),
                topic: asked.topic.clone(),
                turn: meta.turn,
                index: asked.index,
                coding: false,
            }),
            Body::CodingQuestion(question) => {
                self.asked.push(Asked {
                    question: question.question_id.clone(),
                    by: AskedBy::Main,
                    phase: self.phase_name().unwrap_or_default().to_owned(),
                    topic: "coding".to_owned(),
                    turn: meta.turn,
                    index: None,
                    coding: true,
                });
                self.coding = Some(question.clone());
            }
            Body::Replied(replied) => self.close_turn(event, &replied.text),
            Body::Heard(heard) => {
                if heard.heard != heard.text {
                    self.interrupted = Some((meta.turn, heard.heard.clone(), InterruptReason::Candidate));
                }
                self.close_turn(event, &heard.heard);
            }
            Body::Interrupted(interrupted) => {
                self.interrupted = Some((meta.turn, interrupted.text.clone(), interrupted.reason));
                self.close_turn(event, &interrupted.text);
            }
            Body::CodeSubmitted(submitted) => self.submissions.push(Submission {
                submitted: submitted.clone(),
                at: meta.at,
                executed: None,
            }),
            Body::CodeExecuted(executed) => {
                let matching = |one: &&mut Submission| one.submitted.submission == executed.submission;
                if let Some(submission) = self.submissions.iter_mut().rev().find(matching) {
                    submission.executed = Some(executed.clone());
                }
            }
            Body::CvUploaded(cv) => {
                self.cvs.retain(|other| other.file != cv.file);
                self.cvs.push(Cv {
                    file: cv.file.clone(),
                    filename: cv.filename.clone(),
                    file_type: cv.file_type.clone(),
                    analysis: None,
                });
            }
            Body::CvAnalyzed(analyzed) => {
                if let Some(cv) = self.cvs.iter_mut().find(|cv| cv.file == analyzed.file) {
                    cv.analysis = Some(analyzed.analysis.clone());
                }
            }
            Body::HintGiven(hint) => self.hints.push(hint.clone()),
            Body::Ended(reason) => {
                self.status = Status::Completed;
                self.end = Some(reason.clone());
                self.completed_at = Some(meta.at);
                self.coding = None;
            }
            Body::Reported(reported) => {
                self.report = Some(reported.report.clone());
                self.evaluator = Some(reported.evaluator.clone());
            }
            Body::Erased(_) => self.status = Status::Erased,
            Body::Generated(_) | Body::ToolReturned(_) | Body::Interjected(_) | Body::Unknown { .. } => {}
        }
    }

    fn close_turn(&mut self, event: &Event, words: &str) {
        self.greeted |= !words.is_empty();
        if !words.is_empty() {
            self.push(event, ExchangeRole::Assistant, words);
        }
        self.open_turn = None;
    }

    fn push(&mut self, event: &Event, role: ExchangeRole, words: &str) {
        self.transcript.push(TranscriptEntry {
            role,
            content: words.to_owned(),
            timestamp: event.meta.at,
            turn: event.meta.turn,
            offset_us: event.meta.offset_us,
            commit: self.commit,
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{
        Actor, Candidate, Cause, CodeSubmitted, Created, CvUploaded, EndReason, HeardBody, InterruptReason,
        Interrupted, Meta, PhaseCause, PhaseEntered, Replied, Reported, Said, SessionSummary,
    };
    use super::*;
    use crate::clock::Timestamp;
    use crate::ids::SessionId;

    fn words() -> impl Strategy<Value = String> {
        prop_oneof![Just(String::new()), "[a-zé]{1,8}"]
    }

    fn body() -> impl Strategy<Value = Body> {
        prop_oneof![
            words().prop_map(|name| {
                let candidate = Candidate { name, id: None };
                Body::Created(Box::new(Created { candidate, kind: "general".into(), ..Created::default() }))
            }),
            words().prop_map(|text| Body::Said(Said { text, ..Said::default() })),
            Just(Body::Prompted(Cause::Ready)),
            words().prop_map(|text| Body::Replied(Replied { text, ..Replied::default() })),
            words().prop_map(|heard| Body::Heard(HeardBody { heard, ..HeardBody::default() })),
            words().prop_map(|text| {
                Body::Interrupted(Interrupted { reason: InterruptReason::Candidate, text, code: None })
            }),
            words().prop_map(|phase| {
                Body::PhaseEntered(PhaseEntered { phase, cause: PhaseCause::Budget, budget_s: 60 })
            }),
            words().prop_map(|code| Body::CodeSubmitted(CodeSubmitted {
                submission: code.clone(),
                code,
                language: "python".into(),
                function: "solution".into(),
                sha256: String::new(),
                question_id: None,
                claimed: None,
            })),
            words().prop_map(|file| Body::CvUploaded(CvUploaded {
                filename: file.clone(),
                file,
                file_type: "txt".into(),
                size: 1,
                sha256: String::new(),
            })),
            (0u32..=110).prop_map(|tenths| Body::Reported(Reported {
                evaluator: "1".into(),
                report: serde_json::json!({"overallScore": f64::from(tenths) / 10.0, "recommendation": "HIRE"}),
            })),
            Just(Body::Ended(EndReason::Candidate)),
            words().prop_map(|name| Body::Unknown { name, version: 1, fields: serde_json::Map::new() }),
        ]
    }

    proptest! {
        /// The summary is folded by itself, so that a commit costs the same in a long session; it must say the same.
        #[test]
        fn summary_and_session_agree(bodies in prop::collection::vec((body(), 0u64..10_000_000, 0u32..50), 0..60)) {
            let id = SessionId::new("s").unwrap();
            let (mut session, mut summary) = (Session::new(id.clone()), SessionSummary::new(id));
            for (number, (body, offset_us, turn)) in (1..).zip(bodies) {
                let at = Timestamp::from_micros(i64::try_from(number).unwrap());
                let events = [Event { meta: Meta { at, offset_us, turn, actor: Actor::System }, body }];
                session.apply_commit(number, &events);
                summary.apply_commit(number, &events);
                prop_assert_eq!(summary.commit, session.commit);
                prop_assert_eq!(summary.status, session.status);
                prop_assert_eq!(&summary.candidate, &session.created.candidate.name);
                prop_assert_eq!(summary.created_at, session.created_at);
                prop_assert_eq!(summary.updated_at, session.updated_at);
                prop_assert_eq!(summary.completed_at, session.completed_at);
                prop_assert_eq!(summary.duration_s, session.offset_us / 1_000_000);
                prop_assert_eq!(summary.turns, session.turn);
                prop_assert_eq!(summary.submissions as usize, session.submissions.len());
                prop_assert_eq!(summary.hints as usize, session.hints.len());
                prop_assert_eq!(summary.has_cv, !session.cvs.is_empty());
                prop_assert_eq!(summary.phase.as_deref(), session.phase_name());
                prop_assert_eq!(summary.messages as usize, session.transcript.len());
                let scores = session.report.as_ref().map(crate::evaluation::scores_of).unwrap_or_default();
                prop_assert_eq!(summary.scores, scores);
            }
        }
    }
}
