//! The demonstrations that exist by themselves, under names that old pages use.
//!
//! `demo-session` means the newest of the sessions `demo-session_1`, `demo-session_2`, … Numbers are only ever added
//! (an erased session keeps its number), so every server finds the newest by itself, and after a restart too.

use futures::TryStreamExt;
use prepai_core::ids::SessionId;
use prepai_core::session::Status;
use prepai_core::turn::NewSession;
use prepai_core::{Error, ErrorKind, Result};
use sha2::{Digest, Sha256};

use super::Rooms;

const NAMES: [&str; 2] = ["demo-session", "demo-session-123"];

/// What a session is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To look at it, or to end or erase it: a demonstration that has ended is still the one that is meant.
    Look,
    /// To go on with it: a demonstration that has ended is followed by a new one.
    Continue,
}

impl Rooms {
    /// The session that a client means by `asked`: itself, but for the names of demonstrations, which always mean one.
    /// Each owner has demonstrations of their own.
    ///
    /// # Errors
    /// `not_found` for what cannot be a session's id; what the store says.
    pub async fn resolve(&self, asked: &str, owner: Option<&str>, purpose: Purpose) -> Result<SessionId> {
        if !NAMES.contains(&asked) {
            return SessionId::new(asked).map_err(|_| Error::not_found("session"));
        }
        loop {
            let newest = self.newest(asked, owner).await?;
            if newest > 0 {
                let id = numbered(asked, owner, newest)?;
                match self.interview.sessions().summary(&id).await {
                    Ok(summary) if purpose == Purpose::Look || summary.status == Status::Active => {
                        return Ok(id);
                    }
                    Ok(_) => {}
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
            let id = numbered(asked, owner, newest + 1)?;
            let new = NewSession {
                id: Some(id.clone()),
                interview_type: "google-sde".to_owned(),
                candidate_name: "Demo Candidate".to_owned(),
                owner: owner.map(str::to_owned),
                demo: true,
                ..NewSession::default()
            };
            match self.interview.create(new).await {
                Ok(_) => return Ok(id),
                // Somebody else was first: theirs is the newest.
                Err(error) if error.kind() == ErrorKind::Conflict => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The session that is meant by `asked` now; nothing is made by asking, so it may be none.
    pub(super) async fn meant(&self, asked: &str, owner: Option<&str>) -> Result<SessionId> {
        match NAMES.contains(&asked) {
            true => numbered(asked, owner, self.newest(asked, owner).await?),
            false => SessionId::new(asked).map_err(|_| Error::not_found("session")),
        }
    }

    /// The highest number that was given, 0 when none was: doubled until it is free, then halved between.
    async fn newest(&self, name: &str, owner: Option<&str>) -> Result<u64> {
        let (mut taken, mut free) = (0, 1);
        while self.is_taken(&numbered(name, owner, free)?).await? {
            (taken, free) = (free, free * 2);
        }
        while free - taken > 1 {
            let middle = taken + (free - taken) / 2;
            match self.is_taken(&numbered(name, owner, middle)?).await? {
                true => taken = middle,
                false => free = middle,
            }
        }
        Ok(taken)
    }

    async fn is_taken(&self, id: &SessionId) -> Result<bool> {
        let mut commits = self.interview.sessions().store().commits(id, 1);
        Ok(commits.try_next().await?.is_some())
    }
}

fn numbered(name: &str, owner: Option<&str>, number: u64) -> Result<SessionId> {
    let Some(owner) = owner else { return SessionId::new(format!("{name}_{number}")) };
    let digest = Sha256::digest(owner.as_bytes());
    let whose: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    SessionId::new(format!("{name}_{whose}_{number}"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use prepai_core::Backends;
    use prepai_core::agent::LocalAgent;
    use prepai_core::session::EndReason;
    use prepai_core::storage::MemoryStore;
    use prepai_core::turn::Interview;

    use super::*;

    fn rooms() -> Rooms {
        let backends = Backends::new(Arc::new(LocalAgent::default()), Arc::new(MemoryStore::default()));
        Rooms::new(Interview::new(backends), "test", Arc::default())
    }

    async fn demo(rooms: &Rooms, purpose: Purpose) -> String {
        rooms.resolve("demo-session", None, purpose).await.unwrap().to_string()
    }

    #[tokio::test]
    async fn a_name_means_the_newest_until_that_has_ended() {
        let rooms = rooms();
        assert_eq!(demo(&rooms, Purpose::Look).await, "demo-session_1");
        assert_eq!(demo(&rooms, Purpose::Continue).await, "demo-session_1");
        let first = SessionId::new("demo-session_1").unwrap();
        rooms.end(&first, EndReason::Request).await.unwrap();
        assert_eq!(demo(&rooms, Purpose::Look).await, "demo-session_1", "its report is read");
        assert_eq!(demo(&rooms, Purpose::Continue).await, "demo-session_2");
        assert_eq!(demo(&rooms, Purpose::Look).await, "demo-session_2");
        let summary = rooms.interview.sessions().summary(&first).await.unwrap();
        assert!(summary.demo);
    }

    #[tokio::test]
    async fn a_name_is_open_while_the_newest_is() {
        let rooms = rooms();
        assert!(!rooms.is_open("demo-session", None).await);
        let id: SessionId = demo(&rooms, Purpose::Continue).await.parse().unwrap();
        assert!(!rooms.is_open("demo-session", None).await, "nobody was there yet");
        let _conversation = rooms.enter(&id).await.unwrap();
        assert!(rooms.is_open("demo-session", None).await && rooms.is_open(id.as_str(), None).await);
        assert!(!rooms.is_open("demo-session", Some("ada")).await, "hers is another");
    }

    #[tokio::test]
    async fn an_erased_one_is_followed_by_the_next_number() {
        let rooms = rooms();
        for number in 1..=9 {
            let id = demo(&rooms, Purpose::Look).await;
            assert_eq!(id, format!("demo-session_{number}"));
            rooms.interview.sessions().erase(&id.parse().unwrap()).await.unwrap();
        }
    }

    #[tokio::test]
    async fn owners_and_names_are_apart() {
        let rooms = rooms();
        let ada = rooms.resolve("demo-session", Some("ada"), Purpose::Look).await.unwrap();
        let bob = rooms.resolve("demo-session", Some("bob"), Purpose::Look).await.unwrap();
        let other = rooms.resolve("demo-session-123", None, Purpose::Look).await.unwrap();
        assert!(ada != bob && other.as_str() == "demo-session-123_1");
        assert_eq!(rooms.resolve("x", None, Purpose::Look).await.unwrap().as_str(), "x");
        assert_eq!(
            rooms.resolve("a/b", None, Purpose::Look).await.unwrap_err().message(),
            "session not found"
        );
    }

    #[tokio::test]
    async fn many_at_once_start_one() {
        let rooms = rooms();
        let all = (0..20).map(|_| demo(&rooms, Purpose::Continue));
        let ids = futures::future::join_all(all).await;
        assert!(ids.iter().all(|id| id == "demo-session_1"), "{ids:?}");
    }
}
