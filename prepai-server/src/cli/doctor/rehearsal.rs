//! The interviewer: a greeting in a session that is only in memory.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use prepai_core::storage::MemoryStore;
use prepai_core::turn::{Conversation, Interview, NewSession, OpenOptions, TurnEvent, TurnInput};
use prepai_core::{Backends, Error, ErrorKind, Result};

use super::check::Check;
use super::outcome;

/// How long a greeting may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Has the configured interviewer greet somebody.
pub(super) async fn check(interview: &Interview) -> Check {
    let patient = tokio::time::timeout(PATIENCE, greeting(interview)).await;
    let late = || Error::new(ErrorKind::Timeout, format!("no greeting within {} s", PATIENCE.as_secs()));
    outcome("interviewer", patient.unwrap_or_else(|_| Err(late())))
}

async fn greeting(interview: &Interview) -> Result<String> {
    let backends = Backends { sessions: Arc::new(MemoryStore::new()), ..interview.backends().clone() };
    let rehearsal = Interview::new(backends);
    let new = NewSession {
        interview_type: "general".to_owned(),
        candidate_name: "Ada".to_owned(),
        demo: true,
        ..NewSession::default()
    };
    let log = rehearsal.create(new).await?;
    let (conversation, driver) =
        Conversation::open(&rehearsal, &log.session().id, OpenOptions::default()).await?;
    let driver = tokio::spawn(driver);
    let mut events = conversation.subscribe();
    let began = Instant::now();
    let answered = async {
        conversation.send(TurnInput::Ready).await?;
        let mut first = None;
        while let Some(event) = events.next().await {
            match event {
                TurnEvent::Text { .. } => {
                    first.get_or_insert_with(|| began.elapsed());
                }
                TurnEvent::Completed { text, .. } => return Ok((first, text)),
                TurnEvent::Failed { error, .. } => return Err(error),
                _ => {}
            }
        }
        Err(Error::new(ErrorKind::Internal, "the conversation ended without a greeting"))
    }
    .await;
    driver.abort();
    let (first, text) = answered?;
    let words = text.split_whitespace().count();
    let first = first.unwrap_or_default().as_secs_f64() * 1000.0;
    Ok(format!("greeted with {words} words, the first after {first:.1} ms"))
}
