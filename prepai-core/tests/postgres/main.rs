//! PostgreSQL as a store, on a private server that is started for these tests.
#![cfg(feature = "postgres")]
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests")]

mod server;

use std::sync::Arc;

use futures::executor::block_on;
use futures::future::join_all;
use prepai_core::Backends;
use prepai_core::ErrorKind;
use prepai_core::agent::LocalAgent;
use prepai_core::clock::{Clock, SystemClock};
use prepai_core::session::{Actor, Body, Created, EndReason, Entry, Said, SessionStore, Sessions};
use prepai_core::storage::PostgresStore;
use prepai_core::testing::VirtualClock;
use prepai_core::testing::session_store::{SUITE, Scale, Subject};
use prepai_core::turn::{Conversation, Interview, NewSession, OpenOptions, TurnEvent, TurnInput};

use rcgen::generate_simple_self_signed;
use server::Server;

/// The server of these tests; nothing, said aloud, where PostgreSQL is not installed.
fn server() -> Option<&'static Server> {
    let server = Server::shared();
    if server.is_none() {
        println!("skipped: PostgreSQL's server is not installed (.ci/setup installs it where it may)");
    }
    server
}

fn sessions(store: &Arc<dyn SessionStore>) -> Sessions {
    let backends = Backends::new(Arc::new(LocalAgent::new()), Arc::clone(store));
    Interview::new(backends).sessions().clone()
}

fn said(text: String) -> Entry {
    Entry::new(Actor::Candidate, 0, Body::Said(Said { text, ..Said::default() }))
}

#[test]
fn it_does_what_every_store_does() {
    let Some(server) = server() else { return };
    let store = || Subject::new(Arc::new(PostgresStore::new(&server.database()).unwrap()));
    let report = block_on(SUITE.run(store));
    assert_eq!(report.skipped(), Ok(vec![]));
}

#[test]
fn two_servers_lose_nothing_on_one_session() {
    let Some(server) = server() else { return };
    let url = server.database();
    let stores: Vec<Arc<dyn SessionStore>> =
        (0..2).map(|_| Arc::new(PostgresStore::new(&url).unwrap()) as Arc<dyn SessionStore>).collect();
    let both: Vec<Sessions> = stores.iter().map(sessions).collect();
    let id = block_on(both[0].create(None, Created::default())).unwrap().session().id.clone();
    let (writers, commits) = (Scale::FULL.writers, 20);
    let write = |writer: usize| {
        let (sessions, id) = (both[writer % 2].clone(), id.clone());
        async move {
            let mut log = sessions.load(&id).await.unwrap();
            for number in 0..commits {
                let entry = || said(format!("{writer}.{number}"));
                sessions.update(&mut log, sessions.moment(0), |_| Ok(vec![entry()])).await.unwrap();
            }
        }
    };
    block_on(join_all((0..writers).map(write)));
    let log = block_on(both[1].load(&id)).unwrap();
    assert_eq!(log.number(), 1 + (writers * commits) as u64);
}

#[test]
fn what_is_acknowledged_survives_a_crash_of_the_server() {
    if server().is_none() {
        return;
    }
    let mut own = Server::start().unwrap();
    let store: Arc<dyn SessionStore> = Arc::new(PostgresStore::new(&own.database()).unwrap());
    let sessions = sessions(&store);
    let mut log = block_on(sessions.create(None, Created::default())).unwrap();
    let id = log.session().id.clone();
    for round in 0..3 {
        for number in 0..50 {
            let entry = said(format!("{round}.{number}"));
            block_on(sessions.update(&mut log, sessions.moment(0), |_| Ok(vec![entry.clone()]))).unwrap();
        }
        own.crash();
        let entry = said("while it is down".to_owned());
        let refused = block_on(sessions.update(&mut log, sessions.moment(0), |_| Ok(vec![entry.clone()])));
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::Unavailable);
        own.restart();
        // What was refused is in doubt; the next call settles it before anything else.
        block_on(sessions.settle(&mut log)).unwrap();
    }
    let stored = block_on(sessions.load(&id)).unwrap();
    assert_eq!(stored.number(), log.number());
    // What was refused stands at most once a round, what was acknowledged always.
    assert!((151..=154).contains(&stored.number()), "{}", stored.number());
}

#[test]
fn a_lock_that_was_waited_for_in_vain_stops_nobody_later() {
    let Some(server) = server() else { return };
    let url = server.database();
    let impatient = format!("{url} options='-c lock_timeout=100ms'");
    let store: Arc<dyn SessionStore> = Arc::new(PostgresStore::new(&impatient).unwrap());
    let sessions = sessions(&store);
    let mut log = block_on(sessions.create(None, Created::default())).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (other, moving) = runtime.block_on(tokio_postgres::connect(&url, tokio_postgres::NoTls)).unwrap();
    runtime.spawn(moving);
    // The lock of all writers, by its number: another version of this program takes the same.
    let hold = "BEGIN; SELECT pg_advisory_xact_lock(1347567945)";
    runtime.block_on(other.batch_execute(hold)).unwrap();
    let entry = said("while another writes".to_owned());
    let refused = block_on(sessions.update(&mut log, sessions.moment(0), |_| Ok(vec![entry.clone()])));
    let refused = refused.unwrap_err();
    assert_eq!((refused.kind(), refused.is_retryable()), (ErrorKind::Busy, true), "{refused:?}");
    runtime.block_on(other.batch_execute("COMMIT")).unwrap();
    block_on(sessions.settle(&mut log)).unwrap();
    assert_eq!(block_on(sessions.load(&log.session().id)).unwrap().number(), 2);
}

