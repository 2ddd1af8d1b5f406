//! A candidate who answers at once, to measure with: the real interviewer asks.

use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::stream::BoxStream;
use prepai_core::ids::SessionId;
use prepai_core::turn::{Conversation, Interview, NewSession, OpenOptions, Timings, TurnEvent, TurnInput};
use prepai_core::{Error, ErrorKind, Result};
use tokio::task::JoinHandle;

use super::seed::mix;

/// What a candidate may say: long, short, evasive, and with terms that follow-ups take up.
const ANSWERS: [&str; 8] = [
    "I would start with a hash map from the value to its index, so that a lookup costs constant time, and I would go \
     through the list once. That makes it linear in time and in space.",
    "At my last company I led the migration of the payment system from a monolith to services. I wrote the design, \
     moved one endpoint after another behind a flag, and we cut the error rate by 60 percent.",
    "I don't know.",
    "We used a cache in front of the database with a time to live of five minutes, and invalidated on writes.",
    "Yes.",
    "Because the two writers could race, I put a unique constraint on the pair of columns and retried on conflict.",
    "I disagreed with the deadline, so I wrote down the risks, proposed to leave out the reports, and we shipped on time.",
    "First I would measure: p99 latency, queue length, error rate. Then I would shard by customer and add replicas.",
];

/// The times of one turn as the candidate's side sees them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Turn {
    /// From the input to the words' acknowledgement.
    pub(crate) acknowledged: Duration,
    /// From the acknowledgement to the first released text.
    pub(crate) first_text: Duration,
    /// The driver's own times.
    pub(crate) timings: Timings,
}

/// An interview that is being held.
pub(crate) struct Talker {
    conversation: Conversation,
    events: BoxStream<'static, TurnEvent>,
    driver: JoinHandle<()>,
    turns: u64,
    over: bool,
}

impl Talker {
    /// Begins an interview and takes the greeting.
    ///
    /// # Errors
    /// What the conversation says.
    pub(crate) async fn begin(interview: &Interview, number: u64) -> Result<Talker> {
        let new = NewSession {
            interview_type: "google-sde".to_owned(),
            candidate_name: format!("Candidate {number}"),
            duration_minutes: Some(240),
            ..NewSession::default()
        };
        let log = interview.create(new).await?;
        let (conversation, driver) =
            Conversation::open(interview, &log.session().id, OpenOptions::default()).await?;
        let driver = tokio::spawn(driver);
        let events = conversation.subscribe();
        let mut talker = Talker { conversation, events, driver, turns: 0, over: false };
        talker.turn(TurnInput::Ready).await?;
        Ok(talker)
    }

    /// The session.
    pub(crate) fn session(&self) -> &SessionId {
        self.conversation.session_id()
    }

    /// Whether the interviewer has closed the interview.
    pub(crate) fn is_over(&self) -> bool {
        self.over
    }

    /// Says something and waits for the end of the reply.
    ///
    /// # Errors
    /// What the conversation says.
    pub(crate) async fn say(&mut self, seed: u64) -> Result<Turn> {
        let index = usize::try_from(mix(seed ^ self.turns) % ANSWERS.len() as u64).unwrap_or(0);
        let words = ANSWERS.get(index).copied().unwrap_or_default();
        self.turn(TurnInput::Text(words.to_owned())).await
    }

    /// Gives an input and waits for the end of the turn.
    ///
    /// # Errors
    /// What the conversation says.
    pub(crate) async fn turn(&mut self, input: TurnInput) -> Result<Turn> {
        self.turns += 1;
        let mut turn = Turn::default();
        let began = Instant::now();
        let (conversation, events) = (&self.conversation, &mut self.events);
        // The reply comes while the input is still being answered.
        let listening = async {
            let mut acknowledged = None;
            let mut first_text = None;
            while let Some(event) = events.next().await {
                match event {
                    TurnEvent::Thinking { .. } | TurnEvent::Transcript { .. } => {
                        acknowledged.get_or_insert_with(Instant::now);
                    }
                    TurnEvent::Text { .. } => {
                        first_text.get_or_insert_with(Instant::now);
                    }
                    TurnEvent::Timings { timings, .. } => {
                        return Ok((acknowledged, first_text, timings, false));
                    }
                    TurnEvent::Ended { .. } => {
                        return Ok((acknowledged, first_text, Timings::default(), true));
                    }
                    TurnEvent::Failed { error, .. } => return Err(error),
                    _ => {}
                }
            }
            Err(Error::new(ErrorKind::Internal, "the conversation ended in the middle of a turn"))
        };
        let (sent, heard) = futures::join!(conversation.send(input), listening);
        sent?;
        let (acknowledged, first_text, timings, over) = heard?;
        self.over = over;
        turn.timings = timings;
        if let (Some(acknowledged), Some(first_text)) = (acknowledged, first_text) {
            turn.acknowledged = acknowledged.duration_since(began);
            turn.first_text = first_text.duration_since(acknowledged);
        }
        Ok(turn)
    }

    /// Lets go of the interview and waits until all is written, if it is over.
    pub(crate) async fn finish(self) {
        let Talker { conversation, events, driver, over, .. } = self;
        drop((conversation, events));
        match over {
            true => {
                let _ = driver.await;
            }
            false => driver.abort(),
        }
    }
}
