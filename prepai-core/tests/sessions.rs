//! The repository of sessions: conflicts, doubt, erasing, forks, lagging summaries, replay of a changed log.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::sync::Arc;

use futures::executor::block_on;
use futures::future::join_all;
use futures::{StreamExt, TryStreamExt};
use prepai_core::ErrorKind;
use prepai_core::clock::SystemClock;
use prepai_core::ids::{SessionId, SystemIds};
use prepai_core::interview::Library;
use prepai_core::replay::replay_log;
use prepai_core::session::{
    Actor, Body, Candidate, Commit, Created, Entry, Event, HintGiven, Log, Replied, Said, Sessions, Status,
    SummaryQuery,
};
use prepai_core::storage::MemoryStore;

fn sessions() -> Sessions {
    Sessions::new(Arc::new(MemoryStore::new()), Arc::new(SystemClock::new()), Arc::new(SystemIds))
}

fn created(name: &str) -> Created {
    let candidate = Candidate { name: name.into(), id: None };
    Created { candidate, kind: "general".into(), interview_type: "General".into(), ..Created::default() }
}

fn hint(step: u32) -> Entry {
    Entry::system(Body::HintGiven(HintGiven { question: "q".into(), step, text: "h".into() }))
}

fn add_hint(log: &Log) -> prepai_core::Result<Vec<Entry>> {
    Ok(vec![hint(u32::try_from(log.session().hints.len()).unwrap() + 1)])
}

fn commits(sessions: &Sessions, id: &SessionId) -> Vec<Commit> {
    block_on(sessions.store().commits(id, 1).try_collect()).unwrap()
}

#[test]
fn many_writers_decide_again_until_every_one_is_in() {
    let sessions = sessions();
    let log = block_on(sessions.create(None, created("Ada"))).unwrap();
    let writer = || {
        let (sessions, mut log) = (sessions.clone(), log.clone());
        async move {
            for _ in 0..25 {
                sessions.update(&mut log, sessions.moment(0), add_hint).await.unwrap();
            }
        }
    };
    block_on(join_all((0..8).map(|_| writer())));
    let log = block_on(sessions.load(&log.session().id)).unwrap();
    let steps: Vec<u32> = log.session().hints.iter().map(|hint| hint.step).collect();
    assert_eq!(steps, (1..=200).collect::<Vec<_>>(), "each saw all before it: none lost, none doubled");
}

#[test]
fn an_id_is_taken_once_and_for_ever() {
    let sessions = sessions();
    let id = SessionId::new("mine").unwrap();
    block_on(sessions.create(Some(id.clone()), created("Ada"))).unwrap();
    let again = |name: &str| block_on(sessions.create(Some(id.clone()), created(name))).unwrap_err().kind();
    assert_eq!(again("Eve"), ErrorKind::Conflict);
    block_on(sessions.erase(&id)).unwrap();
    assert_eq!(again("Eve"), ErrorKind::Conflict);
}