#[test]
fn a_conversation_is_taken_over_by_another_server() {
    let Some(server) = server() else { return };
    let url = server.database();
    let interview = || {
        let store = Arc::new(PostgresStore::new(&url).unwrap());
        Interview::new(Backends::new(Arc::new(LocalAgent::new()), store))
    };
    let (one, two) = (interview(), interview());
    let new =
        NewSession { interview_type: "aws-sa".into(), candidate_name: "Ada".into(), ..NewSession::default() };
    let id = block_on(one.create(new)).unwrap().session().id.clone();
    let talk = |interview: &Interview| {
        let (conversation, driver) =
            block_on(Conversation::open(interview, &id, OpenOptions::default())).unwrap();
        let events = conversation.subscribe();
        let thread = std::thread::spawn(move || block_on(driver));
        (conversation, events, thread)
    };
    let (first, events, ended) = talk(&one);
    block_on(first.send(TurnInput::Text("I build payment systems.".into()))).unwrap();
    let (second, _events, _thread) = talk(&two);
    block_on(second.send(TurnInput::Text("In Go, on AWS.".into()))).unwrap();
    let told: Vec<TurnEvent> = block_on(futures::StreamExt::collect(events));
    assert!(matches!(told.last(), Some(TurnEvent::TakenOver)), "{:?}", told.last());
    ended.join().unwrap();
    assert_eq!(block_on(first.send(TurnInput::Ready)).unwrap_err().kind(), ErrorKind::Conflict);
    block_on(second.end(EndReason::Candidate)).unwrap();
    let log = block_on(one.sessions().load(&id)).unwrap();
    let words: Vec<&str> = log.session().transcript.iter().map(|entry| entry.content.as_str()).collect();
    assert!(words.contains(&"I build payment systems.") && words.contains(&"In Go, on AWS."), "{words:?}");
}

#[test]
fn a_take_over_is_noticed_without_looking() {
    let Some(server) = server() else { return };
    let url = server.database();
    // Time stands still, so nobody looks by himself: what is noticed was told by the database.
    let clock: Arc<dyn Clock> = Arc::new(VirtualClock::new());
    let interview = || {
        let store = Arc::new(PostgresStore::new(&url).unwrap());
        let backends = Backends::new(Arc::new(LocalAgent::new()), store);
        Interview::new(Backends { clock: Arc::clone(&clock), ..backends })
    };
    let (one, two, three) = (interview(), interview(), interview());
    let new =
        NewSession { interview_type: "aws-sa".into(), candidate_name: "Ada".into(), ..NewSession::default() };
    let id = block_on(one.create(new)).unwrap().session().id.clone();
    let open = |interview: &Interview| {
        let (conversation, driver) =
            block_on(Conversation::open(interview, &id, OpenOptions::default())).unwrap();
        (conversation.subscribe(), std::thread::spawn(move || block_on(driver)))
    };
    let (first, ended) = open(&one);
    let (second, _thread) = open(&two);
    let told: Vec<TurnEvent> = block_on(futures::StreamExt::collect(first));
    assert!(matches!(told.last(), Some(TurnEvent::TakenOver)), "{:?}", told.last());
    ended.join().unwrap();
    block_on(three.sessions().erase(&id)).unwrap();
    let told: Vec<TurnEvent> = block_on(futures::StreamExt::collect(second));
    assert!(matches!(told.last(), Some(TurnEvent::Erased)), "{:?}", told.last());
}

#[test]
fn connections_are_secret_where_the_address_says_so_and_only_to_whom_is_trusted() {
    let own = generate_simple_self_signed(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let other = generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let Some(server) = Server::start_secret(&own.cert.pem(), &own.signing_key.serialize_pem()) else {
        println!("skipped: PostgreSQL's server is not installed (.ci/setup installs it where it may)");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (trusted, foreign, none) =
        (folder.path().join("own.pem"), folder.path().join("other.pem"), folder.path().join("none.pem"));
    std::fs::write(&trusted, own.cert.pem()).unwrap();
    std::fs::write(&foreign, other.cert.pem()).unwrap();
    std::fs::write(&none, "no certificate").unwrap();
    server.database();
    let address = |host: &str, mode: &str| {
        format!("host={host} port={} user=prepai dbname=db0 sslmode={mode}", server.port())
    };
    let store = |host: &str, mode: &str, root: Option<&std::path::Path>| {
        PostgresStore::trusting(&address(host, mode), root, Arc::new(SystemClock::new()))
    };
    for host in ["localhost", "127.0.0.1"] {
        for mode in ["require", "verify-full"] {
            let store: Arc<dyn SessionStore> = Arc::new(store(host, mode, Some(&trusted)).unwrap());
            let id =
                block_on(sessions(&store).create(None, Created::default())).unwrap().session().id.clone();
            block_on(sessions(&store).load(&id)).unwrap();
        }
    }
    for root in [None, Some(foreign.as_path())] {
        let error = block_on(store("localhost", "require", root).unwrap().ready()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable, "{error:?}");
    }
    block_on(store("localhost", "disable", None).unwrap().ready()).unwrap();
    let error = store("localhost", "require", Some(&none)).unwrap_err();
    assert!(error.message().starts_with("sessions.postgres.root_certificate"), "{error}");
}

#[test]
fn what_is_no_address_or_not_there_is_said_without_the_password() {
    let wrong = PostgresStore::new("postgres://user:secret@/x?sslmode=nonsense").unwrap_err();
    assert_eq!(wrong.kind(), ErrorKind::InvalidInput);
    let nobody = PostgresStore::new("postgres://user:secret@127.0.0.1:1/x?connect_timeout=2").unwrap();
    let error = block_on(nobody.ready()).unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Unavailable, true));
    assert!(!format!("{wrong:?} {error:?} {nobody:?}").contains("secret"));
}
