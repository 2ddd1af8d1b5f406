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
                coding: false,
            }),
            Body::CodingQuestion(question) => {
                self.asked.push(Asked {
                    question: question.question_id.clone(),
                    by: AskedBy::Main,
                    phase: self.phase_name().unwrap_or_default().to_owned(),
                    topic: "coding".to_owned(),
                    turn: meta.turn,
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
            Body::Generated(_) | Body::ToolReturned(_) | Body::Unknown { .. } => {}
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
