//! What comes at once.

use std::fs;

use prepai_core::ErrorKind;
use prepai_core::net::HttpOptions;

use super::server::{Behaviour, FileServer};
use super::{content, item, names, puller, sha256};
use crate::models::{Folder, Pulled, Puller, State};

#[tokio::test]
async fn a_file_comes_is_compared_and_gets_its_name() {
    let server = FileServer::start(Behaviour { content: content(), ..Behaviour::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let models = folder.path().join("models");
    let item = item(&server.url(), Some(sha256(&content())));
    let mut seen = Vec::new();
    let pulled = puller(&models).pull(&item, &mut |at| seen.push((at.done, at.total))).await.unwrap();
    assert_eq!(pulled, [("model.bin".to_owned(), Pulled::Verified)]);
    assert_eq!(fs::read(models.join("model.bin")).unwrap(), content());
    assert_eq!(names(&models), ["model.bin"]);
    assert_eq!((seen.first(), seen.last()), (Some(&(0, 300_000)), Some(&(300_000, 300_000))));
    assert!(seen.is_sorted());
    assert_eq!(Folder::new(&models).state(&item), State::There);
    // Again: nothing is asked.
    let again = puller(&models).pull(&item, &mut |_| {}).await.unwrap();
    assert_eq!((again[0].1, server.asked().len()), (Pulled::AlreadyThere, 1));
}

#[tokio::test]
async fn a_wrong_checksum_keeps_nothing() {
    let server = FileServer::start(Behaviour {
        content: content(),
        etag: Some("\"1\"".into()),
        ..Behaviour::default()
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let item = item(&server.url(), Some(sha256(b"something else")));
    let error = puller(folder.path()).pull(&item, &mut |_| {}).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt);
    assert_eq!(error.fact("found"), Some(sha256(&content()).as_str()));
    assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
}

#[tokio::test]
async fn a_damaged_file_is_fetched_anew_and_stays_until_then() {
    let server =
        FileServer::start(Behaviour { content: content(), failing: vec![404], ..Behaviour::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.bin");
    fs::write(&path, "damaged").unwrap();
    let item = item(&server.url(), Some(sha256(&content())));
    let error = puller(folder.path()).pull(&item, &mut |_| {}).await.unwrap_err();
    assert_eq!((error.kind(), error.fact("status")), (ErrorKind::NotAvailable, Some("404")));
    assert_eq!(fs::read(&path).unwrap(), b"damaged");
    puller(folder.path()).pull(&item, &mut |_| {}).await.unwrap();
    assert_eq!(fs::read(&path).unwrap(), content());
}

#[tokio::test]
async fn without_a_checksum_on_record_it_is_said_so() {
    let server =
        FileServer::start(Behaviour { content: content(), chunked: true, ..Behaviour::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let pulled = puller(folder.path()).pull(&item(&server.url(), None), &mut |_| {}).await.unwrap();
    assert_eq!(pulled[0].1, Pulled::NoChecksum);
    assert_eq!(fs::read(folder.path().join("model.bin")).unwrap(), content());
}

#[tokio::test]
async fn a_page_in_the_place_of_a_description_is_not_kept() {
    let page = b"<html>Please log in</html>".to_vec();
    let server = FileServer::start(Behaviour { content: page.clone(), ..Behaviour::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let mut item = item(&server.url(), None);
    item.files[0].name = "voice.onnx.json".to_owned();
    let error = puller(folder.path()).pull(&item, &mut |_| {}).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt, "{error:?}");
    assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
    // One that was kept before is fetched anew.
    let server = FileServer::start(Behaviour { content: b"{}".to_vec(), ..Behaviour::default() }).await;
    item.files[0].url = server.url();
    fs::write(folder.path().join("voice.onnx.json"), page).unwrap();
    assert_eq!(puller(folder.path()).pull(&item, &mut |_| {}).await.unwrap()[0].1, Pulled::NoChecksum);
    assert_eq!(fs::read(folder.path().join("voice.onnx.json")).unwrap(), b"{}");
}

#[tokio::test]
async fn redirections_are_followed_but_not_for_ever() {
    let server = FileServer::start(Behaviour { content: content(), ..Behaviour::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let moved = item(&format!("{}/moved/x", server.base), Some(sha256(&content())));
    assert_eq!(puller(folder.path()).pull(&moved, &mut |_| {}).await.unwrap()[0].1, Pulled::Verified);
    fs::remove_file(folder.path().join("model.bin")).unwrap();
    let around = item(&format!("{}/around", server.base), None);
    let error = puller(folder.path()).pull(&around, &mut |_| {}).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
}

#[tokio::test]
async fn a_mirror_stands_in_for_every_publisher() {
    let server = FileServer::start(Behaviour { content: content(), ..Behaviour::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let item = item("https://publisher.invalid/deep/below/model.bin", Some(sha256(&content())));
    let mirror = Some(format!("{}/", server.base));
    let puller = Puller::new(Folder::new(folder.path()), mirror, &HttpOptions::default()).unwrap();
    assert_eq!(puller.pull(&item, &mut |_| {}).await.unwrap()[0].1, Pulled::Verified);
    let wrong = Puller::new(Folder::new(folder.path()), Some("nowhere".into()), &HttpOptions::default());
    assert_eq!(wrong.unwrap_err().fact("setting"), Some("models.mirror"));
}

#[tokio::test]
async fn nobody_there_is_told_as_such() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/model.bin", listener.local_addr().unwrap());
    drop(listener);
    let folder = tempfile::tempdir().unwrap();
    let error = puller(folder.path()).pull(&item(&url, None), &mut |_| {}).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(error.message().contains("cannot be reached"), "{error:?}");
    assert_eq!((error.fact("address"), error.fact("kept")), (Some(url.as_str()), None), "nothing was kept");
}

/// `/dev/full` is a disk without room.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_is_told_with_a_remedy() {
    let server = FileServer::start(Behaviour { content: content(), ..Behaviour::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/dev/full", folder.path().join("model.bin.part")).unwrap();
    let error = puller(folder.path()).pull(&item(&server.url(), None), &mut |_| {}).await.unwrap_err();
    assert!(!error.is_retryable());
    assert!(error.message().contains("disk is full") || error.fact("path").is_some(), "{error:?}");
    assert!(!folder.path().join("model.bin").exists());
}

#[tokio::test]
async fn what_is_longer_than_published_is_not_taken_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    // Ten times what is published, with its length told or kept secret; and more than twice what is known only about.
    for (chunked, exact, times) in [(true, true, 10), (false, true, 10), (true, false, 3)] {
        let behaviour = Behaviour { content: content().repeat(times), chunked, ..Behaviour::default() };
        let server = FileServer::start(behaviour).await;
        let mut item = item(&server.url(), None);
        item.files[0].exact = exact;
        let mut farthest = 0;
        let pulled = puller(folder.path()).pull(&item, &mut |at| farthest = at.done).await;
        assert_eq!(pulled.unwrap_err().kind(), ErrorKind::Corrupt);
        assert!(farthest <= if exact { 300_000 } else { 600_000 }, "{farthest} bytes were taken");
        assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
    }
    // What is known only about may be longer.
    let server = FileServer::start(Behaviour { content: content().repeat(2), ..Behaviour::default() }).await;
    let mut item = item(&server.url(), None);
    item.files[0].exact = false;
    puller(folder.path()).pull(&item, &mut |_| {}).await.unwrap();
}