#[test]
fn what_was_erased_is_not_found_and_leaves_nothing() {
    let sessions = sessions();
    let mut log = block_on(sessions.create(None, created("Ada Lovelace"))).unwrap();
    let id = log.session().id.clone();
    let said = Body::Said(Said { text: "my secret".into(), ..Said::default() });
    block_on(sessions.commit(&mut log, sessions.moment(0), vec![Entry::new(Actor::Candidate, 1, said)]))
        .unwrap();
    block_on(sessions.erase(&id)).unwrap();
    assert_eq!(block_on(sessions.load(&id)).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(block_on(sessions.lines(&id)).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(block_on(sessions.fork(&id, None)).unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(block_on(sessions.erase(&id)).unwrap_err().kind(), ErrorKind::NotFound);
    assert!(block_on(sessions.list(SummaryQuery::default())).unwrap().is_empty());
    let left: Vec<u8> = commits(&sessions, &id).into_iter().flat_map(|commit| commit.bytes).collect();
    let left = String::from_utf8(left).unwrap();
    assert!(!left.contains("Ada") && !left.contains("secret"), "{left}");
    let late = block_on(sessions.update(&mut log, sessions.moment(0), add_hint)).unwrap_err();
    assert_eq!(late.kind(), ErrorKind::NotFound);
}

#[test]
fn a_damaged_log_is_corrupt_and_can_be_erased() {
    let sessions = sessions();
    let log = block_on(sessions.create(None, created("Ada"))).unwrap();
    let id = log.session().id.clone();
    let damaged = Commit { number: 2, write_id: "w".into(), bytes: b"{}\nrubbish\n".to_vec() };
    let mut summary = log.summary().clone();
    summary.commit = 2;
    block_on(sessions.store().append(&id, damaged, summary)).unwrap();
    let error = block_on(sessions.load(&id)).unwrap_err();
    assert_eq!((error.kind(), error.fact("commit")), (ErrorKind::Corrupt, Some("2")));
    block_on(sessions.erase(&id)).unwrap();
    assert_eq!(block_on(sessions.load(&id)).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn a_fork_goes_on_under_its_own_chain() {
    let sessions = sessions();
    let mut log = block_on(sessions.create(None, created("Ada"))).unwrap();
    for _ in 0..3 {
        block_on(sessions.update(&mut log, sessions.moment(5), add_hint)).unwrap();
    }
    let id = log.session().id.clone();
    let copy = block_on(sessions.fork(&id, Some(3))).unwrap();
    assert_eq!(copy.session().hints.len(), 2);
    let from = copy.session().created.forked_from.clone().unwrap();
    assert_eq!((from.session, from.commit), (id.clone(), 3));
    let read = block_on(sessions.load(&copy.session().id)).unwrap();
    assert_eq!(read.session(), copy.session());
    block_on(sessions.erase(&id)).unwrap();
    block_on(sessions.load(&copy.session().id)).unwrap();
    let error = block_on(sessions.fork(&copy.session().id, Some(99))).unwrap_err();
    assert_eq!((error.kind(), error.fact("field")), (ErrorKind::InvalidInput, Some("at")));
}

#[test]
fn a_long_fork_is_split_into_commits_that_fit() {
    let sessions = sessions();
    let mut log = block_on(sessions.create(None, created("Ada"))).unwrap();
    for turn in 1..=9 {
        let said = Body::Said(Said { text: "x".repeat(600_000), ..Said::default() });
        let entry = Entry::new(Actor::Candidate, turn, said);
        block_on(sessions.commit(&mut log, sessions.moment(0), vec![entry])).unwrap();
    }
    let copy = block_on(sessions.fork(&log.session().id, None)).unwrap();
    assert_eq!(copy.session().transcript.len(), 9);
    assert!(copy.number() > 1);
}

#[test]
fn names_in_any_script_stay_as_they_are() {
    let sessions = sessions();
    for name in ["王小明", "Łukasz Żak", "محمد", "👩‍💻 Ada", "O'Neil <b>", "\u{202e}abc"] {
        let log = block_on(sessions.create(None, created(name))).unwrap();
        let read = block_on(sessions.load(&log.session().id)).unwrap();
        assert_eq!(read.session().created.candidate.name, name);
        assert_eq!(read.summary().candidate, name);
        assert_eq!(read.session().status, Status::Active);
    }
}

#[test]
fn replay_says_where_a_reply_differs() {
    let sessions = sessions();
    let mut log = block_on(sessions.create(None, created("Ada"))).unwrap();
    let generated =
        prepai_core::session::Generated { text: "Good. Why? Because.".into(), ..Default::default() };
    let units = vec!["Good.".to_owned(), "Why?".to_owned(), "Because.".to_owned()];
    let replied = Replied { text: units.join(" "), units, cuts: Vec::new() };
    let turn = |actor, body| Entry::new(actor, 1, body);
    let entries = vec![
        turn(Actor::Candidate, Body::Said(Said { text: "Hello.".into(), ..Said::default() })),
        turn(Actor::Interviewer, Body::Generated(generated)),
        turn(Actor::Interviewer, Body::Replied(replied)),
    ];
    block_on(sessions.commit(&mut log, sessions.moment(0), entries)).unwrap();
    let id = log.session().id.clone();
    let mut read = Log::new(id.clone());
    let commits: Vec<(u64, Vec<Event>)> =
        commits(&sessions, &id).iter().map(|commit| (commit.number, read.take(commit).unwrap())).collect();
    let replay = replay_log(&read, &commits, &Library::embedded());
    assert!(!replay.identical);
    let reply = replay.differences.iter().find(|difference| difference.event == "replied").unwrap();
    assert_eq!((reply.commit, reply.turn, reply.field.as_str()), (2, 1, "/text"));
    assert_eq!(reply.derived, "Good. Why?");
}

#[test]
fn lines_are_the_stored_bytes() {
    let sessions = sessions();
    let log = block_on(sessions.create(None, created("Ada"))).unwrap();
    let id = &log.session().id;
    let lines = block_on(sessions.lines(id)).unwrap();
    let first = block_on(sessions.store().commits(id, 1).next()).unwrap().unwrap();
    assert_eq!(lines, first.bytes);
}
