//! Why sockets close.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::StreamExt;
use futures::stream::BoxStream;
use prepai_core::agent::{Agent, AgentEvent, AgentRequest, AgentState, LocalAgent};
use prepai_core::clock::SystemClock;
use prepai_core::session::EndReason;
use prepai_core::storage::MemoryStore;
use prepai_core::testing::{FailingStore, Fault, ScriptedAgent, Step, StoreCall, VirtualClock};
use prepai_core::{Backends, Error, ErrorKind};
use serde_json::json;
use tokio::sync::Notify;
use tokio_tungstenite::tungstenite::Message;

use crate::peer::{House, types};

#[tokio::test]
async fn sessions_that_are_not_there_or_over_are_said_to_be() {
    let house = House::new().await;
    for id in ["nope", "a%2Fb", "..", &"x".repeat(200)] {
        let (frames, code) = house.connect(id).await.closed().await;
        assert_eq!((code, types(&frames)), (4404, vec!["error"]), "{id}");
    }
    let session = house.session().await;
    house.rooms.end(&session, EndReason::Request).await.unwrap();
    let (frames, code) = house.connect(&session).await.closed().await;
    assert_eq!((code, &frames[0]["code"]), (4410, &json!("conflict")));
}

#[tokio::test]
async fn a_store_that_is_away_for_a_moment_is_no_fault_of_the_client() {
    let store = FailingStore::new(Arc::new(MemoryStore::new()), Arc::new(SystemClock::new()));
    let store = Arc::new(store);
    let house = House::on(Backends::new(Arc::new(LocalAgent::new()), store.clone())).await;
    let session = house.session().await;
    for kind in [ErrorKind::Unavailable, ErrorKind::Timeout, ErrorKind::Internal] {
        store.on(StoreCall::Summary, [Fault::Fail(Error::new(kind, "the store is away"))]);
        let (frames, code) = house.connect(&session).await.closed().await;
        assert_eq!((code, &frames[0]["message"]), (1013, &json!("the store is away")), "{frames:?}");
        assert_eq!((&frames[0]["code"], frames.len()), (&json!(kind.code()), 1), "said once");
    }
    let (mut peer, _) = house.hello(&session, None).await;
    peer.hear().await;
}

#[tokio::test]
async fn a_session_that_can_never_be_opened_is_not_said_to_be_away() {
    let store = FailingStore::new(Arc::new(MemoryStore::new()), Arc::new(SystemClock::new()));
    let store = Arc::new(store);
    let house = House::on(Backends::new(Arc::new(LocalAgent::new()), store.clone())).await;
    let session = house.session().await;
    for kind in [ErrorKind::Corrupt, ErrorKind::Unsupported] {
        store.on(StoreCall::Commits, [Fault::Fail(Error::new(kind, "commit 2: its events are damaged"))]);
        let (frames, code) = house.connect(&session).await.closed().await;
        let told = (code, &frames[0]["code"], &frames[0]["message"]);
        assert_eq!(
            told,
            (1011, &json!(kind.code()), &json!("commit 2: its events are damaged")),
            "{frames:?}"
        );
        assert_eq!(frames.len(), 1, "said once: {frames:?}");
    }
}

#[tokio::test]
async fn a_version_that_nobody_has_is_refused_with_those_there_are() {
    let house = House::new().await;
    let session = house.session().await;
    for hello in [json!({"type": "hello", "protocol": 3}), json!({"type": "hello"})] {
        let mut peer = house.connect(&session).await;
        peer.say(hello).await;
        let (frames, code) = peer.closed().await;
        let last = frames.last().unwrap();
        assert_eq!((code, &last["code"], &last["supported"]), (4406, &json!("unsupported"), &json!([2])));
    }
}

#[tokio::test]
async fn a_newer_socket_takes_over_and_the_older_one_is_told() {
    let house = House::new().await;
    let session = house.session().await;
    let (mut old, _) = house.hello(&session, None).await;
    old.hear().await;
    let (mut new, _) = house.hello(&session, None).await;
    let (frames, code) = old.closed().await;
    assert_eq!((code, types(&frames)), (4409, vec!["error"]));
    new.say(json!({"type": "interview_ready"})).await;
    new.until("assistant_complete").await;
}

#[tokio::test]
async fn two_sockets_at_once_share_one_conversation() {
    let house = House::new().await;
    let session = house.session().await;
    let (first, second) = tokio::join!(house.hello(&session, None), house.hello(&session, None));
    assert_eq!(first.1["conversation"], second.1["conversation"]);
    assert_eq!(house.rooms.len(), 1);
}

#[tokio::test]
async fn an_erased_session_closes_its_socket() {
    let house = House::new().await;
    let session = house.session().await;
    let (mut peer, _) = house.hello(&session, None).await;
    peer.hear().await;
    house.rooms.erase(&session).await.unwrap();
    assert_eq!(peer.closed().await.1, 4404);
    assert_eq!(house.connect(&session).await.closed().await.1, 4404);
}

