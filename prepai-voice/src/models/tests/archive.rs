//! A library in an archive.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use prepai_core::ErrorKind;

use super::server::{Behaviour, FileServer};
use super::{content, item, names, puller, sha256};
use crate::models::{Folder, Item, Member, Pulled, State, Verdict, verify};

fn archive(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in [("release/README.md", &b"hello"[..]), (name, bytes)] {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, bytes).unwrap();
    }
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&tar.into_inner().unwrap()).unwrap();
    packed.finish().unwrap()
}

fn library(url: &str, packed: Option<&[u8]>, sha: Option<String>) -> Item {
    let mut item = item(url, packed.map(sha256));
    item.files[0].unpack = Some(Member { member: "release/lib/library.so".to_owned(), sha256: sha });
    item
}

#[tokio::test]
async fn one_file_is_taken_out_and_compared() {
    let packed = archive("release/lib/library.so", &content());
    let server = FileServer::start(Behaviour { content: packed.clone(), ..Behaviour::default() }).await;
    let folder = tempfile::tempdir().unwrap();
    let item = library(&server.url(), Some(&packed), Some(sha256(&content())));
    assert_eq!(puller(folder.path()).pull(&item, &mut |_| {}).await.unwrap()[0].1, Pulled::Verified);
    assert_eq!(names(folder.path()), ["model.bin"]);
    let path = folder.path().join("model.bin");
    assert_eq!(fs::read(&path).unwrap(), content());
    assert_eq!(verify(&path, &item.files[0]).unwrap(), Verdict::Matches { algorithm: "sha256" });
    assert_eq!(Folder::new(folder.path()).state(&item), State::There);
    assert_eq!(puller(folder.path()).pull(&item, &mut |_| {}).await.unwrap()[0].1, Pulled::AlreadyThere);
}

#[tokio::test]
async fn what_is_wrong_inside_keeps_nothing() {
    let right = archive("release/lib/library.so", &content());
    let elsewhere = archive("release/lib/other.so", &content());
    let cut = &right[..right.len() / 2];
    let expected = Some(sha256(b"another library"));
    for (packed, sha) in
        [(&right[..], expected), (&elsewhere, None), (cut, None), (b"no archive at all", None)]
    {
        let server = FileServer::start(Behaviour { content: packed.to_vec(), ..Behaviour::default() }).await;
        let folder = tempfile::tempdir().unwrap();
        let item = library(&server.url(), None, sha);
        let error = puller(folder.path()).pull(&item, &mut |_| {}).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Corrupt, "{error:?}");
        assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
    }
}
