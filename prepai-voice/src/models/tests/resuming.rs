//! What comes in pieces.

use std::fs;

use prepai_core::ErrorKind;

use super::server::{Behaviour, FileServer};
use super::{content, item, names, puller, sha256};
use crate::models::{Folder, Pulled, State};

fn etag(version: u32) -> Option<String> {
    Some(format!("\"version-{version}\""))
}

#[tokio::test]
async fn cut_connections_are_taken_up_where_they_broke() {
    let behaviour = Behaviour {
        content: content(),
        etag: etag(1),
        ranges: true,
        cut: Some(70_000),
        ..Behaviour::default()
    };
    let server = FileServer::start(behaviour).await;
    let folder = tempfile::tempdir().unwrap();
    let item = item(&server.url(), Some(sha256(&content())));
    let mut done = Vec::new();
    let pulled = puller(folder.path()).pull(&item, &mut |at| done.push(at.done)).await.unwrap();
    assert_eq!(pulled[0].1, Pulled::Verified);
    assert_eq!(names(folder.path()), ["model.bin"]);
    let asked = server.asked();
    assert!(asked.len() >= 5, "{asked:?}");
    assert_eq!(asked[0], None);
    assert!(asked[1..].iter().all(Option::is_some), "{asked:?}");
    assert!(done.is_sorted(), "nothing was fetched twice");
}

#[tokio::test]
async fn another_pull_goes_on_where_the_first_gave_up() {
    let behaviour = Behaviour {
        content: content(),
        etag: etag(1),
        ranges: true,
        cut: Some(50_000),
        ..Behaviour::default()
    };
    let server = FileServer::start(behaviour).await;
    let folder = tempfile::tempdir().unwrap();
    let item = item(&server.url(), Some(sha256(&content())));
    // The first connection breaks, and then the server is away.
    let first = puller(folder.path());
    let mut pulling = Box::pin(async {
        let mut done = 0;
        let mut on = |at: crate::models::Progress<'_>| {
            done = at.done;
            if done >= 40_000 {
                server.change(|behaviour| behaviour.failing = vec![503; 100]);
            }
        };
        first.pull(&item, &mut on).await
    });
    let error = (&mut pulling).await.unwrap_err();
    drop(pulling);
    assert_eq!((error.kind(), error.fact("status")), (ErrorKind::Unavailable, Some("503")));
    assert!(error.fact("kept").is_some_and(|kept| kept.contains("goes on")), "{error:?}");
    assert_eq!(Folder::new(folder.path()).state(&item), State::Begun);
    let before = fs::metadata(folder.path().join("model.bin.part")).unwrap().len();
    assert!(before >= 40_000);
    server.change(|behaviour| {
        behaviour.failing.clear();
        behaviour.cut = None;
    });
    let asked = server.asked().len();
    assert_eq!(puller(folder.path()).pull(&item, &mut |_| {}).await.unwrap()[0].1, Pulled::Verified);
    assert_eq!(server.asked()[asked..], [Some(format!("bytes={before}-"))]);
}

#[tokio::test]
async fn a_file_that_changed_meanwhile_begins_anew() {
    let behaviour = Behaviour { content: content(), etag: etag(1), ranges: true, ..Behaviour::default() };
    let server = FileServer::start(behaviour).await;
    let folder = tempfile::tempdir().unwrap();
    let newer: Vec<u8> = content().into_iter().rev().collect();
    let item = item(&server.url(), Some(sha256(&newer)));
    let part = folder.path().join("model.bin.part");
    fs::write(&part, &content()[..100_000]).unwrap();
    fs::write(
        folder.path().join("model.bin.part.json"),
        format!(r#"{{"url":"{}","version":"\"version-1\""}}"#, server.url()),
    )
    .unwrap();
    server.change(|behaviour| {
        behaviour.content.clone_from(&newer);
        behaviour.etag = etag(2);
    });
    assert_eq!(puller(folder.path()).pull(&item, &mut |_| {}).await.unwrap()[0].1, Pulled::Verified);
    assert_eq!(fs::read(folder.path().join("model.bin")).unwrap(), newer);
    assert_eq!(server.asked(), [Some("bytes=100000-".to_owned())]);
}

#[tokio::test]
async fn a_server_without_ranges_sends_all_of_it_again() {
    let behaviour = Behaviour { content: content(), etag: etag(1), ..Behaviour::default() };
    let server = FileServer::start(behaviour).await;
    let folder = tempfile::tempdir().unwrap();
    let item = item(&server.url(), Some(sha256(&content())));
    fs::write(folder.path().join("model.bin.part"), &content()[..100_000]).unwrap();
    fs::write(
        folder.path().join("model.bin.part.json"),
        format!(r#"{{"url":"{}","version":"\"version-1\""}}"#, server.url()),
    )
    .unwrap();
    assert_eq!(puller(folder.path()).pull(&item, &mut |_| {}).await.unwrap()[0].1, Pulled::Verified);
}

#[tokio::test]
async fn bytes_of_no_known_version_or_from_elsewhere_are_not_trusted() {
    let behaviour = Behaviour { content: content(), etag: etag(1), ranges: true, ..Behaviour::default() };
    let server = FileServer::start(behaviour).await;
    for origin in ["", "no json", r#"{"url":"http://elsewhere/model.bin","version":"\"version-1\""}"#] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("model.bin.part"), vec![7; 100_000]).unwrap();
        fs::write(folder.path().join("model.bin.part.json"), origin).unwrap();
        let item = item(&server.url(), Some(sha256(&content())));
        assert_eq!(puller(folder.path()).pull(&item, &mut |_| {}).await.unwrap()[0].1, Pulled::Verified);
    }
    assert!(server.asked().iter().all(Option::is_none));
}

#[tokio::test]
async fn what_was_whole_already_only_gets_its_name() {
    let behaviour = Behaviour { content: content(), etag: etag(1), ranges: true, ..Behaviour::default() };
    let server = FileServer::start(behaviour).await;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("model.bin.part"), content()).unwrap();
    fs::write(
        folder.path().join("model.bin.part.json"),
        format!(r#"{{"url":"{}","version":"\"version-1\""}}"#, server.url()),
    )
    .unwrap();
    let item = item(&server.url(), Some(sha256(&content())));
    assert_eq!(puller(folder.path()).pull(&item, &mut |_| {}).await.unwrap()[0].1, Pulled::Verified);
    assert_eq!(names(folder.path()), ["model.bin"]);
}

#[tokio::test]
async fn a_part_that_does_not_fit_is_not_glued_on() {
    let behaviour = Behaviour {
        content: content(),
        etag: etag(1),
        ranges: true,
        shifted: true,
        cut: Some(50_000),
        ..Behaviour::default()
    };
    let server = FileServer::start(behaviour).await;
    let folder = tempfile::tempdir().unwrap();
    let item = item(&server.url(), Some(sha256(&content())));
    let error = puller(folder.path()).pull(&item, &mut |_| {}).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(!folder.path().join("model.bin").exists());
}

#[tokio::test]
async fn only_one_process_fetches_a_file() {
    let server = FileServer::start(Behaviour { content: content(), ..Behaviour::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let held = fs::File::create(folder.path().join("model.bin.part")).unwrap();
    held.try_lock().unwrap();
    let error = puller(folder.path()).pull(&item(&server.url(), None), &mut |_| {}).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
}