/// An interviewer that thinks until it is let speak.
#[derive(Debug)]
struct Thinking(Arc<Notify>);

impl Agent for Thinking {
    fn respond(&self, _: AgentRequest) -> BoxStream<'static, prepai_core::Result<AgentEvent>> {
        let speak = Arc::clone(&self.0);
        let words = async move {
            speak.notified().await;
            Ok(AgentEvent::Text("Hello. What do you build?".to_owned()))
        };
        futures::stream::once(words).boxed()
    }

    fn state(&self) -> AgentState {
        AgentState::Stateless
    }
}

#[tokio::test]
async fn a_shutdown_finishes_the_turn_first() {
    let speak = Arc::new(Notify::new());
    let agent = Arc::new(Thinking(Arc::clone(&speak)));
    let house = House::on(Backends::new(agent, Arc::new(MemoryStore::new()))).await;
    let session = house.session().await;
    let (mut peer, _) = house.hello(&session, None).await;
    peer.say(json!({"type": "interview_ready"})).await;
    peer.until("thinking").await;
    // The order to stop comes first, then the words.
    let words = async {
        tokio::task::yield_now().await;
        speak.notify_one();
    };
    tokio::join!(house.rooms.shutdown(Duration::from_secs(20)), words);
    let (frames, code) = peer.closed().await;
    assert_eq!(code, 1001);
    assert!(types(&frames).contains(&"assistant_complete"), "{frames:?}");
    assert_eq!(house.connect(&session).await.closed_after_ready().await, 1001);
}

#[tokio::test]
async fn messages_over_the_limit_close_the_socket() {
    let house = House::new().await;
    let session = house.session().await;
    let mut peer = house.connect(&session).await;
    peer.send(Message::Text("x".repeat(300 << 10).into())).await;
    let (frames, code) = peer.closed().await;
    assert_eq!((code, &frames[0]["code"]), (1009, &json!("too_large")));
}

#[tokio::test]
async fn a_conversation_waits_sixty_seconds_for_a_socket_that_went() {
    let clock = VirtualClock::new();
    let store = Arc::new(MemoryStore::with_clock(Arc::new(clock.clone())));
    let house = House::on(Backends {
        clock: Arc::new(clock.clone()),
        ..Backends::new(Arc::new(LocalAgent::new()), store)
    })
    .await;
    let session = house.session().await;
    let pass = async |seconds: u64| {
        for _ in 0..seconds {
            clock.advance(Duration::from_secs(1));
            // The driver looks every two seconds: it has looked when it sleeps again, or is gone.
            while clock.sleepers() == 0 && !house.rooms.is_empty() {
                tokio::task::yield_now().await;
            }
        }
    };
    let (mut peer, ack) = house.hello(&session, None).await;
    peer.say(json!({"type": "interview_ready"})).await;
    peer.until("assistant_complete").await;
    pass(600).await;
    assert_eq!(house.rooms.len(), 1, "while its socket is there it stays");
    drop(peer);
    while house.sockets() > 0 {
        tokio::task::yield_now().await;
    }
    pass(56).await;
    assert_eq!(house.rooms.len(), 1, "it waits");
    let resume = json!({"conversation": ack["conversation"], "last_seq": 0});
    let (mut peer, back) = house.hello(&session, Some(resume.clone())).await;
    assert_eq!(back["resumed"], true, "{back}");
    peer.until("assistant_complete").await;
    drop(peer);
    while house.sockets() > 0 {
        tokio::task::yield_now().await;
    }
    pass(64).await;
    while !house.rooms.is_empty() {
        tokio::task::yield_now().await;
    }
    let (_, back) = house.hello(&session, Some(resume)).await;
    assert_eq!(back["resumed"], false, "another conversation: {back}");
    assert_ne!(back["conversation"], ack["conversation"]);
}

#[tokio::test]
async fn a_backend_that_panics_ends_its_conversation_and_the_session_goes_on_in_another() {
    let broken = AtomicBool::new(true);
    let agent = ScriptedAgent::new(Arc::new(SystemClock::new())).otherwise(move |_| {
        assert!(!broken.swap(false, Ordering::Relaxed), "this backend is broken");
        vec![Step::Give(AgentEvent::Text("Go on.".into()))]
    });
    let house = House::on(Backends::new(Arc::new(agent), Arc::new(MemoryStore::new()))).await;
    let session = house.session().await;
    let (peer, ack) = house.hello(&session, None).await;
    assert_eq!(peer.closed_after_ready().await, 1001);
    while !house.rooms.is_empty() {
        tokio::task::yield_now().await;
    }
    let (mut peer, back) = house.hello(&session, None).await;
    assert_ne!(back["conversation"], ack["conversation"]);
    peer.say(json!({"type": "text_message", "text": "Are you there?"})).await;
    peer.until("assistant_complete").await;
}

impl crate::peer::Peer {
    async fn closed_after_ready(mut self) -> u16 {
        self.say(json!({"type": "interview_ready"})).await;
        self.closed().await.1
    }
}
